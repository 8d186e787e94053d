//! Every route × nobody.

use super::{
    document::{Route, Targets, routes},
    probes::{self, PUBLIC},
};
use crate::harness::{Answer, Client, TestApp};

async fn send(client: &Client, route: &Route) -> Answer {
    let path = route.fill("51", "4151010621", &Targets::nothing());
    match probes::file(&route.id) {
        Some(file) => client.upload(&path, "a.csv", file).await,
        None => client.send(route.method.clone(), &path, probes::body(&route.id, "4151010621", "12345", "00")).await,
    }
}

#[tokio::test]
async fn every_route_but_the_public_ones_asks_for_a_session() {
    let app = TestApp::start().await;
    for route in routes(&app) {
        let answer = send(&app.anonymous(), &route).await;
        match PUBLIC.contains(&route.id.as_str()) {
            true => assert_ne!(answer.code(), "session_required", "{}", route.id),
            false => drop(answer.refused(401, "session_required")),
        }
    }
    // A stranger may ask to be registered: a link is mailed.
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_made_up_session_is_no_session() {
    let app = TestApp::start().await;
    let token = "A".repeat(43);
    let all =
        ["51".to_owned(), format!("51.{token}"), format!("99.{token}"), format!("ministry.{token}x"), "..".to_owned()];
    for cookie in all {
        app.anonymous().with_cookie(&cookie).get("/session").await.refused(401, "session_ended");
    }
    app.done().await;
}

#[tokio::test]
async fn a_session_of_one_realm_means_nothing_in_another() {
    let app = TestApp::start().await;
    let account = app.account(&crate::harness::people::PROV_ADMIN).await;
    let cookie = app.session("51", account).await;
    let token = cookie.split_once('.').unwrap().1;
    for realm in ["11", "ministry", "direct"] {
        let client = app.anonymous().with_cookie(&format!("{realm}.{token}"));
        client.get("/session").await.refused(401, "session_ended");
    }
    app.anonymous().with_cookie(&cookie).get("/session").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn another_site_and_another_host_are_refused() {
    let app = TestApp::start().await;
    let sign_in = probes::body("open_session", "", "", "").unwrap();
    let evil = app.anonymous().with("origin", "https://evil.example");
    evil.post("/session", sign_in.clone()).await.refused(403, "origin_refused");
    let cross = app.anonymous().with("sec-fetch-site", "cross-site");
    cross.post("/session", sign_in).await.refused(403, "origin_refused");
    app.anonymous().with("host", "evil.example").get("/realms").await.refused(421, "host_refused");
    app.done().await;
}
