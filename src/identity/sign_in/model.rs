//! Rules of the soft lock.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::ids::AccountId;

/// What a lock is on; a hash, so that neither logins nor addresses are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) hash: [u8; 32],
    /// Failures that are free.
    pub(super) free: i32,
}

impl Subject {
    /// The account as seen from one network: locked after five failures.
    pub(super) fn account(login: &str, network: &str) -> Self {
        Self { hash: hash(&["account", login, network]), free: 5 }
    }

    /// A whole network, which may be a school behind one address: locked after a hundred.
    pub(super) fn network(network: &str) -> Self {
        Self { hash: hash(&["network", network]), free: 100 }
    }

    /// The second factor of an account, as tried from one network: locked after five failures.
    pub(super) fn factor(account: AccountId, network: &str) -> Self {
        Self { hash: hash(&["factor", &account.to_string(), network]), free: 5 }
    }

    /// Searches of an account for students by their numbers, from whichever network: locked after five that found nobody.
    pub(super) fn search(account: AccountId) -> Self {
        Self { hash: hash(&["search", &account.to_string()]), free: 5 }
    }

    /// Until when it is locked after so many failures: half a minute at first, then twice as long each time, an hour at most.
    pub(super) fn locked_until(&self, failures: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let over = u32::try_from(failures - self.free).ok()?;
        Some(now + TimeDelta::seconds((30_i64 << over.min(7)).min(3600)))
    }
}

/// Failures older than this are forgotten.
pub(super) const FORGET: TimeDelta = TimeDelta::hours(2);

fn hash(parts: &[&str]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn five_failures_are_free_and_locks_grow_to_an_hour() {
        let subject = Subject::account("li.na", "10.0.0.0/24");
        let now = DateTime::UNIX_EPOCH;
        let seconds = |failures| subject.locked_until(failures, now).map(|until| (until - now).num_seconds());
        assert_eq!(seconds(4), None);
        assert_eq!(seconds(5), Some(30));
        assert_eq!(seconds(6), Some(60));
        assert_eq!(seconds(12), Some(3600));
        assert_eq!(seconds(1_000), Some(3600));
    }

    #[test]
    fn another_network_is_another_subject() {
        assert_ne!(Subject::account("a", "b").hash, Subject::account("a", "c").hash);
        assert_ne!(Subject::account("ab", "c").hash, Subject::account("a", "bc").hash);
        let (one, other) = (AccountId(Uuid::nil()), AccountId(Uuid::max()));
        assert_ne!(Subject::search(one).hash, Subject::search(other).hash);
    }
}
