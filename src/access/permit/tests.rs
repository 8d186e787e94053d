//! What a person holds, where, and what follows from it.

use super::*;
use crate::access::PolicySources;
use crate::access::operations::{
    CloseSession, CreateSchool, EnrolFactor, InviteAccount, ListProvinces, ListSchools, OpenSession, ProveFactor,
    ReadSchool,
};

const HERE: Standing =
    Standing { place: PlaceState::Province { active: true }, proof: Proof::SteppedUp, rules_acknowledged: true };
const SUSPENDED: Standing = Standing { place: PlaceState::Province { active: false }, ..HERE };
const MINISTRY: Standing = Standing { place: PlaceState::Ministry, ..HERE };
/// Identifiers of three schools.
const A: &str = "4151010610";
const B: &str = "4151010611";
const C: &str = "4151010613";

async fn policy() -> Policy {
    Policy::load(&PolicySources::embedded()).await.unwrap()
}

fn holds(role: &str, school: Option<&str>) -> Assignment {
    Assignment {
        role: Role::parse(role).unwrap(),
        school: school.map(|code| code.parse().unwrap()),
        school_active: true,
    }
}

fn roles(names: &[&str]) -> Vec<Role> {
    names.iter().map(|name| Role::parse(name).unwrap()).collect()
}

fn schools(codes: &[&str]) -> Reach {
    Reach::Schools(codes.iter().map(|code| code.parse().unwrap()).collect())
}

#[tokio::test]
async fn a_permit_reaches_as_far_as_the_assignments_that_allow_it() {
    let policy = policy().await;
    let two = [holds("counsel_head", Some(B)), holds("school_admin", Some(A)), holds("counsellor", Some(C))];
    let permit = policy.permit::<ReadSchool>(HERE, &two).unwrap();
    assert_eq!(permit.reach(), &schools(&[A, B]));
    assert_eq!(permit.operation().name(), "school.read");
    let accounts = policy.permit::<InviteAccount>(HERE, &two).unwrap();
    assert_eq!(accounts.into_reach(), schools(&[A]));
    let whole = [holds("prov_analyst", None), holds("school_admin", Some(A))];
    assert_eq!(policy.permit::<ReadSchool>(HERE, &whole).unwrap().into_reach(), Reach::Whole);
}

#[tokio::test]
async fn a_denial_says_why() {
    let policy = policy().await;
    let denied = |place, held: &[Assignment]| policy.permit::<ReadSchool>(place, held).unwrap_err();
    assert_eq!(denied(HERE, &[]), Denied::NoAssignmentHere);
    let who_can = roles(&["prov_admin", "prov_analyst", "school_admin", "counsel_head"]);
    assert_eq!(denied(HERE, &[holds("counsellor", Some(A))]), Denied::NotInPolicy { who_can });
    assert_eq!(denied(SUSPENDED, &[holds("prov_admin", None)]), Denied::PlaceSuspended);
    let closed = Assignment { school_active: false, ..holds("school_admin", Some(A)) };
    assert_eq!(denied(HERE, std::slice::from_ref(&closed)), Denied::SchoolSuspended);
    assert_eq!(denied(SUSPENDED, std::slice::from_ref(&closed)), Denied::PlaceSuspended);
    let other_open = [closed.clone(), holds("counsel_head", Some(B))];
    assert_eq!(policy.permit::<ReadSchool>(HERE, &other_open).unwrap().into_reach(), schools(&[B]));
    assert!(policy.permit::<CloseSession>(SUSPENDED, &[closed]).is_ok());
}

#[tokio::test]
async fn what_a_session_has_proved_decides_how_much_it_may_do() {
    let policy = policy().await;
    let held = [holds("prov_admin", None)];
    let at = |proof| Standing { proof, ..HERE };
    let read = |proof| policy.permit::<ReadSchool>(at(proof), &held).map(drop);
    let invite = |proof| policy.permit::<InviteAccount>(at(proof), &held).map(drop);
    let enrol = |proof| policy.permit::<EnrolFactor>(at(proof), &held).map(drop);
    for proof in [Proof::NoFactor, Proof::Password] {
        assert_eq!(read(proof), Err(Denied::SecondFactorRequired));
        assert_eq!(invite(proof), Err(Denied::SecondFactorRequired));
        assert!(policy.permit::<ProveFactor>(at(proof), &held).is_ok());
        assert_eq!(at(proof).stepped_up(), at(proof), "nobody steps up without a second factor");
    }
    assert_eq!((read(Proof::SecondFactor), invite(Proof::SecondFactor)), (Ok(()), Err(Denied::StepUpRequired)));
    assert_eq!((read(Proof::SteppedUp), invite(Proof::SteppedUp)), (Ok(()), Ok(())));
    assert_eq!(at(Proof::SecondFactor).stepped_up(), at(Proof::SteppedUp));
    // The first factor with the password alone; whoever has one proves it before enrolling the next.
    assert_eq!((enrol(Proof::NoFactor), enrol(Proof::SteppedUp)), (Ok(()), Ok(())));
    assert_eq!(enrol(Proof::Password), Err(Denied::StepUpRequired));
    assert_eq!(enrol(Proof::SecondFactor), Err(Denied::StepUpRequired));
}

#[tokio::test]
async fn an_assignment_that_cannot_exist_counts_for_nothing() {
    let policy = policy().await;
    let nothing = |denied| assert_eq!(denied, Some(Denied::NoAssignmentHere));
    nothing(policy.permit::<ReadSchool>(HERE, &[holds("school_admin", None)]).err());
    nothing(policy.permit::<ListSchools>(HERE, &[holds("prov_admin", Some(A))]).err());
    nothing(policy.permit::<InviteAccount>(HERE, &[holds("platform_operator", None)]).err());
    nothing(policy.permit::<InviteAccount>(MINISTRY, &[holds("prov_admin", None)]).err());
    nothing(policy.permit::<ListProvinces>(HERE, &[holds("moe_steering", None)]).err());
    nothing(policy.permit::<CreateSchool>(MINISTRY, &[holds("platform_operator", None)]).err());
    assert!(policy.permit::<ListProvinces>(MINISTRY, &[holds("moe_steering", None)]).is_ok());
}

#[tokio::test]
async fn only_the_system_runs_the_systems_operations() {
    let everything: Vec<_> = Role::all().map(|role| holds(role.as_str(), role.needs_school().then_some(A))).collect();
    let denied = policy().await.reach(OpenSession::ID, HERE, &everything).unwrap_err();
    assert_eq!(denied, Denied::NotInPolicy { who_can: Vec::new() });
    let permit = Permit::<OpenSession>::system(SystemActor::System("sign_in"));
    assert!(permit.reach().is_whole());
    assert_eq!(permit.system_actor().map(ToString::to_string).as_deref(), Some("system:sign_in"));
    assert_eq!(SystemActor::Host("root".to_owned()).to_string(), "host:root");
}

#[tokio::test]
async fn before_the_rules_are_acknowledged_one_sees_oneself_proves_a_factor_and_leaves() {
    let policy = policy().await;
    let standing = Standing { rules_acknowledged: false, ..HERE };
    let held = [Assignment { role: Role::parse("prov_admin").unwrap(), school: None, school_active: true }];
    for operation in OperationId::all() {
        let (before, after) = (policy.reach(operation, standing, &held), policy.reach(operation, HERE, &held));
        match (after, super::BEFORE_RULES.contains(&operation)) {
            (Ok(_), false) => assert_eq!(before, Err(Denied::RulesNotAcknowledged), "{operation}"),
            (after, _) => assert_eq!(before, after, "{operation}"),
        }
    }
}
