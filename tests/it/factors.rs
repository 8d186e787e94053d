//! Second factors: proved once per code, asked for again before sensitive operations, never skipped.

use chrono::TimeDelta;
use huixin::crypto::totp::TotpSecret;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, people::*};

const NEW: &str = "Another-Horse-8-Battery";

async fn sign_in(app: &TestApp, person: &Person, password: &str) -> Answer {
    let body = json!({ "realm": person.realm, "login": person.login, "password": password });
    app.anonymous().post("/session", body).await
}

async fn sign_in_with(app: &TestApp, person: &Person, code: &str) -> Answer {
    let body = json!({ "realm": person.realm, "login": person.login, "password": PASSWORD, "code": code });
    app.anonymous().post("/session", body).await
}

/// The browser of somebody who has given a password and nothing else.
async fn half(app: &TestApp, person: &Person) -> Client {
    let answer = sign_in(app, person, PASSWORD).await.expect(200);
    app.anonymous().with_cookie(&answer.cookie())
}

async fn prove(client: &Client, code: &str) -> Answer {
    client.post("/session/factor", json!({ "code": code })).await
}

fn invitation(login: &str) -> Value {
    json!({ "login": login, "name": "新人", "email": format!("{login}@example.edu.cn"), "role": "prov_analyst" })
}

/// An account that has no second factor yet.
async fn without_factor(app: &TestApp, person: &Person) -> Client {
    app.sql(&format!("delete from province_51.totp where account_id = '{}'", app.account(person).await)).await;
    half(app, person).await
}

#[tokio::test]
async fn a_password_alone_shows_oneself_and_nothing_else() {
    let app = TestApp::start().await;
    let client = half(&app, &PROV_ADMIN).await;
    let me = client.get("/session").await.expect(200).body;
    assert_eq!((&me["factor"], &me["factor_required"]), (&json!("unproved"), &json!(true)));
    assert_eq!(
        me["can"],
        json!([
            "self.read",
            "session.close",
            "rules.read",
            "rules.acknowledge",
            "factor.list",
            "factor.prove",
            "factor.begin_proof"
        ])
    );
    client.get("/accounts").await.refused(403, "second_factor_required");
    client.post("/factors/totp", json!({})).await.refused(403, "step_up_required");
    let proved = prove(&client, &app.code()).await.expect(200);
    assert_eq!(proved.body["factor"], "proved");
    client.get("/session").await.refused(401, "session_ended");
    app.anonymous().with_cookie(&proved.cookie()).get("/accounts").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_code_is_accepted_once_and_an_older_one_no_more() {
    let app = TestApp::start().await;
    let (code, before) = (app.code(), TotpSecret::from_bytes(TOTP).unwrap());
    let before = before.code(app.clock.now() - TimeDelta::seconds(30));
    let (one, other) = (half(&app, &PROV_ADMIN).await, half(&app, &PROV_ADMIN).await);
    let (first, second) = tokio::join!(prove(&one, &code), prove(&other, &code));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "the same code twice at once");
    for replayed in [&code, &before] {
        prove(&half(&app, &PROV_ADMIN).await, replayed).await.refused(401, "factor_wrong");
        sign_in_with(&app, &PROV_ADMIN, replayed).await.refused(401, "sign_in_failed");
    }
    app.pass(TimeDelta::seconds(30));
    prove(&half(&app, &PROV_ADMIN).await, &app.code()).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn password_and_code_in_one_step_are_as_good_as_in_two() {
    let app = TestApp::start().await;
    let answer = sign_in_with(&app, &PROV_ADMIN, &app.code()).await.expect(200);
    assert_eq!(answer.body["factor"], "proved");
    app.anonymous().with_cookie(&answer.cookie()).get("/accounts").await.expect(200);
    let unknown = Person { login: "nobody", ..PROV_ADMIN };
    let mut wrong = sign_in_with(&app, &PROV_ADMIN, "000000").await.refused(401, "sign_in_failed").body;
    let mut nobody = sign_in_with(&app, &unknown, "000000").await.refused(401, "sign_in_failed").body;
    (wrong["request_id"], nobody["request_id"]) = (Value::Null, Value::Null);
    assert_eq!(wrong, nobody, "a wrong code looks like an unknown account");
    app.done().await;
}

#[tokio::test]
async fn a_sensitive_operation_asks_again_after_five_minutes() {
    let app = TestApp::start().await;
    let cookie = app.session("51", app.account(&PROV_ADMIN).await).await;
    app.sql("update province_51.session set factor_at = factor_at - interval '301 seconds'").await;
    let client = app.anonymous().with_cookie(&cookie);
    client.get("/accounts").await.expect(200);
    client.post("/accounts", invitation("later")).await.refused(403, "step_up_required");
    let me = client.get("/session").await.expect(200).body;
    assert!(me["can"].as_array().unwrap().contains(&json!("account.invite")), "it can be done, after proving a factor");
    let again = prove(&client, &app.code()).await.expect(200);
    assert_eq!(again.header("set-cookie"), None, "other requests of the same browser go on with the cookie");
    client.post("/accounts", invitation("later")).await.expect(201);
    app.mail_to("later@example.edu.cn").await;
    app.done().await;
}

#[tokio::test]
async fn an_app_is_enrolled_with_its_first_code_and_recovery_codes_are_shown_once() {
    let app = TestApp::start().await;
    let client = without_factor(&app, &COUNSELLOR).await;
    assert_eq!(client.get("/session").await.expect(200).body["factor"], "missing");
    client
        .send(reqwest::Method::PUT, "/factors/totp", Some(json!({ "code": "000000" })))
        .await
        .refused(409, "totp_not_begun");
    let offer = client.post("/factors/totp", json!({})).await.expect(200).body;
    let text = offer["secret"].as_str().unwrap();
    assert!(offer["uri"].as_str().unwrap().starts_with("otpauth://totp/Huixin:51.counsellor?secret="));
    let secret = TotpSecret::from_bytes(&data_encoding::BASE32_NOPAD.decode(text.as_bytes()).unwrap()).unwrap();
    let put =
        async |code: &str| client.send(reqwest::Method::PUT, "/factors/totp", Some(json!({ "code": code }))).await;
    put("12345x").await.refused(401, "factor_wrong");
    let confirmed = put(&secret.code(app.clock.now())).await.expect(200);
    let codes = confirmed.body["codes"].as_array().unwrap();
    assert_eq!(codes.len(), 10);
    let stored = "select count(*) from province_51.totp where position($1::bytea in secret_sealed) > 0";
    let hex: String = secret.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(app.one::<i64>(&stored.replace("$1::bytea", &format!("'\\x{hex}'::bytea"))).await, 0);
    let client = app.anonymous().with_cookie(&confirmed.cookie());
    let held = client.get("/factors").await.expect(200).body;
    assert!(held["totp_since"].is_string() && held["recovery_codes_left"] == 10, "{held}");
    let code = codes[3].as_str().unwrap();
    prove(&half(&app, &COUNSELLOR).await, code).await.expect(200);
    prove(&half(&app, &COUNSELLOR).await, code).await.refused(401, "factor_wrong");
    assert_eq!(client.get("/factors").await.expect(200).body["recovery_codes_left"], 9);
    client.post("/factors/recovery-codes", json!({})).await.expect(200);
    prove(&half(&app, &COUNSELLOR).await, codes[4].as_str().unwrap()).await.refused(401, "factor_wrong");
    app.done().await;
}

#[tokio::test]
async fn whoever_guesses_codes_is_locked_out_and_the_owner_elsewhere_is_not() {
    let app = TestApp::start().await;
    let answer = sign_in(&app, &PROV_ADMIN, PASSWORD).await.expect(200);
    let thief = app.anonymous().from("203.0.113.7").with_cookie(&answer.cookie());
    for wrong in ["000000", "１２３４５６", "12345", "1234567", "aaaa-aaaa-aaaa-aaaa"] {
        prove(&thief, wrong).await.refused(401, "factor_wrong");
    }
    prove(&thief, &app.code()).await.refused(429, "sign_in_locked");
    prove(&half(&app, &PROV_ADMIN).await, &app.code()).await.expect(200);
    // Two networks at once: once a node has looked the thief's session up again, the owner is told.
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_second_factor_opens_a_soft_lock_and_a_wrong_one_does_not() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        sign_in(&app, &PROV_ADMIN, "wrong").await.refused(401, "sign_in_failed");
    }
    sign_in(&app, &PROV_ADMIN, PASSWORD).await.refused(429, "sign_in_locked");
    sign_in_with(&app, &PROV_ADMIN, "000000").await.refused(429, "sign_in_locked");
    sign_in_with(&app, &PROV_ADMIN, &app.code()).await.expect(200);
    sign_in(&app, &PROV_ADMIN, PASSWORD).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_reset_link_does_not_skip_the_second_factor() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    admin.post(&format!("/accounts/{}/reset-link", app.account(&COUNSELLOR).await), json!({})).await.expect(200);
    let letter = app.mail_to("counsellor@example.edu.cn").await;
    app.anonymous().post("/activation", json!({ "token": letter.token, "password": NEW })).await.expect(204);
    let me = sign_in(&app, &COUNSELLOR, NEW).await.expect(200).body;
    assert_eq!(me["factor"], "unproved");
    app.done().await;
}

#[tokio::test]
async fn a_lost_factor_is_reset_with_the_password_and_the_owner_begins_with_a_mail() {
    let app = TestApp::start().await;
    let (admin, owner) = (app.as_person(&SCHOOL_ADMIN).await, app.as_person(&COUNSELLOR).await);
    owner.get("/session").await.expect(200);
    let path = format!("/accounts/{}/factor-reset", app.account(&COUNSELLOR).await);
    admin.post(&path, json!({ "reason": " " })).await.refused(400, "request_malformed");
    admin.post(&path, json!({ "reason": "手机遗失" })).await.expect(200);
    owner.get("/session").await.refused(401, "session_ended");
    sign_in(&app, &COUNSELLOR, PASSWORD).await.refused(401, "sign_in_failed");
    let letter = app.mail_to("counsellor@example.edu.cn").await;
    app.anonymous().post("/activation", json!({ "token": letter.token, "password": NEW })).await.expect(204);
    assert_eq!(sign_in(&app, &COUNSELLOR, NEW).await.expect(200).body["factor"], "missing");
    let own = format!("/accounts/{}/factor-reset", app.account(&SCHOOL_ADMIN).await);
    admin.post(&own, json!({ "reason": "试试" })).await.refused(409, "self_refused");
    app.done().await;
}
