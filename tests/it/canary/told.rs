//! What the program says on the way: logs with everything in them, mails, and what commands print.

use std::fs;

use serde_json::json;

use super::{Census, NOTE, keys, path, sing, words};
use crate::{
    harness::{Client, Mailbox, Program, TestApp, people::*},
    kill::until,
    results::{CANARY, Head, csv_of_both},
};

const IDLE: &str = "select count(*) = 0 from jobs._private_jobs";

#[tokio::test]
async fn neither_logs_nor_mails_tell_of_a_student_when_all_is_said_and_much_fails() {
    let app = TestApp::start().await;
    let campaign = crate::campaigns::opened(&app).await;
    let dir = tempfile::tempdir().unwrap();
    let (program, log) = (Program::on(&app, dir.path(), &[]), dir.path().join("log"));
    let served = program.serve(&["--work"], &log).await;
    let cookie = app.session("51", app.account(&COUNSEL_HEAD).await).await;
    let head = Head { client: Client::new(&format!("http://{}", served.address)).with_cookie(&cookie), campaign };
    sing(&head, async || assert!(until(&app.admin, IDLE, || false).await, "the commit is never carried out")).await;
    failures(&app, &head).await;
    drop(served);

    let said = fs::read(&log).unwrap();
    let text = String::from_utf8_lossy(&said);
    for heard in ["served", "a job failed", "no_l1", "a request failed", "no_notes", "no_stage", "TRACE"] {
        assert!(text.contains(heard), "the log says nothing of {heard}");
    }
    words().finds_nothing_in(&said, "the log");
    let mails = Mailbox::new(dir.path().join("mails")).all();
    assert!(mails.iter().any(|mail| mail.contains("需立即联系")), "{mails:?}");
    let keys = keys(&app).await;
    for mail in &mails {
        words().finds_nothing_in(mail.as_bytes(), "a mail");
        keys.finds_nothing_in(mail.as_bytes(), "a mail");
    }
    app.leave_jobs_and_mails().await;
}

/// Let Postgres refuse what it is given and repeat the row that it refuses: on the stage, in a commit, when a contact is finished.
async fn failures(app: &TestApp, head: &Head) {
    let more = super::student(4).replace(super::NUMBER, &format!("{}9", super::NUMBER));
    let file = csv_of_both(&[more]);
    app.sql("alter table province_51.result_stage add constraint no_stage check (level <> 'L1')").await;
    head.client.upload(&head.path("result-imports"), "unstaged.csv", file.clone()).await.expect(500);
    app.sql("alter table province_51.result_stage drop constraint no_stage").await;

    app.sql("alter table province_51.result add constraint no_l1 check (level <> 'L1') not valid").await;
    let import = head.upload_as("late.csv", file).await;
    head.commit(&import).await.expect(202);
    let failed = "select count(*) = 1 from jobs._private_jobs where attempts > 0 and last_error is not null";
    assert!(until(&app.admin, failed, || false).await, "the commit never failed");
    assert_eq!(head.look(&import).await["state"], "committing");
    app.sql("alter table province_51.result drop constraint no_l1").await;

    app.sql("alter table province_51.contact add constraint no_notes check (note is null) not valid").await;
    let contacts = head.get("contacts?state=open").await.expect(200).body;
    let open = contacts["items"][0]["id"].as_str().unwrap();
    head.post(&format!("contacts/{open}/open"), json!({})).await.expect(200);
    head.post(&format!("contacts/{open}/finish"), json!({ "note": NOTE })).await.expect(500);
    app.sql("alter table province_51.contact drop constraint no_notes").await;
}

#[tokio::test]
async fn no_command_above_the_school_prints_of_a_student() {
    let census = Census::set().await;
    let app = &census.scene.app;
    let dir = tempfile::tempdir().unwrap();
    let program = Program::on(app, dir.path(), &PROVINCES);
    let file = |name: &str, content: &str| {
        fs::write(dir.path().join(name), content).unwrap();
        dir.path().join(name).to_str().unwrap().to_owned()
    };
    let operator = app.session("ministry", app.account(&PLATFORM_OPERATOR).await).await;
    let session = file("session", &operator);
    let schools = file(
        "n.csv",
        &format!("学校标识码,学校名称,主管部门,所在地,办学层次\n{OWN_SCHOOL},成都信息工程大学,四川省,成都市,本科\n"),
    );
    for command in [
        &["province", "list"][..],
        &["province", "status"],
        &["province", "apply", "--dry-run"],
        &["doctor"],
        &["policy", "matrix"],
        &["openapi"],
        &["school", "import", &schools, "--session-file", &session, "--dry-run"],
    ] {
        for more in [&[][..], &["--json", "--log", "trace"]] {
            let ran = program.run(&[command, more].concat());
            assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "{command:?} says nothing");
            assert_ne!(ran.status.code(), Some(2), "{command:?}: {}", String::from_utf8_lossy(&ran.stderr));
            for bytes in [&ran.stdout, &ran.stderr] {
                census.words.finds_nothing_in(bytes, &format!("{command:?}"));
                census.rows.finds_nothing_in(bytes, &format!("{command:?}"));
            }
        }
    }
    assert!(census.words.find(format!("{CANARY}{}", path(&json!({ "id": "x" }), "")).as_bytes()).is_some());
    census.scene.app.leave_jobs_and_mails().await;
}
