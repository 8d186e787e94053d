//! Words and rules of service accounts and their keys.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{
        Caller, DisableService, EnableService, Held, IssueServiceKey, Operation, OperationId, Policy, RevokeServiceKey,
        Role,
    },
    clock::beijing_day,
    codes::{Email, Login, PersonName, Place, SchoolCode, text_enum},
    error::{Error, Result},
    identity::accounts::AccountState,
    ids::AccountId,
};

/// Live keys of one account: the one in use, and the next while it is brought in.
const MOST_LIVE: usize = 2;
/// A key that nothing has called with for so long is probably forgotten.
const UNUSED: TimeDelta = TimeDelta::days(90);

text_enum! {
    /// Where a key stands.
    pub enum KeyState ("key_state_unknown") {
        /// It works.
        Live = "live", "有效", "Live";
        /// Its last day has passed.
        Expired = "expired", "已到期", "Expired";
        /// It was revoked.
        Revoked = "revoked", "已撤销", "Revoked";
    }
}

/// A key as its keepers see it: all but itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) id: Uuid,
    /// How its token begins.
    pub(super) hint: String,
    pub(super) operations: Vec<String>,
    pub(super) networks: Vec<String>,
    pub(super) created_by: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_on: NaiveDate,
    pub(super) last_used_at: Option<DateTime<Utc>>,
    pub(super) revoked_by: Option<String>,
    pub(super) revoked_reason: Option<String>,
    pub(super) revoked_at: Option<DateTime<Utc>>,
}

impl Key {
    pub(super) fn state(&self, now: DateTime<Utc>) -> KeyState {
        match self.revoked_at {
            Some(_) => KeyState::Revoked,
            None if self.expires_on < beijing_day(now) => KeyState::Expired,
            None => KeyState::Live,
        }
    }

    /// Whether it lives and nothing has called with it for a long time.
    pub(super) fn is_unused(&self, now: DateTime<Utc>) -> bool {
        self.state(now) == KeyState::Live && self.last_used_at.unwrap_or(self.created_at) < now - UNUSED
    }

    /// Whether it can be revoked: what has ended stays as it ended.
    pub(super) fn check(&self, operation: OperationId, now: DateTime<Utc>) -> Result<()> {
        if operation == RevokeServiceKey::ID && self.state(now) != KeyState::Live {
            return Err(Error::conflict("service_key_ended"));
        }
        Ok(())
    }
}

/// A service account.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Service {
    pub(super) id: AccountId,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) purpose: String,
    /// Who answers for the system.
    pub(super) contact: String,
    pub(super) email_masked: String,
    pub(super) school_id: Option<SchoolCode>,
    pub(super) school_name: Option<String>,
    pub(super) state: AccountState,
    /// The last day on which its keys work, in Beijing; none: no end but theirs.
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) version: i32,
    #[serde(skip)]
    pub(super) created_by: AccountId,
    pub(super) created_by_name: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// The newest first. Each has audit rows of its own.
    #[serde(skip)]
    pub(super) keys: Vec<Key>,
}

impl Service {
    /// Whether the caller may do this to it as it stands.
    pub(super) fn check(&self, operation: OperationId, caller: &Caller, now: DateTime<Utc>) -> Result<()> {
        let disabled = self.state == AccountState::Disabled;
        let over = self.expires_on.is_some_and(|day| day < beijing_day(now));
        let needs_life = [EnableService::ID, IssueServiceKey::ID].contains(&operation);
        match operation {
            EnableService::ID if !disabled => Err(Error::conflict("account_not_disabled")),
            DisableService::ID | IssueServiceKey::ID if disabled => Err(Error::conflict("account_already_disabled")),
            _ if needs_life && over => Err(Error::conflict("account_expired")),
            IssueServiceKey::ID if self.created_by == caller.account => Err(Error::conflict("service_creator_refused")),
            IssueServiceKey::ID if self.live(now) >= MOST_LIVE => {
                Err(Error::conflict("service_keys_full").with("max", MOST_LIVE))
            }
            _ => Ok(()),
        }
    }

    fn live(&self, now: DateTime<Utc>) -> usize {
        self.keys.iter().filter(|key| key.state(now) == KeyState::Live).count()
    }

    /// What its keys may be bound to.
    pub(super) fn bindable(&self, policy: &Policy, place: Place) -> Vec<OperationId> {
        let held = Role::of_systems().map(|role| Held { role, school: self.school_id });
        held.map(|held| policy.bindable(place, held)).unwrap_or_default()
    }
}

/// A service account to be opened.
#[derive(Debug)]
pub(super) struct NewService {
    pub(super) login: Login,
    pub(super) about: Described,
    pub(super) email: Email,
    pub(super) school: Option<SchoolCode>,
    pub(super) expires_on: Option<NaiveDate>,
}

/// What is said of a system.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) name: PersonName,
    pub(super) purpose: String,
    pub(super) contact: PersonName,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lives_through_its_last_day_and_is_forgotten_after_ninety_days_of_silence() {
        let key = Key {
            id: Uuid::nil(),
            hint: "abcdef".to_owned(),
            operations: vec![],
            networks: vec![],
            created_by: "林安全".to_owned(),
            created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            expires_on: "2026-12-31".parse().unwrap(),
            last_used_at: None,
            revoked_by: None,
            revoked_reason: None,
            revoked_at: None,
        };
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(key.state(at("2026-12-31T15:59:59Z")), KeyState::Live);
        assert_eq!(key.state(at("2026-12-31T16:00:00Z")), KeyState::Expired, "midnight in Beijing");
        assert!(!key.is_unused(at("2026-04-01T00:00:00Z")) && key.is_unused(at("2026-04-01T00:00:01Z")));
        let used = Key { last_used_at: Some(at("2026-10-01T00:00:00Z")), ..key.clone() };
        assert!(!used.is_unused(at("2026-12-30T00:00:00Z")) && used.is_unused(at("2026-12-30T00:00:01Z")));
        assert!(!used.is_unused(at("2027-06-01T00:00:00Z")), "what has expired is no longer of interest");
        let revoked = Key { revoked_at: Some(at("2026-02-01T00:00:00Z")), ..key };
        assert_eq!(revoked.state(at("2026-02-02T00:00:00Z")), KeyState::Revoked);
        assert!(revoked.check(RevokeServiceKey::ID, at("2026-02-02T00:00:00Z")).is_err());
    }
}
