//! What the house stands on, as the login role of a province: one door to the queue, one to the directory.

use serde_json::json;
use sqlx::{Connection, PgConnection, Row};

use crate::harness::{TestApp, people::FOREIGN_SCHOOL};

async fn login(app: &TestApp, role: &str) -> PgConnection {
    PgConnection::connect_with(&app.cluster.login(&app.database, role)).await.unwrap()
}

async fn enqueue(conn: &mut PgConnection) {
    let payload = json!({ "from": "11", "account": "a" });
    sqlx::query("select jobs.enqueue('mail_link', $1, 'key')").bind(payload).execute(conn).await.unwrap();
}

#[tokio::test]
async fn a_job_of_a_transaction_that_rolls_back_was_never_queued() {
    let app = TestApp::start().await;
    let mut province = login(&app, "province_51").await;
    let mut tx = province.begin().await.unwrap();
    enqueue(&mut tx).await;
    tx.rollback().await.unwrap();
    assert_eq!(app.queued().await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_job_bears_the_place_of_its_login_whatever_its_payload_says() {
    let app = TestApp::start().await;
    let mut province = login(&app, "province_51").await;
    let mut tx = province.begin().await.unwrap();
    enqueue(&mut tx).await;
    assert_eq!(app.queued().await, 0, "seen before the commit");
    tx.commit().await.unwrap();
    let jobs =
        sqlx::query("select payload ->> 'from' as place, key from jobs._private_jobs").fetch_all(&app.admin).await;
    let jobs: Vec<(String, String)> = jobs.unwrap().iter().map(|row| (row.get("place"), row.get("key"))).collect();
    assert_eq!(jobs, [("51".to_owned(), "51:key".to_owned())]);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn set_role_changes_no_place_and_no_right() {
    let app = TestApp::start().await;
    let mut province = login(&app, "province_51").await;
    for role in ["ministry", "province_11", "province_51_read", "province_51_audit", "huixin_owner"] {
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("set role {role}"))).execute(&mut province).await;
        assert_eq!(code(refused.unwrap_err()), "42501", "{role}");
    }
    let place: String = sqlx::query_scalar("select ministry.session_place()").fetch_one(&mut province).await.unwrap();
    assert_eq!(place, "51");
    for search_path in ["ministry", "province_11", "jobs", "pg_catalog"] {
        let set = format!("set search_path = {search_path}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(set)).execute(&mut province).await.unwrap();
        for statement in ["select 1 from account", "update school set name = ''", "select 1 from _private_jobs"] {
            let refused = sqlx::query(statement).execute(&mut province).await;
            let code = code(refused.unwrap_err());
            assert!(["42501", "42P01"].contains(&code.as_str()), "{search_path}: {statement}: {code}");
        }
    }
    app.done().await;
}

#[tokio::test]
async fn a_province_publishes_its_schools_and_never_anothers() {
    let app = TestApp::start().await;
    let mut province = login(&app, "province_51").await;
    let school = |id: &str| {
        json!([{ "id": id, "name": "新校", "name_pinyin": "xinxiao", "name_initials": "xx", "competent_dept": "四川省",
                 "affiliation": "province", "category": "regular", "level": "undergraduate", "ownership": "public",
                 "location": "成都市", "state": "active", "province": "11" }])
    };
    let publish = "select ministry.publish_schools($1)";
    sqlx::query(publish).bind(school("4151010699")).execute(&mut province).await.unwrap();
    let owner: String = app.one("select province from ministry.school where id = '4151010699'").await;
    assert_eq!(owner, "51", "the province is the login's, not the payload's");

    let refused = sqlx::query(publish).bind(school(FOREIGN_SCHOOL)).execute(&mut province).await.unwrap_err();
    let refused = refused.as_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("school_published_elsewhere"));
    let name: String = app.one(&format!("select name from ministry.school where id = '{FOREIGN_SCHOOL}'")).await;
    assert_eq!(name, "北京联合大学");
    app.done().await;
}

#[tokio::test]
async fn only_a_provinces_writing_login_publishes() {
    let app = TestApp::start().await;
    for role in ["ministry", "ministry_read", "ministry_audit", "province_51_read", "province_51_audit"] {
        let mut conn = login(&app, role).await;
        let refused = sqlx::query("select ministry.publish_schools('[]')").execute(&mut conn).await;
        assert_eq!(code(refused.unwrap_err()), "42501", "{role}");
    }
    app.done().await;
}

#[tokio::test]
async fn a_wrong_database_password_is_refused() {
    let app = TestApp::start().await;
    for role in ["province_51", "ministry", "huixin_owner"] {
        let wrong = app.cluster.sign_in(&app.database, role, "wrong");
        let refused = PgConnection::connect_with(&wrong).await.unwrap_err();
        assert_eq!(code(refused), "28P01", "{role}");
    }
    app.done().await;
}

fn code(error: sqlx::Error) -> String {
    error.as_database_error().and_then(|e| e.code()).map(|code| code.into_owned()).unwrap_or_default()
}
