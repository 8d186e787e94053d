//! What is computed, wherever that is: Argon2id, made or compared.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};

/// What one computation takes, in KiB (OWASP Password Storage Cheat Sheet).
pub const MEMORY_KIB: u32 = 47_104;

/// How much a computation gives way (`nice`, POSIX): what answers requests goes first on a core that both want, and leaves a tenth
/// of it.
pub(super) const YIELDS: i32 = 10;

/// From now on this thread (setpriority(2), on Linux) gives way; where that is refused it runs as others do.
pub(super) fn give_way() {
    let _own = rustix::process::nice(YIELDS);
}

/// One computation. The passwords are normalised.
#[derive(Clone, Deserialize, Serialize)]
pub(super) enum Work {
    /// A PHC string with a random salt.
    Hash { password: String },
    /// Whether it is the one behind this PHC string.
    Verify { password: String, hash: String },
}

/// What came of it.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) enum Done {
    Hash(String),
    Matches(bool),
}

impl Work {
    /// Do it, here and now. Nothing where memory is short, or the stored hash cannot be read.
    pub(super) fn done(self) -> Option<Done> {
        let params = Params::new(MEMORY_KIB, 1, 1, None).ok()?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        match self {
            Self::Hash { password } => {
                let hash = argon2.hash_password(password.as_bytes()).ok()?;
                Some(Done::Hash(hash.to_string()))
            }
            Self::Verify { password, hash } => {
                let hash = PasswordHash::new(&hash).ok()?;
                match argon2.verify_password(password.as_bytes(), &hash) {
                    Ok(()) => Some(Done::Matches(true)),
                    Err(argon2::password_hash::Error::PasswordInvalid) => Some(Done::Matches(false)),
                    Err(_) => None,
                }
            }
        }
    }
}
