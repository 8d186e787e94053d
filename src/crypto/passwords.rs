//! Passwords: which are allowed, and how they are hashed and checked.
//!
//! One rule: hashing costs 46 MiB and a core, so no more run at once than there are cores, and who
//! waits too long is told so. A check costs the same whether the account exists or not.

use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;

use crate::codes::pinyin::pinyin;
use crate::codes::{CodeError, tidy};

/// Shortest password, in characters after NFC.
pub const SHORTEST: usize = 10;

/// Longest password, in characters after NFC; longer ones are refused before any work is done.
pub const LONGEST: usize = 128;

/// Passwords of ten characters and more that are tried first, in lower case, one a line.
const COMMON: &str = include_str!("common_passwords.txt");

/// A hash with today's parameters that nothing matches; stands in for a missing account.
const NOBODY: &str = "$argon2id$v=19$m=47104,t=1,p=1$bm9ib2R5bm9ib2R5bm9ibw$\
    bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8";

/// A new password that keeps the rules.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// Checks a new password. `names` are those of the person and the school: a password equal to
    /// one, or to its pinyin, is refused. Codes: `password_too_short`, `password_too_long`,
    /// `password_invalid` (control characters), `password_common`, `password_contains_login`,
    /// `password_is_name`.
    pub fn parse(text: &str, login: &str, names: &[&str]) -> Result<Self, CodeError> {
        let password = bounded(text).ok_or(CodeError::new("password_too_long"))?;
        let lower = password.to_lowercase();
        let code = if password.chars().count() < SHORTEST {
            "password_too_short"
        } else if password.chars().any(char::is_control) {
            "password_invalid"
        } else if common(&lower) {
            "password_common"
        } else if !login.is_empty() && lower.contains(&login.to_lowercase()) {
            "password_contains_login"
        } else if names.iter().any(|name| is_name(&lower, name)) {
            "password_is_name"
        } else {
            return Ok(Self(password));
        };
        Err(CodeError::new(code))
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// NFC of a text that is not too long; the bytes are looked at first, so that a megabyte costs
/// nothing.
fn bounded(text: &str) -> Option<String> {
    // No character of NFC decomposes into more than 12 bytes.
    if text.len() > LONGEST * 12 {
        return None;
    }
    let password: String = text.nfc().collect();
    (password.chars().count() <= LONGEST).then_some(password)
}

/// In the list of common passwords, or made of fewer than four different characters.
fn common(lower: &str) -> bool {
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() < 4 || COMMON.lines().any(|line| line == lower)
}

fn is_name(lower: &str, name: &str) -> bool {
    let name = tidy(name).to_lowercase();
    !name.is_empty() && (lower == name || lower == pinyin(&name).0)
}

/// Why a password could not be hashed or checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many at once; try again soon (503 with `Retry-After`).
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored hash cannot be read, or memory is short.
    #[error("the password hash cannot be computed")]
    Failed,
}

/// Hashes and checks passwords; one per process.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    patience: Duration,
}

impl Passwords {
    /// Allows `at_once` computations (the number of cores); others wait no longer than `patience`.
    pub fn new(at_once: usize, patience: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once.max(1))), patience }
    }

    /// A PHC string of Argon2id with 46 MiB, one pass, one lane (OWASP Password Storage Cheat
    /// Sheet; RFC 9106) and a random salt.
    pub async fn hash(&self, password: &NewPassword) -> Result<String, PasswordError> {
        let password = password.0.clone();
        self.compute(move || {
            let hash = argon2()?.hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| PasswordError::Failed)
        })
        .await
    }

    /// Whether the password matches; without a hash (no such account) the same work is done and
    /// the answer is no.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        let Some(password) = bounded(password) else {
            return Ok(false);
        };
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        self.compute(move || {
            let hash = PasswordHash::new(&hash).map_err(|_| PasswordError::Failed)?;
            match argon2()?.verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(_) => Err(PasswordError::Failed),
            }
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = self.place().await?;
        // The place goes along: a caller that hangs up does not free a core that is still busy.
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(place);
            result
        });
        done.await.map_err(|_| PasswordError::Failed)?
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, PasswordError> {
        let waiting = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.patience, waiting).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(PasswordError::Busy),
        }
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(47_104, 1, 1, None).map_err(|_| PasswordError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<&'static str> {
        let names = ["张三丰", "浙江大学", "Zhejiang University"];
        NewPassword::parse(text, "zhangsan", &names).err().map(|e| e.code)
    }

    #[test]
    fn the_rules_are_kept() {
        for (text, code) in [
            ("", "password_too_short"),
            ("九个字的密码不够长", "password_too_short"),
            ("woaini1314520", "password_common"),
            ("Woaini1314520", "password_common"),
            ("1234567890", "password_common"),
            ("zzzzzzzzzzzz", "password_common"),
            ("x-ZhangSan-2026", "password_contains_login"),
            ("ZhejiangDaxue", "password_is_name"),
            ("zhejiang university", "password_is_name"),
            ("tab\tin the middle", "password_invalid"),
        ] {
            assert_eq!(refusal(text), Some(code), "{text}");
        }
        let most = "长密码".repeat(43);
        assert_eq!(refusal(&most), Some("password_too_long"));
        assert_eq!(refusal(&"x".repeat(1_000_000)), Some("password_too_long"));
        for text in ["correct horse battery", "春眠不觉晓处处闻啼鸟", "🐼 and 3 other bears", &"abcd".repeat(32)]
        {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn the_list_of_common_passwords_is_usable() {
        for line in COMMON.lines() {
            assert!(line.chars().count() >= SHORTEST, "{line} is refused for its length already");
            assert_eq!(line, line.to_lowercase());
        }
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_in_either_normal_form() {
        let passwords = Passwords::new(2, Duration::from_secs(60));
        let new = NewPassword::parse("caf\u{e9} au lait 1", "u1", &[]).unwrap();
        let hash = passwords.hash(&new).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        assert_eq!(passwords.verify("cafe\u{301} au lait 1", Some(&hash)).await, Ok(true));
        assert_eq!(passwords.verify("cafe au lait 1", Some(&hash)).await, Ok(false));
        assert_eq!(passwords.verify("caf\u{e9} au lait 1", None).await, Ok(false));
        assert_eq!(passwords.verify(&"x".repeat(1_000_000), None).await, Ok(false));
        assert_eq!(passwords.verify("x", Some("not a hash")).await, Err(PasswordError::Failed));
        assert_eq!(format!("{new:?}"), "NewPassword(…)");
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_so() {
        let passwords = Passwords::new(1, Duration::from_millis(5));
        let held = passwords.place().await.unwrap();
        assert_eq!(passwords.verify("x", None).await, Err(PasswordError::Busy));
        drop(held);
        assert_eq!(passwords.verify("x", None).await, Ok(false));
    }
}
