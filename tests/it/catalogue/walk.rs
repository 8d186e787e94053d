//! Every operation × every role × own school, sibling school, foreign province. What is expected follows from the policy and from
//! where things lie; after a refusal not a row has changed.

use std::collections::BTreeSet;

use huixin::access::{Access, OperationId, Role, RoleLevel};
use reqwest::Method;

use super::{
    document::{Route, routes},
    expected::{expected, is_bare, only_reads},
    probes::{self, PUBLIC},
    scene::{Scene, Where},
};
use crate::harness::{
    Client, TestApp,
    others::OTHERS,
    people::*,
    sql::{Watch, digest},
};

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

const NOTHING: [&str; 0] = [];

/// Walk one after the other in one scene: people of different realms, whose writes do not meet.
async fn walk(walkers: &[Person]) {
    let scene = Scene::set().await;
    for walker in walkers {
        scene.let_in(walker).await;
        walk_as(&scene, walker, &client(&scene, walker).await, false).await;
    }
    scene.app.leave_jobs_and_mails().await;
}

/// As whoever sends with this client; perhaps in the own place only.
pub async fn walk_as(scene: &Scene, walker: &Person, client: &Client, own_place: bool) {
    let steps = steps(&scene.app).into_iter().filter(|(_, place)| !own_place || *place == Where::Own);
    let (allowed, refused) = parted(walker, steps.collect());
    let before = digest(&scene.app.admin).await;
    refuse(scene, walker, client, &refused).await;
    assert_eq!(before, digest(&scene.app.admin).await, "what was refused to {} changed something", walker.role);
    allow(scene, walker, client, &allowed).await;
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

type Step = (Route, Where);

/// What the policy lets through, and what it refuses.
fn parted(walker: &Person, steps: Vec<Step>) -> (Vec<Step>, Vec<Step>) {
    steps.into_iter().partition(|(route, place)| expected(walker, route, *place).0)
}

/// The walker, with a second session to be ended.
async fn client(scene: &Scene, walker: &Person) -> Client {
    scene.app.as_person(walker).await;
    scene.app.as_person(walker).await
}

/// What is refused, which must change nothing at all.
async fn refuse(scene: &Scene, walker: &Person, client: &Client, steps: &[Step]) {
    let mut watch = Watch::set(&scene.app.admin).await;
    for (route, place) in steps {
        let what = format!("{} {place:?} by {}", route.id, walker.role);
        let (_, status, code) = expected(walker, route, *place);
        let answer = scene.probe(client, route, walker.realm, *place, Some(grant(walker))).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{what}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        let says_who = !["not_permitted", "whole_place_only"].contains(&code)
            || answer.body["detail"].as_str().unwrap().contains("可以办理的角色：");
        assert!(says_who, "{what}: {}", answer.body);
    }
    assert_eq!(watch.touched().await, NOTHING, "what was refused to {} changed something", walker.role);
}

/// What is allowed, each of which changes nothing unless it is a write that succeeds.
async fn allow(scene: &Scene, walker: &Person, client: &Client, steps: &[Step]) {
    let mut watch = Watch::set(&scene.app.admin).await;
    for (route, place) in steps {
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
        let touched = watch.touched().await;
        let reads = probes::operation(route).info().access != Access::Write;
        if !(200..300).contains(&answer.status) || reads {
            assert_eq!(touched, NOTHING, "{what} changed something");
        }
    }
}

/// Aimed at the same thing a second time, since it is not one of a school.
fn repeats(id: &str, place: Where) -> bool {
    place != Where::Own && !id.ends_with("_school")
}

#[test]
fn every_walker_walks() {
    let named = [PLATFORM_OPERATOR, MOE_STEERING, AUDITOR, MINISTRY_AUDITOR, PROV_ANALYST];
    let alone = [PROV_ADMIN, SCHOOL_ADMIN, COUNSEL_HEAD, COUNSELLOR];
    for walker in WALKERS.iter().filter(|walker| !is_bare(walker)) {
        assert!(named.contains(walker) || alone.contains(walker), "{walker:?} walks with nobody");
    }
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
async fn the_ministrys_people_and_those_who_look_do_what_the_policy_says() {
    walk(&[PLATFORM_OPERATOR]).await;
    walk(&[MOE_STEERING, AUDITOR]).await;
    walk(&[MINISTRY_AUDITOR, PROV_ANALYST]).await;
}

#[tokio::test]
async fn administrators_of_a_province_and_a_schools_people_do_what_the_policy_says() {
    for walker in [PROV_ADMIN, SCHOOL_ADMIN, COUNSEL_HEAD, COUNSELLOR] {
        walk(&[walker]).await;
    }
}

#[tokio::test]
async fn administrators_of_security_do_what_the_policy_says_wherever_they_are_held() {
    let walkers = OTHERS.into_iter().filter(|walker| !is_bare(walker));
    // Who only reads leaves everything as the next finds it.
    let (readers, writers): (Vec<_>, Vec<_>) = walkers.partition(only_reads);
    let (ministry, others): (Vec<_>, Vec<_>) = writers.into_iter().partition(|walker| walker.realm == "ministry");
    assert!(readers.len() >= 3 && others.len() >= ministry.len(), "{readers:?} {ministry:?} {others:?}");
    walk(&readers).await;
    for (at, other) in others.iter().enumerate() {
        let both: Vec<_> = ministry.get(at).into_iter().chain([other]).copied().collect();
        walk(&both).await;
    }
}

/// The matrix decides all their cases in process: over HTTP each of them tries a part of the routes, and together all.
#[tokio::test]
async fn roles_that_have_nothing_but_themselves_yet_are_refused_everything_else() {
    const EACH_ROUTE_TRIED_BY: usize = 3;
    let scene = Scene::set().await;
    let bare: Vec<_> = WALKERS.iter().chain(&OTHERS).filter(|walker| is_bare(walker)).collect();
    assert!(bare.len() >= 20, "{bare:?}");
    let parts = bare.len() / EACH_ROUTE_TRIED_BY;
    let own: Vec<_> = steps(&scene.app).into_iter().filter(|(_, place)| *place == Where::Own).collect();
    let mut tried = BTreeSet::new();
    for (part, walker) in bare.into_iter().enumerate() {
        scene.let_in(walker).await;
        let share: Vec<_> = own.iter().skip(part % parts).step_by(parts).cloned().collect();
        let (allowed, refused) = parted(walker, share);
        let client = client(&scene, walker).await;
        refuse(&scene, walker, &client, &refused).await;
        allow(&scene, walker, &client, &allowed).await;
        tried.extend(refused.into_iter().chain(allowed).map(|(route, _)| route.id));
    }
    assert_eq!(tried, own.into_iter().map(|(route, _)| route.id).collect(), "each route is tried by some of them");
    scene.app.leave_jobs_and_mails().await;
}
