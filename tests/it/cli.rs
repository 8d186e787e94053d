//! The command line as an operator meets it: exit codes, dry runs, JSON, and what `doctor` finds.

use std::{fs, path::PathBuf, process::Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{
    Program, TestApp,
    people::*,
    sql::{ASIDE, digest, digest_without},
};

const HEADER: &str = "学校标识码,学校名称,主管部门,所在地,办学层次\n";
const TWO: &str = "4151010650,西南新校,四川省,成都市,本科\n4165010757,塔里木大学,新疆生产建设兵团,阿拉尔市,本科\n";

/// The program in a folder of its own, on the database of a test.
struct Desk {
    app: TestApp,
    dir: TempDir,
    program: Program,
}

impl Desk {
    async fn new() -> Self {
        let (app, dir) = (TestApp::start().await, tempfile::tempdir().unwrap());
        let program = Program::on(&app, dir.path(), &PROVINCES);
        Self { app, dir, program }
    }

    /// A file in the folder; its path.
    fn file(&self, name: &str, content: &str) -> String {
        let path: PathBuf = self.dir.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    async fn import(&self, person: &Person, rows: &str, more: &[&str]) -> Ran {
        let session = self.app.session(person.realm, self.app.account(person).await).await;
        let (session, file) = (self.file("session", &session), self.file("n.csv", &format!("{HEADER}{rows}")));
        self.run(&[&["school", "import", &file, "--session-file", &session, "--json"], more].concat())
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.program.run(args))
    }
}

struct Ran {
    code: Option<i32>,
    data: Value,
    said: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let said = String::from_utf8(output.stderr).unwrap();
        Self { code: output.status.code(), data: serde_json::from_slice(&output.stdout).unwrap_or_default(), said }
    }

    /// What it printed, after a look at the exit code.
    #[track_caller]
    fn ended(self, code: i32) -> Value {
        assert_eq!(self.code, Some(code), "{}{}", self.said, self.data);
        self.data
    }
}

#[tokio::test]
async fn arguments_that_cannot_be_accepted_end_with_2_and_change_nothing() {
    let desk = Desk::new().await;
    let before = digest(&desk.app.admin).await;
    let appoint = ["account", "appoint", "--realm", "51", "--login", "x", "--name", "李", "--email", "x@y.cn"];
    for args in [
        &["province", "open"][..],
        &["province", "suspend", "51"],
        &["province", "suspend", "99", "--reason", "整改", "--confirm", "99"],
        &["province", "suspend", "51", "--reason", "整改", "--confirm", "52"],
        &["province", "suspend", "51", "--reason", " ", "--confirm", "51"],
        &[&appoint[..], &["--role", "king"]].concat(),
    ] {
        let ran = desk.run(args);
        assert!(!ran.said.is_empty(), "{args:?} says nothing");
        ran.ended(2);
    }
    assert_eq!(before, digest(&desk.app.admin).await);
    desk.app.done().await;
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_and_changes_nothing() {
    let desk = Desk::new().await;
    // A file that is only checked is kept for its faults to be read, and is no school.
    let state =
        async || digest_without(&desk.app.admin, &[&ASIDE[..], &["school_import", "school_import_row"]].concat()).await;
    let before = state().await;
    assert_eq!(desk.run(&["province", "apply", "--dry-run", "--json"]).ended(5), json!([]));
    desk.run(&["province", "suspend", "51", "--reason", "整改", "--confirm", "51", "--dry-run"]).ended(0);
    desk.run(&["province", "resume", "51", "--dry-run"]).ended(5);
    let appoint =
        ["account", "appoint", "--realm", "51", "--role", "audit_admin", "--login", "second", "--name", "李审计"];
    desk.run(&[&appoint[..], &["--email", "second@example.edu.cn", "--dry-run"]].concat()).ended(0);
    let checked = desk.import(&PLATFORM_OPERATOR, TWO, &["--dry-run"]).await.ended(0);
    assert_eq!((&checked["state"], &checked["created"]), (&json!("validated"), &json!(2)));
    assert_eq!(before, state().await);
    desk.app.done().await;
}

#[tokio::test]
async fn an_import_ends_with_0_with_1_for_its_faults_with_3_if_partly_and_with_4_for_who_may_not() {
    let desk = Desk::new().await;
    let app = &desk.app;
    let faults = desk.import(&PLATFORM_OPERATOR, "415101,短,四川省,成都市,本科\n", &[]).await.ended(1);
    assert_eq!(
        (&faults[0]["line"], &faults[0]["column"], &faults[0]["code"]),
        (&json!(2), &json!("学校标识码"), &json!("school_code_invalid"))
    );
    assert!(!faults[0]["message"].as_str().unwrap().is_ascii());
    desk.import(&MOE_STEERING, TWO, &[]).await.ended(4);

    app.sql(&format!("revoke connect on database {} from province_xpcc", app.database)).await;
    let partly = desk.import(&PLATFORM_OPERATOR, TWO, &[]).await.ended(3);
    assert_eq!((&partly["state"], &partly["created"], &partly["failed"]), (&json!("partly"), &json!(1), &json!(1)));
    let states: Vec<_> = partly["parts"].as_array().unwrap().iter().map(|p| (&p["province"], &p["state"])).collect();
    assert_eq!(json!(states), json!([["51", "done"], ["xpcc", "failed"]]));

    app.sql(&format!("grant connect on database {} to province_xpcc", app.database)).await;
    let done = desk.import(&PLATFORM_OPERATOR, TWO, &[]).await.ended(0);
    assert_eq!((&done["state"], &done["created"], &done["unchanged"]), (&json!("done"), &json!(1), &json!(1)));
    desk.app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_province_is_suspended_and_resumed_once_and_listed_as_it_is() {
    let desk = Desk::new().await;
    let state = || {
        let all = desk.run(&["province", "list", "--json"]);
        let sichuan = all.data.as_array().unwrap().iter().find(|p| p["province"] == "51").unwrap()["state"].clone();
        (sichuan, all.data.as_array().unwrap().len())
    };
    let suspend = ["province", "suspend", "51", "--reason", "整改", "--confirm", "51"];
    desk.run(&suspend).ended(0);
    assert_eq!(state(), (json!("suspended"), 33));
    desk.run(&suspend).ended(5);
    desk.run(&["province", "resume", "51"]).ended(0);
    assert_eq!(state(), (json!("active"), 33));
    desk.run(&["province", "resume", "51"]).ended(5);
    desk.app.done().await;
}

impl Desk {
    /// What `doctor` finds wrong with the rights of province 51.
    fn wrong_rights(&self) -> Vec<String> {
        let findings = self.run(&["doctor", "--json"]).data;
        let rights = findings.as_array().unwrap().iter().filter(|f| f["check"] == "roles and rights");
        let rights: Vec<_> = rights.collect();
        assert!(!rights.is_empty(), "{findings}");
        let faults = rights.iter().filter(|f| f["ok"] == false).map(|f| f["detail"].as_str().unwrap().to_owned());
        faults.filter(|detail| detail.contains("province_51")).collect()
    }

    /// The provinces that `apply` says it changed.
    fn apply(&self) -> Vec<Value> {
        let applied = self.run(&["province", "apply", "--json"]).ended(0);
        let changed = applied.as_array().unwrap().iter().filter(|a| a["changed"] == true);
        changed.map(|a| a["province"].clone()).collect()
    }
}

#[tokio::test]
async fn doctor_finds_a_right_that_is_missing_and_apply_gives_it_back() {
    let desk = Desk::new().await;
    assert!(desk.wrong_rights().is_empty());
    desk.app.sql("revoke select on province_51.school from province_51_read").await;
    assert_eq!(desk.wrong_rights(), ["51: missing select province_51.school to province_51_read"]);
    desk.run(&["doctor"]).ended(1);
    assert_eq!(desk.apply(), ["51"]);
    assert!(desk.wrong_rights().is_empty());
    assert!(desk.apply().is_empty());
    desk.app.done().await;
}

#[tokio::test]
async fn apply_takes_what_a_login_has_of_another_place_and_then_has_nothing_to_do() {
    let desk = Desk::new().await;
    desk.app
        .sql(
            "grant usage on schema province_11 to province_51;
             grant select, update on province_11.school to province_51 with grant option;
             grant execute on function ministry.publish_schools(jsonb) to province_51_read;
             create sequence ministry.\"Odd one\"; alter sequence ministry.\"Odd one\" owner to huixin_owner;
             grant usage on sequence ministry.\"Odd one\" to province_51_audit;",
        )
        .await;
    assert_eq!(desk.wrong_rights().len(), 5);
    assert_eq!(desk.apply(), ["51"]);
    assert!(desk.wrong_rights().is_empty());
    for (what, question) in [
        ("a table", "select has_table_privilege('province_51', 'province_11.school', 'select, update')"),
        ("a schema", "select has_schema_privilege('province_51', 'province_11', 'usage')"),
        (
            "a function",
            "select has_function_privilege('province_51_read', 'ministry.publish_schools(jsonb)', 'execute')",
        ),
        ("a sequence", "select has_sequence_privilege('province_51_audit', 'ministry.\"Odd one\"', 'usage')"),
    ] {
        assert!(!desk.app.one::<bool>(question).await, "{what} of another place is still open");
    }
    let own = "select has_table_privilege('province_11', 'province_11.school', 'select')
               and has_function_privilege('province_51', 'ministry.publish_schools(jsonb)', 'execute')";
    assert!(desk.app.one::<bool>(own).await, "too much was taken");

    let catalogue = "select md5(string_agg(concat(xmin, ctid), '|' order by oid)) from (
                         select oid, xmin::text, ctid from pg_database where datname = current_database()
                         union all select oid, xmin::text, ctid from pg_namespace
                         union all select oid, xmin::text, ctid from pg_default_acl
                         union all select oid, xmin::text, ctid from pg_class where relnamespace::regnamespace::text !~ '^pg_') c";
    let before: String = desk.app.one(catalogue).await;
    assert!(desk.apply().is_empty());
    assert_eq!(before, desk.app.one::<String>(catalogue).await, "a second run granted or revoked something");
    desk.app.done().await;
}
