//! The year's campaign: opened and closed by the ministry, one job per province, visible as "n of so many".

use huixin::{access::SystemActor, assessment::campaigns::catch_up};
use serde_json::{Value, json};

use crate::{
    harness::{Answer, Client, Program, TestApp, people::*},
    kill::{relieve, until},
};

pub fn body(year: i32) -> Value {
    json!({ "year": year, "title": format!("{year}年学生心理健康测评"), "instruments": ["phq-9@1", "gad-7@1"],
            "opens_on": format!("{year}-09-01"), "closes_on": format!("{year}-12-31") })
}

/// A campaign that every province has opened; its identifier.
pub async fn opened(app: &TestApp) -> String {
    let steering = app.as_person(&MOE_STEERING).await;
    let campaign = steering.post("/campaigns", body(2026)).await.expect(201).body;
    app.work().await;
    campaign["id"].as_str().unwrap().to_owned()
}

async fn close(client: &Client, id: &str, version: i64) -> Answer {
    client.with("if-match", &format!("\"{version}\"")).post(&format!("/campaigns/{id}/close"), json!({})).await
}

fn progress(campaign: &Value) -> (&str, i64, i64) {
    let number = |name: &str| campaign[name].as_i64().unwrap();
    (campaign["state"].as_str().unwrap(), number("done"), number("total"))
}

fn part<'a>(campaign: &'a Value, province: &str) -> &'a Value {
    campaign["parts"].as_array().unwrap().iter().find(|part| part["province"] == province).unwrap()
}

async fn partitions(app: &TestApp, province: &str) -> i64 {
    app.one(&format!("select count(*) from pg_inherits where inhparent = 'province_{province}.result'::regclass")).await
}

async fn local_state(app: &TestApp, province: &str) -> String {
    app.one(&format!("select coalesce(max(state), 'none') from province_{province}.campaign")).await
}

#[tokio::test]
async fn the_ministry_sees_which_instruments_it_may_choose() {
    let app = TestApp::start().await;
    let steering = app.as_person(&MOE_STEERING).await;
    let found = steering.get("/instruments").await.expect(200).body;
    let phq = found["items"].as_array().unwrap().iter().find(|i| i["id"] == "phq-9@1").unwrap();
    assert_eq!((phq["items"].as_i64(), phq["wording_checked"].as_bool()), (Some(9), Some(false)));
    app.as_person(&PROV_ADMIN).await.get("/instruments").await.refused(404, "not_found");
    app.done().await;
}

#[tokio::test]
async fn a_campaign_opens_in_every_province_and_says_in_how_many_it_has() {
    let app = TestApp::start().await;
    let steering = app.as_person(&MOE_STEERING).await;
    let created = steering.post("/campaigns", body(2026)).await.expect(201);
    assert_eq!(progress(&created.body), ("opening", 0, 4));
    let path = format!("/campaigns/{}", created.body["id"].as_str().unwrap());
    assert_eq!(created.header("location"), Some(format!("/api/v1{path}").as_str()));
    for province in PROVINCES {
        assert_eq!((local_state(&app, province).await, partitions(&app, province).await), ("none".to_owned(), 0));
    }
    app.work().await;
    let open = steering.get(&path).await.expect(200).body;
    assert_eq!(progress(&open), ("open", 4, 4));
    assert_eq!(part(&open, "51")["state"], "done");
    assert_eq!(open["_can"]["campaign.close"]["allowed"], true);
    for province in PROVINCES {
        assert_eq!((local_state(&app, province).await, partitions(&app, province).await), ("open".to_owned(), 1));
    }
    let here = app.as_person(&COUNSEL_HEAD).await.get("/provinces/51/campaigns").await.expect(200).body;
    let campaign = &here["items"][0];
    assert_eq!((&campaign["id"], &campaign["state"]), (&open["id"], &json!("open")));
    assert_eq!((&campaign["instruments"][1]["id"], &campaign["synthetic"]), (&json!("gad-7@1"), &json!(false)));
    steering.post("/campaigns", body(2026)).await.refused(409, "campaign_year_taken");
    let listed = steering.get("/campaigns").await.expect(200).body;
    assert_eq!((listed["items"].as_array().unwrap().len(), progress(&listed["items"][0])), (1, ("open", 4, 4)));
    app.done().await;
}

#[tokio::test]
async fn a_campaign_with_an_instrument_that_nobody_knows_is_refused_before_anything_begins() {
    let app = TestApp::start().await;
    let steering = app.as_person(&MOE_STEERING).await;
    let mut unknown = body(2026);
    unknown["instruments"] = json!(["phq-9@1", "phq-9@99"]);
    steering.post("/campaigns", unknown).await.invalid("/instruments/1", "instrument_unknown");
    assert_eq!(app.one::<i64>("select count(*) from ministry.campaign").await, 0);
    app.done().await;
}

#[tokio::test]
async fn the_same_request_sent_twice_opens_one_campaign() {
    let app = TestApp::start().await;
    let steering = app.as_person(&MOE_STEERING).await.with("idempotency-key", "open-2026");
    let first = steering.post("/campaigns", body(2026)).await.expect(201).body;
    let second = steering.post("/campaigns", body(2026)).await.expect(201).body;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(app.queued().await, 4);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_province_whose_part_fails_is_seen_harms_no_other_and_is_done_later() {
    let app = TestApp::start().await;
    app.sql(&format!("revoke connect on database {} from province_xpcc", app.database)).await;
    let id = opened(&app).await;
    let steering = app.as_person(&MOE_STEERING).await;
    let partly = steering.get(&format!("/campaigns/{id}")).await.expect(200).body;
    assert_eq!(progress(&partly), ("opening", 3, 4));
    let xpcc = part(&partly, "xpcc");
    assert_eq!(xpcc["state"], "failed");
    assert!(xpcc["error"].as_str().unwrap().chars().count() > 4, "it says why: {xpcc}");
    assert_eq!(app.queued().await, 1, "it is tried again");

    app.sql(&format!("grant connect on database {} to province_xpcc", app.database)).await;
    app.make_due().await;
    app.work().await;
    let open = steering.get(&format!("/campaigns/{id}")).await.expect(200).body;
    assert_eq!((progress(&open), &part(&open, "xpcc")["error"]), (("open", 4, 4), &Value::Null));
    app.done().await;
}

#[tokio::test]
async fn a_part_done_twice_is_done_once() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let since: String = app.one("select opened_at::text from province_51.campaign").await;
    app.sql(&format!(
        "select jobs.add_job('apply_campaign', json_build_object('campaign', '{id}', 'province', '51', 'from', 'ministry',
                                                                'job', (select open_job from ministry.campaign)))"
    ))
    .await;
    app.work().await;
    assert_eq!(partitions(&app, "51").await, 1);
    assert_eq!(app.one::<String>("select opened_at::text from province_51.campaign").await, since);
    assert_eq!(app.one::<String>("select state from ministry.campaign").await, "open");
    app.done().await;
}

#[tokio::test]
async fn a_suspended_province_takes_its_part() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set state = 'suspended' where code = '11'").await;
    opened(&app).await;
    assert_eq!((local_state(&app, "11").await, partitions(&app, "11").await), ("open".to_owned(), 1));
    app.done().await;
}

#[tokio::test]
async fn a_province_that_comes_later_is_brought_in() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set state = 'provisioning' where code = 'xpcc'").await;
    let id = opened(&app).await;
    let path = format!("/campaigns/{id}");
    let steering = app.as_person(&MOE_STEERING).await;
    assert_eq!(progress(&steering.get(&path).await.expect(200).body), ("open", 3, 3));
    app.sql("update ministry.province set state = 'active' where code = 'xpcc'").await;
    let host = || SystemActor::Host("test".to_owned());
    assert_eq!(catch_up(&app.node.db, host()).await.unwrap(), 1);
    app.work().await;
    assert_eq!(progress(&steering.get(&path).await.expect(200).body), ("open", 4, 4));
    assert_eq!(local_state(&app, "xpcc").await, "open");
    assert_eq!(catch_up(&app.node.db, host()).await.unwrap(), 0);
    app.done().await;
}

#[tokio::test]
async fn a_campaign_is_closed_in_every_province_by_whoever_saw_it_as_it_is() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let steering = app.as_person(&MOE_STEERING).await;
    steering.post(&format!("/campaigns/{id}/close"), json!({})).await.refused(428, "if_match_required");
    close(&steering, &id, 7).await.refused(412, "version_stale");
    app.as_person(&PLATFORM_OPERATOR).await.post(&format!("/campaigns/{id}/close"), json!({})).await.expect(403);
    let closing = close(&steering, &id, 1).await.expect(202).body;
    assert_eq!(progress(&closing), ("closing", 0, 4));
    close(&steering, &id, 2).await.refused(409, "campaign_not_open");
    app.work().await;
    let closed = steering.get(&format!("/campaigns/{id}")).await.expect(200).body;
    assert_eq!((progress(&closed), &closed["_can"]["campaign.close"]["allowed"]), (("closed", 4, 4), &json!(false)));
    for province in PROVINCES {
        assert_eq!(local_state(&app, province).await, "closed");
    }
    app.done().await;
}

#[tokio::test]
async fn a_campaign_closed_before_a_province_opened_it_never_opens_there() {
    let app = TestApp::start().await;
    app.sql(&format!("revoke connect on database {} from province_xpcc", app.database)).await;
    let steering = app.as_person(&MOE_STEERING).await;
    let id = steering.post("/campaigns", body(2026)).await.expect(201).body["id"].as_str().unwrap().to_owned();
    close(&steering, &id, 1).await.expect(202);
    app.sql(&format!("grant connect on database {} to province_xpcc", app.database)).await;
    app.work().await;
    let closed = steering.get(&format!("/campaigns/{id}")).await.expect(200).body;
    assert_eq!(progress(&closed), ("closed", 4, 4));
    for province in PROVINCES {
        assert_eq!((local_state(&app, province).await, partitions(&app, province).await), ("none".to_owned(), 0));
    }
    app.done().await;
}

#[tokio::test]
async fn a_worker_killed_in_the_middle_of_a_province_is_relieved() {
    let app = TestApp::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = (*app.node.config).clone();
    config.secrets = app.cluster.config(dir.path(), "", "").secrets;
    (config.tenants, config.mail) = (dir.path().join("tenants"), app.cluster.config(dir.path(), "", "").mail);
    let program = Program::install(dir.path(), &app.cluster, &config, &[]);
    let steering = app.as_person(&MOE_STEERING).await;
    let id = steering.post("/campaigns", body(2026)).await.expect(201).body["id"].as_str().unwrap().to_owned();

    // Somebody holds the province's campaigns, so that its part waits with the partition made.
    let mut holder = app.admin.begin().await.unwrap();
    sqlx::query("lock table province_51.campaign in exclusive mode").execute(&mut *holder).await.unwrap();
    let mut worker = program.start(&["work"]);
    let waits = "select count(*) > 0 from pg_stat_activity
                 where usename = 'huixin_owner' and datname = current_database() and wait_event_type = 'Lock'";
    assert!(until(&app.admin, waits, || false).await, "the part never began");
    worker.kill().unwrap();
    worker.wait().unwrap();
    holder.rollback().await.unwrap();
    let gone = "select count(*) = 0 from pg_stat_activity
                where usename = 'huixin_owner' and datname = current_database() and state = 'active' and query like 'insert%'";
    assert!(until(&app.admin, gone, || false).await);

    relieve(&app, &program).await;
    let open = steering.get(&format!("/campaigns/{id}")).await.expect(200).body;
    assert_eq!(progress(&open), ("open", 4, 4), "{open}");
    assert_eq!((local_state(&app, "51").await, partitions(&app, "51").await), ("open".to_owned(), 1));
    app.done().await;
}

#[tokio::test]
async fn schools_that_have_not_reported_all_are_late_and_listed_in_pages() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let row = |table: &str, school: &str, rest: &str| {
        format!("insert into province_51.{table} values ('{id}', '{school}', 'undergraduate', '一院', {rest});")
    };
    app.sql(
        &[row("eligible", OWN_SCHOOL, "100, now()"), row("result_count", OWN_SCHOOL, "100, 0, 0, 0, 100, 0, 0")]
            .concat(),
    )
    .await;
    app.sql(
        &[row("eligible", SIBLING_SCHOOL, "50, now()"), row("result_count", SIBLING_SCHOOL, "49, 0, 0, 0, 49, 0, 0")]
            .concat(),
    )
    .await;
    let analyst = app.as_person(&PROV_ANALYST).await;
    let path = format!("/provinces/51/campaigns/{id}/late?sort=-completed&total=true");
    let first = analyst.get(&format!("{path}&limit=1")).await.expect(200).body;
    let late = &first["items"][0];
    assert_eq!(
        (&late["school_id"], &late["eligible"], &late["completed"]),
        (&json!(SIBLING_SCHOOL), &json!(50), &json!(49))
    );
    assert_eq!(first["total"], 2);
    let next = format!("{path}&limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = analyst.get(&next).await.expect(200).body;
    assert_eq!((&second["items"][0]["school_id"], &second["items"][0]["completed"]), (&json!("4151014410"), &json!(0)));
    assert_eq!(second["next_cursor"], Value::Null);
    let beijing = app.as_person(&BEIJING_ADMIN).await;
    beijing.get(&format!("/provinces/51/campaigns/{id}/late")).await.refused(404, "not_found");
    let own = beijing.get(&format!("/provinces/11/campaigns/{id}/late")).await.expect(200).body;
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    analyst.get("/provinces/51/campaigns/00000000-0000-7000-8000-000000000000/late").await.refused(404, "not_found");
    app.done().await;
}
