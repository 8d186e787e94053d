//! kill -9 at bad moments, and what the next run makes of it.

use std::{
    io::Write,
    net::TcpStream,
    time::{Duration, Instant},
};

use huixin::assessment::results::sweep;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use crate::{
    harness::{Cluster, Mailbox, Program, TestApp, cluster, people::*, sql::digest},
    results::{self, CRISIS, MILD, NORMAL, row},
};

const NEW: [&str; 6] = ["12", "13", "14", "15", "21", "22"];
const PATIENCE: Duration = Duration::from_secs(60);

/// Wait until a query says yes; false when the patience is over or `unless` says so.
pub async fn until(pool: &PgPool, question: &str, mut unless: impl FnMut() -> bool) -> bool {
    let since = Instant::now();
    while since.elapsed() < PATIENCE && !unless() {
        // A table that is not there yet is a no.
        if sqlx::query_scalar::<_, bool>(AssertSqlSafe(question)).fetch_one(pool).await.unwrap_or(false) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    false
}

/// The next worker ends what a killed one left.
pub async fn relieve(app: &TestApp, program: &Program) {
    let mut next = program.start(&["work"]);
    let empty = "select count(*) = 0 from jobs._private_jobs";
    let ended = until(&app.admin, empty, || next.try_wait().unwrap().is_some()).await;
    next.kill().unwrap();
    next.wait().unwrap();
    assert!(ended, "the next worker did not finish the killed one's job");
}

async fn empty_databases(cluster: &Cluster) -> String {
    let name = format!("t_{}", Uuid::new_v4().simple());
    let mut admin = PgConnection::connect_with(&cluster.admin("postgres")).await.unwrap();
    for name in [&name, &format!("{name}_keys")] {
        let ddl = format!("create database {name} owner huixin_owner");
        sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut admin).await.unwrap();
    }
    name
}

async fn drop_databases(cluster: &Cluster, name: &str) {
    let mut admin = PgConnection::connect_with(&cluster.admin("postgres")).await.unwrap();
    for name in [name, &format!("{name}_keys")] {
        let ddl = format!("drop database {name} with (force)");
        sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut admin).await.unwrap();
    }
}

#[tokio::test]
async fn provisioning_killed_again_and_again_is_completed_by_the_next_run_and_then_changes_nothing() {
    let (cluster, dir) = (cluster(), tempfile::tempdir().unwrap());
    let name = empty_databases(&cluster).await;
    let config = cluster.config(dir.path(), &name, &format!("{name}_keys"));
    let program = Program::install(dir.path(), &cluster, &config, &NEW);
    let admin = PgPoolOptions::new().max_connections(2).connect_lazy_with(cluster.admin(&name));
    let mut killed = 0;
    for moment in [
        "select true",
        "select to_regclass('ministry.migration') is not null",
        "select to_regclass('ministry.province') is not null",
        "select count(*) > 0 from pg_namespace where nspname = 'jobs'",
        "select exists (select from ministry.migration where schema = 'jobs')",
        "select count(*) = 6 from ministry.province",
        "select count(distinct schema) >= 3 from ministry.migration where schema like 'province%'",
        "select count(distinct schema) >= 5 from ministry.migration where schema like 'province%'",
        "select count(*) > 0 from ministry.province where state = 'active'",
    ] {
        let mut run = program.start(&["province", "apply"]);
        let reached = until(&admin, moment, || run.try_wait().unwrap().is_some()).await;
        killed += u32::from(reached && run.try_wait().unwrap().is_none());
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert!(killed >= 5, "killed only {killed} times before the end");

    let last = program.run(&["province", "apply"]);
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    let status = program.run(&["province", "status", "--json"]);
    let all: Value = serde_json::from_slice(&status.stdout).unwrap();
    for code in NEW {
        let province = all.as_array().unwrap().iter().find(|p| p["province"] == code).unwrap();
        assert_eq!(province["state"], "active", "{province}");
        let facts = &province["facts"];
        for fact in ["migrated", "roles", "grants", "key"] {
            assert_eq!(facts[fact], true, "{code} {fact}: {facts}");
        }
    }
    let before = (digest(&admin).await, catalogue(&admin).await);
    let again = program.run(&["province", "apply", "--json"]);
    assert!(matches!(again.status.code(), Some(0 | 5)), "{}", String::from_utf8_lossy(&again.stderr));
    let applied: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert!(applied.as_array().unwrap().iter().all(|a| a["changed"] == false), "{applied}");
    assert!(before == (digest(&admin).await, catalogue(&admin).await), "a second run changed something");
    admin.close().await;
    drop_databases(&cluster, &name).await;
}

/// Relations, rights and roles, down to the salt of each password.
async fn catalogue(pool: &PgPool) -> String {
    let question = "select md5(string_agg(line, '|' order by line)) from (
        select concat(c.xmin, c.oid, c.relacl) as line from pg_class c where c.relkind = 'r' and c.oid > 16383
        union all select concat(n.oid, n.nspname, n.nspacl) from pg_namespace n where n.nspname !~ '^pg_'
        union all select concat(p.xmin, p.oid, p.proacl) from pg_proc p where p.oid > 16383
        union all select concat(a.rolname, a.rolpassword, a.rolconnlimit) from pg_authid a
                  where a.rolname ~ '^province_(12|13|14|15|21|22)') everything";
    sqlx::query_scalar(question).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn a_wrong_password_of_the_owner_is_said_and_nothing_is_made() {
    let (cluster, dir) = (cluster(), tempfile::tempdir().unwrap());
    let name = empty_databases(&cluster).await;
    let config = cluster.config(dir.path(), &name, &format!("{name}_keys"));
    let wrong = Cluster { owner_password: "wrong".to_owned(), ..cluster.clone() };
    let run = Program::install(dir.path(), &wrong, &config, &NEW).run(&["province", "apply"]);
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("password authentication failed"), "{said}");
    drop_databases(&cluster, &name).await;
}

#[tokio::test]
async fn a_worker_killed_in_the_middle_of_a_province_is_relieved_and_the_counts_are_right() {
    let app = TestApp::start().await;
    let dir = tempfile::tempdir().unwrap();
    let program = Program::on(&app, dir.path(), &[]);
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let rows = "学校标识码,学校名称,主管部门,所在地,办学层次\n\
                4151010650,西南新校,四川省,成都市,本科\n4151010651,川北新校,四川省,南充市,专科\n\
                4111011418,北京新校,北京市,北京市,专科\n";
    let staged = client.upload("/school-imports", "n.csv", rows.as_bytes().to_vec()).await.expect(201).body;
    let path = format!("/school-imports/{}", staged["id"].as_str().unwrap());
    client.post(&format!("{path}/commit"), json!({ "sha256": staged["sha256"] })).await.expect(202);

    // Somebody holds the province's schools, so that its part waits inside its transaction.
    let mut holder = app.admin.begin().await.unwrap();
    sqlx::query("lock table province_51.school in exclusive mode").execute(&mut *holder).await.unwrap();
    let mut worker = program.start(&["work"]);
    let waits = "select count(*) > 0 from pg_stat_activity
                 where usename = 'province_51' and datname = current_database() and wait_event_type = 'Lock'";
    assert!(until(&app.admin, waits, || false).await, "the part never began");
    worker.kill().unwrap();
    worker.wait().unwrap();
    holder.rollback().await.unwrap();
    assert_eq!(app.one::<i64>("select count(*) from province_51.school").await, 3, "half a part was written");

    relieve(&app, &program).await;
    let done = client.get(&path).await.expect(200).body;
    assert_eq!((&done["state"], &done["created"], &done["failed"]), (&json!("done"), &json!(3), &json!(0)), "{done}");
    app.done().await;
}

/// Rows of these tables, and the state of the one import.
async fn census(app: &TestApp) -> ([i64; 4], String) {
    let mut rows = [0; 4];
    let tables = ["province_51.result", "province_51.contact", "disclosure.school_count", "province_51.result_stage"];
    for (count, table) in rows.iter_mut().zip(tables) {
        *count = app.one(&format!("select count(*) from {table}")).await;
    }
    (rows, app.one("select state from province_51.result_import").await)
}

#[tokio::test]
async fn a_worker_killed_in_the_middle_of_a_census_commit_leaves_nothing_of_it_and_the_next_one_brings_it_in_once() {
    let (app, head) = results::start().await;
    let dir = tempfile::tempdir().unwrap();
    let program = Program::on(&app, dir.path(), &[]);
    let import = head.upload(&[row("1", NORMAL), row("2", MILD), row("3", CRISIS)]).await;
    head.commit(&import).await.expect(202);

    // Somebody holds the counts, so that the commit waits inside its transaction with every result written.
    let mut holder = app.admin.begin().await.unwrap();
    sqlx::query("lock table province_51.result_count in exclusive mode").execute(&mut *holder).await.unwrap();
    let mut worker = program.start(&["work"]);
    let waits = "select exists (
        select from pg_stat_activity a join pg_locks l on l.pid = a.pid join pg_inherits i on i.inhrelid = l.relation
        where a.usename = 'province_51' and a.datname = current_database() and a.wait_event_type = 'Lock'
          and a.backend_xid is not null and l.granted and l.mode = 'RowExclusiveLock' and i.inhparent = 'province_51.result'::regclass)";
    assert!(until(&app.admin, waits, || false).await, "the commit never wrote its results");
    worker.kill().unwrap();
    worker.wait().unwrap();
    holder.rollback().await.unwrap();
    let gone = "select not exists (select from pg_stat_activity
                where usename = 'province_51' and datname = current_database() and xact_start is not null)";
    assert!(until(&app.admin, gone, || false).await, "the killed worker's transaction never ended");
    assert_eq!(census(&app).await, ([0, 0, 0, 3], "committing".to_owned()), "half a commit was left");
    assert_eq!(head.get("contacts").await.expect(200).body["items"], json!([]));

    relieve(&app, &program).await;
    assert_eq!(census(&app).await, ([3, 1, 1, 0], "done".to_owned()));
    let counts: String =
        app.one("select concat_ws(' ', completed, valid, l1, l2, l3, l0, crisis) from disclosure.school_count").await;
    assert_eq!(counts, "3 3 1 0 1 1 1");
    let done = "select count(*) from province_51.audit_log where operation = 'result.commit'";
    assert_eq!(app.one::<i64>(done).await, 1);
    let mails = Mailbox::new(dir.path().join("mails")).all();
    assert!(mails.len() == 1 && mails[0].contains("head@example.edu.cn"), "{mails:?}");
    app.done().await;
}

#[tokio::test]
async fn a_node_killed_in_the_middle_of_an_upload_leaves_an_import_that_is_swept_with_its_stage() {
    let (app, head) = results::start().await;
    let dir = tempfile::tempdir().unwrap();
    let served = Program::on(&app, dir.path(), &[]).serve(&[], &dir.path().join("log")).await;
    let cookie = app.session("51", app.account(&COUNSEL_HEAD).await).await;
    // More than are staged at once.
    let rows: Vec<String> = (0..17_000).map(|number| row(&number.to_string(), NORMAL)).collect();
    let (body, path) = (results::csv(&rows), head.path("result-imports"));
    let request = format!(
        "POST /api/v1{path}?filename=a.csv HTTP/1.1\r\nhost: {}\r\ncookie: __Host-huixin={cookie}\r\n\
         content-type: application/octet-stream\r\ncontent-length: {}\r\n\r\n",
        served.address,
        body.len() + 1
    );
    // One byte is missing, so that the upload never ends.
    let mut stream = TcpStream::connect(&served.address).unwrap();
    stream.write_all(&[request.as_bytes(), &body].concat()).unwrap();
    let staged = "select count(*) > 0 from province_51.result_stage";
    assert!(until(&app.admin, staged, || false).await, "nothing was staged");
    drop(served);

    assert_eq!(app.one::<String>("select state from province_51.result_import").await, "reading");
    assert_eq!(sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 0, "it might still go on");
    app.pass(chrono::TimeDelta::minutes(11));
    assert_eq!(sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 1);
    assert_eq!(census(&app).await, ([0, 0, 0, 0], "abandoned".to_owned()));
    app.done().await;
}
