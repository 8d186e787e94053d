//! What each login may touch: asked of Postgres for every relation, function and schema there is, compared with a golden file,
//! and tried, verb by verb.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{golden, harness::TestApp};

const VERBS: [&str; 5] = ["select", "insert", "update", "delete", "truncate"];

/// Every right that a login has by whatever way: its own, PUBLIC's, a membership's.
const EFFECTIVE: &str = "
    with login as (select rolname::text as name, oid from pg_roles where rolcanlogin and not rolsuper),
         schema as (select oid, nspname::text as name from pg_namespace
                    where nspname not like 'pg\\_%' and nspname <> 'information_schema'),
         verb as (select unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as name)
    select l.name, s.name || '.' || c.relname, lower(v.name)
    from login l, pg_class c join schema s on s.oid = c.relnamespace, verb v
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and has_table_privilege(l.oid, c.oid, v.name)
    union all
    select l.name, s.name || '.' || c.relname, lower(v.name)
    from login l, pg_class c join schema s on s.oid = c.relnamespace, unnest(array['USAGE', 'SELECT', 'UPDATE']) v (name)
    where c.relkind = 'S' and has_sequence_privilege(l.oid, c.oid, v.name)
    union all
    select l.name, p.oid::regprocedure::text, 'execute'
    from login l, pg_proc p join schema s on s.oid = p.pronamespace where has_function_privilege(l.oid, p.oid, 'EXECUTE')
    union all
    select l.name, 'schema ' || s.name, lower(v.name)
    from login l, schema s, unnest(array['USAGE', 'CREATE']) v (name) where has_schema_privilege(l.oid, s.oid, v.name)
    union all
    select l.name, 'database', lower(v.name)
    from login l, unnest(array['CONNECT', 'CREATE', 'TEMPORARY']) v (name)
    where has_database_privilege(l.oid, current_database(), v.name)
    union all
    select l.name, 'member of ' || m.roleid::regrole, '' from login l join pg_auth_members m on m.member = l.oid";

/// Places under test, as schema names; other tests provision further provinces in databases of their own.
const PLACES: [&str; 5] = ["ministry", "province_11", "province_51", "province_direct", "province_xpcc"];

fn logins() -> impl Iterator<Item = String> {
    PLACES.into_iter().flat_map(|place| ["", "_read", "_audit"].map(|suffix| format!("{place}{suffix}")))
}

async fn effective(app: &TestApp) -> BTreeSet<(String, String, String)> {
    let all: Vec<(String, String, String)> = sqlx::query_as(EFFECTIVE).fetch_all(&app.admin).await.unwrap();
    all.into_iter().filter(|(login, ..)| logins().any(|known| known == *login)).collect()
}

/// A login's rights, one line an object, with the province's code left open.
fn lines(rights: &BTreeSet<(String, String, String)>, login: &str) -> BTreeSet<String> {
    let place = login.trim_end_matches("_read").trim_end_matches("_audit");
    let anonymous = |text: &str| text.replace(place, if place == "ministry" { "ministry" } else { "province_NN" });
    let objects: BTreeSet<&String> =
        rights.iter().filter(|(of, ..)| of == login).map(|(_, object, _)| object).collect();
    let line = |object: &&String| {
        let of = rights.iter().filter(|(l, o, _)| l == login && o == *object).map(|(.., right)| right.as_str());
        format!("{:<22}{:<58}{}", anonymous(login), anonymous(object), of.collect::<Vec<_>>().join(" "))
            .trim_end()
            .to_owned()
    };
    objects.iter().map(line).collect()
}

#[tokio::test]
async fn every_login_has_exactly_the_rights_of_the_golden_list() {
    let app = TestApp::start().await;
    let rights = effective(&app).await;
    for suffix in ["", "_read", "_audit"] {
        let of = |place: &str| lines(&rights, &format!("{place}{suffix}"));
        for province in &PLACES[2..] {
            assert_eq!(of(province), of("province_11"), "{province}{suffix} is unlike the other provinces");
        }
    }
    let all = ["ministry", "ministry_read", "ministry_audit", "province_11", "province_11_read", "province_11_audit"];
    let text: Vec<String> = all.iter().flat_map(|login| lines(&rights, login)).collect();
    golden::compare("grants.txt", &(text.join("\n") + "\n"));
    app.done().await;
}

/// What a login may do to a table, as the golden file says it.
fn golden_says(golden: &str, login: &str, table: &str, verb: &str) -> bool {
    let place = login.trim_end_matches("_read").trim_end_matches("_audit");
    let open = |text: &str| if place == "ministry" { text.to_owned() } else { text.replace(place, "province_NN") };
    let (login, table) = (open(login), open(table));
    golden.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some(&login) && words.next() == Some(&table) && words.any(|word| word == verb)
    })
}

/// Run something that changes no row, in a transaction that is rolled back; whether permission was refused.
async fn refused(conn: &mut PgConnection, table: &str, column: &str, verb: &str) -> bool {
    let statement = match verb {
        "select" => format!("select 1 from {table} where false"),
        "insert" => format!("insert into {table} default values"),
        "update" => format!("update {table} set {column} = null where false"),
        "delete" => format!("delete from {table} where false"),
        _ => format!("truncate {table}"),
    };
    let tried = sqlx::raw_sql(AssertSqlSafe(format!("begin read write; {statement}"))).execute(&mut *conn).await;
    sqlx::raw_sql("rollback").execute(conn).await.unwrap();
    let code = tried.err().and_then(|e| e.as_database_error().and_then(|e| e.code()).map(|c| c.into_owned()));
    code.as_deref() == Some("42501")
}

#[tokio::test]
async fn every_login_is_refused_every_table_and_verb_that_the_golden_list_does_not_name() {
    let app = TestApp::start().await;
    let golden = golden::read("grants.txt");
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select n.nspname || '.' || c.relname,
                (select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                                                   and a.attidentity = '' and a.attgenerated = '' order by a.attnum limit 1)
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1",
    )
    .fetch_all(&app.admin)
    .await
    .unwrap();
    let (mut tried, mut wrong) = (0, Vec::new());
    for login in logins() {
        let mut conn = PgConnection::connect_with(&app.cluster.login(&app.database, &login)).await.unwrap();
        for (table, column) in &tables {
            for verb in VERBS {
                let allowed = !refused(&mut conn, table, column, verb).await;
                tried += 1;
                if allowed != golden_says(&golden, &login, table, verb) {
                    wrong.push(format!("{login} {verb} {table}: allowed is {allowed}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried > 15 * 50 * 5, "only {tried} tries: did the catalogue shrink?");
    app.done().await;
}
