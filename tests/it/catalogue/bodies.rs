//! Every route with a JSON body × what strict JSON refuses; and every error is problem details, in the reader's language.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    document::{Route, Targets, routes},
    probes::{self, PUBLIC},
};
use crate::harness::{Answer, Client, TestApp, people::*};

async fn send(client: &Client, route: &Route, body: &str) -> Answer {
    let path = route.fill("51", "4151010621", &Targets::nothing());
    let client = client.with("registration-token", "51.x");
    client.raw(route.method.clone(), &path, "application/json", body.as_bytes().to_vec()).await
}

fn body(route: &Route) -> Value {
    probes::body(&route.id, OWN_SCHOOL, "12345", "00").unwrap()
}

#[tokio::test]
async fn every_body_refuses_a_field_that_it_does_not_know() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    for route in routes(&app).iter().filter(|route| route.json) {
        let mut body = body(route);
        body["unexpected"] = json!(1);
        let answer = send(&client, route, &body.to_string()).await.expect(400);
        assert_eq!(answer.faults(), [("/unexpected".to_owned(), "field_unknown".to_owned())], "{}", route.id);
    }
    let mut nested = probes::school_fields();
    nested["id"] = json!("4151012345");
    nested["admin"] = json!({ "login": "abc", "name": "x", "email": "a@example.cn", "role": "prov_admin" });
    let answer = client.post("/provinces/51/schools", nested).await.expect(400);
    assert_eq!(answer.faults(), [("/admin/role".to_owned(), "field_unknown".to_owned())]);
    app.done().await;
}

#[tokio::test]
async fn every_body_refuses_a_key_that_appears_twice_however_it_is_written() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    for route in routes(&app).iter().filter(|route| route.json) {
        let text = body(route).to_string();
        let key = text.split('"').nth(1).unwrap();
        let escaped = format!("\\u{:04x}{}", u32::from(key.as_bytes()[0]), &key[1..]);
        for again in [key, &escaped] {
            let twice = format!("{{\"{again}\": 1, {}", &text[1..]);
            let answer = send(&client, route, &twice).await.expect(400);
            assert_eq!(answer.faults()[0].1, "json_duplicate_key", "{}", route.id);
        }
    }
    app.done().await;
}

#[tokio::test]
async fn every_body_must_be_one_shallow_json_object() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(40), "]".repeat(40));
    let all = [
        ("", "json_invalid"),
        ("{", "json_invalid"),
        ("{} {}", "json_invalid"),
        ("[]", "json_not_object"),
        ("\"x\"", "json_not_object"),
        ("{\"a\": \"\\u0000\"}", "json_nul"),
        (&deep, "json_too_deep"),
    ];
    for route in routes(&app).iter().filter(|route| route.json) {
        for (body, code) in all {
            let answer = send(&client, route, body).await.expect(400);
            assert_eq!(answer.faults()[0].1, code, "{}: {body}", route.id);
        }
    }
    app.done().await;
}

#[tokio::test]
async fn all_faults_of_a_body_are_told_at_once() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let body = json!({ "login": 7, "email": "x".repeat(300), "role": null, "colour": "red" });
    let mut faults = client.post("/accounts", body).await.expect(400).faults();
    faults.sort();
    let known = [
        ("/colour", "field_unknown"),
        ("/email", "field_too_long"),
        ("/login", "field_not_text"),
        ("/name", "field_required"),
        ("/role", "field_required"),
    ];
    assert_eq!(faults, known.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    app.done().await;
}

#[tokio::test]
async fn every_error_is_problem_details_in_chinese_unless_english_is_asked_for() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ANALYST).await;
    let cases = [
        (Method::GET, "/api/v1/nowhere", "", "", 404, "not_found"),
        (Method::GET, "/api/nowhere", "", "", 404, "not_found"),
        (Method::PATCH, "/session", "", "", 405, "method_not_allowed"),
        (Method::POST, "/session", "text/plain", "x", 415, "unsupported_media_type"),
        (Method::POST, "/session", "application/json", "x", 400, "request_malformed"),
        (Method::GET, "/accounts?limit=0", "", "", 400, "request_malformed"),
        (Method::GET, "/accounts/not-a-uuid", "", "", 404, "not_found"),
        (Method::GET, "/provinces/99/schools", "", "", 404, "not_found"),
        (Method::GET, "/provinces/51/schools?limit=x", "", "", 400, "request_malformed"),
        (Method::GET, "/provinces/51/schools?cursor=!", "", "", 400, "request_malformed"),
        (Method::GET, "/provinces/51/schools?sort=colour", "", "", 400, "request_malformed"),
        (Method::GET, "/accounts", "", "", 403, "not_permitted"),
    ];
    for (method, path, media, body, status, code) in cases {
        let zh = client.raw(method.clone(), path, media, body.into()).await.refused(status, code);
        let english = client.with("accept-language", "en-GB, zh;q=0.5");
        let en = english.raw(method, path, media, body.into()).await.refused(status, code);
        let detail = |answer: &Answer| answer.body["detail"].as_str().unwrap().to_owned();
        assert!(!detail(&zh).is_ascii(), "{path}: {}", zh.body);
        assert!(detail(&en).is_ascii() && detail(&en).contains(' '), "{path}: {}", en.body);
        assert_eq!(zh.body["status"], status);
        assert_eq!(zh.body["request_id"].as_str(), zh.header("x-request-id"), "{path}");
        assert!(!zh.body["request_id"].as_str().unwrap().is_empty());
    }
    app.done().await;
}

#[tokio::test]
async fn too_large_a_body_is_refused_and_said_so() {
    let app = TestApp::start().await;
    let large = format!("{{\"realm\": \"{}\"}}", "x".repeat(2 << 20));
    let answer = app.anonymous().raw(Method::POST, "/session", "application/json", large.into_bytes()).await;
    answer.refused(413, "payload_too_large");
    app.done().await;
}

#[test]
fn public_routes_are_few() {
    assert!(PUBLIC.len() <= 11, "the list of routes without a session may only shrink");
}
