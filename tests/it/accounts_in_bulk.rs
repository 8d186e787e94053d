//! Many accounts at once: disabling them, finding those that nobody uses, and those whose last day comes.

use chrono::{Days, TimeDelta};
use huixin::{clock::beijing_day, identity::accounts::sweep};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Client, TestApp, people::*};

fn disable(ids: &[Uuid]) -> Value {
    json!({ "ids": ids, "reason": "批量清理" })
}

/// Who was disabled, and by which code the others were refused.
fn told(answer: &Answer) -> Vec<(bool, &str)> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| (item["disabled"].as_bool().unwrap(), item["code"].as_str().unwrap_or("-"))).collect()
}

async fn logins(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/accounts?{query}&sort=login")).await.expect(200);
    page.body["items"].as_array().unwrap().iter().map(|item| item["login"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_account_is_judged_as_a_single_one_and_told_of_by_its_own_audit_row() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let (counsellor, head) = (app.as_person(&COUNSELLOR).await, app.as_person(&COUNSEL_HEAD).await);
    let of = |person| app.account(person);
    app.sql("update province_51.account set state = 'disabled' where login = 'officer'").await;
    let ids = [
        of(&COUNSELLOR).await,
        of(&COUNSEL_HEAD).await,
        of(&SCHOOL_ADMIN).await,
        of(&SIBLING_ADMIN).await,
        of(&COLLEGE_OFFICER).await,
        Uuid::nil(),
    ];
    let answer = admin.post("/account-disablings", disable(&ids)).await.expect(200);
    assert_eq!(
        told(&answer),
        [
            (true, "-"),
            (true, "-"),
            (false, "self_refused"),
            (false, "not_found"),
            (false, "account_already_disabled"),
            (false, "not_found")
        ]
    );
    assert_eq!((&answer.body["disabled"], &answer.body["refused"]), (&json!(2), &json!(4)));
    assert_eq!(answer.body["items"][3]["name"], Value::Null, "nothing is told of who is out of reach");
    for client in [&counsellor, &head] {
        client.get("/session").await.refused(401, "session_ended");
    }
    let ended = "select count(*) from province_51.session s join province_51.account a on a.id = s.account_id where a.state = 'disabled'";
    assert_eq!(app.one::<i64>(ended).await, 0, "enabling an account brings no session back");
    admin.get("/session").await.expect(200);
    assert_eq!(logins(&admin, "state=disabled").await, ["counsellor", "head", "officer"]);
    let auditor = app.as_person(&AUDITOR).await;
    let rows = auditor.get("/audit?operation=account.disable_many").await.expect(200).body["items"].clone();
    let objects: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["object"]["id"].as_str().unwrap()).collect();
    assert_eq!(objects.len(), 2);
    assert!(ids[..2].iter().all(|id| objects.contains(&&*id.to_string())), "{objects:?}");
    assert_eq!((&rows[0]["reason"], &rows[0]["after"]["state"]), (&json!("批量清理"), &json!("disabled")));
    assert_eq!(rows[0]["before"]["state"], "active");
    let published: i32 = app.one("select accounts from ministry.province_figures where province = '51'").await;
    let left: i64 = app.one("select count(*) from province_51.account where state not in ('disabled', 'left')").await;
    assert_eq!(i64::from(published), left);
    app.done().await;
}

#[tokio::test]
async fn who_may_not_give_a_role_disables_none_who_hold_it() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let ids = [app.account(&AUDITOR).await, app.account(&COUNSELLOR).await, app.account(&PROV_ANALYST).await];
    let answer = admin.post("/account-disablings", disable(&ids)).await.expect(200);
    assert_eq!(told(&answer), [(false, "account_not_yours"), (false, "account_not_yours"), (true, "-")]);
    assert!(answer.body["items"][1]["reason"].as_str().unwrap().contains("校级账号管理员"), "{}", answer.body);
    app.done().await;
}

#[tokio::test]
async fn a_request_sent_twice_with_one_key_hears_the_same_and_bounds_are_told() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let ids = [app.account(&COUNSELLOR).await, app.account(&SCHOOL_ADMIN).await];
    let keyed = admin.with("idempotency-key", "bulk-1");
    let first = keyed.post("/account-disablings", disable(&ids)).await.expect(200).body;
    assert_eq!(first, keyed.post("/account-disablings", disable(&ids)).await.expect(200).body);
    let again = admin.post("/account-disablings", disable(&ids)).await.expect(200);
    assert_eq!(told(&again), [(false, "account_already_disabled"), (false, "self_refused")]);
    let many: Vec<Uuid> = (0..501).map(Uuid::from_u128).collect();
    admin.post("/account-disablings", disable(&many)).await.invalid("/ids", "too_many_accounts");
    admin.post("/account-disablings", disable(&[])).await.invalid("/ids", "accounts_required");
    let no_reason = json!({ "ids": ids, "reason": " " });
    admin.post("/account-disablings", no_reason).await.refused(400, "request_malformed");
    app.done().await;
}

#[tokio::test]
async fn inactive_accounts_are_those_in_service_that_nobody_uses() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    assert_eq!(logins(&admin, "inactive_days=90").await, [""; 0]);
    for (login, change) in [
        ("counsellor", "last_sign_in_at = now() - interval '91 days'"),
        ("head", "last_sign_in_at = now() - interval '89 days'"),
        ("officer", "state = 'invited', last_sign_in_at = null, invited_at = now() - interval '200 days'"),
    ] {
        app.sql(&format!("update province_51.account set {change} where login = '{login}'")).await;
    }
    assert_eq!(logins(&admin, "inactive_days=90").await, ["counsellor", "officer"]);
    assert_eq!(logins(&admin, "inactive_days=30").await, ["counsellor", "head", "officer"]);
    assert_eq!(logins(&admin, "inactive_days=90&state=invited").await, ["officer"]);
    let page = admin.get("/accounts?inactive_days=90&total=true&limit=1").await.expect(200);
    assert_eq!(page.body["total"], 2);
    app.sql("update province_51.account set state = 'disabled' where login = 'counsellor'").await;
    assert_eq!(logins(&admin, "inactive_days=90").await, ["officer"], "who is disabled is no longer to be found");
    for days in ["29", "366", "x"] {
        admin.get(&format!("/accounts?inactive_days={days}")).await.refused(400, "request_malformed");
    }
    app.done().await;
}

#[tokio::test]
async fn a_report_is_a_file_that_starts_no_formula_and_is_audited() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    app.sql("update province_51.account set name = '=cmd|x', last_sign_in_at = '2025-01-01T16:00Z' where login = 'counsellor'").await;
    let file = admin.get("/account-report?inactive_days=90").await.expect(200);
    let text = String::from_utf8(file.bytes).unwrap();
    assert_eq!(
        text,
        format!(
            "\u{feff}登录名,姓名,角色,学校标识码,学校,状态,邀请时间,最近登录,到期日期\r\n\
             counsellor,'=cmd|x,心理健康教育教师,{OWN_SCHOOL},成都信息工程大学,正常,{},2025-01-02 00:00,\r\n",
            text.split(',').nth(14).unwrap()
        )
    );
    let all = admin.get("/account-report").await.expect(200);
    assert_eq!(String::from_utf8(all.bytes).unwrap().lines().count(), 5, "no more than the list shows");
    let auditor = app.as_person(&AUDITOR).await;
    let rows = auditor.get("/audit?operation=account.report").await.expect(200).body["items"].clone();
    assert_eq!((&rows[1]["after"]["rows"], &rows[1]["after"]["inactive_days"]), (&json!(1), &json!(90)));
    app.done().await;
}

async fn sign_in(app: &TestApp, person: &Person) -> Answer {
    let body = json!({ "realm": person.realm, "login": person.login, "password": PASSWORD });
    app.anonymous().post("/session", body).await
}

/// A body without what differs from request to request.
fn same(mut answer: Answer) -> Value {
    answer.body["request_id"] = Value::Null;
    answer.body
}

#[tokio::test]
async fn after_its_last_day_an_account_has_no_session_no_sign_in_and_no_link() {
    let app = TestApp::start().await;
    let today = beijing_day(app.clock.now());
    let set = |login: &'static str, day: chrono::NaiveDate| {
        format!("update province_51.account set expires_on = '{day}' where login = '{login}'")
    };
    app.sql(&set("counsellor", today)).await;
    let client = app.as_person(&COUNSELLOR).await;
    client.get("/session").await.expect(200);
    sign_in(&app, &COUNSELLOR).await.expect(200);
    // A session of which this node remembers nothing yet.
    let unmet = app.as_person(&COUNSELLOR).await;

    app.sql(&set("counsellor", today - Days::new(1))).await;
    unmet.get("/session").await.refused(401, "session_ended");
    let expired = same(sign_in(&app, &COUNSELLOR).await.refused(401, "sign_in_failed"));
    app.sql("update province_51.account set state = 'disabled' where login = 'head'").await;
    assert_eq!(expired, same(sign_in(&app, &COUNSEL_HEAD).await.refused(401, "sign_in_failed")));

    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let counsellor = format!("/accounts/{}", app.account(&COUNSELLOR).await);
    admin.post(&format!("{counsellor}/reset-link"), Value::Null).await.refused(409, "account_expired");
    let body = json!({ "login": "li.na", "name": "李娜", "email": "li.na@example.edu.cn", "role": "counsellor",
                       "school_id": OWN_SCHOOL, "expires_on": today });
    let made = admin.post("/accounts", body).await.expect(201).body;
    assert_eq!(made["expires_on"], json!(today));
    let letter = app.mail_to("li.na@example.edu.cn").await;
    let look = json!({ "token": letter.token });
    app.anonymous().post("/activation/look-up", look.clone()).await.expect(200);
    app.sql(&set("li.na", today - Days::new(1))).await;
    app.anonymous().post("/activation/look-up", look).await.refused(404, "link_invalid");
    app.done().await;
}

#[tokio::test]
async fn a_sweep_disables_what_has_ended_once_and_writes_to_nobody() {
    let app = TestApp::start().await;
    let today = beijing_day(app.clock.now());
    let soon = today + Days::new(3);
    app.sql(&format!("update province_51.account set expires_on = '{soon}' where login = 'counsellor'")).await;
    assert_eq!(sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 0);
    app.pass(TimeDelta::days(3));
    assert_eq!(sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 0, "the last day is a day");
    app.pass(TimeDelta::days(1));
    assert_eq!(sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 1);
    assert_eq!(sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 0);
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let path = format!("/accounts/{}", app.account(&COUNSELLOR).await);
    let account = admin.get(&path).await.expect(200).body;
    assert_eq!((&account["state"], &account["_can"]["account.enable"]["allowed"]), (&json!("disabled"), &json!(false)));
    admin.post(&format!("{path}/enable"), json!({ "reason": "续聘" })).await.refused(409, "account_expired");
    let auditor = app.as_person(&AUDITOR).await;
    let rows = auditor.get("/audit?operation=account.sweep").await.expect(200).body["items"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!((&rows[0]["reason"], &rows[0]["before"]["state"]), (&json!("expired"), &json!("active")));

    let version = account["version"].as_i64().unwrap();
    let late = today + Days::new(4_000);
    for (day, code) in
        [(today.to_string(), "expires_on_past"), (late.to_string(), "expires_on_late"), ("明天".into(), "date_invalid")]
    {
        admin.put(&path, version, json!({ "name": "赵咨询", "expires_on": day })).await.invalid("/expires_on", code);
    }
    let kept = admin.put(&path, version, json!({ "name": "赵咨询" })).await.expect(200).body;
    assert_eq!(kept["expires_on"], json!(soon), "left out, it stays");
    let open = admin.put(&path, version + 1, json!({ "name": "赵咨询", "expires_on": "" })).await.expect(200).body;
    assert_eq!(open["expires_on"], Value::Null);
    admin.post(&format!("{path}/enable"), json!({ "reason": "续聘" })).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn accounts_whose_end_is_near_are_found() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let today = beijing_day(app.clock.now());
    for (login, days) in [("counsellor", 30), ("head", 31)] {
        let day = today + Days::new(days);
        app.sql(&format!("update province_51.account set expires_on = '{day}' where login = '{login}'")).await;
    }
    assert_eq!(logins(&admin, "expiring_days=30").await, ["counsellor"]);
    assert_eq!(logins(&admin, "expiring_days=31").await, ["counsellor", "head"]);
    admin.get("/accounts?expiring_days=0").await.refused(400, "request_malformed");
    app.done().await;
}
