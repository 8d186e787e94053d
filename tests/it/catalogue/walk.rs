//! Every operation × every role × own school, sibling school, foreign province. What is expected follows from the policy and from
//! where things lie; after a refusal not a row has changed.

use std::collections::BTreeSet;

use huixin::access::{Access, Assignment, Level, OperationId, PlaceState, Proof, Reach, Role, Standing};
use reqwest::Method;

use super::{
    document::{Route, routes},
    probes::{self, PUBLIC},
    scene::{Scene, Where},
};
use crate::harness::{TestApp, people::*, sql::digest};

/// The people who walk: one per role and kind of realm.
const WALKERS: [Person; 10] = [
    MOE_STEERING,
    PLATFORM_OPERATOR,
    MINISTRY_AUDITOR,
    PROV_ADMIN,
    PROV_ANALYST,
    AUDITOR,
    SCHOOL_ADMIN,
    COUNSEL_HEAD,
    COUNSELLOR,
    COLLEGE_OFFICER,
];

/// Order in which a walker's own writes do not stand in each other's way; signing out comes last.
const ORDER: [&str; 14] = [
    "complete_leave",
    "approve_return",
    "end_session",
    "end_other_sessions",
    "end_place_sessions",
    "prove_factor",
    "confirm_totp",
    "begin_totp",
    "suspend_school",
    "resume_school",
    "suspend_province",
    "resume_province",
    "change_password",
    "close_session",
];

fn reach(app: &TestApp, walker: &Person, operation: OperationId) -> Result<Reach, &'static str> {
    let place = if walker.realm == "ministry" { PlaceState::Ministry } else { PlaceState::Province { active: true } };
    let school = walker.school.map(|school| school.parse().unwrap());
    let held = Assignment { role: walker.role.parse().unwrap(), school, school_active: true };
    app.node
        .db
        .policy()
        .reach(operation, Standing { place, proof: Proof::SteppedUp, rules_acknowledged: true }, &[held])
        .map_err(|denied| denied.code())
}

/// Status and code that the design asks for.
pub fn expected(app: &TestApp, walker: &Person, route: &Route, place: Where) -> (bool, u16, &'static str) {
    let operation = probes::operation(route);
    let ministry = walker.realm == "ministry";
    let elsewhere = match operation.info().level {
        Level::Realm => false,
        Level::Ministry => !ministry,
        Level::Province => ministry || place == Where::Foreign,
    };
    if elsewhere {
        return (false, 404, "not_found");
    }
    let reach = match reach(app, walker, operation) {
        Ok(reach) => reach,
        Err(_) => return (false, 403, "not_permitted"),
    };
    let (aims_at_school, aims_at_account) = (route.aims_at_school(), route.aims_at_account() || route.aims_at_leave());
    let out_of_reach = match place {
        Where::Own => false,
        // Nobody but its owner has a session.
        Where::Sibling | Where::Foreign if route.id == "end_session" => true,
        Where::Sibling => !ministry && !reach.is_whole() && (aims_at_school || aims_at_account),
        Where::Foreign => aims_at_account,
    };
    if out_of_reach { (false, 404, "not_found") } else { (true, 0, "") }
}

async fn walk(walker: Person) {
    let scene = Scene::set().await;
    let app = &scene.app;
    let client = app.as_person(&walker).await;
    app.as_person(&walker).await;
    let grant = match walker.role {
        "platform_operator" => Some("moe_steering"),
        "prov_admin" => Some("prov_analyst"),
        _ => None,
    };
    let mut all: Vec<Route> = routes(app).into_iter().filter(|route| !PUBLIC.contains(&route.id.as_str())).collect();
    all.sort_by_key(|route| (ORDER.iter().position(|id| *id == route.id).map_or(0, |at| at + 1), route.id.clone()));
    let mut before = digest(&app.admin).await;
    for (route, place) in all.iter().flat_map(|route| Where::ALL.map(|place| (route, place))) {
        if let (true, Where::Sibling | Where::Foreign) =
            (!route.path.contains('{') && route.id != "invite_account", place)
        {
            continue;
        }
        let what = format!("{} {:?} by {}", route.id, place, walker.role);
        let answer = scene.probe(&client, route, walker.realm, place, grant).await;
        let (allowed, status, code) = expected(app, &walker, route, place);
        let invites_elsewhere = route.id == "invite_account" && place != Where::Own && walker.school.is_some();
        if allowed && invites_elsewhere {
            assert_eq!(answer.status, 422, "{what}: {}", answer.body);
        } else if allowed {
            let done = matches!(answer.status, 200..=299) || (answer.status == 409 && repeats(&route.id, place));
            assert!(done, "{what}: {} {}", answer.status, answer.body);
        } else {
            assert_eq!((answer.status, answer.code()), (status, code), "{what}: {}", answer.body);
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        }
        let after = digest(&app.admin).await;
        let reads = probes::operation(route).info().access != Access::Write;
        if !(200..300).contains(&answer.status) || reads {
            assert_eq!(before, after, "{what} changed something");
        }
        before = after;
    }
    scene.app.leave_jobs_and_mails().await;
}

/// Aimed at the same thing a second time, since it is not one of a school.
fn repeats(id: &str, place: Where) -> bool {
    place != Where::Own && !id.ends_with("_school")
}

#[test]
fn every_role_has_a_walker_in_every_kind_of_realm_where_it_is_held() {
    let roles: BTreeSet<&str> = Role::all().map(Role::as_str).collect();
    let walkers: BTreeSet<&str> = WALKERS.iter().map(|walker| walker.role).collect();
    assert_eq!(roles, walkers);
    assert!(WALKERS.contains(&MINISTRY_AUDITOR) && WALKERS.contains(&AUDITOR), "auditors are held in both");
}

#[tokio::test]
async fn every_operation_of_people_has_a_probe() {
    let app = TestApp::start().await;
    let probed: BTreeSet<&str> = routes(&app)
        .iter()
        .filter(|route| !PUBLIC.contains(&route.id.as_str()))
        .map(|route| probes::operation(route).info().operation_id)
        .collect();
    let people: BTreeSet<&str> =
        OperationId::all().filter(|id| !id.info().system).map(|id| id.info().operation_id).collect();
    assert_eq!(probed, people);
    for route in routes(&app).iter().filter(|route| route.json) {
        assert!(probes::body(&route.id, "", "", "").is_some(), "{} needs a body in probes.rs", route.id);
        assert!(matches!(route.method, Method::POST | Method::PUT));
    }
    app.done().await;
}

#[tokio::test]
async fn the_ministrys_people_do_what_the_policy_says_and_enter_no_province() {
    for walker in &WALKERS[..3] {
        walk(*walker).await;
    }
}

#[tokio::test]
async fn a_provinces_people_do_what_the_policy_says_in_their_own_province() {
    for walker in &WALKERS[3..6] {
        walk(*walker).await;
    }
}

#[tokio::test]
async fn a_schools_people_do_what_the_policy_says_in_their_own_school() {
    for walker in &WALKERS[6..] {
        walk(*walker).await;
    }
}
