//! Assignments as they are sent and seen.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::Assignment;
use crate::{
    access::{Caller, Role},
    codes::Lang,
    error::{Error, Fault, texts},
    http::Verdicts,
    identity::accounts::SchoolRef,
};

/// A role to be given.
#[derive(Debug, Object)]
#[oai(rename = "NewAssignment")]
pub(super) struct GiveBody {
    /// One of the roles that the caller may give.
    #[oai(validator(max_length = 64))]
    pub(super) role: String,
    /// Identifier of the school, for roles held in one.
    #[oai(validator(max_length = 16))]
    pub(super) school_id: Option<String>,
    /// The department of the school, for roles held in one.
    #[oai(validator(max_length = 120))]
    pub(super) department: Option<String>,
    /// When it ends: in the future, at most three years from now.
    pub(super) ends_at: DateTime<Utc>,
}

/// A role that an account holds.
#[derive(Debug, Object)]
#[oai(rename = "Assignment")]
pub(super) struct AssignmentView {
    id: Uuid,
    role: String,
    role_zh: String,
    role_en: String,
    school: Option<SchoolRef>,
    department: Option<String>,
    /// Who gave it; none: the host.
    given_by: Option<String>,
    created_at: DateTime<Utc>,
    /// Ends; none for what the host gave.
    ends_at: Option<DateTime<Utc>>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

/// What an account holds today.
#[derive(Debug, Object)]
#[oai(rename = "AssignmentList")]
pub(super) struct Assignments {
    pub(super) items: Vec<AssignmentView>,
}

impl AssignmentView {
    pub(super) fn of(held: Assignment, can: Verdicts) -> Self {
        let role = Role::parse(&held.role).ok().map(Role::info);
        let named = |name: Option<&String>| name.cloned().unwrap_or_else(|| held.role.clone());
        Self {
            id: held.id,
            role_zh: named(role.map(|role| &role.zh)),
            role_en: named(role.map(|role| &role.en)),
            role: held.role,
            school: held.school_id.map(|id| SchoolRef { id, name: held.school_name.unwrap_or_default() }),
            department: held.department,
            given_by: held.given_by,
            created_at: held.created_at,
            ends_at: held.ends_at,
            can,
        }
    }
}

/// Whether a role may be given, and everything that stands against it.
#[derive(Debug, Object)]
#[oai(rename = "AssignmentCheck")]
pub(super) struct CheckView {
    /// Whether giving it now would do.
    allowed: bool,
    objections: Vec<Objection>,
}

/// One thing that stands against it.
#[derive(Debug, Object)]
#[oai(rename = "AssignmentObjection")]
pub(super) struct Objection {
    /// The stable code of the refusal.
    code: String,
    /// The field that it is about, as a JSON pointer; none: the whole.
    pointer: Option<String>,
    /// What and why, in the reader's language.
    detail: String,
}

impl CheckView {
    /// Refusals in words; what is our own fault is no objection.
    pub(super) fn of(errors: Vec<Error>, caller: &Caller) -> Self {
        let objections: Vec<_> = errors.into_iter().flat_map(|error| objections(error, caller.request.lang)).collect();
        Self { allowed: objections.is_empty(), objections }
    }
}

fn objections(error: Error, lang: Lang) -> Vec<Objection> {
    let Error::Refused { code, params, faults, .. } = error else { return Vec::new() };
    if faults.is_empty() {
        return vec![Objection { code: code.to_owned(), pointer: None, detail: texts::text(code, lang, &params) }];
    }
    let of = |Fault { pointer, code, params }: Fault| Objection {
        code: code.to_owned(),
        pointer: Some(pointer),
        detail: texts::text(code, lang, &params),
    };
    faults.into_iter().map(of).collect()
}
