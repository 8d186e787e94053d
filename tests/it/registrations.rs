//! Registration and vetting: an application with evidence, a review by somebody else, and no power before it (R000-05.3).

use chrono::TimeDelta;
use huixin::{clock::Clock, codes::Place};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Letter, TestApp, people::*};

const EMAIL: &str = "he.xin@example.edu.cn";
const PDF: &[u8] = b"%PDF-1.7\n%an appointment\n";

async fn begin(app: &TestApp, realm: &str, email: &str) -> Answer {
    app.anonymous().post("/registration", json!({ "realm": realm, "email": email })).await
}

/// Ask for a link, and hold it.
async fn applicant(app: &TestApp, realm: &str, email: &str) -> Client {
    begin(app, realm, email).await.expect(204);
    let letter = app.mail_to(email).await;
    holder(app, &letter)
}

fn holder(app: &TestApp, letter: &Letter) -> Client {
    app.anonymous().with("registration-token", &letter.token)
}

async fn attach(client: &Client, kind: &str, bytes: &[u8]) -> Answer {
    let path = format!("/registration/evidence?kind={kind}&filename=证明.pdf");
    client.raw(Method::POST, &path, "application/pdf", bytes.to_vec()).await
}

fn form() -> Value {
    json!({ "role": "national_expert", "name": "何欣", "unit": "四川大学", "title": "教授", "specialty": "危机干预",
            "statement": "从事心理健康教育二十年" })
}

async fn fill(client: &Client, form: Value) -> Answer {
    client.send(Method::PUT, "/registration", Some(form)).await
}

/// An application as expert, submitted.
async fn submitted(app: &TestApp, email: &str, identity: Option<&str>) -> Client {
    let client = applicant(app, "ministry", email).await;
    fill(&client, form()).await.expect(200);
    attach(&client, "appointment_letter", PDF).await.expect(200);
    attach(&client, "staff_id", PDF).await.expect(200);
    let sent = client.post("/registration/submission", json!({ "identity_number": identity })).await.expect(200);
    assert_eq!(sent.body["state"], "submitted");
    client
}

async fn only(reviewer: &Client) -> Value {
    let listed = reviewer.get("/registrations").await.expect(200).body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    listed["items"][0].clone()
}

async fn act(reviewer: &Client, id: &str, verb: &str, body: Option<Value>) -> Answer {
    reviewer.send(Method::POST, &format!("/registrations/{id}/{verb}"), body).await
}

fn approval(login: &str) -> Option<Value> {
    Some(json!({ "login": login, "ends_at": Clock::default().now() + TimeDelta::days(365) }))
}

#[tokio::test]
async fn an_expert_applies_is_vetted_and_activates_an_account() {
    let app = TestApp::start().await;
    let mine = submitted(&app, EMAIL, Some("11010519491231002X")).await;
    fill(&mine, form()).await.refused(409, "registration_submitted");
    let reviewer = app.as_person(&PLATFORM_OPERATOR).await;
    let seen = only(&reviewer).await;
    let id = seen["id"].as_str().unwrap();
    assert_eq!((&seen["name"], &seen["identified"]), (&json!("何欣"), &json!(true)));
    assert_eq!(seen["_can"]["registration.approve"]["allowed"], false, "not before it is taken");
    act(&reviewer, id, "approval", approval("he.xin")).await.refused(409, "registration_not_taken");
    act(&reviewer, id, "review", None).await.expect(200);
    assert_eq!(mine.get("/registration").await.expect(200).body["state"], "under_review");

    let file = seen["evidence"][0]["id"].as_str().unwrap();
    let opened = reviewer.get(&format!("/registrations/{id}/evidence/{file}")).await.expect(200);
    assert_eq!(opened.bytes, PDF);
    assert!(opened.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(
        app.one::<i64>("select count(*) from ministry.audit_log where operation = 'registration.open_evidence'").await,
        1
    );

    let accounts = "select count(*) from ministry.account where login = 'he.xin'";
    assert_eq!(app.one::<i64>(accounts).await, 0, "no account before the approval");
    let done = act(&reviewer, id, "approval", approval("he.xin")).await.expect(200).body;
    assert_eq!(done["state"], "approved");
    mine.get("/registration").await.refused(404, "registration_link_invalid");
    let letter = app.mail_to(EMAIL).await;
    app.anonymous()
        .post("/activation", json!({ "token": letter.token, "password": "Violet-Lantern-42" }))
        .await
        .expect(204);
    let session = json!({ "realm": "ministry", "login": "he.xin", "password": "Violet-Lantern-42" });
    let me = app.anonymous().post("/session", session).await.expect(200).body;
    assert_eq!(me["assignments"][0]["role"], "national_expert");
    act(&reviewer, id, "refusal", Some(json!({ "reason": "重复" }))).await.refused(409, "registration_decided");
    app.done().await;
}

#[tokio::test]
async fn a_refusal_needs_a_reason_and_the_applicant_reads_it_behind_a_new_link() {
    let app = TestApp::start().await;
    let mine = submitted(&app, EMAIL, None).await;
    let reviewer = app.as_person(&PLATFORM_OPERATOR).await;
    let seen = only(&reviewer).await;
    let id = seen["id"].as_str().unwrap();
    act(&reviewer, id, "review", None).await.expect(200);
    act(&reviewer, id, "refusal", Some(json!({ "reason": " " }))).await.expect(400);
    act(&reviewer, id, "refusal", Some(json!({ "reason": "聘书已过期，请换新" }))).await.expect(200);
    mine.get("/registration").await.refused(404, "registration_link_invalid");
    let letter = app.mail_to(EMAIL).await;
    assert!(!letter.text.contains("聘书"), "a mail tells nobody's reasons: {}", letter.text);
    let read = holder(&app, &letter).get("/registration").await.expect(200).body;
    assert_eq!((&read["state"], &read["reason"]), (&json!("refused"), &json!("聘书已过期，请换新")));
    assert_eq!(app.one::<i64>("select count(*) from ministry.account where name = '何欣'").await, 0);
    // Who was refused may apply again.
    applicant(&app, "ministry", EMAIL).await;
    app.done().await;
}

#[tokio::test]
async fn what_is_missing_is_told_all_at_once_with_its_field() {
    let app = TestApp::start().await;
    let mine = applicant(&app, "ministry", EMAIL).await;
    let submit = |number: &'static str| mine.post("/registration/submission", json!({ "identity_number": number }));
    let at = |answer: &Answer| answer.faults().into_iter().map(|(at, _)| at).collect::<Vec<_>>();
    fill(&mine, json!({ "role": "national_expert" })).await.expect(200);
    let faults = submit("123").await.refused(422, "validation_failed");
    assert_eq!(at(&faults), ["/name", "/unit", "/title", "/statement", "/identity_number", "/evidence"]);
    assert!(faults.body.to_string().contains("聘书或推荐函、工作证件"), "{}", faults.body);
    // A province's administrator applies to the province.
    fill(&mine, json!({ "role": "prov_admin", "name": "何欣", "unit": "某厅", "title": "处长", "statement": "公务" }))
        .await
        .expect(200);
    submit("").await.invalid("/role", "role_not_for_applicants");
    fill(&mine, json!({ "role": "x", "statement": "长".repeat(2_001) })).await.invalid("/statement", "text_too_long");
    let own = mine.get("/registration").await.expect(200).body;
    assert_eq!(own["form"]["role"], "prov_admin", "what was refused is not kept");
    let kinds: Vec<_> = own["kinds"].as_array().unwrap().iter().map(|kind| kind["role"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["committee_expert", "national_expert", "platform_operator"]);
    app.done().await;
}

#[tokio::test]
async fn evidence_is_a_document_or_a_picture_by_its_content_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let mine = applicant(&app, "ministry", EMAIL).await;
    attach(&mine, "staff_id", b"<script>").await.invalid("/evidence", "evidence_type_unknown");
    attach(&mine, "salary", PDF).await.expect(400);
    let one = attach(&mine, "staff_id", b"\x89PNG\r\n\x1a\n").await.expect(200).body;
    assert_eq!(one["evidence"][0]["name"], "证明.png");
    let id = one["evidence"][0]["id"].as_str().unwrap();
    for _ in 1..10 {
        attach(&mine, "other", PDF).await.expect(200);
    }
    attach(&mine, "other", PDF).await.invalid("/evidence", "evidence_too_many");
    let other = applicant(&app, "ministry", "other@example.edu.cn").await;
    other.delete(&format!("/registration/evidence/{id}")).await.refused(404, "not_found");
    let left = mine.delete(&format!("/registration/evidence/{id}")).await.expect(200).body;
    assert_eq!(left["evidence"].as_array().unwrap().len(), 9);
    assert_eq!(app.one::<i64>("select count(*) from ministry.registration_file").await, 9);
    // What is kept is sealed.
    let plain = "select count(*) from ministry.registration_file where position('%PDF'::bytea in sealed) > 0";
    assert_eq!(app.one::<i64>(plain).await, 0);
    app.done().await;
}

#[tokio::test]
async fn nobody_reviews_their_own_application() {
    let app = TestApp::start().await;
    // By the address of the reviewer's account, however it is written.
    let mine = applicant(&app, "ministry", "Operator@example.edu.cn").await;
    fill(&mine, form()).await.expect(200);
    for kind in ["appointment_letter", "staff_id"] {
        attach(&mine, kind, PDF).await.expect(200);
    }
    mine.post("/registration/submission", json!({ "identity_number": null })).await.expect(200);
    let reviewer = app.as_person(&PLATFORM_OPERATOR).await;
    let id = only(&reviewer).await["id"].as_str().unwrap().to_owned();
    act(&reviewer, &id, "review", None).await.refused(409, "operations_separated");
    // By the person, from another address.
    app.sql("delete from ministry.registration").await;
    submitted(&app, EMAIL, Some("11010519491231002X")).await;
    let id = only(&reviewer).await["id"].as_str().unwrap().to_owned();
    app.sql("update ministry.account set person_index = (select person_index from ministry.registration) where login = 'operator'")
        .await;
    act(&reviewer, &id, "review", None).await.refused(409, "operations_separated");
    app.done().await;
}

#[tokio::test]
async fn another_reviewer_decides_only_after_taking_over() {
    let app = TestApp::start().await;
    submitted(&app, EMAIL, None).await;
    let colleague = Person { login: "operator2", name: "吴二", ..PLATFORM_OPERATOR };
    app.add(&colleague).await;
    let (one, two) = (app.as_person(&PLATFORM_OPERATOR).await, app.as_person(&colleague).await);
    let id = only(&one).await["id"].as_str().unwrap().to_owned();
    act(&one, &id, "review", None).await.expect(200);
    act(&two, &id, "approval", approval("he.xin")).await.refused(409, "registration_not_yours");
    act(&two, &id, "review", None).await.expect(200);
    act(&one, &id, "approval", approval("he.xin")).await.refused(409, "registration_not_yours");
    act(&two, &id, "approval", approval("operator")).await.invalid("/login", "login_taken");
    act(&two, &id, "approval", approval("he.xin")).await.expect(200);
    app.mail_to(EMAIL).await;
    app.done().await;
}

#[tokio::test]
async fn one_person_is_not_approved_into_what_is_kept_apart_or_into_the_year_after_leaving() {
    let app = TestApp::start().await;
    let number = "11010519491231002X";
    submitted(&app, EMAIL, Some(number)).await;
    let reviewer = app.as_person(&PLATFORM_OPERATOR).await;
    let id = only(&reviewer).await["id"].as_str().unwrap().to_owned();
    act(&reviewer, &id, "review", None).await.expect(200);
    // The steering department's account turns out to be the same person's, who has left.
    app.sql("update ministry.account set person_index = (select person_index from ministry.registration), state = 'left' where login = 'steering'")
        .await;
    app.sql(
        "insert into ministry.leave (id, account_id, reason, last_day, started_by, started_by_name, started_at)
         select gen_random_uuid(), id, '调离', now()::date - 30, gen_random_uuid(), '管理员', now()
         from ministry.account where login = 'steering'",
    )
    .await;
    act(&reviewer, &id, "approval", approval("he.xin")).await.refused(409, "person_cooling_off");
    assert_eq!(app.one::<i64>("select count(*) from ministry.account where login = 'he.xin'").await, 0);
    // A return was approved, but the auditor's account is the same person's too.
    app.sql("update ministry.leave set return_approved_at = now()").await;
    app.sql("update ministry.account set person_index = (select person_index from ministry.registration) where login = 'auditor'")
        .await;
    let refused = act(&reviewer, &id, "approval", approval("he.xin")).await;
    assert_eq!((refused.status, refused.code()), (409, "roles_separated"), "{}", refused.body);
    app.sql("update ministry.account set person_index = null where login = 'auditor'").await;
    act(&reviewer, &id, "approval", approval("he.xin")).await.expect(200);
    app.mail_to(EMAIL).await;
    app.done().await;
}

#[tokio::test]
async fn a_link_is_one_addresss_own_and_lives_a_week() {
    let app = TestApp::start().await;
    begin(&app, "ministry", "nobody").await.invalid("/email", "email_invalid");
    begin(&app, "atlantis", EMAIL).await.invalid("/realm", "realm_unknown");
    let first = applicant(&app, "ministry", EMAIL).await;
    fill(&first, form()).await.expect(200);
    // At once again: the same answer, and no second mail.
    begin(&app, "ministry", EMAIL).await.expect(204);
    assert_eq!(app.queued().await, 0);
    app.pass(TimeDelta::minutes(3));
    let second = applicant(&app, "ministry", EMAIL).await;
    assert_eq!(second.get("/registration").await.expect(200).body["form"]["name"], "何欣", "the same application");
    first.get("/registration").await.refused(404, "registration_link_invalid");
    for token in ["", "51", "51.x", "atlantis.x", &format!("ministry.{}", "A".repeat(43))] {
        let client = app.anonymous().with("registration-token", token);
        client.get("/registration").await.refused(404, "registration_link_invalid");
    }
    app.pass(TimeDelta::days(7));
    second.get("/registration").await.refused(404, "registration_link_invalid");
    app.done().await;
}

#[tokio::test]
async fn one_network_begins_so_many_an_hour() {
    let app = TestApp::start().await;
    for n in 0..30 {
        begin(&app, "51", &format!("a{n}@example.edu.cn")).await.expect(204);
    }
    let refused = begin(&app, "51", "one.more@example.edu.cn").await.refused(429, "registration_busy");
    assert!(refused.header("retry-after").is_some());
    app.pass(TimeDelta::minutes(61));
    begin(&app, "51", "one.more@example.edu.cn").await.expect(204);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_school_administrator_applies_to_the_province_and_names_a_school_that_is_there() {
    let app = TestApp::start().await;
    let mine = applicant(&app, "51", EMAIL).await;
    for kind in ["staff_id", "school_authorisation"] {
        attach(&mine, kind, PDF).await.expect(200);
    }
    let form = |school: &str| json!({ "role": "school_admin", "school_id": school, "name": "何欣", "unit": "某校", "title": "科员", "statement": "本校安排" });
    let submit = || mine.post("/registration/submission", json!({ "identity_number": null }));
    fill(&mine, form("")).await.expect(200);
    submit().await.invalid("/school_id", "school_required");
    fill(&mine, form(FOREIGN_SCHOOL)).await.expect(200);
    submit().await.invalid("/school_id", "school_unknown");
    fill(&mine, form(SIBLING_SCHOOL)).await.expect(200);
    submit().await.expect(200);
    let reviewer = app.as_person(&PROV_ADMIN).await;
    let seen = only(&reviewer).await;
    assert_eq!(seen["school"]["name"], "四川轻化工大学");
    let id = seen["id"].as_str().unwrap();
    act(&reviewer, id, "review", None).await.expect(200);
    act(&reviewer, id, "approval", approval("he.xin")).await.expect(200);
    app.mail_to(EMAIL).await;
    let held = "select g.school_id from province_51.assignment g join province_51.account a on a.id = g.account_id where a.login = 'he.xin'";
    assert_eq!(app.one::<String>(held).await, SIBLING_SCHOOL);
    app.done().await;
}

#[tokio::test]
async fn what_is_withdrawn_or_given_up_leaves_no_evidence() {
    let app = TestApp::start().await;
    let mine = submitted(&app, EMAIL, None).await;
    mine.delete("/registration").await.expect(204);
    mine.get("/registration").await.refused(404, "registration_link_invalid");
    assert_eq!(app.one::<i64>("select count(*) from ministry.registration_file").await, 0);
    assert_eq!(app.one::<String>("select state from ministry.registration").await, "withdrawn");
    // A draft is nobody's business but the applicant's.
    let draft = applicant(&app, "ministry", "draft@example.edu.cn").await;
    attach(&draft, "other", PDF).await.expect(200);
    only(&app.as_person(&PLATFORM_OPERATOR).await).await;
    let place: Place = "ministry".parse().unwrap();
    assert_eq!(huixin::identity::registrations::sweep(&app.node.db, place).await.unwrap(), 0, "it is fresh");
    app.pass(TimeDelta::days(15));
    assert_eq!(huixin::identity::registrations::sweep(&app.node.db, place).await.unwrap(), 1);
    assert_eq!(app.one::<i64>("select count(*) from ministry.registration_file").await, 0);
    app.pass(TimeDelta::days(184));
    assert_eq!(huixin::identity::registrations::sweep(&app.node.db, place).await.unwrap(), 1);
    assert_eq!(app.one::<i64>("select count(*) from ministry.registration").await, 0);
    app.done().await;
}
