//! Suspended schools and provinces: their people may see themselves and leave, and nothing else.

use serde_json::json;

use crate::harness::{TestApp, beyond_oneself, people::*};

#[tokio::test]
async fn a_suspended_schools_people_see_themselves_and_nothing_else() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let school = format!("/provinces/51/schools/{OWN_SCHOOL}");
    let suspended = admin.post(&format!("{school}/suspend"), json!({ "reason": "整改" })).await.expect(200);
    assert_eq!(suspended.body["state"], "suspended");
    let head = app.as_person(&COUNSEL_HEAD).await;
    head.get(&school).await.refused(403, "school_suspended");
    let me = head.get("/session").await.expect(200).body;
    assert!(beyond_oneself(&me["can"]).is_empty(), "{}", me["can"]);
    assert_eq!(
        me["suspended"],
        json!([{ "kind": "school", "code": OWN_SCHOOL, "zh": "成都信息工程大学", "en": "成都信息工程大学" }])
    );
    app.as_person(&SCHOOL_ADMIN).await.get("/accounts").await.refused(403, "school_suspended");
    let sibling = app.as_person(&SIBLING_ADMIN).await;
    sibling.get("/accounts").await.expect(200);
    assert_eq!(sibling.get("/session").await.expect(200).body["suspended"], json!([]));
    let again = admin.post(&format!("{school}/suspend"), json!({ "reason": "整改" })).await;
    again.refused(409, "school_already_suspended");
    head.delete("/session").await.expect(204);

    admin.post(&format!("{school}/resume"), json!({ "reason": "整改完成" })).await.expect(200);
    app.as_person(&COUNSEL_HEAD).await.get(&school).await.expect(200);
    let published: String = app.one(&format!("select state from ministry.school where id = '{OWN_SCHOOL}'")).await;
    assert_eq!(published, "active");
    app.done().await;
}

#[tokio::test]
async fn a_suspended_province_stands_still_until_it_is_resumed() {
    let app = TestApp::start().await;
    let operator = app.as_person(&PLATFORM_OPERATOR).await;
    let suspended = operator.post("/provinces/51/suspend", json!({ "reason": "安全事件" })).await.expect(200).body;
    assert_eq!((&suspended["state"], &suspended["reason"]), (&json!("suspended"), &json!("安全事件")));
    for (person, path) in [
        (PROV_ADMIN, "/accounts"),
        (PROV_ANALYST, "/provinces/51/schools"),
        (SCHOOL_ADMIN, "/accounts"),
        (AUDITOR, "/audit"),
    ] {
        let client = app.as_person(&person).await;
        client.get(path).await.refused(403, "place_suspended");
        let me = client.get("/session").await.expect(200).body;
        assert_eq!(
            me["suspended"],
            json!([{ "kind": "province", "code": "51", "zh": "四川省", "en": "Sichuan" }]),
            "{}",
            person.login
        );
        client.delete("/session").await.expect(204);
    }
    app.as_person(&BEIJING_ADMIN).await.get("/accounts").await.expect(200);
    operator.post("/provinces/51/suspend", json!({ "reason": "x" })).await.refused(409, "province_already_suspended");
    operator.post("/provinces/11/resume", json!({ "reason": "x" })).await.refused(409, "province_not_suspended");
    let blank = operator.post("/provinces/51/resume", json!({ "reason": " " })).await.expect(400);
    assert_eq!(blank.faults(), [("/reason".to_owned(), "field_required".to_owned())]);
    operator.post("/provinces/51/resume", json!({ "reason": "处置完毕" })).await.expect(200);
    app.as_person(&PROV_ADMIN).await.get("/accounts").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_suspension_reaches_sessions_in_use_within_a_second() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    client.get("/accounts").await.expect(200);
    let operator = app.as_person(&PLATFORM_OPERATOR).await;
    operator.post("/provinces/51/suspend", json!({ "reason": "安全事件" })).await.expect(200);
    client.soon("/accounts", 403).await;
    app.done().await;
}
