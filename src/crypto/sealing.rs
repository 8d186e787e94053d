//! Sealed columns: `version | algorithm | key id | nonce | ciphertext | tag`.
//!
//! One rule: a sealed value opens only where it was sealed. Place, table, column and row are
//! authenticated with it (NIST SP 800-38D associated data), so that a value moved anywhere else
//! does not open. Room is left for SM4 by the algorithm byte.

use aes_gcm::aead::{Aead, Payload};
use uuid::Uuid;

use super::{DataKey, length_prefixed};

const VERSION: u8 = 1;
const AES_256_GCM: u8 = 1;
const KEY_ID: usize = 16;
const HEADER: usize = 2 + KEY_ID;
const NONCE: usize = 12;

/// How many bytes an envelope adds to the plaintext.
pub const OVERHEAD: usize = HEADER + NONCE + 16;

/// The one cell of the database that a sealed value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// `ministry` or a tenant code.
    pub place: &'a str,
    /// Table.
    pub table: &'a str,
    /// Column.
    pub column: &'a str,
    /// Row.
    pub row: Uuid,
}

/// Why a value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Written by a later version, or not an envelope.
    #[error("unknown version or algorithm of a sealed value")]
    Unknown,
    /// Sealed with another key.
    #[error("sealed with another key")]
    OtherKey,
    /// Moved from another cell, or changed.
    #[error("the sealed value does not open here")]
    Refused,
}

/// Seals a value for one cell. Under one key at most 2³² values (NIST SP 800-38D §8.3).
pub fn seal(key: &DataKey, cell: Cell<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let nonce: [u8; NONCE] = rand::random();
    let header = header(key.id);
    let aad = associated_data(&header, cell);
    let sealed =
        key.cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: &aad }).map_err(|_| SealError::Refused)?;
    Ok([&header[..], &nonce, &sealed].concat())
}

/// Opens a value that was sealed for this cell with this key.
pub fn open(key: &DataKey, cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    if key_id(sealed)? != key.id {
        return Err(SealError::OtherKey);
    }
    let rest = sealed.get(HEADER..).ok_or(SealError::Unknown)?;
    let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Unknown)?;
    let aad = associated_data(&header(key.id), cell);
    key.cipher.decrypt(&(*nonce).into(), Payload { msg: text, aad: &aad }).map_err(|_| SealError::Refused)
}

/// Which key a value was sealed with.
pub fn key_id(sealed: &[u8]) -> Result<Uuid, SealError> {
    let (version, rest) = sealed.split_at_checked(2).ok_or(SealError::Unknown)?;
    if version != [VERSION, AES_256_GCM] {
        return Err(SealError::Unknown);
    }
    let id = rest.first_chunk::<KEY_ID>().ok_or(SealError::Unknown)?;
    Ok(Uuid::from_bytes(*id))
}

fn header(key: Uuid) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..2].copy_from_slice(&[VERSION, AES_256_GCM]);
    header[2..].copy_from_slice(key.as_bytes());
    header
}

fn associated_data(header: &[u8], cell: Cell<'_>) -> Vec<u8> {
    let mut aad = Vec::with_capacity(128);
    let [place, table, column] = [cell.place, cell.table, cell.column].map(str::as_bytes);
    length_prefixed(&mut aad, &[header, place, table, column, cell.row.as_bytes()]);
    aad
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Cell<'_> = Cell { place: "51", table: "result", column: "name", row: Uuid::from_u128(1) };

    #[test]
    fn a_value_opens_in_its_own_cell_only() {
        let key = DataKey::generate(Uuid::from_u128(7));
        let sealed = seal(&key, CELL, "张三".as_bytes()).unwrap();
        assert_eq!(sealed.len(), "张三".len() + OVERHEAD);
        assert_eq!(key_id(&sealed), Ok(key.id));
        assert_eq!(open(&key, CELL, &sealed).as_deref(), Ok("张三".as_bytes()));
        for other in [
            Cell { place: "52", ..CELL },
            Cell { table: "roster", ..CELL },
            Cell { column: "mobile", ..CELL },
            Cell { row: Uuid::from_u128(2), ..CELL },
            Cell { table: "resultn", column: "ame", ..CELL },
        ] {
            assert_eq!(open(&key, other, &sealed), Err(SealError::Refused), "{other:?}");
        }
        let other = DataKey::generate(Uuid::from_u128(8));
        assert_eq!(open(&other, CELL, &sealed), Err(SealError::OtherKey));
        let same_id = DataKey::generate(key.id);
        assert_eq!(open(&same_id, CELL, &sealed), Err(SealError::Refused));
    }

    #[test]
    fn no_changed_or_shortened_value_opens() {
        let key = DataKey::generate(Uuid::from_u128(7));
        let sealed = seal(&key, CELL, b"13800000000").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key, CELL, &changed).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(open(&key, CELL, &sealed[..length]).is_err(), "length {length}");
        }
        assert!(open(&key, CELL, &[&sealed[..], b"x"].concat()).is_err());
    }

    #[test]
    fn an_unknown_version_or_algorithm_is_refused() {
        let key = DataKey::generate(Uuid::from_u128(7));
        for at in [0, 1] {
            let mut sealed = seal(&key, CELL, b"x").unwrap();
            sealed[at] = 2;
            assert_eq!(open(&key, CELL, &sealed), Err(SealError::Unknown));
        }
    }

    #[test]
    fn equal_values_do_not_look_equal() {
        let key = DataKey::generate(Uuid::from_u128(7));
        assert_ne!(seal(&key, CELL, b"x").unwrap(), seal(&key, CELL, b"x").unwrap());
    }
}
