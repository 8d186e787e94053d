//! Every operation × every role × own school, sibling school, foreign province. What is expected follows from the policy and from
//! where things lie; after a refusal not a row has changed.

use std::collections::BTreeSet;

use huixin::access::{Access, Assignment, Level, OperationId, PlaceState, Reach, Role, RoleLevel, Standing};
use reqwest::Method;

use super::{
    document::{Route, routes},
    probes::{self, PUBLIC},
    scene::{Scene, Where},
};
use crate::harness::{Client, TestApp, others::OTHERS, people::*, sql::digest};

/// The people who walk, with [`OTHERS`]: one per role and kind of place where it is held.
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
const ORDER: [&str; 16] = [
    "begin_support_view",
    "end_support_view",
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

/// What the policy lets through, and what is then said to whoever has no passkey.
const WITHOUT_AUTHENTICATOR: [(&str, u16, &str); 4] = [
    ("add_passkey", 409, "passkey_not_begun"),
    ("begin_proof", 409, "passkey_none"),
    ("prove_by_passkey", 401, "passkey_wrong"),
    ("remove_passkey", 404, "not_found"),
];

fn reach(app: &TestApp, walker: &Person, operation: OperationId) -> Result<Reach, &'static str> {
    let place = if walker.realm == "ministry" { PlaceState::Ministry } else { PlaceState::Province { active: true } };
    let held = Assignment {
        role: walker.role.parse().unwrap(),
        school: walker.school.map(|school| school.parse().unwrap()),
        school_active: true,
        department: walker.department.map(str::to_owned),
        narrowed: [].into(),
        bound: None,
    };
    let standing = Standing::clear(place);
    app.node.db.policy().reach(operation, standing, &[held]).map_err(|denied| denied.code())
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
        Err(code) => return (false, 403, code),
    };
    let aims_at_school = route.aims_at_school();
    let aims_at_account = route.aims_at_account() || route.aims_at_leave() || route.aims_at_service();
    let out_of_reach = match place {
        Where::Own => false,
        // Nobody but its owner has a session.
        Where::Sibling | Where::Foreign if route.id == "end_session" => true,
        Where::Sibling => !ministry && !reach.is_whole() && (aims_at_school || aims_at_account),
        Where::Foreign => aims_at_account,
    };
    if out_of_reach { (false, 404, "not_found") } else { (true, 0, "") }
}

fn is_own(operation: OperationId) -> bool {
    ["self", "session", "rules", "password", "factor"].contains(&operation.name().split('.').next().unwrap())
}

/// Roles that have nothing but themselves yet: they change nothing that another would miss.
fn is_bare(app: &TestApp, walker: &Person) -> bool {
    let role: Role = walker.role.parse().unwrap();
    app.node.db.policy().operations_of(role).all(is_own)
}

/// Roles that change nothing beyond themselves.
fn only_reads(app: &TestApp, walker: &Person) -> bool {
    let role: Role = walker.role.parse().unwrap();
    let reads = |operation: OperationId| operation.info().access != Access::Write || is_own(operation);
    app.node.db.policy().operations_of(role).all(reads)
}

async fn walk(walker: Person) {
    let scene = Scene::set().await;
    scene.let_in(&walker).await;
    walk_in(&scene, &walker).await;
    scene.app.leave_jobs_and_mails().await;
}

/// A role that the walker may give to somebody of the own place.
fn grant(walker: &Person) -> &'static str {
    match (walker.realm, walker.school) {
        ("ministry", _) => "moe_app_office",
        (_, None) => "prov_analyst",
        _ => "counsellor",
    }
}

/// What a walker tries: every route at every place that its path can name.
fn steps(app: &TestApp) -> Vec<(Route, Where)> {
    let mut all: Vec<Route> = routes(app).into_iter().filter(|route| !PUBLIC.contains(&route.id.as_str())).collect();
    all.sort_by_key(|route| (ORDER.iter().position(|id| *id == route.id).map_or(0, |at| at + 1), route.id.clone()));
    let anywhere = |route: &Route| route.path.contains('{') || route.id == "invite_account";
    let steps = all.into_iter().flat_map(|route| Where::ALL.map(|place| (route.clone(), place)));
    steps.filter(|(route, place)| *place == Where::Own || anywhere(route)).collect()
}

/// First what is refused, which must change nothing at all; then the rest, each of which changes nothing unless it is a write.
async fn walk_in(scene: &Scene, walker: &Person) {
    let client = scene.app.as_person(walker).await;
    // A second session, to be ended.
    scene.app.as_person(walker).await;
    // Who has nothing anywhere is refused alike everywhere: the own place is enough.
    walk_as(scene, walker, &client, is_bare(&scene.app, walker)).await;
}

/// The same as whoever sends with this client; perhaps in the own place only.
pub async fn walk_as(scene: &Scene, walker: &Person, client: &Client, own_place: bool) {
    let app = &scene.app;
    let of = |(route, place): &(Route, Where)| expected(app, walker, route, *place).0;
    let steps = steps(app).into_iter().filter(|(_, place)| !own_place || *place == Where::Own);
    let (allowed, refused): (Vec<_>, Vec<_>) = steps.partition(of);
    let mut before = digest(&app.admin).await;
    for (route, place) in &refused {
        let what = format!("{} {place:?} by {}", route.id, walker.role);
        let (_, status, code) = expected(app, walker, route, *place);
        let answer = scene.probe(client, route, walker.realm, *place, Some(grant(walker))).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{what}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        let says_who = !["not_permitted", "whole_place_only"].contains(&code)
            || answer.body["detail"].as_str().unwrap().contains("可以办理的角色：");
        assert!(says_who, "{what}: {}", answer.body);
    }
    assert_eq!(before, digest(&app.admin).await, "what was refused to {} changed something", walker.role);
    for (route, place) in &allowed {
        let what = format!("{} {place:?} by {}", route.id, walker.role);
        let answer = scene.probe(client, route, walker.realm, *place, Some(grant(walker))).await;
        if route.id == "invite_account" && *place != Where::Own && walker.school.is_some() {
            assert_eq!(answer.status, 422, "{what}: {}", answer.body);
        } else if let Some((_, status, code)) = WITHOUT_AUTHENTICATOR.iter().find(|(id, ..)| *id == route.id) {
            assert_eq!((answer.status, answer.code()), (*status, *code), "{what}: {}", answer.body);
        } else {
            let gone = answer.status == 404 && ["switch_on", "end_assignment"].contains(&route.id.as_str());
            let again = (answer.status == 409 || gone) && repeats(&route.id, *place);
            assert!(matches!(answer.status, 200..=299) || again, "{what}: {} {}", answer.status, answer.body);
        }
        let after = digest(&app.admin).await;
        let reads = probes::operation(route).info().access != Access::Write;
        if !(200..300).contains(&answer.status) || reads {
            assert_eq!(before, after, "{what} changed something");
        }
        before = after;
    }
}

/// Aimed at the same thing a second time, since it is not one of a school.
fn repeats(id: &str, place: Where) -> bool {
    place != Where::Own && !id.ends_with("_school")
}

#[test]
fn every_role_has_a_walker_in_every_kind_of_place_where_it_is_held() {
    let level = |walker: &Person| match (walker.realm, walker.school, walker.department) {
        ("ministry", ..) => RoleLevel::Ministry,
        (_, None, _) => RoleLevel::Province,
        (_, Some(_), None) => RoleLevel::School,
        _ => RoleLevel::Department,
    };
    let walkers: Vec<_> = WALKERS.iter().chain(&OTHERS).map(|walker| (walker.role, level(walker))).collect();
    for role in Role::all().filter(|role| role.is_given()) {
        for level in &role.info().levels {
            assert!(walkers.contains(&(role.as_str(), *level)), "{role} at {level:?}");
        }
    }
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

#[tokio::test]
async fn administrators_of_security_do_what_the_policy_says_wherever_they_are_held() {
    let app = TestApp::start().await;
    let walkers: Vec<_> = OTHERS.into_iter().filter(|walker| !is_bare(&app, walker)).collect();
    app.done().await;
    assert!(walkers.len() >= 7, "{walkers:?}");
    // Who only reads leaves everything as the next finds it.
    let scene = Scene::set().await;
    let (readers, writers): (Vec<_>, Vec<_>) = walkers.into_iter().partition(|walker| only_reads(&scene.app, walker));
    for walker in readers {
        scene.let_in(&walker).await;
        walk_in(&scene, &walker).await;
    }
    scene.app.leave_jobs_and_mails().await;
    for walker in writers {
        walk(walker).await;
    }
}

#[tokio::test]
async fn roles_that_have_nothing_but_themselves_yet_are_refused_everything_else() {
    let scene = Scene::set().await;
    let bare: Vec<_> = OTHERS.iter().filter(|walker| is_bare(&scene.app, walker)).collect();
    assert!(bare.len() >= 20, "{bare:?}");
    for walker in bare {
        scene.let_in(walker).await;
        walk_in(&scene, walker).await;
    }
    scene.app.leave_jobs_and_mails().await;
}
