//! Passwords: which are allowed ([`rules`]), and how they are hashed and checked.
//!
//! One rule: hashing costs 46 MiB and a core, so one core is left to everybody else, what is hashed gives way to whatever else runs,
//! few wait, and who would wait too long is told so. A check costs the same whether the account exists or not.

mod common;
pub mod rules;

use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

pub use rules::{Rules, Whose};

use crate::error::Fault;

/// Longest password, in characters after NFKC. All of it is hashed and compared; longer ones are refused before any work is done.
pub const LONGEST: usize = 128;

/// What one computation takes, in KiB (OWASP Password Storage Cheat Sheet).
pub const MEMORY_KIB: u32 = 47_104;

/// How many may wait for each place: three seconds' worth. More would only wait to be refused, and hold memory meanwhile.
const WAITING: usize = 32;

/// How much a computation gives way (`nice`, POSIX): what answers other requests goes first on a core that both want, and leaves a
/// tenth of it.
const YIELDS: i32 = 10;

/// A hash with today's parameters that nothing matches; stands in for a missing account.
const NOBODY: &str = "$argon2id$v=19$m=47104,t=1,p=1$bm9ib2R5bm9ib2R5bm9ibw$\
    bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8";

/// A new password that keeps the rules.
#[derive(Clone)]
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// NFKC of a text that is not too long (SP 800-63B-4: normalised before hashing, so that another keyboard types the same); the
/// bytes are looked at first, so that a megabyte costs nothing.
fn bounded(text: &str) -> Option<String> {
    // No character of NFKC comes from more than 16 bytes: a base and three marks.
    if text.len() > LONGEST * 16 {
        return None;
    }
    let password: String = text.nfkc().collect();
    (password.chars().count() <= LONGEST).then_some(password)
}

/// Whether two texts are one password.
pub fn same(one: &str, other: &str) -> bool {
    one.nfkc().eq(other.nfkc())
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
    rules: Rules,
    /// For those who are served and those who wait.
    room: Arc<Semaphore>,
    places: Arc<Semaphore>,
    patience: Duration,
}

/// Of this many cores, how many may hash.
pub fn at_once(cores: usize) -> usize {
    cores.saturating_sub(1).max(1)
}

impl Passwords {
    /// Allows `at_once` computations; others wait, few and no longer than `patience`.
    pub fn new(rules: Rules, at_once: usize, patience: Duration) -> Self {
        let room = Arc::new(Semaphore::new(at_once * (1 + WAITING)));
        Self { rules, room, places: Arc::new(Semaphore::new(at_once)), patience }
    }

    /// The rules in force.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// A new password by the rules in force; else what is wrong with it, at this pointer.
    pub fn accept(&self, text: &str, pointer: &str, whose: &Whose<'_>) -> Result<NewPassword, Vec<Fault>> {
        self.rules.accept(text, pointer, whose)
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

    /// Whether a new password is one of those behind these hashes.
    pub async fn is_one_of(&self, password: &NewPassword, hashes: &[String]) -> Result<bool, PasswordError> {
        for hash in hashes {
            if self.verify(&password.0, Some(hash)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// On a thread of its own: one that has given way cannot take it back.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = self.place().await?;
        let (done, result) = oneshot::channel();
        // The place goes along: a caller that hangs up does not free a core that is still busy.
        let computing = std::thread::Builder::new().name("password".to_owned()).spawn(move || {
            // Of this thread alone (setpriority(2), on Linux); where that is refused it runs as others do.
            let _own = rustix::process::nice(YIELDS);
            let result = work();
            drop(place);
            let _nobody_waits = done.send(result);
        });
        computing.map_err(|_| PasswordError::Failed)?;
        result.await.map_err(|_| PasswordError::Failed)?
    }

    async fn place(&self) -> Result<[OwnedSemaphorePermit; 2], PasswordError> {
        let chair = Arc::clone(&self.room).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let waiting = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.patience, waiting).await {
            Ok(Ok(place)) => Ok([place, chair]),
            _ => Err(PasswordError::Busy),
        }
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, 1, 1, None).map_err(|_| PasswordError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests;
