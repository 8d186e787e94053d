//! What a person holds, where, and what follows from it.

use super::*;
use crate::access::operations::{
    ChangePassword, CloseSession, CreateSchool, EnrolFactor, ImportResults, InviteAccount, ListProvinces, ListSchools,
    OpenEmergency, OpenSession, ProveFactor, ReadSchool, ReadSelf, SwitchOff,
};
use crate::access::tests::{holds, policy};

const HERE: Standing = Standing::clear(PlaceState::Province { active: true });
const SUSPENDED: Standing = Standing { place: PlaceState::Province { active: false }, ..HERE };
const MINISTRY: Standing = Standing { place: PlaceState::Ministry, ..HERE };
/// Identifiers of three schools.
const A: &str = "4151010610";
const B: &str = "4151010611";
const C: &str = "4151010613";

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
    let who_can = roles(&["prov_admin", "prov_analyst", "school_admin", "counsel_head", "sec_admin", "vendor_user"]);
    assert_eq!(denied(HERE, &[holds("counsellor", Some(A))]), Denied::NotInPolicy { who_can });
    let unsigned = Standing { commitment: false, ..HERE };
    assert_eq!(denied(unsigned, &[holds("vendor_user", Some(A))]), Denied::NoCommitment);
    assert!(policy.permit::<ReadSchool>(HERE, &[holds("vendor_user", Some(A))]).is_ok());
    assert!(policy.permit::<ReadSchool>(unsigned, &[holds("school_admin", Some(A))]).is_ok());
    let at_night = Standing { working_hours: false, ..HERE };
    assert_eq!(denied(at_night, &[holds("vendor_user", Some(A))]), Denied::OutsideHours);
    assert_eq!(
        denied(Standing { commitment: false, ..at_night }, &[holds("vendor_user", Some(A))]),
        Denied::NoCommitment
    );
    assert!(policy.permit::<ReadSchool>(at_night, &[holds("school_admin", Some(A))]).is_ok());
    assert!(policy.permit::<ReadSelf>(at_night, &[holds("vendor_user", Some(A))]).is_ok());
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
async fn the_hour_is_that_of_the_decision_whatever_is_remembered() {
    let policy = policy().await;
    let held = [holds("vendor_user", None), holds("counsel_head", Some(A))];
    let at = |beijing: &str, standing: Standing| {
        let now = format!("2026-11-22T{beijing}+08:00").parse().unwrap();
        policy.permit::<ReadSchool>(standing.at(now), &held).map(Permit::into_reach)
    };
    for remembered in [HERE, Standing { working_hours: false, ..HERE }] {
        for day in ["07:00:00", "21:59:59.999999"] {
            assert_eq!(at(day, remembered), Ok(Reach::Whole), "{day}");
        }
        // What another role of the same person allows at night is as much as that one has.
        for night in ["22:00:00", "06:59:59.999999"] {
            assert_eq!(at(night, remembered), Ok(schools(&[A])), "{night}");
        }
    }
}

#[tokio::test]
async fn a_record_opens_for_whoever_proved_a_factor_again_and_has_a_second_person() {
    let policy = policy().await;
    let held = [holds("counsel_head", Some(A))];
    let open = |proof, second_person| {
        policy.permit::<OpenEmergency>(Standing { proof, second_person, ..HERE }, &held).map(drop)
    };
    assert_eq!(open(Proof::SteppedUp, true), Ok(()));
    assert_eq!(open(Proof::SteppedUp, false), Err(Denied::SecondPersonMissing));
    assert_eq!(open(Proof::SecondFactor, true), Err(Denied::StepUpRequired));
    assert_eq!(open(Proof::SecondFactor, false), Err(Denied::StepUpRequired), "one thing after the other");
    let counsellor = [holds("counsellor", Some(A))];
    let other = policy.permit::<OpenEmergency>(Standing { second_person: true, ..HERE }, &counsellor);
    assert!(matches!(other, Err(Denied::NotInPolicy { .. })));
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
async fn what_is_switched_off_is_denied_and_the_denial_says_by_whom() {
    let policy = policy().await;
    let narrowed = Narrowed {
        operation: ReadSchool::ID,
        by: "林安全".to_owned(),
        reason: "例行核查".to_owned(),
        at: "2026-11-22T00:00:00Z".parse().unwrap(),
    };
    let off = Assignment { narrowed: [narrowed.clone()].into(), ..holds("counsel_head", Some(A)) };
    let denied = policy.permit::<ReadSchool>(HERE, std::slice::from_ref(&off)).unwrap_err();
    assert_eq!(denied, Denied::Narrowed(narrowed));
    assert!(policy.permit::<CloseSession>(HERE, std::slice::from_ref(&off)).is_ok());
    // Another role of the same person keeps what it has, and no more than that.
    let both = [off.clone(), holds("school_admin", Some(B))];
    assert_eq!(policy.permit::<ReadSchool>(HERE, &both).unwrap().into_reach(), schools(&[B]));
    assert_eq!(policy.permit::<ReadSchool>(SUSPENDED, &[off]).unwrap_err(), Denied::PlaceSuspended);
}

#[tokio::test]
async fn a_role_of_one_school_switches_nothing_off_for_all() {
    let policy = policy().await;
    let denied = policy.permit::<SwitchOff>(HERE, &[holds("sec_admin", Some(A))]).unwrap_err();
    assert_eq!(denied, Denied::NotWholePlace);
    assert!(policy.permit::<SwitchOff>(HERE, &[holds("sec_admin", None)]).unwrap().reach().is_whole());
    assert!(policy.permit::<SwitchOff>(MINISTRY, &[holds("sec_admin", None)]).is_ok());
}

#[tokio::test]
async fn a_role_of_a_department_is_held_in_one_and_has_nothing_but_oneself_yet() {
    let policy = policy().await;
    let of_department = Assignment { department: Some("数学学院".to_owned()), ..holds("dept_head", Some(A)) };
    assert!(policy.permit::<ReadSelf>(HERE, std::slice::from_ref(&of_department)).is_ok());
    let without = policy.permit::<ReadSelf>(HERE, &[holds("dept_head", Some(A))]);
    assert_eq!(without.unwrap_err(), Denied::NoAssignmentHere);
    let nouns = ["self", "session", "rules", "password", "factor"];
    for role in Role::all().filter(|role| role.at(RoleLevel::Department)) {
        for operation in policy.operations_of(role) {
            // A reach speaks of schools: before a department's role gets more, it must speak of departments.
            assert!(nouns.contains(&operation.name().split('.').next().unwrap()), "{role} {operation}");
        }
    }
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
    let before = Standing { rules_acknowledged: false, ..HERE };
    gate(&policy, before, Denied::RulesNotAcknowledged, &super::BEFORE_RULES);
    // The rules come first.
    gate(&policy, Standing { password_due: true, ..before }, Denied::RulesNotAcknowledged, &super::BEFORE_RULES);
}

#[tokio::test]
async fn while_a_new_password_is_due_one_changes_it_and_does_what_comes_before_the_rules() {
    let open = [super::BEFORE_RULES.as_slice(), &[ChangePassword::ID]].concat();
    gate(&policy().await, Standing { password_due: true, ..HERE }, Denied::PasswordDue, &open);
}

/// All that is allowed otherwise is refused with this reason, but for what is `open`; what is refused anyway keeps its reason.
fn gate(policy: &Policy, standing: Standing, reason: Denied, open: &[OperationId]) {
    let held = [Assignment {
        role: Role::parse("prov_admin").unwrap(),
        school: None,
        school_active: true,
        department: None,
        ends_at: None,
        narrowed: [].into(),
        bound: None,
    }];
    for operation in OperationId::all() {
        let (before, after) = (policy.reach(operation, standing, &held), policy.reach(operation, HERE, &held));
        match (after, open.contains(&operation)) {
            (Ok(_), false) => assert_eq!(before, Err(reason.clone()), "{operation}"),
            (after, _) => assert_eq!(before, after, "{operation}"),
        }
    }
}

#[test]
fn a_system_has_proved_nothing_that_people_prove() {
    let place = PlaceState::Province { active: true };
    let system = Standing::of_system(place);
    assert_eq!(
        system,
        Standing { proof: Proof::NoFactor, commitment: false, second_person: false, ..Standing::clear(place) }
    );
}

#[tokio::test]
async fn a_system_does_what_its_key_is_bound_to_where_it_is_held_and_nothing_else_of_its_role() {
    let policy = policy().await;
    let here = Standing::of_system(HERE.place);
    let key = |school, bound: &[OperationId]| Assignment { bound: Some(bound.into()), ..holds("service", school) };
    let of_school = key(Some(A), &[ReadSelf::ID, ReadSchool::ID, CreateSchool::ID]);
    let held = std::slice::from_ref(&of_school);
    assert_eq!(policy.permit::<ReadSchool>(here, held).unwrap().into_reach(), schools(&[A]));
    assert!(policy.permit::<ReadSelf>(here, held).is_ok());
    assert_eq!(policy.permit::<ListSchools>(here, held).unwrap_err(), Denied::NotBound);
    // What no system may do, a key that names it may not either.
    assert!(matches!(policy.permit::<CreateSchool>(here, held), Err(Denied::NotInPolicy { .. })));
    assert!(matches!(policy.permit::<CloseSession>(here, held), Err(Denied::NotInPolicy { .. })));
    assert_eq!(
        policy.permit::<ReadSchool>(Standing::of_system(SUSPENDED.place), held).unwrap_err(),
        Denied::PlaceSuspended
    );
    let of_place = key(None, &[ImportResults::ID]);
    assert_eq!(policy.permit::<ImportResults>(here, &[of_place]).unwrap_err(), Denied::NotOneSchool);
    let of_department = Assignment { department: Some("数学学院".to_owned()), ..of_school };
    assert_eq!(policy.permit::<ReadSchool>(here, &[of_department]).unwrap_err(), Denied::NoAssignmentHere);
}

#[tokio::test]
async fn no_system_may_be_bound_to_what_gives_power_shows_people_or_is_ones_own() {
    let policy = policy().await;
    let refused = [
        "account",
        "assignment",
        "audit",
        "contact",
        "factor",
        "leave",
        "narrowing",
        "password",
        "policy",
        "registration",
        "rules",
        "session",
        "service",
        "staff",
    ];
    let role = Role::of_systems().unwrap();
    for operation in policy.operations_of(role) {
        assert!(!refused.contains(&operation.name().split('.').next().unwrap()), "{operation}");
    }
    let at = |place: &str, school: Option<&str>| {
        let school = school.map(|code| code.parse().unwrap());
        let held = crate::access::Held { role, school };
        policy.bindable(place.parse().unwrap(), held).into_iter().map(OperationId::name).collect::<Vec<_>>()
    };
    assert!(at("ministry", None).contains(&"directory.list") && !at("ministry", None).contains(&"school.list"));
    assert!(at("51", None).contains(&"cockpit.read_province") && !at("51", None).contains(&"result.import"));
    assert!(at("51", Some(A)).contains(&"result.import") && !at("51", Some(A)).contains(&"cockpit.read_province"));
    assert!(!at("51", Some(A)).contains(&"self.read"), "every key may");
}
