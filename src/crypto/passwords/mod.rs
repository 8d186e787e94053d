//! Passwords: which are allowed ([`rules`]), and how they are hashed and checked.
//!
//! One rule: hashing costs 46 MiB and a core, so one core is left to everybody else, what is hashed stands still while requests are
//! answered ([`turns`]), few wait, and who would wait too long is told so. A check costs the same whether the account exists or not.

pub mod apart;
mod common;
pub mod rules;
pub mod turns;
mod work;

use std::{ffi::OsStr, sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

use self::{
    apart::Apart,
    turns::Turns,
    work::{Done, Work},
};
pub use self::{
    rules::{Rules, Whose},
    work::MEMORY_KIB,
};

use crate::error::Fault;

/// Longest password, in characters after NFKC. All of it is hashed and compared; longer ones are refused before any work is done.
pub const LONGEST: usize = 128;

/// How many may wait for each place: a second's or two on a quiet node, five seconds' on one that never rests, which is as long as
/// anybody waits. More would only wait to be refused, and hold memory meanwhile.
const WAITING: usize = 32;

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

/// Hashes and checks passwords; one per node.
#[derive(Clone)]
pub struct Passwords {
    rules: Rules,
    /// For those who are served and those who wait.
    room: Arc<Semaphore>,
    places: Arc<Semaphore>,
    patience: Duration,
    turns: Arc<Turns>,
    /// Where processes of their own do it; else threads of this one.
    apart: Option<Arc<Apart>>,
}

/// Among those who are served, and among those who are served or wait.
type Seat = [OwnedSemaphorePermit; 2];

/// Of this many cores, how many may hash.
pub fn at_once(cores: usize) -> usize {
    cores.saturating_sub(1).max(1)
}

impl Passwords {
    /// Allows `at_once` computations; others wait, few and no longer than `patience`.
    pub fn new(rules: Rules, at_once: usize, patience: Duration) -> Self {
        let room = Arc::new(Semaphore::new(at_once * (1 + WAITING)));
        let (places, turns) = (Arc::new(Semaphore::new(at_once)), Arc::new(Turns::new(at_once)));
        Self { rules, room, places, patience, turns, apart: None }
    }

    /// The same, in processes of this program (the path of `huixin`), which stand still while requests are answered.
    #[must_use]
    pub fn apart(mut self, program: &OsStr) -> Self {
        self.apart = Some(Arc::new(Apart::new(program, Arc::clone(&self.turns))));
        self
    }

    /// Where a request says that it is being answered.
    pub fn turns(&self) -> Arc<Turns> {
        Arc::clone(&self.turns)
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
        match self.compute(Work::Hash { password: password.0.clone() }).await? {
            Done::Hash(hash) => Ok(hash),
            Done::Matches(_) => Err(PasswordError::Failed),
        }
    }

    /// Whether the password matches; without a hash (no such account) the same work is done and
    /// the answer is no.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        let Some(password) = bounded(password) else {
            return Ok(false);
        };
        match self.compute(Work::Verify { password, hash: hash.unwrap_or(NOBODY).to_owned() }).await? {
            Done::Matches(matches) => Ok(matches && hash.is_some()),
            Done::Hash(_) => Err(PasswordError::Failed),
        }
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

    async fn compute(&self, work: Work) -> Result<Done, PasswordError> {
        let _waits = self.turns.wait();
        let seat = self.seat().await?;
        let done = match &self.apart {
            Some(apart) => apart.compute(work, seat).await,
            None => here(work, seat).await,
        };
        done.ok_or(PasswordError::Failed)
    }

    async fn seat(&self) -> Result<Seat, PasswordError> {
        let chair = Arc::clone(&self.room).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let waiting = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.patience, waiting).await {
            Ok(Ok(place)) => Ok([place, chair]),
            _ => Err(PasswordError::Busy),
        }
    }
}

/// On a thread of its own, which gives way for as long as it lives. Nothing where that fails.
async fn here(work: Work, seat: Seat) -> Option<Done> {
    let (done, result) = oneshot::channel();
    // The seat goes along: a caller that hangs up does not free a core that is still busy.
    let computing = std::thread::Builder::new().name("password".to_owned()).spawn(move || {
        work::give_way();
        let result = work.done();
        drop(seat);
        let _nobody_waits = done.send(result);
    });
    computing.ok()?;
    result.await.ok()?
}

#[cfg(test)]
mod tests;
