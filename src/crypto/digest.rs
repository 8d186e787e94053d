//! Keyed digests: identifiers that can be derived again, and marks that tell whether something changed without opening it.
//!
//! One rule: every use has a label of its own, so that no digest of one kind is ever one of another.

use uuid::{Builder, Uuid};

use super::{DataKey, length_prefixed};

/// An identifier derived from what it names (HMAC-SHA256; UUIDv8, RFC 9562 §5.8): the same parts give the same one, and nobody
/// without the key can tell which.
pub fn derived_id(key: &DataKey, label: &str, parts: &[&[u8]]) -> Uuid {
    let mut id = [0; 16];
    id.copy_from_slice(&mac(key, label, parts)[..16]);
    Builder::from_custom_bytes(id).into_uuid()
}

/// HMAC-SHA256 (RFC 2104) of some parts, each with its length before it.
pub fn mac(key: &DataKey, label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut message = Vec::with_capacity(256);
    length_prefixed(&mut message, &[label.as_bytes()]);
    length_prefixed(&mut message, parts);
    key.hmac(&message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_depends_on_key_label_and_every_part() {
        let key = DataKey::generate(Uuid::from_u128(1));
        let id = derived_id(&key, "result", &[b"4111010001", b"2024001"]);
        assert_eq!(derived_id(&key, "result", &[b"4111010001", b"2024001"]), id);
        assert_eq!(id.get_version_num(), 8);
        assert_ne!(derived_id(&key, "result", &[b"41110100012", b"024001"]), id);
        assert_ne!(derived_id(&key, "paper", &[b"4111010001", b"2024001"]), id);
        assert_ne!(derived_id(&DataKey::generate(Uuid::from_u128(1)), "result", &[b"4111010001", b"2024001"]), id);
    }
}
