//! Choosing passwords, by both profiles.

use chrono::TimeDelta;
use huixin::config::{Config, PasswordProfile};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Letter, TestApp, people::*};

const STAFF: Person = Person {
    role: "staff_reader",
    realm: "51",
    login: "staff",
    name: "何职工",
    school: Some(OWN_SCHOOL),
    department: None,
};

async fn change(client: &Client, current: &str, new: &str) -> Answer {
    client.send(Method::PUT, "/password", Some(json!({ "current": current, "new": new }))).await
}

async fn sign_in(app: &TestApp, person: &Person, password: &str) -> Answer {
    let body = json!({ "realm": person.realm, "login": person.login, "password": password });
    app.anonymous().post("/session", body).await
}

/// A link to set a new password, as the mail brings it.
async fn reset(app: &TestApp, person: &Person) -> Letter {
    let path = format!("/accounts/{}/reset-link", app.account(person).await);
    app.as_person(&SCHOOL_ADMIN).await.post(&path, json!({})).await.expect(200);
    app.mail_to(&format!("{}@example.edu.cn", person.login)).await
}

async fn use_link(app: &TestApp, letter: &Letter, password: &str) -> Answer {
    app.anonymous().post("/activation", json!({ "token": letter.token, "password": password })).await
}

async fn rules(app: &TestApp, letter: &Letter) -> Value {
    let link = app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.expect(200);
    link.body["password_rules"].clone()
}

fn nist(config: &mut Config) {
    config.password_profile = PasswordProfile::Nist;
}

#[test]
fn the_profile_is_chosen_by_configuration_and_is_djbh3_without_one() {
    let example = include_str!("../../deploy/huixin.example.toml");
    let profile = |text: &str| toml::from_str::<Config>(text).map(|config| config.password_profile);
    let line = "password_profile = \"djbh3\"";
    assert!(example.contains(line));
    assert_eq!(profile(&example.replace(line, "")).unwrap(), PasswordProfile::Djbh3);
    assert_eq!(profile(&example.replace("djbh3\"\n", "nist\"\n")).unwrap(), PasswordProfile::Nist);
    assert!(profile(&example.replace("djbh3\"\n", "none\"\n")).is_err());
}

#[tokio::test]
async fn a_refused_password_is_told_every_reason() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let shown = client.get("/session").await.expect(200).body["password_rules"].clone();
    assert_eq!(shown, json!({ "shortest": 10, "longest": 128, "kinds": 3, "remembered": 5, "days": 365 }));
    for (new, codes) in [
        ("password", &["password_too_short", "password_too_plain", "password_common"][..]),
        ("my-Sichuan-2026", &["password_contains_login"]),
        ("2026-LiNa-2026", &["password_is_name"]),
        ("SichuanSheng@1", &["password_contains_login", "password_is_name"]),
        ("会心Huixin2026", &[]),
        ("Huixin-202611!", &["password_is_name"]),
        (&*"x7-".repeat(60), &["password_too_long"]),
    ] {
        let answer = change(&client, "not mine", new).await.refused(422, "validation_failed");
        let found: Vec<_> = answer.faults().into_iter().filter(|(at, _)| at == "/new").map(|(_, code)| code).collect();
        assert_eq!(found, codes, "{new}");
    }
    let told = change(&client.with("accept-language", "en"), PASSWORD, "Kf7-Tq2.x").await;
    assert_eq!(told.body["errors"][0]["detail"], "Use at least 10 characters.");
    assert_eq!(change(&client, PASSWORD, "Kf7-Tq2.x").await.body["errors"][0]["detail"], "密码至少需要 10 个字符。");
    app.done().await;
}

#[tokio::test]
async fn none_of_the_last_five_passwords_is_chosen_again_by_either_way() {
    let app = TestApp::start().await;
    let client = app.as_person(&COUNSELLOR).await;
    change(&client, PASSWORD, "Second-Lantern-2").await.expect(204);
    change(&client, "Second-Lantern-2", PASSWORD).await.invalid("/new", "password_reused");
    let letter = reset(&app, &COUNSELLOR).await;
    for used in [PASSWORD, "Second-Lantern-2"] {
        use_link(&app, &letter, used).await.invalid("/password", "password_reused");
    }
    // Three more before the next: as the fifth last, the first one is still known when it comes, and gone afterwards.
    app.sql(
        "insert into province_51.password_history
         select gen_random_uuid(), account_id, password_hash, now() + interval '1 second' from province_51.credential, generate_series(1, 3)
         where account_id = (select id from province_51.account where login = 'counsellor')",
    )
    .await;
    use_link(&app, &letter, PASSWORD).await.invalid("/password", "password_reused");
    app.pass(TimeDelta::minutes(1));
    use_link(&app, &letter, "Third-Lantern-3").await.expect(204);
    let client = app.as_person(&COUNSELLOR).await;
    assert_eq!(app.one::<i64>("select count(*) from province_51.password_history").await, 4);
    change(&client, "Third-Lantern-3", PASSWORD).await.expect(204);
    assert_eq!(app.one::<i64>("select count(*) from province_51.password_history").await, 4);
    sign_in(&app, &COUNSELLOR, PASSWORD).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_password_of_a_year_is_changed_before_anything_else() {
    let app = TestApp::start().await;
    app.pass(TimeDelta::days(364));
    let client = app.as_person(&SCHOOL_ADMIN).await;
    assert_eq!(client.get("/session").await.expect(200).body["password_due"], false);
    client.get("/accounts").await.expect(200);
    app.pass(TimeDelta::days(2));
    let client = app.as_person(&SCHOOL_ADMIN).await;
    let me = client.get("/session").await.expect(200).body;
    assert_eq!(me["password_due"], true);
    let can = |me: &Value, operation: &str| me["can"].as_array().unwrap().contains(&json!(operation));
    assert!(can(&me, "password.change") && !can(&me, "account.list"));
    client.get("/accounts").await.refused(403, "password_due");
    client.get("/sessions").await.refused(403, "password_due");
    client.get("/rules").await.expect(200);
    change(&client, PASSWORD, "short").await.refused(422, "validation_failed");
    client.get("/accounts").await.refused(403, "password_due");
    change(&client, PASSWORD, "Second-Lantern-2").await.expect(204);
    client.get("/accounts").await.expect(200);
    assert_eq!(client.get("/session").await.expect(200).body["password_due"], false);
    app.done().await;
}

#[tokio::test]
async fn a_password_is_the_same_by_whatever_keyboard() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    sign_in(&app, &PROV_ADMIN, "Ｃｏｒｒｅｃｔ－Ｈｏｒｓｅ－７－Ｂａｔｔｅｒｙ").await.expect(200);
    change(&client, PASSWORD, "Ｃｏｒｒｅｃｔ-Horse-7-Battery").await.invalid("/new", "password_unchanged");
    change(&client, PASSWORD, "Ｃａｆ\u{e9}　Ｎｏ．４２ ﬁ").await.expect(204);
    for (typed, status) in [
        ("Cafe\u{301} No.42 fi", 200),
        ("Caf\u{e9} No.42 fi", 200),
        ("Cafe No.42 fi", 401),
        (" Caf\u{e9} No.42 fi", 401),
        ("caf\u{e9} no.42 fi", 401),
    ] {
        assert_eq!(sign_in(&app, &PROV_ADMIN, typed).await.status, status, "{typed}");
    }
    app.done().await;
}

#[tokio::test]
async fn a_long_password_counts_to_its_last_character_and_ends_nowhere_silently() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let of = |length: usize| "Kf7-Tq2.xy春🐼".chars().cycle().take(length).collect::<String>();
    change(&client, PASSWORD, &of(64)).await.expect(204);
    sign_in(&app, &PROV_ADMIN, &of(64)).await.expect(200);
    change(&client, &of(64), &of(129)).await.invalid("/new", "password_too_long");
    change(&client, &of(64), &of(1_025)).await.refused(400, "request_malformed");
    change(&client, &of(64), &of(128)).await.expect(204);
    sign_in(&app, &PROV_ADMIN, &of(127)).await.refused(401, "sign_in_failed");
    sign_in(&app, &PROV_ADMIN, &of(129)).await.refused(401, "sign_in_failed");
    sign_in(&app, &PROV_ADMIN, &format!("{}!", of(127))).await.refused(401, "sign_in_failed");
    sign_in(&app, &PROV_ADMIN, &of(128)).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn nist_asks_for_length_by_what_the_password_opens_alone() {
    let app = TestApp::start_with(nist).await;
    let letter = reset(&app, &COUNSELLOR).await;
    let with_factor = json!({ "shortest": 8, "longest": 128, "kinds": 1, "remembered": 0, "days": null });
    assert_eq!(rules(&app, &letter).await, with_factor);
    use_link(&app, &letter, "kftqxym").await.invalid("/password", "password_too_short");
    use_link(&app, &letter, "iloveyou2").await.invalid("/password", "password_common");
    use_link(&app, &letter, "kftqxymw").await.expect(204);
    sign_in(&app, &COUNSELLOR, "kftqxymw").await.expect(200);

    app.add(&STAFF).await;
    let client = app.as_person(&STAFF).await;
    assert_eq!(client.get("/session").await.expect(200).body["password_rules"]["shortest"], 15);
    change(&client, PASSWORD, "kftqxymwzvbnhg").await.invalid("/new", "password_too_short");
    change(&client, PASSWORD, "kftqxymwzvbnhgp").await.expect(204);
    app.done().await;
}

#[tokio::test]
async fn nist_neither_remembers_nor_ages_passwords() {
    let app = TestApp::start_with(nist).await;
    let client = app.as_person(&PROV_ADMIN).await;
    change(&client, PASSWORD, "a new one of mine").await.expect(204);
    change(&client, "a new one of mine", PASSWORD).await.expect(204);
    assert_eq!(app.one::<i64>("select count(*) from province_51.password_history").await, 0);
    app.pass(TimeDelta::days(4_000));
    let client = app.as_person(&PROV_ADMIN).await;
    assert_eq!(client.get("/session").await.expect(200).body["password_due"], false);
    client.get("/accounts").await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn two_changes_at_once_leave_one_password() {
    let app = TestApp::start().await;
    let (one, two) = (app.as_person(&PROV_ADMIN).await, app.as_person(&PROV_ADMIN).await);
    let (first, second) =
        tokio::join!(change(&one, PASSWORD, "Second-Lantern-2"), change(&two, PASSWORD, "Third-Lantern-3"));
    let mut both = [first.status, second.status];
    both.sort_unstable();
    assert!(both[0] == 204 && [401, 422].contains(&both[1]), "{both:?}");
    app.done().await;
}
