//! Accounts: inviting, listing, editing.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, people::*};

fn body(login: &str, role: &str, school: Option<&str>) -> Value {
    let mut body =
        json!({ "login": login, "name": "新老师", "email": format!("{login}@example.edu.cn"), "role": role });
    if let Some(school) = school {
        body["school_id"] = json!(school);
    }
    body
}

fn logins(answer: &Answer) -> Vec<String> {
    answer.body["items"].as_array().unwrap().iter().map(|item| item["login"].as_str().unwrap().to_owned()).collect()
}

async fn list(client: &Client, query: &str) -> Vec<String> {
    logins(&client.get(&format!("/accounts?{query}")).await.expect(200))
}

#[tokio::test]
async fn a_search_finds_names_logins_pinyin_and_initials() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    for q in ["张三", "school", "zhangsanf", "zsf", "SANFENG"] {
        assert_eq!(list(&admin, &format!("q={q}")).await, ["school"], "{q}");
    }
    for q in ["%25", "_", "zzz", "%5C"] {
        assert_eq!(list(&admin, &format!("q={q}")).await, [""; 0], "{q} is meant literally");
    }
    app.done().await;
}

#[tokio::test]
async fn a_list_is_narrowed_by_state_role_and_school() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    assert_eq!(list(&admin, "role=school_admin").await, ["school", "sibling"]);
    assert_eq!(list(&admin, &format!("school={SIBLING_SCHOOL}")).await, ["sibling"]);
    assert_eq!(list(&admin, "state=disabled").await, [""; 0]);
    assert_eq!(list(&admin, "state=active&role=prov_analyst").await, ["analyst"]);
    admin.get("/accounts?state=sleeping").await.refused(400, "request_malformed");
    app.done().await;
}

#[tokio::test]
async fn pages_show_every_account_once_in_any_order_even_if_one_is_added_meanwhile() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let everybody = list(&admin, "sort=login").await;
    assert_eq!(everybody.len(), PEOPLE.iter().filter(|p| p.realm == "51").count());
    for sort in ["login", "-login", "name", "-name", "created_at", "-created_at"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/accounts?limit=3&sort={sort}{cursor}")).await.expect(200);
            seen.extend(logins(&page));
            match page.body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let whole = list(&admin, &format!("sort={sort}")).await;
        assert_eq!(seen, whole, "{sort}");
    }
    let first = admin.get("/accounts?limit=3&sort=login").await.expect(200);
    admin.post("/accounts", body("aaa", "prov_analyst", None)).await.expect(201);
    app.mail_to("aaa@example.edu.cn").await;
    let next = first.body["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("/accounts?limit=3&sort=login&cursor={next}")).await.expect(200);
    assert_eq!(logins(&second), everybody[3..6]);
    app.done().await;
}

#[tokio::test]
async fn a_total_is_counted_only_when_asked_for() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    assert_eq!(admin.get("/accounts").await.expect(200).body["total"], Value::Null);
    let page = admin.get("/accounts?total=true&limit=2").await.expect(200);
    assert_eq!((&page.body["total"], logins(&page).len()), (&json!(4), 2));
    app.done().await;
}

#[tokio::test]
async fn a_school_administrator_sees_and_opens_accounts_of_the_own_school_only() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    assert_eq!(list(&admin, "sort=login").await, ["counsellor", "head", "officer", "school"]);
    let refused = admin.post("/accounts", body("newcomer", "counsellor", Some(SIBLING_SCHOOL))).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    admin.post("/accounts", body("newcomer", "prov_admin", None)).await.invalid("/role", "role_not_grantable");
    admin.post("/accounts", body("newcomer", "audit_admin", None)).await.invalid("/role", "role_not_grantable");
    assert_eq!(app.one::<i64>("select count(*) from province_51.account where login = 'newcomer'").await, 0);
    app.done().await;
}

#[tokio::test]
async fn every_fault_of_an_invitation_is_told_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let wrong = json!({ "login": "A!", "name": "\u{7}", "email": "nobody", "role": "king" });
    let answer = admin.post("/accounts", wrong).await.refused(422, "validation_failed");
    let codes: Vec<String> = answer.faults().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
    assert_eq!(codes, ["/login login_invalid", "/name name_invalid", "/email email_invalid", "/role role_invalid"]);
    admin.post("/accounts", body("school", "prov_analyst", None)).await.invalid("/login", "login_taken");
    app.done().await;
}

#[tokio::test]
async fn an_edit_names_the_version_that_it_saw() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = format!("/accounts/{}", app.account(&SCHOOL_ADMIN).await);
    let seen = admin.get(&path).await.expect(200);
    let version = seen.body["version"].as_i64().unwrap();
    assert_eq!(seen.header("etag"), Some(&*format!("\"{version}\"")));
    let edit = json!({ "name": "张无忌" });
    let missing = admin.send(reqwest::Method::PUT, &path, Some(edit.clone())).await;
    missing.refused(428, "if_match_required");
    let saved = admin.put(&path, version, edit.clone()).await.expect(200);
    assert_eq!(saved.body["name"], "张无忌");
    admin.put(&path, version, edit).await.refused(412, "version_stale");
    assert_eq!(list(&admin, "q=zwj").await, ["school"]);
    app.done().await;
}

#[tokio::test]
async fn the_same_key_gives_the_same_account_and_another_body_is_refused() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await.with("idempotency-key", "form-1");
    let first = admin.post("/accounts", body("newcomer", "prov_analyst", None)).await.expect(201);
    let again = admin.post("/accounts", body("newcomer", "prov_analyst", None)).await.expect(201);
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(first.header("location"), again.header("location"));
    let other = admin.post("/accounts", body("another", "prov_analyst", None)).await;
    assert_eq!((other.status, other.faults()[0].1.as_str()), (422, "idempotency_key_reused"), "{}", other.body);
    app.mail_to("newcomer@example.edu.cn").await;
    let others = app.as_person(&BEIJING_ADMIN).await.with("idempotency-key", "form-1");
    others.post("/accounts", body("newcomer", "prov_analyst", None)).await.expect(201);
    app.mail_to("newcomer@example.edu.cn").await;
    app.done().await;
}

#[tokio::test]
async fn what_stands_beside_an_account_is_what_happens() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let id = app.account(&COUNSELLOR).await;
    let path = format!("/accounts/{id}");
    let mut refused = 0;
    for state in ["invited", "active", "disabled"] {
        app.sql(&format!("update province_51.account set state = '{state}' where id = '{id}'")).await;
        let can = admin.get(&path).await.expect(200).body["_can"].clone();
        for (operation, verb) in [
            ("account.disable", "disable"),
            ("account.enable", "enable"),
            ("account.reinvite", "invitation"),
            ("account.send_reset", "reset-link"),
        ] {
            let beside = &can[operation];
            if beside["allowed"] == false {
                let tried = admin.post(&format!("{path}/{verb}"), json!({ "reason": "试试" })).await.expect(409);
                assert_eq!(tried.body["detail"], beside["reason"], "{operation} of one who is {state}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 7, "invited: enable, reset; active: enable, reinvite; disabled: all but enable");
    app.done().await;
}

#[tokio::test]
async fn nobody_disables_themselves() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = format!("/accounts/{}/disable", app.account(&PROV_ADMIN).await);
    admin.post(&path, json!({ "reason": "试试" })).await.refused(409, "self_refused");
    app.done().await;
}

#[tokio::test]
async fn a_province_has_no_more_accounts_than_its_limit() {
    let app = TestApp::start().await;
    let has = PEOPLE.iter().filter(|p| p.realm == "51").count();
    app.sql(&format!(
        "update ministry.province set limits = jsonb_set(limits, '{{accounts}}', '{has}') where code = '51'"
    ))
    .await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let refused = admin.post("/accounts", body("newcomer", "prov_analyst", None)).await;
    refused.refused(409, "account_limit_reached");
    assert_eq!(list(&admin, "").await.len(), has);
    app.done().await;
}

#[tokio::test]
async fn many_who_invite_at_once_are_all_counted_and_the_limit_holds() {
    let app = TestApp::start().await;
    let has = PEOPLE.iter().filter(|p| p.realm == "51").count();
    let limit = has + 5;
    app.sql(&format!(
        "update ministry.province set limits = jsonb_set(limits, '{{accounts}}', '{limit}') where code = '51'"
    ))
    .await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let invite = |i: u32| {
        let admin = admin.clone();
        async move { admin.post("/accounts", body(&format!("many{i}"), "prov_analyst", None)).await.status }
    };
    let statuses = futures_util::future::join_all((0..10).map(invite)).await;
    let opened = statuses.iter().filter(|status| **status == 201).count();
    assert_eq!(opened, 5, "{statuses:?}");
    let published: i32 = app.one("select accounts from ministry.province_figures where province = '51'").await;
    assert_eq!(usize::try_from(published), Ok(limit));
    app.leave_jobs_and_mails().await;
}
