//! The audit log: in the transaction that it tells of, and read by auditors alone.

use serde_json::{Value, json};

use crate::harness::{TestApp, beyond_oneself, people::*};

async fn entries(app: &TestApp, query: &str) -> Vec<Value> {
    let auditor = app.as_person(&AUDITOR).await;
    let page = auditor.get(&format!("/audit?{query}")).await.expect(200);
    page.body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_write_says_who_did_what_to_which_object_before_and_after() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await.from("203.0.113.7").with("x-request-id", "my-request-1");
    let suspend = format!("/provinces/51/schools/{OWN_SCHOOL}/suspend");
    admin.post(&suspend, json!({ "reason": "整改" })).await.expect(200);
    let found = entries(&app, "operation=school.suspend").await;
    assert_eq!(found.len(), 1);
    let entry = &found[0];
    assert_eq!((&entry["outcome"], &entry["reason"]), (&json!("done"), &json!("整改")));
    assert_eq!(entry["actor"]["id"], json!(app.account(&PROV_ADMIN).await.to_string()));
    assert_eq!((&entry["object"]["kind"], &entry["object"]["id"]), (&json!("school"), &json!(OWN_SCHOOL)));
    let name: String = app.one(&format!("select name from province_51.school where id = '{OWN_SCHOOL}'")).await;
    assert_eq!(entry["object"]["label"], json!(name));
    assert_eq!((&entry["before"]["state"], &entry["after"]["state"]), (&json!("active"), &json!("suspended")));
    assert_eq!((&entry["request_id"], &entry["network"]), (&json!("my-request-1"), &json!("203.0.113.0/24")));
    app.done().await;
}

#[tokio::test]
async fn a_write_that_rolls_back_leaves_no_entry() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let body =
        json!({ "login": SCHOOL_ADMIN.login, "name": "重名", "email": "x@example.edu.cn", "role": "prov_analyst" });
    admin.post("/accounts", body).await.invalid("/login", "login_taken");
    assert_eq!(entries(&app, "operation=account.invite").await, [Value::Null; 0]);
    app.done().await;
}

#[tokio::test]
async fn without_its_entry_nothing_is_written() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    admin.get("/session").await.expect(200);
    app.sql("revoke insert on province_51.audit_log from province_51").await;
    let suspend = format!("/provinces/51/schools/{OWN_SCHOOL}/suspend");
    let failed = admin.post(&suspend, json!({ "reason": "整改" })).await;
    assert!(failed.status >= 500, "{}", failed.body);
    let state: String = app.one(&format!("select state from province_51.school where id = '{OWN_SCHOOL}'")).await;
    assert_eq!(state, "active");
    app.done().await;
}

#[tokio::test]
async fn a_refusal_is_recorded_in_the_callers_own_realm() {
    let app = TestApp::start().await;
    let analyst = app.as_person(&PROV_ANALYST).await;
    analyst.get("/accounts").await.refused(403, "not_permitted");
    analyst.get("/provinces/11/schools").await.refused(404, "not_found");
    let denied = entries(&app, "outcome=denied").await;
    let told: Vec<_> =
        denied.iter().map(|e| (e["operation"].as_str().unwrap(), e["reason"].as_str().unwrap())).collect();
    assert_eq!(told, [("school.list", "another_place"), ("account.list", "not_permitted")]);
    assert_eq!(app.one::<i64>("select count(*) from province_11.audit_log where outcome = 'denied'").await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_storm_of_refusals_does_not_fill_the_log() {
    let app = TestApp::start().await;
    let analyst = app.as_person(&PROV_ANALYST).await;
    for _ in 0..30 {
        analyst.get("/accounts").await.refused(403, "not_permitted");
    }
    assert_eq!(app.one::<i64>("select count(*) from province_51.audit_log where outcome = 'denied'").await, 20);
    app.done().await;
}

#[tokio::test]
async fn failed_sign_ins_are_recorded_and_passwords_are_not() {
    let app = TestApp::start().await;
    let body = json!({ "realm": "51", "login": PROV_ADMIN.login, "password": "Not-My-Password-1" });
    app.anonymous().post("/session", body).await.refused(401, "sign_in_failed");
    assert_eq!(entries(&app, "operation=session.fail").await.len(), 1);
    let all: String = app.one("select string_agg(a::text, ' ') from province_51.audit_log a").await;
    assert!(!all.contains("Not-My-Password"));
    app.done().await;
}

#[tokio::test]
async fn an_auditor_reads_the_log_of_the_own_realm_and_nothing_else() {
    let app = TestApp::start().await;
    let auditor = app.as_person(&AUDITOR).await;
    for path in ["/accounts", "/provinces/51/schools", "/provinces/51/school-imports/template"] {
        auditor.get(path).await.refused(403, "not_permitted");
    }
    let can = auditor.get("/session").await.expect(200).body["can"].clone();
    // What is ruled and what is switched off is read for the audit, never changed.
    let mut beyond = beyond_oneself(&can);
    beyond.sort_unstable();
    assert_eq!(
        beyond,
        ["audit.list", "emergency.list", "emergency.read", "narrowing.list", "policy.read", "sharing_alert.list"]
    );
    app.as_person(&PLATFORM_OPERATOR).await.get("/provinces").await.expect(200);
    let theirs = app.as_person(&MINISTRY_AUDITOR).await.get("/audit?limit=500").await.expect(200).body;
    let kinds: Vec<_> = theirs["items"].as_array().unwrap().iter().map(|e| e["operation"].clone()).collect();
    assert!(kinds.contains(&json!("province.apply")) && !kinds.contains(&json!("school.import")), "{kinds:?}");
    app.done().await;
}

#[tokio::test]
async fn the_log_is_paged_newest_first_and_searched() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    for verb in ["suspend", "resume", "suspend", "resume"] {
        admin
            .post(&format!("/provinces/51/schools/{SIBLING_SCHOOL}/{verb}"), json!({ "reason": "演练" }))
            .await
            .expect(200);
    }
    let auditor = app.as_person(&AUDITOR).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = auditor.get(&format!("/audit?q={SIBLING_SCHOOL}&limit=3{cursor}")).await.expect(200).body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|e| e["operation"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["school.resume", "school.suspend", "school.resume", "school.suspend"]);
    auditor.get("/audit?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").await.refused(400, "request_malformed");
    app.done().await;
}
