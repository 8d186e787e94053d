//! A request sent twice with one `Idempotency-Key` is done once, and both hear the same.

use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, people::*};

const IMPORTS: &str = "/provinces/51/school-imports";

fn file(name: &str) -> Vec<u8> {
    format!("学校标识码,学校名称,主管部门,所在地,办学层次\n4151010650,{name},四川省,成都市,本科\n").into_bytes()
}

#[track_caller]
fn refused_as_reused(answer: Answer) {
    answer.invalid("/", "idempotency_key_reused");
}

#[tokio::test]
async fn a_file_sent_twice_with_one_key_is_one_import_and_other_bytes_are_refused() {
    let app = TestApp::start().await;
    for (person, path, realm) in
        [(PROV_ADMIN, IMPORTS, "province_51"), (PLATFORM_OPERATOR, "/school-imports", "ministry")]
    {
        let client = app.as_person(&person).await;
        let keyed = client.with("idempotency-key", "file-1");
        let count = format!("select count(*) from {realm}.school_import");
        let before: i64 = app.one(&count).await;
        let first = keyed.upload(path, "schools.csv", file("西南新校")).await.expect(201);
        let again = keyed.upload(path, "schools.csv", file("西南新校")).await.expect(201);
        assert_eq!((&first.body, first.header("location")), (&again.body, again.header("location")));
        refused_as_reused(keyed.upload(path, "schools.csv", file("川北新校")).await);
        assert_eq!(app.one::<i64>(&count).await, before + 1);
        client.upload(path, "schools.csv", file("西南新校")).await.expect(201);
        assert_eq!(app.one::<i64>(&count).await, before + 2, "without a key every upload is an import of its own");
    }
    app.done().await;
}

#[tokio::test]
async fn a_commit_sent_twice_with_one_key_hears_what_the_first_did() {
    let app = TestApp::start().await;
    for (person, path, status) in [(PROV_ADMIN, IMPORTS, 200), (PLATFORM_OPERATOR, "/school-imports", 202)] {
        let client = app.as_person(&person).await;
        let staged = client.upload(path, "schools.csv", file("西南新校")).await.expect(201).body;
        let (commit, body) =
            (format!("{path}/{}/commit", staged["id"].as_str().unwrap()), json!({ "sha256": staged["sha256"] }));
        let keyed = client.with("idempotency-key", "commit-1");
        let first = keyed.post(&commit, body.clone()).await.expect(status).body;
        assert_eq!(first, keyed.post(&commit, body.clone()).await.expect(status).body);
        assert_eq!(client.post(&commit, body).await.status, 409);
    }
    app.work().await;
    app.done().await;
}

#[tokio::test]
async fn a_change_of_state_sent_twice_with_one_key_is_no_conflict() {
    let app = TestApp::start().await;
    let (province, school, account) = (
        "/provinces/11".to_owned(),
        format!("/provinces/51/schools/{OWN_SCHOOL}"),
        format!("/accounts/{}", app.account(&COUNSELLOR).await),
    );
    for (person, thing, there, back) in [
        (PLATFORM_OPERATOR, &province, "suspend", "resume"),
        (PROV_ADMIN, &school, "suspend", "resume"),
        (SCHOOL_ADMIN, &account, "disable", "enable"),
    ] {
        let client = app.as_person(&person).await;
        for verb in [there, back] {
            let path = format!("{thing}/{verb}");
            let keyed = client.with("idempotency-key", &path);
            let first = keyed.post(&path, json!({ "reason": "整改" })).await.expect(200).body;
            assert_eq!(first, keyed.post(&path, json!({ "reason": "整改" })).await.expect(200).body, "{path}");
            refused_as_reused(keyed.post(&path, json!({ "reason": "另一原因" })).await);
            assert_eq!(client.post(&path, json!({ "reason": "整改" })).await.status, 409, "{path} without the key");
        }
    }
    app.done().await;
}

#[tokio::test]
async fn a_key_that_suspended_one_school_does_not_suspend_another() {
    let app = TestApp::start().await;
    let keyed = app.as_person(&PROV_ADMIN).await.with("idempotency-key", "suspend-1");
    let suspend = |school: &str| format!("/provinces/51/schools/{school}/suspend");
    keyed.post(&suspend(OWN_SCHOOL), json!({ "reason": "整改" })).await.expect(200);
    refused_as_reused(keyed.post(&suspend(SIBLING_SCHOOL), json!({ "reason": "整改" })).await);
    let state: String = app.one(&format!("select state from province_51.school where id = '{SIBLING_SCHOOL}'")).await;
    assert_eq!(state, "active");
    app.done().await;
}

#[tokio::test]
async fn a_link_asked_for_twice_with_one_key_is_mailed_once() {
    let app = TestApp::start().await;
    let path = format!("/accounts/{}/reset-link", app.account(&COUNSELLOR).await);
    let keyed = app.as_person(&SCHOOL_ADMIN).await.with("idempotency-key", "reset-1");
    keyed.post(&path, Value::Null).await.expect(200);
    app.mail_to("counsellor@example.edu.cn").await;
    keyed.post(&path, Value::Null).await.expect(200);
    assert_eq!(app.queued().await, 0);
    app.done().await;
}
