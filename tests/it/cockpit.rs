//! Cockpits above the school: published cells and nothing else, for the ministry and for each province its own.

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{
    campaigns::opened,
    harness::{TestApp, people::*},
};

/// A connection as one of the product's logins.
pub async fn login(app: &TestApp, role: &str) -> PgConnection {
    PgConnection::connect_with(&app.cluster.login(&app.database, role)).await.unwrap()
}

/// A school's counts: eligible, L1, L2, L3, L0; two papers more were completed than are valid.
pub fn counts(school: &str, eligible: i64, levels: [i64; 4]) -> Value {
    let [l1, l2, l3, l0] = levels;
    let valid: i64 = levels.iter().sum();
    json!({ "school_id": school, "eligible": eligible, "completed": valid + 2, "valid": valid,
            "l1": l1, "l2": l2, "l3": l3, "l0": l0, "crisis": 0 })
}

/// Publish as a province does; the code and constraint of what Postgres objects to.
pub async fn publish(conn: &mut PgConnection, campaign: &str, counts: Value) -> Result<(), (String, Option<String>)> {
    let id: Uuid = campaign.parse().unwrap();
    let done = sqlx::query("select ministry.publish_counts($1, $2)").bind(id).bind(counts).execute(conn).await;
    done.map(drop).map_err(|error| {
        let error = error.into_database_error().unwrap();
        (error.code().unwrap().into_owned(), error.constraint().map(str::to_owned))
    })
}

fn row<'a>(rows: &'a Value, code: &str) -> &'a Value {
    rows.as_array().unwrap().iter().find(|row| row["code"] == code).unwrap_or_else(|| panic!("no {code} in {rows}"))
}

fn close_it(campaign: &str) -> String {
    format!("update ministry.campaign set state = 'closed' where id = '{campaign}'")
}

const THIRD: &str = "4151014410";

#[tokio::test]
async fn figures_go_up_from_a_school_to_the_nation_with_rates_to_one_decimal() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let mut sichuan = login(&app, "province_51").await;
    let all = json!([counts(OWN_SCHOOL, 400, [20, 30, 50, 200]), counts(SIBLING_SCHOOL, 200, [10, 20, 30, 40])]);
    publish(&mut sichuan, &id, all).await.unwrap();
    assert_eq!(app.queued().await, 1, "one release waits");
    publish(&mut sichuan, &id, json!([counts(THIRD, 1_000, [11, 0, 89, 900])])).await.unwrap();
    assert_eq!(app.queued().await, 1, "and still one");
    app.work().await;

    let steering = app.as_person(&MOE_STEERING).await;
    let nation = steering.get(&format!("/cockpit?campaign={id}")).await.expect(200).body;
    let total = &nation["total"];
    assert_eq!(
        (&total["kind"], &total["name"], &nation["scope"]),
        (&json!("nation"), &json!("全国"), &json!("nation"))
    );
    let numbers = ["schools", "reported", "eligible", "completed", "valid"].map(|name| total[name].as_i64().unwrap());
    assert_eq!(numbers, [4, 3, 1_600, 1_406, 1_400]);
    assert_eq!((&total["participation_rate"], &total["valid_rate"]), (&json!(87.9), &json!(99.6)));
    assert_eq!(total["severity"]["l1"], json!({ "count": 41, "rate": 2.9 }));
    assert_eq!((&nation["coverage"], &nation["synthetic"]), (&json!(75.0), &json!(false)));
    assert!(nation["as_of"].is_string() && nation["notice"].as_str().unwrap().contains("不是诊断"));
    assert_eq!(row(&nation["levels"], "undergraduate")["severity"]["l2"]["count"], 50);
    assert_eq!(nation["units"].as_array().unwrap().len(), 2, "provinces with schools");
    assert_eq!(row(&nation["units"], "51")["name"], "四川省");

    let english = steering.with("accept-language", "en");
    let province = english.get(&format!("/cockpit/provinces/51?campaign={id}")).await.expect(200).body;
    let own = app.as_person(&PROV_ANALYST).await.with("accept-language", "en");
    let own = own.get(&format!("/provinces/51/cockpit?campaign={id}")).await.expect(200).body;
    for part in ["total", "levels", "units", "as_of", "coverage", "definition"] {
        assert_eq!(province[part], own[part], "the ministry and the province see the same {part}");
    }
    assert_eq!(own["units"].as_array().unwrap().len(), 3);
    assert_eq!(row(&own["units"], OWN_SCHOOL)["name"], "成都信息工程大学");
    assert_eq!(row(&own["levels"], "junior_college")["severity"]["l2"], json!({ "count": 0, "rate": 0.0 }));
    let newest = steering.get("/cockpit").await.expect(200).body;
    assert_eq!(newest["total"], nation["total"]);
    app.done().await;
}

#[tokio::test]
async fn a_hidden_cell_is_not_a_zero_and_says_why() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    app.sql(&close_it(&id)).await;
    let mut sichuan = login(&app, "province_51").await;
    let all = json!([
        counts(OWN_SCHOOL, 400, [7, 30, 50, 200]),
        counts(SIBLING_SCHOOL, 200, [10, 20, 30, 40]),
        counts(THIRD, 30, [0, 10, 0, 12])
    ]);
    publish(&mut sichuan, &id, all).await.unwrap();
    app.work().await;
    let analyst = app.as_person(&PROV_ANALYST).await;
    let answer = analyst.get(&format!("/provinces/51/cockpit?campaign={id}")).await.expect(200);
    let cockpit = &answer.body;
    let nothing = json!({ "count": null, "rate": null });
    let own = row(&cockpit["units"], OWN_SCHOOL);
    assert_eq!((&own["hidden"], &own["rates_hidden"], &own["valid"]), (&json!("small"), &json!("small"), &json!(287)));
    assert!(["l1", "l2", "l3", "l0"].iter().all(|level| own["severity"][level] == nothing), "{own}");
    let third = row(&cockpit["units"], THIRD);
    assert_eq!((&third["hidden"], &third["rates_hidden"]), (&Value::Null, &json!("denominator")));
    assert_eq!(third["severity"]["l1"], json!({ "count": 0, "rate": null }));
    assert_eq!(third["severity"]["l0"], json!({ "count": 12, "rate": null }));
    // One school of its level is hidden, so the level is, and with it the province, the nation's level and the nation.
    for row in [row(&cockpit["levels"], "undergraduate"), &cockpit["total"]] {
        assert_eq!((&row["hidden"], &row["severity"]["l1"]), (&json!("complementary"), &nothing), "{row}");
    }
    let nation = app.as_person(&MOE_STEERING).await.get(&format!("/cockpit?campaign={id}")).await.expect(200).body;
    assert_eq!((&nation["total"]["hidden"], &nation["total"]["valid"]), (&json!("complementary"), &json!(409)));
    let shown: i64 =
        app.one("select count(*) from ministry.published_cell where reason is not null and value is not null").await;
    assert_eq!(shown, 0);
    app.done().await;
}

#[tokio::test]
async fn while_a_campaign_is_open_fewer_than_thirty_papers_show_no_levels() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let mut sichuan = login(&app, "province_51").await;
    publish(&mut sichuan, &id, json!([counts(OWN_SCHOOL, 400, [10, 0, 0, 19])])).await.unwrap();
    app.work().await;
    let analyst = app.as_person(&PROV_ANALYST).await;
    let path = format!("/provinces/51/cockpit?campaign={id}");
    let early = analyst.get(&path).await.expect(200).body;
    assert_eq!((&early["total"]["hidden"], &early["total"]["completed"]), (&json!("early"), &json!(31)));
    app.sql(&close_it(&id)).await;
    publish(&mut sichuan, &id, json!([counts(OWN_SCHOOL, 400, [10, 0, 0, 19])])).await.unwrap();
    app.work().await;
    let closed = analyst.get(&path).await.expect(200).body;
    assert_eq!((&closed["total"]["hidden"], &closed["total"]["severity"]["l1"]["count"]), (&Value::Null, &json!(10)));
    app.done().await;
}

#[tokio::test]
async fn closing_a_campaign_releases_what_was_too_early() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let mut sichuan = login(&app, "province_51").await;
    publish(&mut sichuan, &id, json!([counts(OWN_SCHOOL, 400, [10, 0, 0, 19])])).await.unwrap();
    app.work().await;
    let steering = app.as_person(&MOE_STEERING).await;
    let path = format!("/cockpit?campaign={id}");
    assert_eq!(steering.get(&path).await.expect(200).body["total"]["hidden"], "early");
    steering.with("if-match", "\"1\"").post(&format!("/campaigns/{id}/close"), json!({})).await.expect(202);
    app.work().await;
    let closed = steering.get(&path).await.expect(200).body;
    assert_eq!((&closed["campaign"]["state"], &closed["total"]["hidden"]), (&json!("closed"), &Value::Null));
    app.done().await;
}

#[tokio::test]
async fn a_province_publishes_its_own_schools_only_and_sees_no_other() {
    let app = TestApp::start().await;
    let id = opened(&app).await;
    let (mut sichuan, mut ministry) = (login(&app, "province_51").await, login(&app, "ministry").await);
    let foreign = json!([counts(OWN_SCHOOL, 400, [10, 10, 10, 200]), counts(FOREIGN_SCHOOL, 400, [10, 10, 10, 200])]);
    let refused = publish(&mut sichuan, &id, foreign).await.unwrap_err();
    assert_eq!(refused, ("42501".to_owned(), Some("school_of_another_province".to_owned())));
    assert_eq!(app.one::<i64>("select count(*) from disclosure.school_count").await, 0);
    let own = json!([counts(OWN_SCHOOL, 400, [10, 10, 10, 200])]);
    assert_eq!(publish(&mut ministry, &id, own.clone()).await.unwrap_err().0, "42501");
    let nowhere = "00000000-0000-7000-8000-000000000000";
    assert_eq!(publish(&mut sichuan, nowhere, own.clone()).await.unwrap_err().0, "P0002");
    let mut wrong = counts(OWN_SCHOOL, 400, [10, 10, 10, 200]);
    wrong["valid"] = json!(229);
    assert_eq!(publish(&mut sichuan, &id, json!([wrong])).await.unwrap_err().1.as_deref(), Some("school_count_check"));
    publish(&mut sichuan, &id, own).await.unwrap();
    app.work().await;

    let beijing = app.as_person(&BEIJING_ADMIN).await;
    beijing.get(&format!("/provinces/51/cockpit?campaign={id}")).await.refused(404, "not_found");
    beijing.get("/cockpit").await.refused(404, "not_found");
    let own = beijing.get(&format!("/provinces/11/cockpit?campaign={id}")).await.expect(200).body;
    assert_eq!((&own["total"]["eligible"], own["units"].as_array().unwrap().len()), (&json!(0), 1));
    let mut beijing = login(&app, "province_11").await;
    let units: Vec<String> =
        sqlx::query_scalar("select distinct unit from ministry.cells_of_province($1) order by unit")
            .bind(id.parse::<Uuid>().unwrap())
            .fetch_all(&mut beijing)
            .await
            .unwrap();
    assert_eq!(units, ["11", FOREIGN_SCHOOL]);
    app.done().await;
}

#[tokio::test]
async fn no_login_reaches_raw_counts() {
    let app = TestApp::start().await;
    for role in ["ministry", "ministry_read", "ministry_audit", "province_51", "province_51_read", "province_51_audit"]
    {
        let mut conn = login(&app, role).await;
        for statement in [
            "select 1 from disclosure.school_count",
            "select 1 from disclosure.line",
            "select 1 from disclosure.rest",
            "select disclosure.draw_up('00000000-0000-7000-8000-000000000000')",
            "select disclosure.is_small(1)",
        ] {
            let error = sqlx::query(statement).execute(&mut conn).await.unwrap_err();
            let code = error.as_database_error().and_then(|e| e.code().map(|code| code.into_owned()));
            assert_eq!(code.as_deref(), Some("42501"), "{role}: {statement}");
        }
    }
    app.done().await;
}
