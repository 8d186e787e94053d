//! What follows from the policy for giving roles: who may give one where, who may look after its accounts, what stands in its way.

use super::caller::Caller;
use super::grants::{Grant, Separation};
use super::operation::OperationId;
use super::policy::Policy;
use super::roles::Role;
use crate::codes::{Place, SchoolCode};

/// A role as somebody holds it, or is to hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The school it is held in; none: the whole place.
    pub school: Option<SchoolCode>,
}

impl Held {
    /// The same for one caller's grants, which reach the schools that the caller's own roles are held in, or all of them: every other
    /// school is like none. See [`GrantWithin::covers`].
    ///
    /// [`GrantWithin::covers`]: super::grants::GrantWithin::covers
    #[must_use]
    pub fn seen_by(self, caller: &Caller) -> Self {
        let own = |school: &SchoolCode| caller.assignments.iter().any(|own| own.school == Some(*school));
        Self { school: self.school.filter(own), ..self }
    }
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
        self.givers(role).iter().copied().filter(|giver| giver.is_held_in(place)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{
        Assignment, DisableAccount, GiveAssignment, Narrowed, Operation, ReadAccount,
        tests::{caller, holds, policy},
    };

    const A: &str = "4151010610";
    const B: &str = "4151010611";

    fn held(role: &str, school: Option<&str>) -> Held {
        Held { role: Role::parse(role).unwrap(), school: school.map(|code| code.parse().unwrap()) }
    }

    #[tokio::test]
    async fn who_gives_a_role_is_who_has_a_row_for_it_and_is_held_there() {
        let policy = policy().await;
        let who = |role: &str, place: &str| -> Vec<_> {
            let role = Role::parse(role).unwrap();
            policy.who_gives(role, place.parse().unwrap()).into_iter().map(Role::as_str).collect()
        };
        assert_eq!(who("school_admin", "51"), ["prov_admin", "school_admin", "sec_admin"]);
        assert_eq!(who("counsellor", "51"), ["school_admin", "sec_admin"]);
        assert_eq!(who("sec_admin", "51"), ["prov_admin", "school_admin"]);
        assert_eq!(who("sec_admin", "ministry"), ["platform_operator"]);
        assert!(who("audit_admin", "51").is_empty());
    }

    #[tokio::test]
    async fn a_role_is_given_by_one_assignment_that_has_the_row_the_place_and_the_operation() {
        let policy = policy().await;
        let may = |by: Vec<_>, to| policy.may_give(&caller("51", by), GiveAssignment::ID, to);
        let head = held("counsel_head", Some(A));
        assert!(may(vec![holds("school_admin", Some(A))], head));
        assert!(may(vec![holds("prov_admin", None)], held("school_admin", Some(B))), "anywhere in its place");
        assert!(!may(vec![holds("school_admin", Some(B))], head), "of another school");
        assert!(!may(vec![holds("counsellor", Some(A))], head), "the policy lets it give nothing");
        assert!(!may(vec![holds("prov_admin", None)], head), "no row gives it");
        assert!(!may(vec![holds("school_admin", Some(A))], held("dept_head", Some(B))));
        assert!(!may(vec![holds("platform_operator", None)], held("moe_steering", None)), "not held in a province");
        let off = Narrowed {
            operation: GiveAssignment::ID,
            by: "处长".to_owned(),
            reason: "整顿".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let narrowed = Assignment { narrowed: [off].into(), ..holds("school_admin", Some(A)) };
        assert!(!may(vec![narrowed, holds("school_admin", Some(B))], head), "what is off at A is not lent by B");
    }

    #[tokio::test]
    async fn an_account_is_kept_by_who_may_give_its_role_or_has_a_row_to_keep_it() {
        let policy = policy().await;
        let keeps = |role: &str, school, of: Held| {
            policy.may_keep(&caller("51", vec![holds(role, school)]), DisableAccount::ID, of)
        };
        assert!(keeps("school_admin", Some(A), held("counsellor", Some(A))), "may give it");
        assert!(!policy.may_give(
            &caller("51", vec![holds("sys_admin", None)]),
            DisableAccount::ID,
            held("counsellor", Some(A))
        ));
        assert!(keeps("sys_admin", None, held("counsellor", Some(A))), "may keep it");
        assert!(!keeps("sys_admin", None, held("audit_admin", None)), "neither");
        let reads = caller("51", vec![holds("sys_admin", None)]);
        assert!(policy.may_keep(&reads, ReadAccount::ID, held("counsellor", Some(A))));
    }

    #[tokio::test]
    async fn a_school_in_which_the_caller_holds_nothing_is_like_none() {
        let policy = policy().await;
        for by in [holds("school_admin", Some(A)), holds("prov_admin", None), holds("sys_admin", None)] {
            let caller = caller("51", vec![by]);
            for (role, school) in Role::all().flat_map(|role| [(role, None), (role, Some(A)), (role, Some(B))]) {
                let held = held(role.as_str(), school);
                let keeps = |held| policy.may_keep(&caller, DisableAccount::ID, held);
                assert_eq!(keeps(held), keeps(held.seen_by(&caller)), "{caller:?} {held:?}");
            }
        }
        let of_a = caller("51", vec![holds("school_admin", Some(A))]);
        let seen = |school| held("counsellor", school).seen_by(&of_a);
        assert_eq!(seen(Some(B)), held("counsellor", None));
        assert_eq!(seen(Some(A)), held("counsellor", Some(A)));
    }
}
