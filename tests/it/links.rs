//! Activation and reset links: by mail, for one use, for a while.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Client, Letter, TestApp, people::*};

const CHOSEN: &str = "Violet-Lantern-42";

/// Invite somebody as the school's administrator; the account's path.
async fn invite(client: &Client, login: &str) -> String {
    let body = json!({ "login": login, "name": "新老师", "email": format!("{login}@example.edu.cn"), "role": "counsellor",
                       "school_id": OWN_SCHOOL });
    let made = client.post("/accounts", body).await.expect(201);
    assert_eq!(made.body["state"], "invited");
    made.header("location").unwrap().strip_prefix("/api/v1").unwrap().to_owned()
}

fn with_password(letter: &Letter, password: &str) -> Value {
    json!({ "token": letter.token, "password": password })
}

#[tokio::test]
async fn an_invited_person_activates_the_account_and_signs_in() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let path = invite(&admin, "newcomer").await;
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    assert!(!letter.text.contains("登录名：") && letter.text.contains("成都信息工程大学"), "{}", letter.text);
    assert!(letter.token.starts_with("51."));

    let shown = app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.expect(200).body;
    assert_eq!((&shown["login"], &shown["purpose"]), (&json!("newcomer"), &json!("invite")));
    assert_eq!(shown["school"], "成都信息工程大学", "the page names what the mail names");
    app.anonymous().post("/activation", with_password(&letter, CHOSEN)).await.expect(204);
    assert_eq!(admin.get(&path).await.expect(200).body["state"], "active");
    let session = json!({ "realm": "51", "login": "newcomer", "password": CHOSEN });
    app.anonymous().post("/session", session).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_link_works_once() {
    let app = TestApp::start().await;
    invite(&app.as_person(&SCHOOL_ADMIN).await, "newcomer").await;
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    app.anonymous().post("/activation", with_password(&letter, CHOSEN)).await.expect(204);
    app.anonymous().post("/activation", with_password(&letter, "Orange-Lantern-43")).await.refused(404, "link_invalid");
    app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.refused(404, "link_invalid");
    app.done().await;
}

#[tokio::test]
async fn one_link_used_twice_at_once_sets_one_password() {
    let app = TestApp::start().await;
    invite(&app.as_person(&SCHOOL_ADMIN).await, "newcomer").await;
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    let client = app.anonymous();
    let (one, two) = tokio::join!(
        client.post("/activation", with_password(&letter, CHOSEN)),
        client.post("/activation", with_password(&letter, "Orange-Lantern-43")),
    );
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [204, 404]);
    app.done().await;
}

#[tokio::test]
async fn a_weak_password_leaves_the_link_usable() {
    let app = TestApp::start().await;
    invite(&app.as_person(&SCHOOL_ADMIN).await, "newcomer").await;
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    for (weak, code) in [
        ("Sh0rt!", "password_too_short"),
        ("newcomer-2026-x", "password_contains_login"),
        ("P@ssw0rd2026", "password_common"),
        ("2026-ChengduXinxiGongchengDaxue", "password_is_name"),
    ] {
        app.anonymous().post("/activation", with_password(&letter, weak)).await.invalid("/password", code);
    }
    app.anonymous().post("/activation", with_password(&letter, CHOSEN)).await.expect(204);
    app.done().await;
}

#[tokio::test]
async fn an_invitation_dies_after_four_days_and_a_reset_after_half_an_hour() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    invite(&admin, "newcomer").await;
    let invitation = app.mail_to("newcomer@example.edu.cn").await;
    let path = format!("/accounts/{}/reset-link", app.account(&COUNSELLOR).await);
    admin.post(&path, json!({})).await.expect(200);
    let reset = app.mail_to("counsellor@example.edu.cn").await;
    let alive = async |letter: &Letter| {
        app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.status == 200
    };
    app.pass(TimeDelta::minutes(29));
    assert!(alive(&reset).await && alive(&invitation).await);
    app.pass(TimeDelta::minutes(2));
    assert!(!alive(&reset).await && alive(&invitation).await);
    app.anonymous().post("/activation", with_password(&reset, CHOSEN)).await.refused(404, "link_invalid");
    app.pass(TimeDelta::days(3) + TimeDelta::hours(23));
    assert!(alive(&invitation).await);
    app.pass(TimeDelta::hours(1));
    assert!(!alive(&invitation).await);
    app.anonymous().post("/activation", with_password(&invitation, CHOSEN)).await.refused(404, "link_invalid");
    app.done().await;
}

#[tokio::test]
async fn inviting_again_voids_the_link_before() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let path = invite(&admin, "newcomer").await;
    let old = app.mail_to("newcomer@example.edu.cn").await;
    admin.post(&format!("{path}/invitation"), json!({})).await.expect(200);
    let new = app.mail_to("newcomer@example.edu.cn").await;
    app.anonymous().post("/activation", with_password(&old, CHOSEN)).await.refused(404, "link_invalid");
    app.anonymous().post("/activation", with_password(&new, CHOSEN)).await.expect(204);
    admin.post(&format!("{path}/invitation"), json!({})).await.refused(409, "account_not_invited");
    app.done().await;
}

#[tokio::test]
async fn a_reset_link_sets_a_new_password_and_ends_every_session() {
    let app = TestApp::start().await;
    let (admin, owner) = (app.as_person(&SCHOOL_ADMIN).await, app.as_person(&COUNSELLOR).await);
    owner.get("/session").await.expect(200);
    let path = format!("/accounts/{}/reset-link", app.account(&COUNSELLOR).await);
    admin.post(&path, json!({})).await.expect(200);
    let letter = app.mail_to("counsellor@example.edu.cn").await;
    let shown = app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.expect(200);
    assert_eq!(shown.body["purpose"], "reset");
    owner.get("/session").await.expect(200);
    app.anonymous().post("/activation", with_password(&letter, CHOSEN)).await.expect(204);
    owner.get("/session").await.refused(401, "session_ended");
    let session = |password: &str| json!({ "realm": "51", "login": COUNSELLOR.login, "password": password });
    app.anonymous().post("/session", session(PASSWORD)).await.refused(401, "sign_in_failed");
    app.anonymous().post("/session", session(CHOSEN)).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn the_link_of_a_disabled_account_is_dead() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let path = invite(&admin, "newcomer").await;
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    admin.post(&format!("{path}/disable"), json!({ "reason": "误建" })).await.expect(200);
    app.anonymous().post("/activation", with_password(&letter, CHOSEN)).await.refused(404, "link_invalid");
    app.done().await;
}

#[tokio::test]
async fn a_link_belongs_to_its_realm_and_made_up_ones_to_none() {
    let app = TestApp::start().await;
    invite(&app.as_person(&SCHOOL_ADMIN).await, "newcomer").await;
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    let token = letter.token.split_once('.').unwrap().1;
    for wrong in [
        format!("11.{token}"),
        format!("ministry.{token}"),
        token.to_owned(),
        "51.".to_owned(),
        format!("{}x", letter.token),
    ] {
        app.anonymous().post("/activation/look-up", json!({ "token": wrong })).await.refused(404, "link_invalid");
    }
    app.done().await;
}

#[tokio::test]
async fn neither_queue_nor_database_holds_a_token_or_an_address() {
    let app = TestApp::start().await;
    invite(&app.as_person(&SCHOOL_ADMIN).await, "newcomer").await;
    let payload: String = app.one("select payload::text from jobs._private_jobs").await;
    assert!(!payload.contains('@') && !payload.contains("newcomer"), "{payload}");
    let letter = app.mail_to("newcomer@example.edu.cn").await;
    let token = letter.token.split_once('.').unwrap().1;
    for table in ["account", "link", "audit_log", "assignment"] {
        let rows: String =
            app.one(&format!("select coalesce(string_agg(t::text, ' '), '') from province_51.{table} t")).await;
        assert!(!rows.contains("newcomer@example") && !rows.contains(token), "{table}");
    }
    app.done().await;
}

#[tokio::test]
async fn a_link_to_an_account_of_the_place_itself_names_no_school() {
    let app = TestApp::start().await;
    let path = format!("/accounts/{}/reset-link", app.account(&PROV_ANALYST).await);
    app.as_person(&PROV_ADMIN).await.post(&path, json!({})).await.expect(200);
    let letter = app.mail_to("analyst@example.edu.cn").await;
    assert!(letter.text.contains("四川省"), "{}", letter.text);
    let shown = app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.expect(200).body;
    assert_eq!((&shown["realm"]["zh"], &shown["school"]), (&json!("四川省"), &Value::Null));
    app.done().await;
}
