//! Every login of the databases above the school × every relation and every function that Postgres lets it read.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::Census;
use crate::{cockpit::login, harness::TestApp};

const LOGINS: [&str; 9] = [
    "ministry",
    "ministry_read",
    "ministry_audit",
    "province_51",
    "province_51_read",
    "province_51_audit",
    "province_11",
    "province_11_read",
    "province_11_audit",
];

/// Whether a login knows the keys of results: the product's own joins rows by them; auditors see which contacts were opened.
fn knows_keys(role: &str, relation: &str) -> bool {
    // Postgres's statistics repeat values of what a login reads anyway.
    let reads = |table: &str| relation == table || relation.starts_with("pg_catalog.pg_stats");
    role == "province_51" || role == "province_51_audit" && reads("province_51.audit_log")
}

/// All that a question brought: rows, or what the error says.
struct Heard {
    rows: usize,
    text: String,
    /// Of the error.
    code: Option<String>,
}

async fn hear(conn: &mut PgConnection, sql: String) -> Heard {
    let mut tx = conn.begin().await.unwrap();
    let heard = sqlx::query_scalar::<_, Option<String>>(AssertSqlSafe(sql)).fetch_all(&mut *tx).await;
    tx.rollback().await.unwrap();
    match heard {
        Ok(rows) => {
            Heard { rows: rows.len(), text: rows.into_iter().flatten().collect::<Vec<_>>().join("\n"), code: None }
        }
        Err(error) => {
            let code = error.as_database_error().and_then(|e| e.code()).map(|code| code.into_owned());
            Heard { rows: 0, text: format!("{error:?}"), code: Some(code.unwrap_or_default()) }
        }
    }
}

/// Schema and name of whatever holds rows, partitions too; of Postgres's own what repeats values: statistics, statements, objects.
async fn relations(app: &TestApp) -> Vec<String> {
    let all = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
           and (n.nspname !~ '^(pg_|information_schema$)' or c.relname ~ '^pg_(stat|largeobject|prepared|cursors|seclabel)')
         order by 1",
    );
    let found: Vec<String> = all.fetch_all(&app.admin).await.unwrap();
    assert!(found.len() > 100 && found.iter().any(|relation| relation == "pg_catalog.pg_stats"), "{found:?}");
    found
}

async fn read(conn: &mut PgConnection, relation: &str) -> Heard {
    hear(conn, format!("select t::text from {relation} t")).await
}

/// Calls of every function of ours, with each of these identifiers and otherwise with next to nothing.
async fn calls(app: &TestApp, ids: &[String]) -> Vec<String> {
    let functions: Vec<(String, Vec<String>)> = sqlx::query_as(
        "select format('%I.%I', n.nspname, p.proname), array(select format_type(t, null) from unnest(p.proargtypes) t)
         from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and n.nspname !~ '^(pg_|information_schema$)' order by 1",
    )
    .fetch_all(&app.admin)
    .await
    .unwrap();
    assert!(functions.len() >= 11, "{functions:?}");
    let call = |(name, types): &(String, Vec<String>), id: &str| {
        let argument = |kind: &String| match kind.as_str() {
            "uuid" => format!("'{id}'::uuid"),
            "json" | "jsonb" => format!("'[]'::{kind}"),
            "integer" | "bigint" | "smallint" => format!("1::{kind}"),
            "text" => "'x'::text".to_owned(),
            other => format!("null::{other}"),
        };
        let arguments = types.iter().map(argument).collect::<Vec<_>>().join(", ");
        format!("select f::text from {name}({arguments}) f")
    };
    functions.iter().flat_map(|function| ids.iter().map(move |id| call(function, id))).collect()
}

#[tokio::test]
async fn no_login_above_the_school_reads_of_a_student_in_any_table_view_or_function() {
    let census = Census::set().await;
    let app = &census.scene.app;
    app.sql("analyze").await;
    let key: String = app.one("select id::text from province_51.result limit 1").await;
    let import: String = app.one("select id::text from province_51.result_import limit 1").await;
    let calls = calls(app, &[census.scene.campaign.clone(), key, import]).await;
    let relations = relations(app).await;
    for role in LOGINS {
        let mut conn = login(app, role).await;
        let (mut own, mut called) = (0, 0);
        for relation in &relations {
            let heard = read(&mut conn, relation).await;
            let what = format!("{relation} as {role}");
            let foreign = relation.starts_with("province_51.") && !role.starts_with("province_51");
            assert!(!foreign || heard.code.as_deref() == Some("42501"), "{what}: {:?}", heard.code);
            census.words.finds_nothing_in(heard.text.as_bytes(), &what);
            if !knows_keys(role, relation) {
                census.rows.finds_nothing_in(heard.text.as_bytes(), &what);
            }
            own += if relation.starts_with("pg_catalog.") { 0 } else { heard.rows };
        }
        for call in &calls {
            let heard = hear(&mut conn, call.clone()).await;
            census.words.finds_nothing_in(heard.text.as_bytes(), &format!("{call} as {role}"));
            census.rows.finds_nothing_in(heard.text.as_bytes(), &format!("{call} as {role}"));
            called += heard.rows;
        }
        assert!(own > 0, "{role} read no row of ours");
        let writes = matches!(role, "ministry" | "province_51" | "province_11");
        assert_eq!(called > 0, writes, "{role} got {called} rows from functions");
        conn.close().await.unwrap();
    }
    product_alone(&census).await;
    census.scene.app.leave_jobs_and_mails().await;
}

/// What others are searched for is there: the product's login reads the rows and the sealed note, and no word of a student.
async fn product_alone(census: &Census) {
    let mut conn = login(&census.scene.app, "province_51").await;
    let results = read(&mut conn, "result").await;
    assert!(results.rows > super::STUDENTS && census.rows.find(results.text.as_bytes()).is_some());
    let contacts = read(&mut conn, "contact").await;
    assert!(contacts.rows > 0 && census.words.find(contacts.text.as_bytes()).is_none());
}

#[tokio::test]
async fn a_student_who_stands_where_the_header_belongs_is_read_by_no_login() {
    let (app, head) = crate::results::start().await;
    let file = String::from_utf8(super::file()).unwrap();
    let (header, students) = file.split_once('\n').unwrap();
    for file in [students.to_owned(), format!("{header},{}\n{students}", crate::results::CANARY)] {
        let import = head.upload_as("headless.csv", file.into_bytes()).await;
        assert_eq!(import["state"], "invalid", "{import}");
        for role in ["province_51", "province_51_read"] {
            let faults = read(&mut login(&app, role).await, "result_import_fault").await;
            assert!(faults.rows > 0, "{:?}", faults.code);
            super::words().finds_nothing_in(faults.text.as_bytes(), &format!("result_import_fault as {role}"));
        }
    }
    app.done().await;
}
