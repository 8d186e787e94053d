//! Words and rules of service accounts and their keys.

use std::collections::BTreeSet;

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{
        Caller, DisableService, EnableService, Held, IssueServiceKey, Operation, OperationId, Policy, RevokeServiceKey,
        Role,
    },
    clock::beijing_day,
    codes::{Network, Place, SchoolCode, text_enum},
    error::{Error, Fault, Result},
    identity::accounts::AccountState,
    ids::AccountId,
};

/// Live keys of one account: the one in use, and the next while it is brought in.
const MOST_LIVE: usize = 2;
/// A key works for at most a year.
const LONGEST_MONTHS: u32 = 12;
/// Networks of one key.
const MOST_NETWORKS: usize = 20;
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

/// What a key is to be bound to.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) operations: Vec<&'static str>,
    pub(super) networks: Vec<String>,
    pub(super) expires_on: NaiveDate,
}

impl Binding {
    /// Parse a form; every fault at once. Doubles fall together.
    pub(super) fn parse(
        operations: &[String],
        networks: &[String],
        expires_on: NaiveDate,
        bindable: &[OperationId],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut faults = Vec::new();
        if operations.is_empty() {
            faults.push(Fault::at("/operations", "operations_required"));
        }
        let chosen = operations.iter().enumerate().filter_map(|(at, name)| {
            let found = bindable.iter().find(|id| id.name() == name);
            if found.is_none() {
                faults.push(Fault::at(format!("/operations/{at}"), "operation_not_bindable"));
            }
            found.copied()
        });
        let chosen: BTreeSet<OperationId> = chosen.collect();
        let networks = parse_networks(networks, &mut faults);
        faults.extend(check_end(expires_on, beijing_day(now)).err());
        if !faults.is_empty() {
            return Err(Error::invalid(faults));
        }
        Ok(Self { operations: chosen.into_iter().map(OperationId::name).collect(), networks, expires_on })
    }
}

fn parse_networks(texts: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
    match texts.len() {
        0 => faults.push(Fault::at("/networks", "networks_required")),
        1..=MOST_NETWORKS => {}
        _ => faults.push(Fault::at("/networks", "too_many_items").with("max", MOST_NETWORKS)),
    }
    let parsed = texts.iter().enumerate().filter_map(|(at, text)| {
        let parsed = text.parse::<Network>();
        parsed.map_err(|wrong| faults.push(Fault::at(format!("/networks/{at}"), wrong.code))).ok()
    });
    let networks: BTreeSet<Network> = parsed.collect();
    networks.iter().map(Network::to_string).collect()
}

fn check_end(expires_on: NaiveDate, today: NaiveDate) -> Result<(), Fault> {
    let longest = today.checked_add_months(Months::new(LONGEST_MONTHS)).unwrap_or(today);
    if expires_on < today {
        return Err(Fault::at("/expires_on", "expires_on_past"));
    }
    if expires_on > longest {
        return Err(Fault::at("/expires_on", "key_expires_late").with("months", LONGEST_MONTHS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{ListSchools, ReadSchool};

    const NOW: &str = "2026-11-22T04:00:00Z";

    fn bind(operations: &[&str], networks: &[&str], expires_on: &str) -> Result<Binding, Vec<(String, &'static str)>> {
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let bindable = [ListSchools::ID, ReadSchool::ID];
        let day = expires_on.parse().unwrap();
        Binding::parse(&texts(operations), &texts(networks), day, &bindable, NOW.parse().unwrap()).map_err(|error| {
            match error {
                Error::Refused { faults, .. } => faults.into_iter().map(|f| (f.pointer, f.code)).collect(),
                Error::Internal(cause) => panic!("{cause}"),
            }
        })
    }

    #[test]
    fn a_key_is_bound_to_operations_networks_and_a_day_within_a_year() {
        let bound =
            bind(&["school.read", "school.list", "school.read"], &["10.1.2.3", "10.1.2.3/32"], "2027-11-22").unwrap();
        assert_eq!(bound.operations, ["school.list", "school.read"]);
        assert_eq!(bound.networks, ["10.1.2.3/32"]);
        let faults =
            bind(&["school.list", "account.invite", "ReadSchool"], &["10.0.0.0/8", "x"], "2027-11-23").unwrap_err();
        let found: Vec<_> = faults.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
        assert_eq!(
            found,
            [
                ("/operations/1", "operation_not_bindable"),
                ("/operations/2", "operation_not_bindable"),
                ("/networks/0", "network_too_wide"),
                ("/networks/1", "network_invalid"),
                ("/expires_on", "key_expires_late"),
            ]
        );
        let nothing = bind(&[], &[], "2026-11-21").unwrap_err();
        assert_eq!(
            nothing.iter().map(|f| f.1).collect::<Vec<_>>(),
            ["operations_required", "networks_required", "expires_on_past"]
        );
        let many = vec!["10.1.2.3"; 21];
        assert_eq!(bind(&["school.list"], &many, "2026-11-22").unwrap_err()[0].1, "too_many_items");
    }

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
