//! The policy as it stands in the caller's place: role × operation, under which conditions, and what is switched off.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use super::model::{Narrowing, check};
use crate::{
    access::{Fact, Facts, Level, OperationId, Policy, Role},
    codes::Place,
};

/// Which role may do what here, read either way.
#[derive(Debug, Object)]
#[oai(rename = "PolicyMatrix")]
pub(super) struct Matrix {
    /// The roles that are held here.
    roles: Vec<MatrixRole>,
    /// What people may do here.
    operations: Vec<MatrixOperation>,
}

#[derive(Debug, Object)]
struct MatrixRole {
    role: String,
    zh: String,
    en: String,
    /// Which student data it may see at most: `identified`, `pseudonymised`, `own_aggregates`, `disclosed_aggregates`,
    /// `metadata`, `none`.
    data: Vec<String>,
    /// Roles that may give this one here; none: the host alone.
    given_by: Vec<String>,
    /// Roles that one person may not hold together with it.
    separated_from: Vec<Separated>,
}

#[derive(Debug, Object)]
#[oai(rename = "SeparatedRole")]
struct Separated {
    role: String,
    /// Where the rule comes from.
    source: String,
    zh: String,
    en: String,
}

#[derive(Debug, Object)]
struct MatrixOperation {
    /// `school.create`
    operation: String,
    /// Whether it may be switched off for a role.
    can_be_narrowed: bool,
    /// The roles that may do it.
    roles: Vec<MatrixCell>,
}

#[derive(Debug, Object)]
struct MatrixCell {
    role: String,
    /// Alternatives; each is a set of facts that must all hold. An empty set: always.
    conditions: Vec<Vec<String>>,
    /// Whether it is switched off here, and by whom.
    narrowed: Option<NarrowingView>,
}

/// An operation that is switched off for a role.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Narrowing")]
pub(super) struct NarrowingView {
    role: String,
    operation: String,
    /// Why, in the words of who switched it off.
    reason: String,
    /// Who, by name.
    by: String,
    at: DateTime<Utc>,
}

impl From<Narrowing> for NarrowingView {
    fn from(Narrowing { role, operation, reason, by, at }: Narrowing) -> Self {
        Self { role, operation, reason, by, at }
    }
}

impl Matrix {
    pub(super) fn of(policy: &Policy, place: Place, narrowings: Vec<Narrowing>) -> Self {
        let off: Vec<NarrowingView> = narrowings.into_iter().map(Into::into).collect();
        let roles: Vec<Role> = Role::all().filter(|role| role.is_held_in(place)).collect();
        let here = |level: Level| match level {
            Level::Realm => true,
            Level::Ministry => place == Place::Ministry,
            Level::Province => place != Place::Ministry,
        };
        let operations = OperationId::all().filter(|id| !id.info().system && here(id.info().level));
        Self {
            operations: operations.map(|id| operation(policy, place, &roles, &off, id)).collect(),
            roles: roles.iter().map(|role| described(policy, place, *role)).collect(),
        }
    }
}

fn described(policy: &Policy, place: Place, role: Role) -> MatrixRole {
    let info = role.info();
    let apart = policy.separations().iter().filter_map(|pair| {
        let other = if pair.one == role {
            pair.other
        } else if pair.other == role {
            pair.one
        } else {
            return None;
        };
        let (source, zh, en) = (pair.source.clone(), pair.zh.clone(), pair.en.clone());
        other.is_held_in(place).then(|| Separated { role: other.as_str().to_owned(), source, zh, en })
    });
    MatrixRole {
        role: info.identifier.clone(),
        zh: info.zh.clone(),
        en: info.en.clone(),
        data: info.data.iter().map(|data| data.as_str().to_owned()).collect(),
        given_by: policy.who_gives(role, place).iter().map(|role| role.as_str().to_owned()).collect(),
        separated_from: apart.collect(),
    }
}

fn operation(policy: &Policy, place: Place, roles: &[Role], off: &[NarrowingView], id: OperationId) -> MatrixOperation {
    let cell = |role: &Role| {
        let conditions = policy.conditions(*role, id);
        let names = |facts: Facts| facts.iter().map(|fact: Fact| fact.name().to_owned()).collect();
        let narrowed = off.iter().find(|off| off.role == role.as_str() && off.operation == id.name());
        (!conditions.is_empty()).then(|| MatrixCell {
            role: role.as_str().to_owned(),
            conditions: conditions.into_iter().map(names).collect(),
            narrowed: narrowed.cloned(),
        })
    };
    let cells: Vec<MatrixCell> = roles.iter().filter_map(cell).collect();
    let can_be_narrowed = roles.iter().any(|role| check(policy, place, *role, id).is_ok());
    MatrixOperation { operation: id.name().to_owned(), can_be_narrowed, roles: cells }
}
