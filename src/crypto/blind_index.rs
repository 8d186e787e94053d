//! Blind indexes: exact look-up of a sealed value without opening any.
//!
//! One rule: a key per realm, so that the same person in two realms has two different indexes.
//! An algorithm byte stands in front (1 = HMAC-SHA256; room for HMAC-SM3).

use unicode_normalization::UnicodeNormalization;

use super::{DataKey, length_prefixed};

const HMAC_SHA256: u8 = 1;

/// Algorithm byte and MAC, as stored.
pub type BlindIndex = [u8; 33];

/// The index of a value in one column (`mobile`, `identity_number`, `student_number`). Widths,
/// blanks and case do not count: `１1010519491231002x` and `11010519491231002X` are one value.
pub fn blind_index(key: &DataKey, column: &str, value: &str) -> BlindIndex {
    let normal: String = value.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    let mut message = Vec::with_capacity(64);
    length_prefixed(&mut message, &[b"blind index", column.as_bytes(), normal.as_bytes()]);
    let mut index = [HMAC_SHA256; 33];
    index[1..].copy_from_slice(&key.hmac(&message));
    index
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_value_has_one_index_per_realm_and_column() {
        let realm = DataKey::generate(Uuid::from_u128(1));
        let index = blind_index(&realm, "identity_number", "11010519491231002X");
        for same in ["11010519491231002x ", "１1010519491231002X", "110105 19491231 002X"] {
            assert_eq!(blind_index(&realm, "identity_number", same), index, "{same}");
        }
        assert_ne!(blind_index(&realm, "identity_number", "110105194912310021"), index);
        assert_ne!(blind_index(&realm, "student_number", "11010519491231002X"), index);
        let other = DataKey::generate(Uuid::from_u128(2));
        assert_ne!(blind_index(&other, "identity_number", "11010519491231002X"), index);
        assert_eq!(index[0], HMAC_SHA256);
    }
}
