//! Nodes, their pools, and Redis: what may be absent, and what must not mix.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{TestApp, cluster, people::*};

#[tokio::test]
async fn two_provinces_interleaved_on_one_connection_each_see_only_themselves() {
    let app = TestApp::start_with(|config| config.database.pool = 1).await;
    let (sichuan, beijing) = (app.as_person(&PROV_ADMIN).await, app.as_person(&BEIJING_ADMIN).await);
    let open = |id: String, name: String| {
        json!({ "id": id, "name": name, "competent_dept": "省级部门", "affiliation": "province", "category": "regular",
                "level": "junior_college", "ownership": "public", "location": "某市" })
    };
    let calls = (0..12).flat_map(|i| {
        let theirs = open(format!("41510107{i:02}"), format!("四川第{i}学院"));
        let others = open(format!("41110107{i:02}"), format!("北京第{i}学院"));
        [(sichuan.clone(), "51", theirs), (beijing.clone(), "11", others)]
    });
    let all = calls.map(|(client, province, body)| async move {
        client.post(&format!("/provinces/{province}/schools"), body).await.expect(201);
        client.get(&format!("/provinces/{province}/schools")).await.expect(200)
    });
    for list in futures_util::future::join_all(all).await {
        let names: Vec<_> =
            list.body["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap()).collect();
        let of = |word: &str| names.iter().any(|name| name.starts_with(word));
        assert!(of("四川第") != of("北京第"), "{names:?}");
    }
    assert_eq!(app.one::<i64>("select count(*) from province_51.school where name like '四川第%'").await, 12);
    assert_eq!(app.one::<i64>("select count(*) from province_11.school where name like '北京第%'").await, 12);
    app.done().await;
}

#[tokio::test]
async fn with_redis_gone_everything_works_and_ended_sessions_die() {
    let app = TestApp::start_with(|config| config.redis_url = Some("redis://127.0.0.1:1/".to_owned())).await;
    let other = app.another_node().await;
    let body = json!({ "realm": "51", "login": PROV_ADMIN.login, "password": PASSWORD, "code": app.code() });
    let cookie = app.anonymous().post("/session", body).await.expect(200).cookie();
    let (here, there) = (app.anonymous().with_cookie(&cookie), other.anonymous().with_cookie(&cookie));
    there.get("/accounts").await.expect(200);
    here.delete("/session").await.expect(204);
    let ended = Instant::now();
    while there.get("/session").await.status == 200 {
        assert!(ended.elapsed() < Duration::from_millis(1_500), "still alive after {:?}", ended.elapsed());
    }
    app.anonymous().at_root().get("/readyz").await.expect(503);
    other.leave_jobs_and_mails().await;
    app.done().await;
}

#[tokio::test]
async fn redis_tells_other_nodes_at_once() {
    let url = cluster().redis_url.expect("redis-server is installed for tests");
    let app = TestApp::start_with(|config| config.redis_url = Some(url)).await;
    let other = app.another_node().await;
    let cookie = app.session("51", app.account(&PROV_ADMIN).await).await;
    let (here, there) = (app.anonymous().with_cookie(&cookie), other.anonymous().with_cookie(&cookie));
    there.get("/session").await.expect(200);
    here.delete("/session").await.expect(204);
    let ended = Instant::now();
    while there.get("/session").await.status == 200 {
        assert!(ended.elapsed() < Duration::from_secs(2), "still alive after {:?}", ended.elapsed());
    }
    other.leave_jobs_and_mails().await;
    app.done().await;
}

#[tokio::test]
async fn a_province_whose_login_is_refused_answers_not_now_and_harms_no_other() {
    let app = TestApp::start().await;
    app.sql(&format!("revoke connect on database {} from province_51", app.database)).await;
    let body = |realm: &str, person: &Person| json!({ "realm": realm, "login": person.login, "password": PASSWORD });
    let answer = app.anonymous().post("/session", body("51", &PROV_ADMIN)).await.refused(503, "place_not_ready");
    assert!(answer.header("retry-after").is_some());
    app.anonymous().post("/session", body("11", &BEIJING_ADMIN)).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_the_work_whole() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    admin.get("/session").await.expect(200);
    let body =
        json!({ "login": "newcomer", "name": "新人", "email": "newcomer@example.edu.cn", "role": "prov_analyst" });
    for millis in [1_u64, 3, 6, 12] {
        let patience = Duration::from_millis(millis);
        let _whatever_became_of_it = tokio::time::timeout(patience, admin.post("/accounts", body.clone())).await;
    }
    // Whether one of them arrived or none: account, assignment, job and audit row come together.
    let answer = admin.post("/accounts", body).await;
    assert!([201, 422].contains(&answer.status), "{}", answer.body);
    for (table, condition) in [
        ("province_51.account", "login = 'newcomer'"),
        ("province_51.assignment", "account_id in (select id from province_51.account where login = 'newcomer')"),
        ("province_51.audit_log", "operation = 'account.invite'"),
        ("jobs._private_jobs", "true"),
    ] {
        assert_eq!(app.one::<i64>(&format!("select count(*) from {table} where {condition}")).await, 1, "{table}");
    }
    app.mail_to("newcomer@example.edu.cn").await;
    app.done().await;
}
