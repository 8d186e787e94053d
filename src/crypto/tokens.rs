//! Opaque tokens: sessions, invitations, password resets.
//!
//! One rule: the token itself goes to its owner and nowhere else; what is stored is its hash.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use super::{DataKey, digest};
use crate::codes::CodeError;

/// A 256-bit random token; 43 characters of base64url without padding (RFC 4648 §5).
#[derive(Clone)]
pub struct Token([u8; 32]);

/// SHA-256 of a token, as stored. A token has full entropy, so it needs neither salt nor work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct TokenHash([u8; 32]);

impl Token {
    /// A fresh token from the thread's cryptographic generator.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// A token that can be made again from the same parts, and by nobody who has not the key.
    pub fn derived(key: &DataKey, parts: &[&[u8]]) -> Self {
        Self(digest::mac(key, "token", parts))
    }

    /// The text that its owner gets.
    pub fn reveal(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// What is stored and looked up.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl TokenHash {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Token {
    type Err = CodeError;

    /// Exactly 43 characters in the one canonical spelling; anything else is `token_invalid`.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let invalid = CodeError::new("token_invalid");
        if text.len() != 43 {
            return Err(invalid);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| invalid)?;
        Ok(Self(bytes.try_into().map_err(|_| invalid)?))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_never_shows_in_debug() {
        let token = Token::random();
        let text = token.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(text.parse::<Token>().unwrap().hash(), token.hash());
        assert_ne!(Token::random().hash(), token.hash());
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn a_derived_token_is_the_same_for_the_same_parts_and_key() {
        let key = DataKey::generate(uuid::Uuid::from_u128(1));
        let hash = |key: &DataKey, parts: &[&[u8]]| Token::derived(key, parts).hash();
        assert_eq!(hash(&key, &[b"a", b"b"]), hash(&key, &[b"a", b"b"]));
        assert_ne!(hash(&key, &[b"a", b"b"]), hash(&key, &[b"ab", b""]));
        assert_ne!(hash(&key, &[b"a"]), hash(&DataKey::generate(uuid::Uuid::from_u128(1)), &[b"a"]));
    }

    #[test]
    fn only_the_canonical_spelling_is_a_token() {
        let zero = "A".repeat(43);
        assert!(zero.parse::<Token>().is_ok());
        // The last character carries two unused bits, which must be zero.
        let trailing = format!("{}B", "A".repeat(42));
        let standard = format!("+{}", "A".repeat(42));
        for text in ["", "A", &format!("{zero}="), &format!("{zero}A"), &trailing, &standard, &"张".repeat(15)] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
    }
}
