//! Instruments in the database, in `doctor` and on the command line.

use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::{Program, TestApp};

const VERSIONS: [&str; 5] = ["gad-7@1", "phq-15@1", "phq-4@1", "phq-9@1", "who-5@1"];

/// The program as an operator runs it against a test's databases.
fn program(app: &TestApp, dir: &tempfile::TempDir) -> Program {
    let mut config = (*app.node.config).clone();
    let own = app.cluster.config(dir.path(), "", "");
    (config.secrets, config.tenants, config.mail) = (own.secrets, own.tenants, own.mail);
    Program::install(dir.path(), &app.cluster, &config, &[])
}

fn finding(run: &Output, check: &str) -> Value {
    let all: Value = serde_json::from_slice(&run.stdout).unwrap();
    all.as_array().unwrap().iter().find(|found| found["check"] == check).unwrap().clone()
}

#[tokio::test]
async fn the_shipped_versions_are_loaded_with_the_schema_and_once() {
    let (app, dir) = (TestApp::start().await, tempfile::tempdir().unwrap());
    let all = "select string_agg(id, ' ' order by id) from ministry.instrument_version
               where sha256 = sha256(convert_to(definition, 'UTF8'))";
    assert_eq!(app.one::<String>(all).await, VERSIONS.join(" "));
    let rows = "select md5(string_agg(concat(v.xmin, v.*), '|' order by id)) from ministry.instrument_version v";
    let before: String = app.one(rows).await;
    let run = program(&app, &dir).run(&["migrate"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(app.one::<String>(rows).await, before, "a second run changed a row");
    let found = finding(&program(&app, &dir).run(&["doctor", "--json"]), "instruments");
    assert_eq!((&found["ok"], &found["detail"]), (&true.into(), &"5 versions as shipped".into()));
    app.done().await;
}

#[tokio::test]
async fn a_shipped_version_that_differs_from_the_stored_one_is_refused_and_nothing_is_loaded() {
    let (app, dir) = (TestApp::start().await, tempfile::tempdir().unwrap());
    app.sql(
        "delete from ministry.instrument_version where id = 'who-5@1';
         update ministry.instrument_version
         set definition = definition || '#', sha256 = sha256(convert_to(definition || '#', 'UTF8')) where id = 'phq-9@1'",
    )
    .await;
    let run = program(&app, &dir).run(&["migrate"]);
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("instrument phq-9@1 as shipped is not the phq-9@1 of this deployment"), "{said}");
    let left: i64 = app.one("select count(*) from ministry.instrument_version where id = 'who-5@1'").await;
    assert_eq!(left, 0, "what was refused must not be done in part");
    let doctor = program(&app, &dir).run(&["doctor", "--json"]);
    let text = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert_eq!(doctor.status.code(), Some(1));
    assert!(text.contains("a published version never changes"), "{text}");
    assert!(text.contains("instrument who-5@1 is not loaded: run `huixin migrate`"), "{text}");
    app.done().await;
}

/// In an empty folder, with nothing of the environment: no configuration, no database.
fn score(args: &[&str]) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_huixin"));
    command.env_clear().current_dir(dir.path()).arg("score").args(args).output().unwrap()
}

#[test]
fn scoring_needs_no_configuration_and_no_database() {
    for id in ["phq-9", "phq-9@1"] {
        let run = score(&[id, "0,0,0,1,0,0,0,0,1", "--json"]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let found: Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!((&found["instrument"], &found["total"]), (&"phq-9@1".into(), &2.into()));
        assert_eq!((&found["band"]["code"], &found["level"]["code"]), (&"minimal".into(), &"L1".into()));
        assert_eq!(found["crisis"], true);
        assert_eq!(found["notice"]["zh"], "筛查结果，不是诊断");
    }
    let text = score(&["gad-7", "2,2,2,2,1,1,0"]);
    let text = String::from_utf8(text.stdout).unwrap();
    for line in ["总分 total: 10", "程度 band: 中度 moderate", "筛查结果，不是诊断 Screening result, not a diagnosis"]
    {
        assert!(text.lines().any(|found| found == line), "{line}:\n{text}");
    }
}

#[test]
fn what_cannot_be_scored_ends_with_2_and_nothing_on_stdout() {
    for (args, why) in [
        (&["phq-9", "1,1,1"][..], "phq-9@1 has 9 items, but 3 answers were given"),
        (&["phq-9", "1,1,1,1,1,1,1,1,4"], "item 9: 4 is not an answer from 0 to 3"),
        (&["phq-9", "1,1,1,1,1,1,1,1,x"], "item 9: `x` is not a number"),
        (&["mmpi", "1"], "there is no instrument mmpi; known: phq-9@1"),
        (&["phq-9"], "required"),
    ] {
        let run = score(&[args, &["--json"]].concat());
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{args:?}: {said}");
        assert!(said.contains(why), "{args:?}: {said}");
    }
}
