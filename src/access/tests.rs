//! What the tests of this room share: the policy, and people.

use chrono::DateTime;
use uuid::Uuid;

use super::{Assignment, Caller, PlaceState, Policy, PolicySources, Request, Role, Standing};
use crate::{codes::Place, ids::AccountId};

/// The policy of the project.
pub(super) async fn policy() -> Policy {
    Policy::load(&PolicySources::embedded()).await.unwrap()
}

/// A role without end, in the whole place or in a school.
pub(super) fn holds(role: &str, school: Option<&str>) -> Assignment {
    Assignment {
        role: Role::parse(role).unwrap(),
        school: school.map(|code| code.parse().unwrap()),
        school_active: true,
        department: None,
        ends_at: None,
        narrowed: [].into(),
        bound: None,
    }
}

/// Somebody who is signed in and has proved all that may be asked.
pub(super) fn caller(realm: &str, assignments: Vec<Assignment>) -> Caller {
    let realm: Place = realm.parse().unwrap();
    let place = if realm == Place::Ministry { PlaceState::Ministry } else { PlaceState::Province { active: true } };
    Caller {
        realm,
        account: AccountId(Uuid::nil()),
        person: None,
        login: "wang.fang".to_owned(),
        name: "王芳".to_owned(),
        session: [0; 32],
        expires_at: DateTime::<chrono::Utc>::MAX_UTC,
        assignments,
        support: None,
        standing: Standing::clear(place),
        request: Request::default(),
    }
}
