//! Passwords, tokens, keys and sealed columns.
//!
//! One rule: no secret is ever printed, so every type that holds one has its own `Debug`. Nothing
//! in here may know of a database, a request or a role.

pub mod blind_index;
pub mod digest;
pub mod keys;
pub mod passkeys;
pub mod passwords;
pub mod sealing;
pub mod tokens;
pub mod totp;

pub use keys::{DataKey, KeyScope, LoginSecret, RootKey};
pub use passwords::{NewPassword, PasswordError, Passwords, Rules, Whose};
pub use sealing::{Cell, SealError};
pub use tokens::{Token, TokenHash};

/// Appends parts so that no two different lists of parts give the same bytes.
fn length_prefixed(into: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        into.extend_from_slice(&(part.len() as u64).to_be_bytes());
        into.extend_from_slice(part);
    }
}
