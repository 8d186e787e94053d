//! Keys: the root key wraps data keys; a login secret gives every database role its password.
//!
//! One rule: a data key exists wrapped, in the key database, or unwrapped in memory, never in a
//! log. A wrapped key opens only for the place, purpose and destruction unit it was made for.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::length_prefixed;

const VERSION: u8 = 1;
const AES_256_GCM: u8 = 1;
const HEADER: usize = 2;
const NONCE: usize = 12;

/// Why a key cannot be read or unwrapped. Never says more than that: the reason would help only
/// somebody who tries keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text is not 32 bytes in hex or base64.
    #[error("not a key: 32 bytes in hex or base64 are wanted")]
    Malformed,
    /// Written by a later version, or not a wrapped key.
    #[error("unknown version or algorithm of a wrapped key")]
    Unknown,
    /// Another root key, another scope, or changed bytes.
    #[error("the wrapped key does not open")]
    Refused,
}

/// The key above all others; read once at the start.
pub struct RootKey([u8; 32]);

/// The secret from which the passwords of the database roles are derived.
pub struct LoginSecret([u8; 32]);

/// A key that seals columns, and its identifier in the key database.
#[derive(Clone)]
pub struct DataKey {
    /// Identifier; stands in every envelope that the key sealed.
    pub id: Uuid,
    bytes: [u8; 32],
    pub(super) cipher: Aes256Gcm,
}

/// What a data key is for; a wrapped key is bound to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyScope<'a> {
    /// `ministry` or a tenant code.
    pub place: &'a str,
    /// `result`, `roster`, `blind_index`, …
    pub purpose: &'a str,
    /// What is destroyed together, such as school and campaign; empty where nothing is.
    pub unit: &'a str,
}

impl RootKey {
    /// Reads 64 hex digits or 44 characters of base64; blanks around are ignored.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        secret_bytes(text).map(Self)
    }

    /// A fresh root key as hex, for a new installation.
    pub fn generate_text() -> String {
        HEXLOWER_PERMISSIVE.encode(&rand::random::<[u8; 32]>())
    }

    /// Wraps a data key: `version | algorithm | nonce | ciphertext | tag`.
    pub fn wrap(&self, key: &DataKey, scope: KeyScope<'_>) -> Result<Vec<u8>, KeyError> {
        let nonce: [u8; NONCE] = rand::random();
        let aad = scope.associated_data(key.id);
        let payload = Payload { msg: &key.bytes, aad: &aad };
        let sealed = Aes256Gcm::new(&self.0.into()).encrypt(&nonce.into(), payload).map_err(|_| KeyError::Refused)?;
        Ok([&[VERSION, AES_256_GCM][..], &nonce, &sealed].concat())
    }

    /// Unwraps the data key with this id and scope.
    pub fn unwrap(&self, id: Uuid, wrapped: &[u8], scope: KeyScope<'_>) -> Result<DataKey, KeyError> {
        let (header, rest) = wrapped.split_at_checked(HEADER).ok_or(KeyError::Unknown)?;
        if header != [VERSION, AES_256_GCM] {
            return Err(KeyError::Unknown);
        }
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(KeyError::Unknown)?;
        let aad = scope.associated_data(id);
        let bytes = Aes256Gcm::new(&self.0.into())
            .decrypt(&(*nonce).into(), Payload { msg: sealed, aad: &aad })
            .map_err(|_| KeyError::Refused)?;
        Ok(DataKey::new(id, bytes.try_into().map_err(|_| KeyError::Refused)?))
    }
}

impl LoginSecret {
    /// Reads 64 hex digits or 44 characters of base64; blanks around are ignored.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        secret_bytes(text).map(Self)
    }

    /// The password of a database role: HMAC-SHA256 of its name (RFC 2104), base64url.
    pub fn login_password(&self, role: &str) -> String {
        BASE64URL_NOPAD.encode(&hmac_sha256(&self.0, role.as_bytes()))
    }
}

impl DataKey {
    /// A fresh key.
    pub fn generate(id: Uuid) -> Self {
        Self::new(id, rand::random())
    }

    fn new(id: Uuid, bytes: [u8; 32]) -> Self {
        Self { id, bytes, cipher: Aes256Gcm::new(&bytes.into()) }
    }

    /// HMAC-SHA256 with this key (RFC 2104). A key used for this never seals.
    pub(super) fn hmac(&self, message: &[u8]) -> [u8; 32] {
        hmac_sha256(&self.bytes, message)
    }
}

impl KeyScope<'_> {
    fn associated_data(&self, id: Uuid) -> Vec<u8> {
        let mut aad = vec![VERSION, AES_256_GCM];
        let parts = [self.place, self.purpose, self.unit].map(str::as_bytes);
        length_prefixed(&mut aad, &[b"key", id.as_bytes(), parts[0], parts[1], parts[2]]);
        aad
    }
}

fn secret_bytes(text: &str) -> Result<[u8; 32], KeyError> {
    let text = text.trim().as_bytes();
    let bytes = match text.len() {
        64 => HEXLOWER_PERMISSIVE.decode(text),
        _ => BASE64.decode(text),
    };
    bytes.ok().and_then(|bytes| bytes.try_into().ok()).ok_or(KeyError::Malformed)
}

fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // RFC 2104 §2: a key shorter than the block is padded with zeros.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mac = Hmac::<Sha256>::new(&block.into()).chain_update(message);
    mac.finalize().into_bytes().into()
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(…)")
    }
}

impl fmt::Debug for LoginSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginSecret(…)")
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({}, …)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: KeyScope<'_> = KeyScope { place: "51", purpose: "result", unit: "s1/c1" };

    #[test]
    fn a_wrapped_key_opens_for_its_own_scope_only() {
        let root = RootKey::parse(&"ab".repeat(32)).unwrap();
        let key = DataKey::generate(Uuid::from_u128(7));
        let wrapped = root.wrap(&key, SCOPE).unwrap();
        assert_eq!(root.unwrap(key.id, &wrapped, SCOPE).unwrap().bytes, key.bytes);
        for other in [
            KeyScope { place: "11", ..SCOPE },
            KeyScope { purpose: "roster", ..SCOPE },
            KeyScope { unit: "s1/c2", ..SCOPE },
            KeyScope { purpose: "results", unit: "1/c1", ..SCOPE },
        ] {
            assert_eq!(root.unwrap(key.id, &wrapped, other).err(), Some(KeyError::Refused));
        }
        assert!(root.unwrap(Uuid::from_u128(8), &wrapped, SCOPE).is_err());
        let stranger = RootKey::parse(&"cd".repeat(32)).unwrap();
        assert!(stranger.unwrap(key.id, &wrapped, SCOPE).is_err());
        for bit in 0..wrapped.len() * 8 {
            let mut changed = wrapped.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(root.unwrap(key.id, &changed, SCOPE).is_err(), "bit {bit}");
        }
        for length in 0..wrapped.len() {
            assert!(root.unwrap(key.id, &wrapped[..length], SCOPE).is_err());
        }
    }

    #[test]
    fn keys_are_read_from_hex_or_base64_and_stay_out_of_debug() {
        let hex = RootKey::parse(&format!("{}\n", "00".repeat(32))).unwrap();
        let base64 = RootKey::parse(&format!("{}=", "A".repeat(43))).unwrap();
        assert_eq!(hex.0, base64.0);
        assert_eq!(format!("{hex:?}"), "RootKey(…)");
        for text in ["", "00", &"0g".repeat(32), &"A".repeat(44), &"00".repeat(33)] {
            assert_eq!(RootKey::parse(text).err(), Some(KeyError::Malformed), "{text}");
        }
    }

    #[test]
    fn every_role_has_its_own_password() {
        // Computed with OpenSSL.
        let secret = LoginSecret::parse(&"00".repeat(32)).unwrap();
        assert_eq!(secret.login_password("province_51"), "3Yk77mDW6jy2vXb2wfnxJbSk413MZp_kdqcbi2usvLQ");
        assert_ne!(secret.login_password("province_51"), secret.login_password("province_52"));
    }
}
