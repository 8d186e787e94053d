//! Words and rules of accounts.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::codes::text_enum;
use crate::{
    access::{
        Caller, DisableAccount, EnableAccount, Held, Operation, OperationId, Policy, RecordCommitment, ReinviteAccount,
        ResetFactors, Role, SendResetLink, StartLeave, UpdateAccount,
    },
    clock::beijing_day,
    codes::{CodeError, Email, IdentityNumber, Login, PersonName, SchoolCode},
    error::{Error, Fault, Result},
    identity::assignments::Post,
    ids::AccountId,
};

text_enum! {
    /// Where an account stands.
    pub enum AccountState ("account_state_unknown") {
        /// Invited; no password yet.
        Invited = "invited", "待激活", "Invited";
        /// In use.
        Active = "active", "正常", "Active";
        /// Disabled: no sign-in, no session.
        Disabled = "disabled", "已停用", "Disabled";
        /// Its owner has left (R003-53.3); it comes back by approval alone.
        Left = "left", "已离岗", "Left";
    }
}

/// An account as it is listed: no address, no credential.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// Login name, unique in the realm.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The address, masked.
    pub email_masked: String,
    /// The role it holds, the first given of several.
    pub role: Option<String>,
    /// All it holds today, the first given first. Who gave and took them is told by their own audit rows.
    #[serde(skip)]
    pub held: Vec<HeldRole>,
    /// The first digits of the person's blind index, so that a change of it shows; none: no identity number was given.
    pub person: Option<String>,
    /// The school it belongs to; none: the place itself.
    pub school_id: Option<SchoolCode>,
    /// That school's name.
    pub school_name: Option<String>,
    /// Where it stands.
    pub state: AccountState,
    /// The last day on which it works, in Beijing; none: no end.
    pub expires_on: Option<NaiveDate>,
    /// Whether that day has passed.
    #[serde(skip)]
    pub expired: bool,
    /// Edits so far.
    pub version: i32,
    /// When the last invitation was asked for.
    pub invited_at: Option<DateTime<Utc>>,
    /// Last sign-in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Opened.
    pub created_at: DateTime<Utc>,
    /// Last edited.
    pub updated_at: DateTime<Utc>,
}

/// A role that an account holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct HeldRole {
    /// The role.
    pub role: String,
    /// The school; none: the whole place.
    pub school_id: Option<SchoolCode>,
    /// The department of the school.
    pub department: Option<String>,
}

/// An account to be opened.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Login name.
    pub login: Login,
    /// The person's name.
    pub name: PersonName,
    /// Where the activation link goes.
    pub email: Email,
    /// The role to hold.
    pub role: Role,
    /// The school, for roles that are held in one.
    pub school: Option<SchoolCode>,
    /// The department of the school, for roles that are held in one.
    pub department: Option<String>,
    /// When the role ends; none: it does not.
    pub ends_at: Option<DateTime<Utc>>,
    /// The last day of the account; none: no end.
    pub expires_on: Option<NaiveDate>,
    /// By which the person is recognised in another account.
    pub identity: Option<IdentityNumber>,
}

impl NewAccount {
    /// Parse a form; every fault at once, below `prefix`.
    pub fn parse(
        prefix: &str,
        login: &str,
        name: &str,
        email: &str,
        role: &str,
        school: Option<&str>,
    ) -> Result<Self, Vec<Fault>> {
        Self::of(prefix, login, name, email, Post::parse(prefix, role, school, None))
    }

    /// The same with a role that is parsed already.
    pub(in crate::identity) fn of(
        prefix: &str,
        login: &str,
        name: &str,
        email: &str,
        post: Result<Post, Vec<Fault>>,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let login = keep(&mut faults, prefix, "login", login.parse::<Login>(), "login_invalid");
        let name = keep(&mut faults, prefix, "name", name.parse::<PersonName>(), "name_invalid");
        let email = keep(&mut faults, prefix, "email", email.parse::<Email>(), "email_invalid");
        let post = post.map_err(|wrong| faults.extend(wrong)).ok();
        match (login, name, email, post) {
            (Some(login), Some(name), Some(email), Some(Post { role, school, department })) if faults.is_empty() => {
                Ok(Self {
                    login,
                    name,
                    email,
                    role,
                    school,
                    department,
                    ends_at: None,
                    expires_on: None,
                    identity: None,
                })
            }
            _ => Err(faults),
        }
    }

    /// The role, where it is to be held.
    pub fn post(&self) -> Post {
        Post { role: self.role, school: self.school, department: self.department.clone() }
    }
}

impl Account {
    /// Whether the caller may do this to the account as it stands.
    pub(in crate::identity) fn check(&self, operation: OperationId, caller: &Caller, policy: &Policy) -> Result<()> {
        Likeness::of(self, caller).check(operation, caller, policy)
    }
}

/// All of an account that decides what a caller may do to it: accounts alike in this are judged alike.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Likeness {
    /// Whether it is the caller's own.
    own: bool,
    state: AccountState,
    expired: bool,
    /// The roles it holds, as seen by the caller; none for one that the policy no longer knows.
    held: Vec<Option<Held>>,
}

impl Likeness {
    pub(super) fn of(account: &Account, caller: &Caller) -> Self {
        let seen = |held: &HeldRole| {
            let role = Role::parse(&held.role).ok()?;
            Some(Held { role, school: held.school_id }.seen_by(caller))
        };
        Self {
            own: account.id == caller.account,
            state: account.state,
            expired: account.expired,
            held: account.held.iter().map(seen).collect(),
        }
    }

    /// Every role of it must be one that the caller may give there, or whose accounts it looks after, so that no administrator
    /// disables an auditor; oneself is always one's own, and who holds nothing belongs to whoever reaches the account.
    pub(super) fn check(&self, operation: OperationId, caller: &Caller, policy: &Policy) -> Result<()> {
        let kept = |held: &Option<Held>| held.is_some_and(|held| policy.may_keep(caller, operation, held));
        if !self.own && !self.held.iter().all(kept) {
            let held = self.held.iter().flatten();
            let who = held.flat_map(|held| policy.who_gives(held.role, caller.realm)).collect();
            return Err(Error::forbidden("account_not_yours").with("roles", Role::names(who, caller.request.lang)));
        }
        match self.state {
            _ if self.own
                && [DisableAccount::ID, ResetFactors::ID, StartLeave::ID, RecordCommitment::ID]
                    .contains(&operation) =>
            {
                Err(Error::conflict("self_refused"))
            }
            AccountState::Left if operation != UpdateAccount::ID => Err(Error::conflict("account_left")),
            _ if self.expired && [EnableAccount::ID, ReinviteAccount::ID, SendResetLink::ID].contains(&operation) => {
                Err(Error::conflict("account_expired"))
            }
            AccountState::Disabled
                if [DisableAccount::ID, ReinviteAccount::ID, SendResetLink::ID, ResetFactors::ID]
                    .contains(&operation) =>
            {
                Err(Error::conflict("account_already_disabled"))
            }
            AccountState::Invited | AccountState::Active if operation == EnableAccount::ID => {
                Err(Error::conflict("account_not_disabled"))
            }
            AccountState::Active if operation == ReinviteAccount::ID => Err(Error::conflict("account_not_invited")),
            AccountState::Invited if [SendResetLink::ID, ResetFactors::ID].contains(&operation) => {
                Err(Error::conflict("account_not_active"))
            }
            _ => Ok(()),
        }
    }
}

/// An account lasts at most so many years, unless it has no end.
const LONGEST_YEARS: u32 = 10;

/// The last day of an account: today or later, and not too late.
pub(in crate::identity) fn check_expiry(expires_on: NaiveDate, now: DateTime<Utc>) -> Result<()> {
    let today = beijing_day(now);
    let longest = today.checked_add_months(Months::new(12 * LONGEST_YEARS)).unwrap_or(today);
    if expires_on < today {
        return Err(Error::invalid_field("/expires_on", "expires_on_past"));
    }
    if expires_on > longest {
        return Err(Error::invalid(vec![Fault::at("/expires_on", "expires_on_late").with("years", LONGEST_YEARS)]));
    }
    Ok(())
}

/// A new address in a form that changes an account; blank or left out, the old one stays.
pub(in crate::identity) fn parse_new_address(field: &str, text: Option<&str>) -> Result<Option<Email>, Fault> {
    let given = text.map(str::trim).filter(|text| !text.is_empty());
    given.map(str::parse).transpose().map_err(|_| Fault::at(field, "email_invalid"))
}

/// A new last day in a form that changes an account. None: it stays; none in it: no end.
pub(in crate::identity) fn parse_new_expiry(text: Option<&str>) -> Result<Option<Option<NaiveDate>>, Fault> {
    let parsed = text.map(|text| match text.trim() {
        "" => Ok(None),
        day => day.parse().map(Some),
    });
    parsed.transpose().map_err(|_| Fault::at("/expires_on", "date_invalid"))
}

fn keep<T>(
    faults: &mut Vec<Fault>,
    prefix: &str,
    field: &str,
    parsed: Result<T, CodeError>,
    code: &'static str,
) -> Option<T> {
    parsed.map_err(|_| faults.push(Fault::at(format!("{prefix}/{field}"), code))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_form_is_told_at_once() {
        let faults = NewAccount::parse("/admin", "a", "", "nobody", "king", None).unwrap_err();
        let found: Vec<_> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(
            found,
            [
                ("/admin/login", "login_invalid"),
                ("/admin/name", "name_invalid"),
                ("/admin/email", "email_invalid"),
                ("/admin/role", "role_invalid")
            ]
        );
    }

    #[test]
    fn an_account_lasts_from_today_for_ten_years_at_most() {
        let now: DateTime<Utc> = "2026-11-22T15:59:59Z".parse().unwrap();
        let on = |text: &str| check_expiry(text.parse().unwrap(), now).is_ok();
        assert!(!on("2026-11-21") && on("2026-11-22") && on("2036-11-22") && !on("2036-11-23"));
    }

    #[test]
    fn a_role_of_a_school_needs_one_and_a_role_of_the_place_refuses_one() {
        let parse = |role, school| NewAccount::parse("", "li.na", "李娜", "li@example.cn", role, school);
        assert_eq!(parse("counsel_head", None).unwrap_err()[0].code, "school_required");
        assert_eq!(parse("prov_admin", Some("4151010610")).unwrap_err()[0].code, "school_not_allowed");
        assert!(parse("counsel_head", Some("4151010610")).is_ok());
    }
}
