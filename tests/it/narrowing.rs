//! Narrowing: a place switches operations off for a role, on every node within a second, and never adds any.

use serde_json::json;

use crate::harness::{Client, TestApp, others::OTHERS, people::*};

fn sec() -> Person {
    *OTHERS.iter().find(|person| person.role == "sec_admin" && person.realm == "51" && person.school.is_none()).unwrap()
}

async fn switch_off(client: &Client, role: &str, operation: &str) -> crate::harness::Answer {
    let path = format!("/narrowings/{role}/{operation}");
    client.send(reqwest::Method::PUT, &path, Some(json!({ "reason": "名单核对期间" }))).await
}

#[tokio::test]
async fn what_is_switched_off_is_refused_at_once_and_says_by_whom_and_who_can_undo_it() {
    let app = TestApp::start().await;
    app.add(&sec()).await;
    let (security, analyst) = (app.as_person(&sec()).await, app.as_person(&PROV_ANALYST).await);
    let admin = app.as_person(&PROV_ADMIN).await;
    analyst.get("/provinces/51/schools").await.expect(200);
    switch_off(&security, "prov_analyst", "school.list").await.expect(200);
    let refused = analyst.get("/provinces/51/schools").await.refused(403, "operation_narrowed");
    let detail = refused.body["detail"].as_str().unwrap();
    for told in [sec().name, "名单核对期间", "安全管理员"] {
        assert!(detail.contains(told), "{detail}");
    }
    let me = analyst.get("/session").await.expect(200);
    let can: Vec<_> = me.body["can"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    assert!(!can.contains(&"school.list") && can.contains(&"school.read"), "{can:?}");
    admin.get("/provinces/51/schools").await.expect(200);
    security.delete("/narrowings/prov_analyst/school.list").await.expect(204);
    analyst.get("/provinces/51/schools").await.expect(200);
    security.delete("/narrowings/prov_analyst/school.list").await.refused(404, "not_found");
    let rows: i64 = app
        .one("select count(*) from province_51.audit_log where operation in ('narrowing.switch_off', 'narrowing.switch_on')
              and outcome = 'done' and object_id = 'prov_analyst school.list'")
        .await;
    assert_eq!(rows, 2);
    app.done().await;
}

#[tokio::test]
async fn it_holds_on_another_node_within_a_second() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    app.add(&sec()).await;
    let security = app.as_person(&sec()).await;
    let cookie = app.session("51", app.account(&PROV_ANALYST).await).await;
    let there = node.anonymous().with_cookie(&cookie);
    for (on, status) in [(false, 403), (true, 200)] {
        there.get("/provinces/51/schools").await;
        match on {
            false => drop(switch_off(&security, "prov_analyst", "school.list").await.expect(200)),
            true => drop(security.delete("/narrowings/prov_analyst/school.list").await.expect(204)),
        }
        there.soon("/provinces/51/schools", status).await;
    }
    node.leave_jobs_and_mails().await;
    app.done().await;
}

#[tokio::test]
async fn nothing_is_switched_off_that_nobody_may_lose_or_that_the_role_does_not_have() {
    let app = TestApp::start().await;
    app.add(&sec()).await;
    let security = app.as_person(&sec()).await;
    for operation in ["self.read", "session.close", "password.change"] {
        switch_off(&security, "prov_admin", operation).await.refused(409, "operation_not_narrowable");
    }
    switch_off(&security, "sec_admin", "narrowing.switch_on").await.refused(409, "operation_not_narrowable");
    switch_off(&security, "audit_admin", "audit.list").await.refused(409, "operation_not_narrowable");
    switch_off(&security, "prov_analyst", "school.create").await.refused(409, "operation_not_of_role");
    switch_off(&security, "moe_steering", "province.list").await.refused(409, "operation_not_of_role");
    switch_off(&security, "king", "school.list").await.refused(404, "not_found");
    switch_off(&security, "prov_admin", "school.lst").await.refused(404, "not_found");
    assert_eq!(security.get("/narrowings").await.expect(200).body["items"], json!([]));
    app.done().await;
}

#[tokio::test]
async fn the_matrix_answers_both_ways_and_marks_what_is_off() {
    let app = TestApp::start().await;
    app.add(&sec()).await;
    let security = app.as_person(&sec()).await;
    switch_off(&security, "prov_analyst", "school.list").await.expect(200);
    let matrix = security.get("/policy/matrix").await.expect(200).body;
    let of = |name: &str| {
        let operations = matrix["operations"].as_array().unwrap();
        operations.iter().find(|one| one["operation"] == name).cloned().unwrap_or_default()
    };
    let list = of("school.list");
    let roles: Vec<_> = list["roles"].as_array().unwrap().iter().map(|cell| cell["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["prov_admin", "prov_analyst", "sec_admin", "vendor_user", "service"]);
    assert_eq!(list["roles"][1]["narrowed"]["reason"], "名单核对期间");
    assert_eq!(list["roles"][0]["narrowed"], serde_json::Value::Null);
    assert_eq!(list["roles"][0]["conditions"], json!([["place_active", "second_factor"]]));
    assert_eq!(of("province.list"), serde_json::Value::Null, "what happens in the ministry is no matter of a province");
    assert_eq!(of("self.read")["can_be_narrowed"], false);
    let roles = matrix["roles"].as_array().unwrap();
    assert!(roles.iter().all(|role| role["role"] != "moe_steering"));
    let auditor = roles.iter().find(|role| role["role"] == "audit_admin").unwrap();
    assert_eq!(auditor["given_by"], json!([]));
    app.done().await;
}

#[tokio::test]
async fn a_school_switches_nothing_off_for_the_whole_place() {
    let app = TestApp::start().await;
    let of_school = *OTHERS.iter().find(|person| person.role == "sec_admin" && person.school.is_some()).unwrap();
    app.add(&of_school).await;
    let security = app.as_person(&of_school).await;
    switch_off(&security, "counsellor", "school.read").await.refused(403, "whole_place_only");
    app.done().await;
}
