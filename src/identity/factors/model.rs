//! Words of second factors.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// Recovery codes in a set.
pub(super) const CODES: usize = 10;

/// Characters of a recovery code: 80 bits, so that its plain hash gives nothing away.
const LENGTH: usize = 16;

/// What somebody typed to prove a second factor.
#[derive(Clone, PartialEq, Eq)]
pub enum Code {
    /// Six digits of an authenticator app.
    Totp(String),
    /// The hash of a recovery code.
    Recovery([u8; 32]),
}

impl Code {
    /// Six digits, or a recovery code with or without its dashes; anything else is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Totp(text.to_owned()));
        }
        let plain: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect::<String>().to_ascii_uppercase();
        let is_code = plain.len() == LENGTH && BASE32_NOPAD.decode(plain.as_bytes()).is_ok();
        is_code.then(|| Self::Recovery(Sha256::digest(plain.as_bytes()).into()))
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// A fresh recovery code: what its owner writes down, and the hash that is stored.
pub(super) fn recovery_code() -> (String, [u8; 32]) {
    let plain = BASE32_NOPAD.encode(&rand::random::<[u8; 10]>());
    let hash = Sha256::digest(plain.as_bytes()).into();
    let lower = plain.to_lowercase();
    (format!("{}-{}-{}-{}", &lower[..4], &lower[4..8], &lower[8..12], &lower[12..]), hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_read_as_it_was_written_down() {
        let (code, hash) = recovery_code();
        assert_eq!(code.len(), LENGTH + 3);
        for text in [code.clone(), code.to_uppercase(), code.replace('-', ""), format!(" {} ", code.replace('-', " "))]
        {
            assert_eq!(Code::parse(&text), Some(Code::Recovery(hash)), "{text}");
        }
    }

    #[test]
    fn six_digits_are_of_an_app_and_everything_else_is_nothing() {
        assert_eq!(Code::parse(" 012345 "), Some(Code::Totp("012345".to_owned())));
        for text in [
            "",
            "12345",
            "1234567",
            "１２３４５６",
            "12-34-56",
            "0123456789012345",
            "aaaa-aaaa-aaaa-aaa",
            "密码密码密码",
        ] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }
}
