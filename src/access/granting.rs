//! What follows from the policy for giving roles: who may give one where, who may look after its accounts, what stands in its way.

use super::caller::Caller;
use super::grants::{Grant, Separation};
use super::operation::OperationId;
use super::policy::Policy;
use super::roles::Role;
use crate::codes::{Place, SchoolCode};

/// A role as somebody holds it, or is to hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The school it is held in; none: the whole place.
    pub school: Option<SchoolCode>,
}

impl Policy {
    /// Whether the caller may give this role there, by an assignment that also allows the operation that gives it.
    pub fn may_give(&self, caller: &Caller, operation: OperationId, to_hold: Held) -> bool {
        self.holds_a_grant(caller, operation, to_hold, |role| self.grantable(role))
    }

    /// Whether the caller may look after an account that holds this: whoever may give a role may.
    pub fn may_keep(&self, caller: &Caller, operation: OperationId, held: Held) -> bool {
        self.may_give(caller, operation, held) || self.holds_a_grant(caller, operation, held, |role| self.kept(role))
    }

    /// The roles that may give this one to somebody in this place.
    pub fn who_gives(&self, role: Role, place: Place) -> Vec<Role> {
        let gives = |granter: &Role| {
            granter.is_held_in(place) && self.grantable(*granter).iter().any(|grant| grant.role == role)
        };
        Role::all().filter(gives).collect()
    }

    /// The first rule that keeps one person from holding both, and the role that stands in the way.
    pub fn conflict(&self, to_hold: Held, held: &[Held]) -> Option<(Role, &Separation)> {
        held.iter().find_map(|held| {
            let pair = self.separated(to_hold.role, held.role)?;
            pair.meets(to_hold.school, held.school).then_some((held.role, pair))
        })
    }

    fn holds_a_grant<'a>(
        &'a self,
        caller: &Caller,
        operation: OperationId,
        to: Held,
        grants: impl Fn(Role) -> &'a [Grant],
    ) -> bool {
        // Whether a factor was proved again just now is asked where the operation begins.
        let standing = caller.standing.stepped_up();
        let gives = |grant: &Grant, school| grant.role == to.role && grant.within.covers(school, to.school);
        to.role.is_held_in(caller.realm)
            && caller.assignments.iter().any(|held| {
                self.lets(held, operation, standing) && grants(held.role).iter().any(|grant| gives(grant, held.school))
            })
    }
}
