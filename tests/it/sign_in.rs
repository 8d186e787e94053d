//! Signing in, soft locks, and how a session ends.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, forget, people::*};

const NEW: &str = "Another-Horse-8-Battery";

async fn sign_in(client: &Client, person: &Person, password: &str) -> Answer {
    sign_in_as(client, person.realm, person.login, password).await
}

async fn sign_in_as(client: &Client, realm: &str, login: &str, password: &str) -> Answer {
    client.post("/session", json!({ "realm": realm, "login": login, "password": password })).await
}

/// A body without what differs from request to request.
fn same(mut answer: Answer) -> Value {
    answer.body["request_id"] = Value::Null;
    answer.body
}

#[tokio::test]
async fn the_right_password_opens_a_session_that_only_this_browser_sends() {
    let app = TestApp::start().await;
    let answer = sign_in(&app.anonymous(), &PROV_ADMIN, PASSWORD).await.expect(200);
    assert_eq!(answer.body["account"]["login"], PROV_ADMIN.login);
    let cookie = answer.header("set-cookie").unwrap();
    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
    }
    let client = app.anonymous().with_cookie(&answer.cookie());
    client.get("/session").await.expect(200);
    let last = "select last_sign_in_at is not null from province_51.account where login = 'sichuan'";
    assert!(app.one::<bool>(last).await);
    let stored = "select count(*) from province_51.session where encode(token_hash, 'escape') like '%' || $$X$$ || '%'";
    let token = answer.cookie().split_once('.').unwrap().1.to_owned();
    assert_eq!(app.one::<i64>(&stored.replace('X', &token)).await, 0, "the token itself is stored");
    app.done().await;
}

#[tokio::test]
async fn a_login_is_read_without_regard_to_case_and_blanks() {
    let app = TestApp::start().await;
    sign_in_as(&app.anonymous(), "51", " Sichuan ", PASSWORD).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_get_the_same_answer() {
    let app = TestApp::start().await;
    let wrong = same(sign_in(&app.anonymous(), &PROV_ADMIN, "wrong").await.refused(401, "sign_in_failed"));
    let unknown = sign_in_as(&app.anonymous(), "51", "nobody", PASSWORD).await.refused(401, "sign_in_failed");
    assert_eq!(wrong, same(unknown));
    let elsewhere = sign_in_as(&app.anonymous(), "11", PROV_ADMIN.login, PASSWORD).await;
    assert_eq!(wrong, same(elsewhere), "an account is known in its own realm only");
    let impossible = sign_in_as(&app.anonymous(), "51", "不 是 登录名", PASSWORD).await;
    assert_eq!(wrong, same(impossible));
    app.done().await;
}

#[tokio::test]
async fn five_failures_lock_and_the_lock_grows() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    for _ in 0..5 {
        sign_in(&client, &PROV_ADMIN, "wrong").await.refused(401, "sign_in_failed");
    }
    let locked = sign_in(&client, &PROV_ADMIN, PASSWORD).await.refused(429, "sign_in_locked");
    let seconds = |answer: &Answer| answer.header("retry-after").unwrap().parse::<i64>().unwrap();
    assert!((25..=30).contains(&seconds(&locked)), "{}", seconds(&locked));
    assert_eq!(locked.body["retry_after"], seconds(&locked));
    app.pass(TimeDelta::seconds(31));
    sign_in(&client, &PROV_ADMIN, "wrong").await.refused(401, "sign_in_failed");
    let longer = sign_in(&client, &PROV_ADMIN, PASSWORD).await.refused(429, "sign_in_locked");
    assert!((55..=60).contains(&seconds(&longer)), "{}", seconds(&longer));
    app.pass(TimeDelta::seconds(61));
    sign_in(&client, &PROV_ADMIN, PASSWORD).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_lock_is_on_the_network_that_failed_and_not_on_the_owner_elsewhere() {
    let app = TestApp::start().await;
    let attacker = app.anonymous().from("203.0.113.7");
    for _ in 0..5 {
        sign_in(&attacker, &PROV_ADMIN, "wrong").await.refused(401, "sign_in_failed");
    }
    sign_in(&app.anonymous().from("203.0.113.99"), &PROV_ADMIN, PASSWORD).await.refused(429, "sign_in_locked");
    sign_in(&app.anonymous().from("198.51.100.7"), &PROV_ADMIN, PASSWORD).await.expect(200);
    sign_in(&attacker, &PROV_ANALYST, PASSWORD).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_success_forgets_the_failures() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    for _ in 0..2 {
        for _ in 0..4 {
            sign_in(&client, &PROV_ADMIN, "wrong").await.refused(401, "sign_in_failed");
        }
        sign_in(&client, &PROV_ADMIN, PASSWORD).await.expect(200);
    }
    app.done().await;
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let app = TestApp::start().await;
    let (one, other) = (app.as_person(&PROV_ADMIN).await, app.as_person(&PROV_ADMIN).await);
    one.get("/session").await.expect(200);
    let answer = one.delete("/session").await.expect(204);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    one.get("/session").await.refused(401, "session_ended");
    other.get("/session").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_password_change_ends_every_other_session_and_the_old_password() {
    let app = TestApp::start().await;
    let (one, other) = (app.as_person(&PROV_ADMIN).await, app.as_person(&PROV_ADMIN).await);
    other.get("/session").await.expect(200);
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    let put = async |body| one.send(reqwest::Method::PUT, "/password", Some(body)).await;
    put(change("wrong", NEW)).await.invalid("/current", "password_current_wrong");
    put(change(PASSWORD, PASSWORD)).await.invalid("/new", "password_unchanged");
    other.get("/session").await.expect(200);
    put(change(PASSWORD, NEW)).await.expect(204);
    one.get("/session").await.expect(200);
    other.get("/session").await.refused(401, "session_ended");
    sign_in(&app.anonymous(), &PROV_ADMIN, PASSWORD).await.refused(401, "sign_in_failed");
    sign_in(&app.anonymous(), &PROV_ADMIN, NEW).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn disabling_an_account_ends_its_sessions_and_its_sign_in() {
    let app = TestApp::start().await;
    let victim = app.as_person(&PROV_ANALYST).await;
    victim.get("/session").await.expect(200);
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = format!("/accounts/{}/disable", app.account(&PROV_ANALYST).await);
    admin.post(&path, json!({ "reason": "离职" })).await.expect(200);
    victim.get("/session").await.refused(401, "session_ended");
    sign_in(&app.anonymous(), &PROV_ANALYST, PASSWORD).await.refused(401, "sign_in_failed");
    admin.post(&path.replace("disable", "enable"), json!({ "reason": "返聘" })).await.expect(200);
    sign_in(&app.anonymous(), &PROV_ANALYST, PASSWORD).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn an_idle_session_ends_after_half_an_hour_and_a_busy_one_after_twelve() {
    let app = TestApp::start().await;
    // A node remembers a session for up to a second: each look is a new node's.
    let (idle, busy) = (app.account(&PROV_ADMIN).await, app.account(&PROV_ANALYST).await);
    let (idle, busy) = (app.session("51", idle).await, app.session("51", busy).await);
    let look = async |cookie: &str| {
        app.node.sessions.resolve(cookie, &Default::default()).await.map(drop).map_err(|e| e.code())
    };
    for minutes in [29, 29, 29] {
        app.pass(TimeDelta::minutes(minutes));
        forget().await;
        assert_eq!(look(&busy).await, Ok(()), "used within the half hour");
    }
    assert_eq!(look(&idle).await, Err("session_ended"), "not used for an hour and a half");
    for _ in 0..21 {
        app.pass(TimeDelta::minutes(29));
        app.sql("update province_51.session set seen_at = seen_at + interval '29 minutes'").await;
    }
    forget().await;
    assert_eq!(look(&busy).await, Ok(()), "eleven hours and thirty-six minutes old");
    app.pass(TimeDelta::minutes(25));
    forget().await;
    assert_eq!(look(&busy).await, Err("session_ended"), "older than twelve hours");
    app.done().await;
}

#[tokio::test]
async fn a_session_ended_on_one_node_is_dead_on_another_within_a_second_without_redis() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let cookie = app.session("51", app.account(&PROV_ADMIN).await).await;
    let (here, there) = (app.anonymous().with_cookie(&cookie), other.anonymous().with_cookie(&cookie));
    there.get("/session").await.expect(200);
    here.delete("/session").await.expect(204);
    there.dies().await;
    other.leave_jobs_and_mails().await;
    app.done().await;
}
