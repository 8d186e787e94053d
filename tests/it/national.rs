//! The ministry's national file: one job per province, atomic in each, counted as "n of so many".

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, people::*, sql::digest};

const ROWS: &str = "学校标识码,学校名称,主管部门,所在地,办学层次\n\
                    4111010001,北京大学,教育部,北京市,本科\n\
                    4165010757,塔里木大学,新疆生产建设兵团,阿拉尔市,本科\n\
                    4151010651,川北新校,四川省,南充市,专科\n\
                    4151010650,西南民航大学,中国民用航空局,德阳市,本科\n\
                    4111011418,北京新校,北京市,北京市,专科\n";

async fn stage(client: &Client, rows: &str) -> Value {
    client.upload("/school-imports", "national.csv", rows.as_bytes().to_vec()).await.expect(201).body
}

async fn start(client: &Client, staged: &Value) -> String {
    let path = format!("/school-imports/{}", staged["id"].as_str().unwrap());
    let begun = client.post(&format!("{path}/commit"), json!({ "sha256": staged["sha256"] })).await.expect(202).body;
    assert_eq!(begun["state"], "running");
    path
}

fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "failed"].map(|count| import[count].as_i64().unwrap())
}

fn progress(import: &Value) -> (i64, i64) {
    (import["parts_done"].as_i64().unwrap(), import["parts_total"].as_i64().unwrap())
}

#[tokio::test]
async fn every_school_goes_to_the_tenant_of_its_department_and_a_second_run_changes_nothing() {
    let app = TestApp::start().await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let path = start(&client, &stage(&client, ROWS).await).await;
    let waiting = client.get(&path).await.expect(200).body;
    assert_eq!((&waiting["state"], progress(&waiting)), (&json!("running"), (0, 4)));
    app.work().await;
    let done = client.get(&path).await.expect(200).body;
    assert_eq!((&done["state"], progress(&done), counts(&done)), (&json!("done"), (4, 4), [5, 0, 0, 0]));
    for (schema, id) in [
        ("province_direct", "4111010001"),
        ("province_xpcc", "4165010757"),
        ("province_51", "4151010651"),
        ("province_51", "4151010650"),
        ("province_11", "4111011418"),
    ] {
        let found = format!("select count(*) from {schema}.school where id = '{id}'");
        assert_eq!(app.one::<i64>(&found).await, 1, "{id} in {schema}");
        let owner: String = app.one(&format!("select province from ministry.school where id = '{id}'")).await;
        assert_eq!(format!("province_{owner}"), schema);
    }
    let again = start(&client, &stage(&client, ROWS).await).await;
    app.work().await;
    let done = client.get(&again).await.expect(200).body;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [0, 0, 5, 0]));
    app.done().await;
}

/// As when its worker is killed after the commit and before the queue hears of it.
#[tokio::test]
async fn a_part_whose_job_comes_twice_is_counted_once() {
    let app = TestApp::start().await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let path = start(&client, &stage(&client, ROWS).await).await;
    app.work().await;
    let id = path.rsplit('/').next().unwrap();
    app.sql(&format!(
        "select jobs.add_job('import_part', json_build_object('import', '{id}', 'province', '51', 'from', 'ministry'))"
    ))
    .await;
    app.work().await;
    let done = client.get(&path).await.expect(200).body;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [5, 0, 0, 0]), "{done}");
    app.done().await;
}

#[tokio::test]
async fn a_province_that_fails_harms_no_other_and_is_done_later() {
    let app = TestApp::start().await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    // Its login is locked out of this database.
    app.sql(&format!("revoke connect on database {} from province_xpcc", app.database)).await;
    let path = start(&client, &stage(&client, ROWS).await).await;
    app.work().await;
    let partly = client.get(&path).await.expect(200).body;
    assert_eq!((&partly["state"], progress(&partly), counts(&partly)), (&json!("partly"), (4, 4), [4, 0, 0, 1]));
    let parts = partly["parts"].as_array().unwrap();
    let xpcc = parts.iter().find(|part| part["province"] == "xpcc").unwrap();
    assert_eq!(xpcc["state"], "failed");
    assert!(xpcc["error"].as_str().unwrap().chars().count() > 4, "it says why: {xpcc}");
    assert_eq!(app.queued().await, 1, "it is tried again");

    app.sql(&format!("grant connect on database {} to province_xpcc", app.database)).await;
    app.make_due().await;
    app.work().await;
    let done = client.get(&path).await.expect(200).body;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [5, 0, 0, 0]));
    app.done().await;
}

#[tokio::test]
async fn a_province_that_is_not_provisioned_fails_alone() {
    let app = TestApp::start().await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let rows = format!("{ROWS}4133010335,浙江新校,浙江省,杭州市,本科\n");
    let path = start(&client, &stage(&client, &rows).await).await;
    app.work().await;
    let partly = client.get(&path).await.expect(200).body;
    assert_eq!((&partly["state"], progress(&partly), counts(&partly)), (&json!("partly"), (5, 5), [5, 0, 0, 1]));
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_part_that_breaks_its_provinces_limit_opens_none_of_its_schools() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set limits = jsonb_set(limits, '{schools}', '4') where code = '51'").await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let path = start(&client, &stage(&client, ROWS).await).await;
    app.work().await;
    let partly = client.get(&path).await.expect(200).body;
    assert_eq!((&partly["state"], counts(&partly)), (&json!("partly"), [3, 0, 0, 2]));
    assert_eq!(app.one::<i64>("select count(*) from province_51.school").await, 3);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_school_that_another_province_published_is_a_fault_of_its_row() {
    let app = TestApp::start().await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let rows =
        format!("学校标识码,学校名称,主管部门,所在地,办学层次\n{FOREIGN_SCHOOL},北京联合大学,四川省,成都市,本科\n");
    let staged = stage(&client, &rows).await;
    assert_eq!((&staged["state"], counts(&staged)), (&json!("invalid"), [0, 0, 0, 1]));
    let path = format!("/school-imports/{}/rows?only=error", staged["id"].as_str().unwrap());
    let row = client.get(&path).await.expect(200).body["items"][0].clone();
    assert_eq!((&row["line"], &row["errors"][0]["code"]), (&json!(2), &json!("published_elsewhere")));
    app.done().await;
}

/// A list as long as the ministry's, made by rule: 77 of the ministry's own, 18 of XPCC, some of another central body.
fn long_list() -> String {
    let row = |n: usize| {
        let (region, department, location) = match n {
            0..77 => ("11", "教育部", "北京市"),
            77..95 => ("65", "新疆生产建设兵团", "阿拉尔市"),
            _ if n.is_multiple_of(40) => ("51", "中国民用航空局", "德阳市"),
            _ if n.is_multiple_of(2) => ("51", "四川省", "成都市"),
            _ => ("11", "北京市", "北京市"),
        };
        let level = if n.is_multiple_of(3) { "专科" } else { "本科" };
        format!("41{region}0{},第{n}学院,{department},{location},{level}\n", 20_000 + n)
    };
    let rows: String = (0..LENGTH).map(row).collect();
    format!("学校标识码,学校名称,主管部门,所在地,办学层次\n{rows}")
}

const LENGTH: usize = 3_167;

#[tokio::test]
async fn a_list_of_real_length_goes_in_once_and_is_unchanged_when_it_comes_again() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set limits = jsonb_set(limits, '{schools}', '4000')").await;
    let client = app.as_person(&PLATFORM_OPERATOR).await;
    let (list, length) = (long_list(), i64::try_from(LENGTH).unwrap());
    let mut schools = vec![];
    for expected in [[length, 0, 0, 0], [0, 0, length, 0]] {
        let staged = stage(&client, &list).await;
        assert_eq!((&staged["state"], counts(&staged)), (&json!("validated"), expected));
        let path = start(&client, &staged).await;
        app.work().await;
        let done = client.get(&path).await.expect(200).body;
        assert_eq!((&done["state"], progress(&done), counts(&done)), (&json!("done"), (4, 4), expected));
        let rows = |province: &str| {
            let parts = done["parts"].as_array().unwrap();
            parts.iter().find(|part| part["province"] == province).unwrap()["rows"].clone()
        };
        assert_eq!((rows("direct"), rows("xpcc")), (json!(77), json!(18)));
        let all = digest(&app.admin).await.into_iter().filter(|(table, _)| table.ends_with(".school"));
        schools.push(all.collect::<Vec<_>>());
    }
    assert_eq!(schools[0], schools[1], "the second run wrote something");
    assert_eq!(app.one::<i64>("select count(*) from ministry.school where id like '41__02%'").await, length);
    app.done().await;
}
