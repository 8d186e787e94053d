//! Leaving: shut out at once, five things to do, a year of cooling-off.

use chrono::{Months, TimeDelta};
use huixin::clock::Clock;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp, people::*};

fn today() -> chrono::NaiveDate {
    Clock::default().now().date_naive()
}

fn body(successor: Option<uuid::Uuid>) -> Value {
    json!({ "reason": "调离本单位", "last_day": today().to_string(), "successor_id": successor })
}

async fn leave(client: &Client, account: uuid::Uuid) -> Value {
    client.post(&format!("/accounts/{account}/leave"), body(None)).await.expect(201).body
}

async fn tick(client: &Client, leave: &Value, item: &str, done: bool) -> crate::harness::Answer {
    let path = format!("/leaves/{}/items/{item}", leave["id"].as_str().unwrap());
    client.send(reqwest::Method::PUT, &path, Some(json!({ "done": done, "note": "登记表 2026-01" }))).await
}

async fn complete(client: &Client, leave: &Value) -> crate::harness::Answer {
    client.send(reqwest::Method::POST, &format!("/leaves/{}/completion", leave["id"].as_str().unwrap()), None).await
}

const ITEMS: [&str; 5] = ["secrecy_talk", "devices", "handover", "rooms", "commitment"];

#[tokio::test]
async fn whoever_leaves_is_shut_out_at_once() {
    let app = TestApp::start().await;
    let (admin, leaver) = (app.as_person(&PROV_ADMIN).await, app.as_person(&PROV_ANALYST).await);
    leaver.get("/session").await.expect(200);
    let account = app.account(&PROV_ANALYST).await;
    let left = leave(&admin, account).await;
    leaver.get("/session").await.refused(401, "session_ended");
    let sign_in = json!({ "realm": "51", "login": PROV_ANALYST.login, "password": PASSWORD });
    app.anonymous().post("/session", sign_in).await.refused(401, "sign_in_failed");
    let shown = admin.get(&format!("/accounts/{account}")).await.expect(200).body;
    assert_eq!(shown["state"], "left");
    assert_eq!(shown["_can"]["account.enable"]["allowed"], false);
    let live = "select count(*) from province_51.assignment where account_id = '{}' and (ends_at is null or ends_at > now() + interval '1 minute')";
    assert_eq!(app.one::<i64>(&live.replace("{}", &account.to_string())).await, 0, "roles end with the leave");
    admin
        .post(&format!("/accounts/{account}/enable"), json!({ "reason": "误操作" }))
        .await
        .refused(409, "account_left");
    admin.post(&format!("/accounts/{account}/leave"), body(None)).await.refused(409, "account_left");
    let items = left["items"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| item["item"].as_str().unwrap()).collect::<Vec<_>>(), ITEMS);
    assert!(items.iter().all(|item| item["done"] == false));
    let listed = admin.get("/accounts?state=left").await.expect(200).body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    app.done().await;
}

#[tokio::test]
async fn a_leave_is_complete_when_all_five_items_are_done() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let left = leave(&admin, app.account(&PROV_ANALYST).await).await;
    for item in &ITEMS[..4] {
        tick(&admin, &left, item, true).await.expect(200);
    }
    let refused = complete(&admin, &left).await.refused(409, "leave_incomplete");
    assert!(refused.body["detail"].as_str().unwrap().contains("离岗保密承诺书"), "{}", refused.body);
    assert!(!refused.body["detail"].as_str().unwrap().contains("设备清退"));
    let ticked = tick(&admin, &left, "commitment", true).await.expect(200).body;
    let devices = &ticked["items"][1];
    assert_eq!((&devices["done_by"], &devices["note"]), (&json!("李娜"), &json!("登记表 2026-01")));
    assert!(devices["done_at"].is_string());
    let taken_back = tick(&admin, &left, "devices", false).await.expect(200).body;
    assert_eq!(taken_back["items"][1]["done"], false);
    complete(&admin, &left).await.refused(409, "leave_incomplete");
    tick(&admin, &left, "devices", true).await.expect(200);
    tick(&admin, &left, "keys", true).await.expect(404);
    let done = complete(&admin, &left).await.expect(200).body;
    assert_eq!((&done["state"], &done["completed_by"]), (&json!("complete"), &json!("李娜")));
    complete(&admin, &left).await.refused(409, "leave_already_complete");
    tick(&admin, &left, "rooms", false).await.refused(409, "leave_already_complete");
    app.done().await;
}

#[tokio::test]
async fn for_a_year_a_return_needs_another_administrator() {
    let app = TestApp::start().await;
    let (admin, school) = (app.as_person(&PROV_ADMIN).await, app.as_person(&SCHOOL_ADMIN).await);
    let account = app.account(&COUNSELLOR).await;
    let left = leave(&school, account).await;
    let until = today().checked_add_months(Months::new(12)).unwrap().to_string();
    assert_eq!((&left["cooling_until"], &left["cooling_off"]), (&json!(until), &json!(true)));
    let approve = format!("/leaves/{}/return-approval", left["id"].as_str().unwrap());
    let reason = || json!({ "reason": "返聘，经学校党委会同意" });
    school.post(&approve, reason()).await.refused(409, "leave_not_complete");
    for item in ITEMS {
        tick(&school, &left, item, true).await.expect(200);
    }
    complete(&school, &left).await.expect(200);
    school.post(&approve, reason()).await.refused(409, "operations_separated");
    school.post(&format!("/accounts/{account}/enable"), reason()).await.refused(409, "account_left");
    // Nor by another account of the same person.
    app.sql("update province_51.account set person_index = '\\x01' where login in ('school', 'sichuan')").await;
    let same = app.as_person(&PROV_ADMIN).await;
    let refused = same.post(&approve, reason()).await.refused(409, "operations_separated");
    assert!(
        refused.body["detail"].as_str().unwrap().contains("须由办理离岗以外的另一名管理员批准"),
        "{}",
        refused.body
    );
    app.sql("update province_51.account set person_index = null").await;
    let approved = admin.post(&approve, reason()).await.expect(200).body;
    assert_eq!(approved["return_by"], "李娜");
    admin.post(&approve, reason()).await.refused(409, "return_already_approved");
    let enabled = school.post(&format!("/accounts/{account}/enable"), reason()).await.expect(200).body;
    assert_eq!(enabled["state"], "active");
    let back = app.as_person(&COUNSELLOR).await;
    let me = back.get("/session").await.refused(403, "no_assignment_here");
    assert!(me.body["detail"].is_string(), "the old role does not come back by itself");
    app.done().await;
}

#[tokio::test]
async fn after_the_year_the_same_administrator_may_approve() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let left = leave(&admin, app.account(&PROV_ANALYST).await).await;
    for item in ITEMS {
        tick(&admin, &left, item, true).await.expect(200);
    }
    complete(&admin, &left).await.expect(200);
    app.pass(TimeDelta::days(367));
    app.sql("update province_51.credential set changed_at = changed_at + interval '367 days'").await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = format!("/leaves/{}", left["id"].as_str().unwrap());
    assert_eq!(admin.get(&path).await.expect(200).body["cooling_off"], false);
    admin.post(&format!("{path}/return-approval"), json!({ "reason": "返岗" })).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn what_waits_passes_to_the_successor() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let (leaver, successor) = (app.account(&PROV_ANALYST).await, app.account(&PROV_ADMIN).await);
    app.sql(&format!(
        "insert into province_51.school_import (id, filename, sha256, format, header, state, rows, account_id, created_at)
         select gen_random_uuid(), 'a.csv', '', 'csv', '[]', state, 0, '{leaver}', now()
         from unnest(array['validated', 'done']) as s (state)"
    ))
    .await;
    let path = format!("/accounts/{leaver}/leave");
    for nobody in [leaver, app.account_of("11", BEIJING_ADMIN.login).await, uuid::Uuid::nil()] {
        admin.post(&path, body(Some(nobody))).await.invalid("/successor_id", "successor_unknown");
    }
    let mut late = body(None);
    late["last_day"] = json!("2020-01-01");
    admin.post(&path, late).await.invalid("/last_day", "last_day_invalid");
    let left = admin.post(&path, body(Some(successor))).await.expect(201).body;
    assert_eq!((&left["handed_over"], &left["successor"]), (&json!(1), &json!("李娜")));
    let theirs = format!(
        "select count(*) from province_51.school_import where account_id = '{successor}' and state = 'validated'"
    );
    assert_eq!(app.one::<i64>(&theirs).await, 1);
    app.done().await;
}

#[tokio::test]
async fn leavers_are_seen_within_reach_and_nobody_lets_oneself_go() {
    let app = TestApp::start().await;
    let (admin, school) = (app.as_person(&PROV_ADMIN).await, app.as_person(&SCHOOL_ADMIN).await);
    let sibling = app.as_person(&SIBLING_ADMIN).await;
    admin
        .post(&format!("/accounts/{}/leave", app.account(&PROV_ADMIN).await), body(None))
        .await
        .refused(409, "self_refused");
    let counsellor = app.account(&COUNSELLOR).await;
    sibling.post(&format!("/accounts/{counsellor}/leave"), body(None)).await.refused(404, "not_found");
    let left = leave(&school, counsellor).await;
    leave(&admin, app.account(&PROV_ANALYST).await).await;
    let count = async |client: &Client, query: &str| {
        client.get(&format!("/leaves{query}")).await.expect(200).body["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&admin, "").await, 2);
    assert_eq!(count(&school, "").await, 1);
    assert_eq!(count(&sibling, "").await, 0);
    assert_eq!(count(&admin, "?state=complete").await, 0);
    assert_eq!(count(&admin, &format!("?account={counsellor}")).await, 1);
    sibling.get(&format!("/leaves/{}", left["id"].as_str().unwrap())).await.refused(404, "not_found");
    app.done().await;
}
