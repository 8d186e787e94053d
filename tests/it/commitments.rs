//! Whoever works by contract starts after signing, and stops when what was signed binds no longer (R003-12.1, R003-53.1).

use chrono::{NaiveDate, TimeDelta};
use huixin::clock::beijing_day;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Answer, Client, TestApp, people::*};

const CHOSEN: &str = "Violet-Lantern-42";
const SCAN: &[u8] = b"%PDF-1.7\n%signed\n";

async fn record(client: &Client, account: &str, (from, to): (NaiveDate, NaiveDate), scan: &[u8]) -> Answer {
    let path = format!("{account}/commitments?vendor=云智科技&signed_on={from}&ends_on={to}");
    client.upload(&path, "承诺书.png", scan.to_vec()).await
}

/// Hours end, and begin, between two requests of a session that the node remembers meanwhile.
async fn only_in_working_hours(app: &TestApp, account: Uuid) {
    let schools = "/provinces/51/schools";
    app.await_time("21:59:50");
    let evening = app.anonymous().with_cookie(&app.session("51", account).await);
    evening.get(schools).await.expect(200);
    app.await_time("22:00:00");
    let refused = evening.get(schools).await.refused(403, "outside_hours");
    assert!(refused.body["detail"].as_str().unwrap().contains("7:00–22:00（北京时间）"), "{}", refused.body);
    let me = evening.get("/session").await.expect(200).body;
    let [can, closed] = ["can", "closed"].map(|key| me[key].as_array().unwrap().clone());
    assert!(!can.contains(&json!("school.list")) && can.contains(&json!("password.change")), "{can:?}");
    assert_eq!(closed, [json!("school.list"), json!("school.read"), json!("local_campaign.list")]);

    app.await_time("06:59:50");
    let morning = app.anonymous().with_cookie(&app.session("51", account).await);
    morning.get(schools).await.refused(403, "outside_hours");
    app.await_time("07:00:00");
    morning.get(schools).await.expect(200);
    assert_eq!(morning.get("/session").await.expect(200).body["closed"], json!([]));
}

/// The next request on the same node is the first to be refused; on another node it is within a second.
async fn refused_soon(client: &Client) {
    client.soon("/provinces/51/schools", 403).await;
    client.get("/provinces/51/schools").await.refused(403, "commitment_required");
}

#[tokio::test]
async fn staff_of_a_vendor_start_after_signing_and_stop_with_the_last_day() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    for node in [&app, &other] {
        node.await_working_hours(true);
    }
    let admin = app.as_person(&PROV_ADMIN).await;
    let today = beijing_day(app.clock.now());
    let body =
        json!({ "login": "vendor.one", "name": "外包工程师", "email": "vendor@example.cn", "role": "vendor_user" });
    let made = admin.post("/accounts", body).await.expect(201);
    let account = made.header("location").unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    let letter = app.mail_to("vendor@example.cn").await;

    let nobody = app.anonymous();
    nobody.post("/activation/look-up", json!({ "token": letter.token })).await.refused(409, "commitment_missing");
    let activation = json!({ "token": letter.token, "password": CHOSEN });
    nobody.post("/activation", activation.clone()).await.refused(409, "commitment_missing");
    let listed = admin.get(&format!("{account}/commitments")).await.expect(200).body;
    assert_eq!((&listed["needed"], &listed["in_force"]), (&json!(true), &json!(false)));

    let days = (today, today + TimeDelta::days(40));
    record(&admin, &account, (today + TimeDelta::days(1), days.1), SCAN)
        .await
        .invalid("/signed_on", "signed_on_future");
    record(&admin, &account, days, b"MZ").await.invalid("/file", "evidence_type_unknown");
    let recorded = record(&admin, &account, days, SCAN).await.expect(201);
    assert_eq!((&recorded.body["file"], &recorded.body["in_force"]), (&json!("承诺书.pdf"), &json!(true)));
    nobody.post("/activation", activation).await.expect(204);

    let id = made.body["id"].as_str().unwrap().parse().unwrap();
    let client = app.anonymous().with_cookie(&app.session("51", id).await);
    let elsewhere = other.anonymous().with_cookie(&app.session("51", id).await);
    for client in [&client, &elsewhere] {
        let rules = client.get("/rules").await.expect(200).body["version"].clone();
        client.post("/rules/acknowledgement", json!({ "version": rules })).await.expect(204);
        client.get("/provinces/51/schools").await.expect(200);
    }

    let one = recorded.header("location").unwrap().to_owned();
    let file = admin.get(&format!("{one}/file")).await.expect(200);
    assert_eq!((file.bytes.as_slice(), file.header("content-type")), (SCAN, Some("application/pdf")));
    let kept: Vec<u8> = app.one("select sealed from province_51.commitment_file").await;
    assert!(!kept.windows(8).any(|part| part == &SCAN[..8]), "the scan is kept in the clear");
    let opened = "select count(*) from province_51.audit_log where operation = 'commitment.open' and outcome = 'done'";
    assert_eq!(app.one::<i64>(opened).await, 1);

    admin.post(&format!("{one}/withdrawal"), json!({ "reason": "合同终止" })).await.expect(200);
    let refused = client.get("/provinces/51/schools").await.refused(403, "commitment_required");
    assert!(refused.body["detail"].as_str().unwrap().contains("省级管理员"), "{}", refused.body);
    refused_soon(&elsewhere).await;
    client.get("/session").await.expect(200);
    admin.post(&format!("{one}/withdrawal"), json!({ "reason": "再次" })).await.refused(409, "commitment_withdrawn");

    record(&admin, &account, days, SCAN).await.expect(201);
    client.get("/provinces/51/schools").await.expect(200);
    only_in_working_hours(&app, id).await;
    app.pass(TimeDelta::days(41));
    let late = app.anonymous().with_cookie(&app.session("51", id).await);
    late.get("/provinces/51/schools").await.refused(403, "commitment_required");
    app.done().await;
}

#[tokio::test]
async fn the_role_of_a_vendor_is_not_given_to_whoever_has_not_signed() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let account = format!("/accounts/{}", app.account(&COUNSELLOR).await);
    let today = beijing_day(app.clock.now());
    let wish =
        json!({ "role": "vendor_user", "school_id": OWN_SCHOOL, "ends_at": app.clock.now() + TimeDelta::days(90) });
    let check = admin.post(&format!("{account}/assignments/check"), wish.clone()).await.expect(200).body;
    assert_eq!(check["objections"][0]["code"], "commitment_missing");
    let give = format!("{account}/assignments");
    admin.post(&give, wish.clone()).await.refused(409, "commitment_missing");

    let own = format!("/accounts/{}", app.account(&SCHOOL_ADMIN).await);
    record(&admin, &own, (today, today), SCAN).await.refused(409, "self_refused");
    let sibling = app.as_person(&PROV_ANALYST).await;
    record(&sibling, &account, (today, today), SCAN).await.refused(403, "not_permitted");
    record(&admin, &account, (today, today), SCAN).await.expect(201);
    admin.post(&give, wish).await.expect(201);
    app.done().await;
}
