//! Words and rules of accounts.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::codes::text_enum;
use crate::{
    access::{
        Caller, DisableAccount, EnableAccount, GrantWithin, Operation, OperationId, Policy, ReinviteAccount,
        ResetFactors, Role, SendResetLink, StartLeave, UpdateAccount,
    },
    codes::{CodeError, Email, Login, PersonName, SchoolCode},
    error::{Error, Fault, Result},
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
    /// The role it holds.
    pub role: Option<String>,
    /// The school it belongs to; none: the place itself.
    pub school_id: Option<SchoolCode>,
    /// That school's name.
    pub school_name: Option<String>,
    /// Where it stands.
    pub state: AccountState,
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
        let mut faults = Vec::new();
        let login = keep(&mut faults, prefix, "login", login.parse::<Login>(), "login_invalid");
        let name = keep(&mut faults, prefix, "name", name.parse::<PersonName>(), "name_invalid");
        let email = keep(&mut faults, prefix, "email", email.parse::<Email>(), "email_invalid");
        let role = Role::parse(role).map_err(|_| faults.push(Fault::at(format!("{prefix}/role"), "role_invalid"))).ok();
        let school = match school.map(str::trim).filter(|s| !s.is_empty()) {
            Some(code) => keep(&mut faults, prefix, "school_id", code.parse::<SchoolCode>(), "school_id_invalid"),
            None => None,
        };
        if let Some(role) = role {
            let wrong = match (role.needs_school(), school.is_some()) {
                (true, false) => Some("school_required"),
                (false, true) => Some("school_not_allowed"),
                _ => None,
            };
            faults.extend(wrong.map(|code| Fault::at(format!("{prefix}/school_id"), code)));
        }
        match (login, name, email, role) {
            (Some(login), Some(name), Some(email), Some(role)) if faults.is_empty() => {
                Ok(Self { login, name, email, role, school })
            }
            _ => Err(faults),
        }
    }

    /// Whether the caller may give this role there.
    pub fn check_grant(&self, caller: &Caller, policy: &Policy) -> Result<()> {
        let may = may_give(caller, policy, self.role, self.school);
        if may { Ok(()) } else { Err(Error::invalid_field("/role", "role_not_grantable")) }
    }
}

impl Account {
    /// Whether the caller may do this to the account as it stands. Its role must be one that the caller may give there, so
    /// that no administrator disables an auditor, whom no role may give; oneself is always one's own.
    pub(in crate::identity) fn check(&self, operation: OperationId, caller: &Caller, policy: &Policy) -> Result<()> {
        let own = self.id == caller.account;
        let role = self.role.as_deref().and_then(|role| Role::parse(role).ok());
        if !own && !role.is_some_and(|role| may_give(caller, policy, role, self.school_id)) {
            return Err(Error::forbidden("account_not_yours"));
        }
        match self.state {
            _ if own && [DisableAccount::ID, ResetFactors::ID, StartLeave::ID].contains(&operation) => {
                Err(Error::conflict("self_refused"))
            }
            AccountState::Left if operation != UpdateAccount::ID => Err(Error::conflict("account_left")),
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

/// Whether any of the caller's roles may give this role at this school, or at the place itself (`policies/grants.csv`).
fn may_give(caller: &Caller, policy: &Policy, role: Role, school: Option<SchoolCode>) -> bool {
    caller.assignments.iter().any(|held| {
        policy.grantable(held.role).iter().any(|grant| {
            grant.role == role
                && match grant.within {
                    GrantWithin::OwnPlace => held.school.is_none(),
                    GrantWithin::OwnSchool => held.school.is_some() && held.school == school,
                }
        })
    })
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
    fn a_role_of_a_school_needs_one_and_a_role_of_the_place_refuses_one() {
        let parse = |role, school| NewAccount::parse("", "li.na", "李娜", "li@example.cn", role, school);
        assert_eq!(parse("counsel_head", None).unwrap_err()[0].code, "school_required");
        assert_eq!(parse("prov_admin", Some("4151010610")).unwrap_err()[0].code, "school_not_allowed");
        assert!(parse("counsel_head", Some("4151010610")).is_ok());
    }
}
