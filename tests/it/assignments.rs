//! Assignments: giving and taking roles, what stands against it, and that it takes effect at once.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, others::OTHERS, people::*};

fn body(app: &TestApp, role: &str, school: Option<&str>) -> Value {
    let mut body = json!({ "role": role, "ends_at": app.clock.now() + TimeDelta::days(200) });
    if let Some(school) = school {
        body["school_id"] = json!(school);
    }
    body
}

async fn path(app: &TestApp, person: &Person) -> String {
    format!("/accounts/{}/assignments", app.account(person).await)
}

async fn give(client: &Client, app: &TestApp, to: &Person, role: &str, school: Option<&str>) -> Answer {
    client.post(&path(app, to).await, body(app, role, school)).await
}

fn roles(answer: &Answer) -> Vec<String> {
    answer.body["items"].as_array().unwrap().iter().map(|item| item["role"].as_str().unwrap().to_owned()).collect()
}

fn other(role: &str) -> Person {
    *OTHERS.iter().find(|person| person.role == role && person.realm == "51").unwrap()
}

#[tokio::test]
async fn a_role_is_given_and_taken_and_each_takes_effect_on_the_next_request() {
    let app = TestApp::start().await;
    let (admin, analyst) = (app.as_person(&SCHOOL_ADMIN).await, app.as_person(&COUNSELLOR).await);
    analyst.get("/accounts").await.refused(403, "not_permitted");
    let given = give(&admin, &app, &COUNSELLOR, "school_admin", Some(OWN_SCHOOL)).await.expect(201);
    assert_eq!(given.body["role_zh"], "校级账号管理员");
    assert_eq!(given.body["given_by"], SCHOOL_ADMIN.name);
    analyst.get("/accounts").await.expect(200);
    let list = admin.get(&path(&app, &COUNSELLOR).await).await.expect(200);
    assert_eq!(roles(&list), ["counsellor", "school_admin"]);
    let at = given.header("location").unwrap().to_owned();
    admin.delete(&at).await.expect(204);
    analyst.get("/accounts").await.refused(403, "not_permitted");
    analyst.get("/session").await.expect(200);
    admin.delete(&at).await.refused(404, "not_found");
    app.done().await;
}

#[tokio::test]
async fn a_role_runs_out_by_itself_and_can_be_given_again() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let given = give(&admin, &app, &COUNSELLOR, "school_admin", Some(OWN_SCHOOL)).await.expect(201);
    give(&admin, &app, &COUNSELLOR, "school_admin", Some(OWN_SCHOOL)).await.refused(409, "assignment_exists");
    app.pass(TimeDelta::days(200) - TimeDelta::minutes(1));
    let counsellor = app.as_person(&COUNSELLOR).await;
    counsellor.get("/accounts").await.expect(200);
    let me = counsellor.get("/session").await.expect(200).body;
    let end = me["assignments"].as_array().unwrap().iter().map(|held| (&held["role"], &held["ends_at"]));
    let ends = [(&json!("counsellor"), &Value::Null), (&json!("school_admin"), &given.body["ends_at"])];
    assert_eq!(end.collect::<Vec<_>>(), ends, "{me}");
    // Also a node that remembers the session from a moment before asks again.
    app.pass(TimeDelta::minutes(1));
    counsellor.get("/accounts").await.refused(403, "not_permitted");
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    assert_eq!(roles(&admin.get(&path(&app, &COUNSELLOR).await).await.expect(200)), ["counsellor"]);
    give(&admin, &app, &COUNSELLOR, "school_admin", Some(OWN_SCHOOL)).await.expect(201);
    app.as_person(&COUNSELLOR).await.get("/accounts").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_role_has_an_end_within_three_years() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let at = path(&app, &PROV_ANALYST).await;
    for (days, code) in [(-1, "assignment_ends_past"), (3 * 366, "assignment_ends_late")] {
        let mut body = body(&app, "prov_data_authority", None);
        body["ends_at"] = json!(app.clock.now() + TimeDelta::days(days));
        admin.post(&at, body).await.invalid("/ends_at", code);
    }
    let answer = admin.post(&at, json!({ "role": "prov_data_authority" })).await.expect(400);
    assert_eq!(answer.faults(), [("/ends_at".to_owned(), "field_required".to_owned())]);
    app.done().await;
}

#[tokio::test]
async fn nobody_gives_what_the_policy_does_not_let_them_give_and_hears_who_may() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    for role in ["audit_admin", "prov_auditor", "moe_steering"] {
        give(&admin, &app, &PROV_ANALYST, role, None).await.invalid("/role", "role_not_grantable");
    }
    let refused = give(&admin, &app, &PROV_ANALYST, "counsel_head", Some(OWN_SCHOOL)).await.expect(422);
    let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("校级账号管理员") && detail.contains("安全管理员"), "{detail}");
    give(&admin, &app, &PROV_ANALYST, "student", Some(OWN_SCHOOL)).await.invalid("/role", "role_not_given");
    let school = app.as_person(&SCHOOL_ADMIN).await;
    give(&school, &app, &COUNSELLOR, "counsellor", Some(SIBLING_SCHOOL)).await.expect(422);
    give(&school, &app, &SIBLING_ADMIN, "counsellor", Some(OWN_SCHOOL)).await.refused(404, "not_found");
    app.done().await;
}

#[tokio::test]
async fn a_security_administrator_of_a_province_gives_no_role_of_the_ministry() {
    let app = TestApp::start().await;
    let sec = other("sec_admin");
    app.add(&sec).await;
    let client = app.as_person(&sec).await;
    give(&client, &app, &PROV_ANALYST, "moe_steering", None).await.invalid("/role", "role_not_grantable");
    give(&client, &app, &PROV_ANALYST, "sys_admin", None).await.invalid("/role", "role_not_grantable");
    give(&client, &app, &PROV_ANALYST, "counsel_head", Some(OWN_SCHOOL)).await.expect(201);
    app.done().await;
}

#[tokio::test]
async fn a_department_is_named_for_a_role_of_one() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    give(&admin, &app, &COUNSELLOR, "dept_head", Some(OWN_SCHOOL)).await.invalid("/department", "department_required");
    let mut body = body(&app, "dept_head", Some(OWN_SCHOOL));
    body["department"] = json!("数学学院");
    let given = admin.post(&path(&app, &COUNSELLOR).await, body).await.expect(201);
    assert_eq!(given.body["department"], "数学学院");
    let me = app.as_person(&COUNSELLOR).await.get("/session").await.expect(200);
    assert_eq!(me.body["assignments"].as_array().unwrap().len(), 2);
    app.done().await;
}

#[tokio::test]
async fn nobody_changes_their_own_roles_by_whichever_account() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    give(&admin, &app, &PROV_ADMIN, "prov_analyst", None).await.refused(409, "own_roles_refused");
    let own = admin.get(&path(&app, &PROV_ADMIN).await).await.expect(200);
    let id = own.body["items"][0]["id"].as_str().unwrap();
    let at = format!("{}/{id}", path(&app, &PROV_ADMIN).await);
    let tried = admin.delete(&at).await.refused(409, "own_roles_refused");
    assert_eq!(own.body["items"][0]["_can"]["assignment.end"]["reason"], tried.body["detail"]);
    app.sql("update province_51.account set person_index = '\\x01' where login in ('sichuan', 'analyst')").await;
    give(&admin, &app, &PROV_ANALYST, "prov_data_authority", None).await.refused(409, "own_roles_refused");
    let analyst = admin.get(&path(&app, &PROV_ANALYST).await).await.expect(200);
    let id = analyst.body["items"][0]["id"].as_str().unwrap();
    admin.delete(&format!("{}/{id}", path(&app, &PROV_ANALYST).await)).await.refused(409, "own_roles_refused");
    app.done().await;
}

#[tokio::test]
async fn a_check_tells_everything_that_stands_against_it_and_changes_nothing() {
    let app = TestApp::start().await;
    app.add(&other("sys_admin")).await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let check = format!("{}/check", path(&app, &other("sys_admin")).await);
    let fine = admin.post(&check, body(&app, "prov_analyst", None)).await.expect(200).body;
    assert_eq!((&fine["allowed"], &fine["objections"]), (&json!(true), &json!([])));
    let mut late = body(&app, "sec_admin", None);
    late["ends_at"] = json!(app.clock.now() - TimeDelta::days(1));
    let refused = admin.post(&check, late.clone()).await.expect(200).body;
    assert_eq!(refused["allowed"], false);
    let codes: Vec<_> = refused["objections"].as_array().unwrap().iter().map(|o| o["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["assignment_ends_past", "roles_separated"]);
    // What is tried is refused for the first of them.
    admin.post(check.trim_end_matches("/check"), late).await.invalid("/ends_at", "assignment_ends_past");
    assert_eq!(app.one::<i64>("select count(*) from province_51.assignment where role = 'sec_admin'").await, 0);
    app.done().await;
}

#[tokio::test]
async fn the_same_key_gives_a_role_once() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await.with("idempotency-key", "give-1");
    let (at, body) = (path(&app, &PROV_ANALYST).await, body(&app, "prov_data_authority", None));
    let first = admin.post(&at, body.clone()).await.expect(201);
    let again = admin.post(&at, body).await.expect(201);
    assert_eq!(first.body["id"], again.body["id"]);
    app.done().await;
}

#[tokio::test]
async fn an_invitation_may_bear_an_end_and_a_department() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let mut body = body(&app, "college_officer", Some(OWN_SCHOOL));
    for (field, value) in
        [("login", "newcomer"), ("name", "新人"), ("email", "newcomer@example.edu.cn"), ("department", "数学学院")]
    {
        body[field] = json!(value);
    }
    let account = admin.post("/accounts", body).await.expect(201).body;
    assert_eq!(account["roles"][0]["department"], "数学学院");
    let held = admin.get(&format!("/accounts/{}/assignments", account["id"].as_str().unwrap())).await.expect(200);
    assert!(held.body["items"][0]["ends_at"].is_string(), "{}", held.body);
    app.mail_to("newcomer@example.edu.cn").await;
    app.done().await;
}

#[tokio::test]
async fn who_holds_nothing_any_more_is_still_looked_after() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let list = admin.get(&path(&app, &COUNSELLOR).await).await.expect(200);
    let id = list.body["items"][0]["id"].as_str().unwrap();
    admin.delete(&format!("{}/{id}", path(&app, &COUNSELLOR).await)).await.expect(204);
    let account = format!("/accounts/{}", app.account(&COUNSELLOR).await);
    assert_eq!(admin.get(&account).await.expect(200).body["role"], Value::Null);
    admin.post(&format!("{account}/disable"), json!({ "reason": "离职" })).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_system_administrator_keeps_accounts_but_no_auditors_and_gives_nothing() {
    let app = TestApp::start().await;
    app.add(&other("sys_admin")).await;
    app.add(&other("sec_admin")).await;
    let client = app.as_person(&other("sys_admin")).await;
    let disable = async |person: &Person| {
        let path = format!("/accounts/{}/disable", app.account(person).await);
        client.post(&path, json!({ "reason": "例行检查" })).await
    };
    disable(&COUNSELLOR).await.expect(200);
    disable(&PROV_ADMIN).await.expect(200);
    disable(&AUDITOR).await.refused(403, "account_not_yours");
    disable(&other("sec_admin")).await.refused(403, "account_not_yours");
    give(&client, &app, &COUNSELLOR, "counsellor", Some(OWN_SCHOOL)).await.refused(403, "not_permitted");
    app.done().await;
}
