//! One's own sessions, ending those of many, and accounts that seem to be shared.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Client, Program, TestApp, forget, people::*};

const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

fn reason() -> Value {
    json!({ "reason": "账号疑似泄露，按应急预案处置" })
}

async fn own(client: &Client) -> Vec<Value> {
    client.get("/sessions").await.expect(200).body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn one_sees_ones_own_sessions_and_nobody_elses() {
    let app = TestApp::start().await;
    let (one, other) = (app.as_person(&PROV_ANALYST).await, app.as_person(&PROV_ANALYST).await);
    app.as_person(&PROV_ADMIN).await;
    app.sql(&format!("update province_51.session set user_agent = '{CHROME}'")).await;
    let sessions = own(&one).await;
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    for session in &sessions {
        assert_eq!((&session["browser"], &session["system"]), (&json!("Chrome"), &json!("Windows")));
        assert_eq!(session["network"], "127.0.0.0/24");
        assert!(session.as_object().unwrap().keys().all(|key| !key.contains("token") && !key.contains("hash")));
    }
    let current = |sessions: &[Value]| sessions.iter().find(|s| s["current"] == true).unwrap()["id"].clone();
    assert_ne!(current(&sessions), current(&own(&other).await), "each knows itself");
    app.done().await;
}

#[tokio::test]
async fn one_ends_one_of_ones_own_sessions_and_never_another_persons() {
    let app = TestApp::start().await;
    let (one, other) = (app.as_person(&PROV_ANALYST).await, app.as_person(&PROV_ANALYST).await);
    let stranger = app.as_person(&PROV_ADMIN).await;
    let theirs = own(&stranger).await[0]["id"].as_str().unwrap().to_owned();
    one.delete(&format!("/sessions/{theirs}")).await.refused(404, "not_found");
    stranger.get("/session").await.expect(200);
    let sessions = own(&one).await;
    let id = sessions.iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    one.delete(&format!("/sessions/{id}")).await.expect(204);
    other.get("/session").await.refused(401, "session_ended");
    one.delete(&format!("/sessions/{id}")).await.refused(404, "not_found");
    one.get("/session").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn ending_all_others_keeps_this_one() {
    let app = TestApp::start().await;
    let one = app.as_person(&PROV_ANALYST).await;
    let others = [app.as_person(&PROV_ANALYST).await, app.as_person(&PROV_ANALYST).await];
    let stranger = app.as_person(&PROV_ADMIN).await;
    assert_eq!(one.delete("/sessions").await.expect(200).body["ended"], 2);
    for other in others {
        other.get("/session").await.refused(401, "session_ended");
    }
    one.get("/session").await.expect(200);
    stranger.get("/session").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_session_that_is_remembered_is_none_of_another_realm_and_none_after_its_last_hour() {
    let app = TestApp::start().await;
    let cookie = app.session("51", app.account(&PROV_ANALYST).await).await;
    let (one, token) = (app.anonymous().with_cookie(&cookie), cookie.split_once('.').unwrap().1);
    one.get("/session").await.expect(200);
    for realm in ["11", "ministry"] {
        app.anonymous().with_cookie(&format!("{realm}.{token}")).get("/session").await.refused(401, "session_ended");
    }
    one.get("/session").await.expect(200);
    app.pass(TimeDelta::hours(12));
    one.get("/session").await.refused(401, "session_ended");
    app.done().await;
}

#[tokio::test]
async fn a_schools_people_are_signed_out_at_once_and_the_neighbours_stay() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let cookie = app.session("51", app.account(&SCHOOL_ADMIN).await).await;
    let (here, there) = (app.anonymous().with_cookie(&cookie), other.anonymous().with_cookie(&cookie));
    let (head, sibling) = (app.as_person(&COUNSEL_HEAD).await, app.as_person(&SIBLING_ADMIN).await);
    for client in [&here, &there, &head, &sibling] {
        client.get("/session").await.expect(200);
    }
    let path = format!("/provinces/51/schools/{OWN_SCHOOL}/end-sessions");
    sibling.post(&path, reason()).await.refused(403, "not_permitted");
    assert_eq!(admin.post(&path, reason()).await.expect(200).body["ended"], 2);
    here.get("/session").await.refused(401, "session_ended");
    head.get("/session").await.refused(401, "session_ended");
    there.dies().await;
    sibling.get("/session").await.expect(200);
    admin.get("/session").await.expect(200);
    let told: String = app
        .one("select reason from province_51.audit_log where operation = 'session.end_school' and outcome = 'done'")
        .await;
    assert!(told.contains("应急预案"));
    other.leave_jobs_and_mails().await;
    app.done().await;
}

#[tokio::test]
async fn a_province_is_signed_out_by_its_administrator_and_another_province_is_not() {
    let app = TestApp::start().await;
    let (admin, analyst) = (app.as_person(&PROV_ADMIN).await, app.as_person(&PROV_ANALYST).await);
    let beijing = app.as_person(&BEIJING_ADMIN).await;
    analyst.get("/session").await.expect(200);
    beijing.get("/session").await.expect(200);
    analyst.post("/end-sessions", reason()).await.refused(403, "not_permitted");
    admin.post("/end-sessions", reason()).await.expect(200);
    analyst.get("/session").await.refused(401, "session_ended");
    admin.get("/session").await.expect(200);
    beijing.get("/session").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn the_host_signs_out_a_school_a_province_or_the_country() {
    let (app, dir) = (TestApp::start().await, tempfile::tempdir().unwrap());
    let program = Program::on(&app, dir.path(), &PROVINCES);
    let run = |whose: &[&str], confirm: &str, more: &[&str]| {
        let fixed = ["--json", "--reason", "演练", "--confirm", confirm];
        let ran = program.run(&[&["session", "end"], whose, &fixed, more].concat());
        (ran.status.code(), serde_json::from_slice::<Value>(&ran.stdout).unwrap_or_default())
    };
    let (head, admin) = (app.as_person(&COUNSEL_HEAD).await, app.as_person(&PROV_ADMIN).await);
    let (beijing, operator) = (app.as_person(&BEIJING_ADMIN).await, app.as_person(&PLATFORM_OPERATOR).await);
    let school = ["--school", OWN_SCHOOL];
    assert_eq!(run(&school, "51", &[]).0, Some(2), "the code must be typed");
    assert_eq!(run(&["--all"], "51", &[]).0, Some(2));
    assert_eq!(run(&[], "all", &[]).0, Some(2));
    assert_eq!(run(&["--school", "4151019999"], "4151019999", &[]).0, Some(4));
    assert_eq!(
        run(&school, OWN_SCHOOL, &["--dry-run"]),
        (Some(0), json!([{ "place": "51", "ended": 1, "error": null }]))
    );
    head.get("/session").await.expect(200);
    assert_eq!(run(&school, OWN_SCHOOL, &[]).0, Some(0));
    head.dies().await;
    assert_eq!(run(&school, OWN_SCHOOL, &[]).0, Some(5), "there is nobody left");
    admin.get("/session").await.expect(200);
    assert_eq!(run(&["--province", "51"], "51", &[]).0, Some(0));
    admin.dies().await;
    beijing.get("/session").await.expect(200);
    let (code, all) = run(&["--all"], "all", &[]);
    assert_eq!((code, all.as_array().unwrap().len()), (Some(0), 1 + PROVINCES.len()));
    beijing.dies().await;
    operator.dies().await;
    app.done().await;
}

#[tokio::test]
async fn two_networks_at_once_alert_the_owner_and_the_auditors_once_a_day() {
    let app = TestApp::start().await;
    let (one, other) = (app.as_person(&PROV_ANALYST).await, app.as_person(&PROV_ANALYST).await);
    let auditor = app.as_person(&AUDITOR).await;
    one.from("198.51.100.7").get("/session").await.expect(200);
    other.from("198.51.100.99").get("/session").await.expect(200);
    let alerts = async || auditor.get("/sharing-alerts").await.expect(200).body["items"].as_array().unwrap().clone();
    // Between the two requests the one session was still where it had been opened.
    app.sql("delete from province_51.sharing_alert").await;
    app.sql("delete from jobs._private_jobs").await;
    forget().await;
    one.from("198.51.100.7").get("/session").await.expect(200);
    assert_eq!(alerts().await.len(), 0, "one network is none too many");
    for _ in 0..2 {
        forget().await;
        other.from("203.0.113.7").get("/session").await.expect(200);
        one.from("198.51.100.7").get("/session").await.expect(200);
    }
    let found = alerts().await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["networks"], json!(["198.51.100.0/24", "203.0.113.0/24"]));
    assert_eq!(found[0]["login"], PROV_ANALYST.login);
    let letter = app.mail_to("analyst@example.edu.cn").await;
    assert!(letter.text.contains("两个不同的网络") && letter.text.contains("王分析，您好"));
    assert!(!letter.text.contains("203.0.113") && !letter.text.contains("analyst"), "{}", letter.text);
    let shared = one.from("198.51.100.7").get("/sessions").await.expect(200).body["shared"].clone();
    assert_eq!(shared["networks"], found[0]["networks"]);
    let audited = "select count(*) from province_51.audit_log where operation = 'sharing_alert.raise'";
    assert_eq!(app.one::<i64>(audited).await, 2, "the one that was cleared, and this one");
    one.from("198.51.100.7").get("/sharing-alerts").await.refused(403, "not_permitted");
    app.pass(TimeDelta::hours(24));
    assert_eq!(alerts_of_a_new_day(&app).await, 2);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn many_networks_at_once_are_one_letter_to_each_owner() {
    let app = TestApp::start().await;
    for person in [&PROV_ANALYST, &SCHOOL_ADMIN] {
        let (two, three) = (app.as_person(person).await, app.as_person(person).await);
        app.as_person(person).await;
        app.sql("update province_51.session set network = '198.51.100.0/24'").await;
        two.from("203.0.113.7").get("/session").await.expect(200);
        three.from("192.0.2.7").get("/session").await.expect(200);
    }
    let alerts = "select count(*) || ' of ' || count(distinct account_id) from province_51.sharing_alert";
    assert_eq!(app.one::<String>(alerts).await, "4 of 2");
    app.work().await;
    assert_eq!(app.mails().len(), 2);
    app.leave_jobs_and_mails().await;
}

/// The same two networks a day later, with new sessions.
async fn alerts_of_a_new_day(app: &TestApp) -> i64 {
    let (one, other) = (app.as_person(&PROV_ANALYST).await, app.as_person(&PROV_ANALYST).await);
    app.sql("update province_51.session set network = '198.51.100.0/24'").await;
    one.from("198.51.100.7").get("/session").await.expect(200);
    other.from("203.0.113.7").get("/session").await.expect(200);
    app.one("select count(*) from province_51.sharing_alert").await
}

#[tokio::test]
async fn a_new_version_of_the_rules_comes_before_anything_else() {
    let app = TestApp::start().await;
    let client = app.as_person(&SCHOOL_ADMIN).await;
    client.get("/accounts").await.expect(200);
    assert_eq!(client.get("/session").await.expect(200).body["rules_due"], false);
    // As if what was acknowledged were an older version.
    app.sql("update province_51.acknowledgement set version = 0").await;
    let client = app.as_person(&SCHOOL_ADMIN).await;
    client.get("/accounts").await.refused(403, "rules_not_acknowledged");
    client.get("/sessions").await.refused(403, "rules_not_acknowledged");
    client.get("/provinces/51/schools").await.refused(403, "not_permitted");
    let me = client.get("/session").await.expect(200).body;
    assert_eq!(me["rules_due"], true);
    assert!(!me["can"].as_array().unwrap().contains(&json!("account.list")));
    let rules = client.get("/rules").await.expect(200).body;
    assert_eq!((&rules["version"], &rules["acknowledged"]), (&json!(1), &json!(false)));
    assert!(rules["text"].as_str().unwrap().contains("严禁出借"));
    let acknowledge = async |version: i32| client.post("/rules/acknowledgement", json!({ "version": version })).await;
    acknowledge(0).await.refused(409, "rules_version_stale");
    client.get("/accounts").await.refused(403, "rules_not_acknowledged");
    acknowledge(1).await.expect(204);
    client.get("/accounts").await.expect(200);
    assert_eq!(client.get("/session").await.expect(200).body["rules_due"], false);
    let noted = "select count(*) from province_51.audit_log where operation = 'rules.acknowledge'";
    assert_eq!(app.one::<i64>(noted).await, 1);
    app.done().await;
}
