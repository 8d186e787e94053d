//! One owner per directory: a lock that the kernel releases when its holder dies, however it dies.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Held as long as the value lives.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "held for its drop, which unlocks")] File);

impl Lock {
    /// Take the lock of `dir`, or say at once that somebody holds it.
    pub(super) fn take(dir: &Path) -> Result<Self> {
        let path = dir.join("lock");
        let file = File::create(&path).with_context(|| format!("open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                bail!("{} is in use by another huixin process", dir.display())
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("lock {}", path.display())),
        }
    }
}
