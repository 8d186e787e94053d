//! Words and rules of assignments.

use chrono::{DateTime, Months, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    access::{Caller, Held, OperationId, Policy, Role, Separation},
    codes::{Lang, Place, SchoolCode, tidy},
    error::{Error, Fault, Result},
    ids::AccountId,
};

/// A role is given for at most so many years.
const LONGEST_YEARS: u32 = 3;

/// A role at a place: the whole of it, a school, or a department of a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The role.
    pub role: Role,
    /// The school; none: the whole place.
    pub school: Option<SchoolCode>,
    /// The department of the school, by name.
    pub department: Option<String>,
}

impl Post {
    /// Parse three fields of a form; every fault at once, below `prefix`.
    pub fn parse(prefix: &str, role: &str, school: Option<&str>, department: Option<&str>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, code| faults.push(Fault::at(format!("{prefix}/{field}"), code));
        let given = |text: Option<&str>| text.map(tidy).filter(|text| !text.is_empty());
        let role = Role::parse(role).map_err(|_| fault("role", "role_invalid")).ok();
        let school: Option<SchoolCode> =
            given(school).and_then(|code| code.parse().map_err(|_| fault("school_id", "school_id_invalid")).ok());
        let department = given(department);
        if department.as_ref().is_some_and(|name| name.chars().count() > 60 || name.chars().any(char::is_control)) {
            fault("department", "department_name_invalid");
        }
        let Some(role) = role else { return Err(faults) };
        if let Some((field, code)) = misplaced(role, school.is_some(), department.is_some())
            && faults.is_empty()
        {
            return Err(vec![Fault::at(format!("{prefix}/{field}"), code)]);
        }
        if faults.is_empty() { Ok(Self { role, school, department }) } else { Err(faults) }
    }

    /// What separations and grants ask about.
    pub fn held(&self) -> Held {
        Held { role: self.role, school: self.school }
    }

    /// Whether the role is held so in this place at all.
    pub fn fits(&self, place: Place) -> bool {
        self.role.fits(place, self.school.is_some(), self.department.is_some())
    }

    /// Whether the caller may give it by this operation, or who else may (`policies/grants.csv`).
    pub fn check_grant(&self, operation: OperationId, caller: &Caller, policy: &Policy) -> Result<()> {
        if self.fits(caller.realm) && policy.may_give(caller, operation, self.held()) {
            return Ok(());
        }
        let roles = Role::names(policy.who_gives(self.role, caller.realm), caller.request.lang);
        Err(Error::invalid(vec![Fault::at("/role", "role_not_grantable").with("roles", roles)]))
    }
}

/// What keeps a role from being held so, wherever it is: the field and the code.
fn misplaced(role: Role, school: bool, department: bool) -> Option<(&'static str, &'static str)> {
    use crate::access::RoleLevel::{Department, School};
    match (school, department) {
        _ if !role.is_given() => Some(("role", "role_not_given")),
        (false, _) if role.needs_school() => Some(("school_id", "school_required")),
        (true, _) if !role.may_name_school() => Some(("school_id", "school_not_allowed")),
        (true, false) if !role.at(School) => Some(("department", "department_required")),
        (_, true) if !school || !role.at(Department) => Some(("department", "department_not_allowed")),
        _ => None,
    }
}

/// That one person may not hold both, with the rule behind it.
pub(super) fn separated(one: Role, other: Role, rule: &Separation, lang: Lang) -> Error {
    Error::conflict("roles_separated")
        .with("one", one.name(lang))
        .with("other", other.name(lang))
        .with("reason", lang.pick(&rule.zh, &rule.en))
        .with("source", &rule.source)
}

/// When a role ends: later than now, and not too late.
pub(in crate::identity) fn check_end(ends_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let longest = now.checked_add_months(Months::new(12 * LONGEST_YEARS)).unwrap_or(now);
    if ends_at <= now {
        return Err(Error::invalid_field("/ends_at", "assignment_ends_past"));
    }
    if ends_at > longest {
        return Err(Error::invalid(vec![Fault::at("/ends_at", "assignment_ends_late").with("years", LONGEST_YEARS)]));
    }
    Ok(())
}

/// A role that an account holds.
#[derive(Clone, Debug, Serialize)]
pub struct Assignment {
    /// Identifier.
    pub id: Uuid,
    /// Whose.
    pub account_id: AccountId,
    /// The role.
    pub role: String,
    /// The school; none: the whole place.
    pub school_id: Option<SchoolCode>,
    /// That school's name.
    pub school_name: Option<String>,
    /// The department of the school.
    pub department: Option<String>,
    /// Who gave it; none: the host.
    pub given_by: Option<String>,
    /// Given.
    pub created_at: DateTime<Utc>,
    /// Ends; none: roles of before there were ends, and those that the host gave.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Assignment {
    /// What separations and grants ask about; none for a role that the policy no longer knows.
    pub fn held(&self) -> Option<Held> {
        Some(Held { role: Role::parse(&self.role).ok()?, school: self.school_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: Option<&str> = Some("4151010610");

    #[test]
    fn a_role_is_given_at_its_own_level() {
        let code = |role, school, department| match Post::parse("", role, school, department) {
            Ok(_) => "ok",
            Err(faults) => faults[0].code,
        };
        assert_eq!(code("prov_admin", None, None), "ok");
        assert_eq!(code("prov_admin", SCHOOL, None), "school_not_allowed");
        assert_eq!(code("counsel_head", None, None), "school_required");
        assert_eq!(code("counsel_head", SCHOOL, Some("数学学院")), "department_not_allowed");
        assert_eq!(code("dept_head", SCHOOL, None), "department_required");
        assert_eq!(code("dept_head", SCHOOL, Some(" 数学学院 ")), "ok");
        assert_eq!(code("dept_head", None, Some("数学学院")), "school_required");
        assert_eq!(code("sys_admin", None, None), "ok");
        assert_eq!(code("sys_admin", SCHOOL, None), "ok");
        assert_eq!(code("sys_admin", None, Some("数学学院")), "department_not_allowed");
        assert_eq!(code("student", SCHOOL, None), "role_not_given");
        assert_eq!(code("college_officer", SCHOOL, Some(&"长".repeat(61))), "department_name_invalid");
    }

    #[test]
    fn a_role_ends_within_three_years() {
        let now: DateTime<Utc> = "2026-02-28T00:00:00Z".parse().unwrap();
        let at = |text: &str| check_end(text.parse().unwrap(), now).is_ok();
        assert!(!at("2026-02-28T00:00:00Z") && at("2026-02-28T00:00:01Z"));
        assert!(at("2029-02-28T00:00:00Z") && !at("2029-02-28T00:00:01Z"));
    }
}
