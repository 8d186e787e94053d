//! Support view: what a role would see, with no personal data; never another person, and nothing done.

use chrono::TimeDelta;
use huixin::access::{Access, SUPPORT_VIEW};
use serde_json::{Value, json};

use crate::{
    catalogue::{
        document::{Targets, routes},
        probes,
    },
    harness::{TestApp, others::OTHERS, people::*},
};

fn view(role: &str, school: Option<&str>) -> Value {
    json!({ "role": role, "school_id": school, "reason": "学校来电：看不到测评进度" })
}

#[tokio::test]
async fn an_operator_sees_what_a_role_would_see_with_nobody_in_it_and_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = "/session/support-view";
    let no_reason = json!({ "role": "counsel_head", "school_id": OWN_SCHOOL, "reason": " " });
    assert_eq!(admin.put(path, 1, no_reason).await.expect(400).faults()[0].0, "/reason");
    admin.put(path, 1, view("counsel_head", None)).await.invalid("/school_id", "school_required");
    admin.put(path, 1, view("counsel_head", Some("4151010699"))).await.invalid("/school_id", "school_unknown");
    admin.put(path, 1, view("moe_steering", None)).await.invalid("/role", "role_invalid");
    admin.put(path, 1, view("student", None)).await.invalid("/role", "role_not_given");

    let me = admin.put(path, 1, view("counsel_head", Some(OWN_SCHOOL))).await.expect(200).body;
    assert_eq!(
        (&me["account"]["login"], &me["assignments"][0]["role"]),
        (&json!(PROV_ADMIN.login), &json!("counsel_head"))
    );
    let hidden = me["support"]["hidden"].as_array().unwrap();
    assert!(hidden.contains(&json!("contact.list")) && hidden.contains(&json!("cockpit.read_school")), "{hidden:?}");
    assert!(!me["can"].as_array().unwrap().contains(&json!("contact.list")));
    admin.get(&format!("/provinces/51/schools/{OWN_SCHOOL}")).await.expect(200);
    admin.get(&format!("/provinces/51/schools/{SIBLING_SCHOOL}")).await.refused(404, "not_found");
    admin.get("/accounts").await.refused(403, "not_permitted");

    // Whatever else there is, for a role that could do it and for one that could not: no answer but a refusal, and nothing changes.
    let targets = Targets::nothing();
    for route in routes(&app) {
        let aside = ["begin_support_view", "end_support_view", "close_session"].contains(&route.id.as_str());
        if aside || probes::PUBLIC.contains(&route.id.as_str()) || SUPPORT_VIEW.contains(&probes::operation(&route)) {
            continue;
        }
        let mut body = probes::body(&route.id, OWN_SCHOOL, "12345", "00");
        if let Some(role) = body.as_mut().and_then(|body| body.get_mut("role")) {
            *role = json!("counsellor");
        }
        let answer = match probes::file(&route.id) {
            Some(file) => admin.upload(&route.fill("51", OWN_SCHOOL, &targets), "a.csv", file).await,
            None => admin.send(route.method.clone(), &route.fill("51", OWN_SCHOOL, &targets), body).await,
        };
        let refused = ["support_view", "not_permitted", "not_found", "second_person_missing"].contains(&answer.code());
        assert!(refused, "{}: {} {}", route.id, answer.status, answer.body);
    }

    let elsewhere = app.as_person(&PROV_ADMIN).await;
    elsewhere.get("/accounts").await.expect(200);
    assert_eq!(elsewhere.get("/session").await.body["support"], Value::Null, "the view is one session's");
    assert_eq!(admin.delete(path).await.expect(200).body["assignments"][0]["role"], "prov_admin");
    admin.get("/accounts").await.expect(200);
    let audited = "select count(*) from province_51.audit_log
                   where operation like 'support.%' and outcome = 'done' and object_kind = 'support_view'";
    assert_eq!(app.one::<i64>(audited).await, 2);
    app.done().await;
}

#[tokio::test]
async fn a_view_ends_by_itself_and_with_the_right_to_it() {
    let app = TestApp::start().await;
    let security = *OTHERS.iter().find(|person| person.role == "sec_admin" && person.realm == "51").unwrap();
    app.add(&security).await;
    let cookie = app.session("51", app.account(&PROV_ADMIN).await).await;
    let (admin, security) = (app.anonymous().with_cookie(&cookie), app.as_person(&security).await);
    let other = app.another_node().await;
    let role = |me: &Value| me["assignments"][0]["role"].as_str().unwrap().to_owned();
    let look = || admin.put("/session/support-view", 1, view("prov_analyst", None));
    assert_eq!(role(&look().await.expect(200).body), "prov_analyst");

    let off = json!({ "reason": "核查期间停用支持视图" });
    let switch = "/narrowings/prov_admin/support.begin";
    security.send(reqwest::Method::PUT, switch, Some(off)).await.expect(200);
    assert_eq!(role(&admin.get("/session").await.expect(200).body), "prov_admin", "its beginning is switched off");
    look().await.refused(403, "operation_narrowed");
    security.delete(switch).await.expect(204);

    look().await.expect(200);
    other.pass(TimeDelta::minutes(15));
    // Another node looks into the database, which keeps the session alive.
    let me = other.anonymous().with_cookie(&cookie).get("/session").await.expect(200).body;
    assert_eq!(role(&me), "prov_analyst");
    app.pass(TimeDelta::minutes(31));
    assert_eq!(role(&admin.get("/session").await.expect(200).body), "prov_admin", "half an hour is over");
    app.done().await;
}

#[test]
fn what_is_seen_changes_nothing() {
    for operation in SUPPORT_VIEW {
        assert!(operation.info().access != Access::Write, "{operation}");
    }
}
