//! A province's own file of schools: checked first, then committed by its hash.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, people::*, sql::digest};

const PATH: &str = "/provinces/51/school-imports";
const HEADER: &str = "学校标识码,学校名称,主管部门,所在地,办学层次,办学性质\n";

fn csv(rows: &str) -> Vec<u8> {
    format!("{HEADER}{rows}").into_bytes()
}

fn two() -> Vec<u8> {
    csv("4151010650,西南新校,四川省,成都市,本科,公办\n4151010651,川北新校,四川省教育厅,南充市,专科,民办\n")
}

async fn upload(client: &Client, bytes: Vec<u8>) -> Value {
    client.upload(PATH, "schools.csv", bytes).await.expect(201).body
}

fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "failed"].map(|count| import[count].as_i64().unwrap())
}

async fn commit(client: &Client, import: &Value) -> Answer {
    let path = format!("{PATH}/{}/commit", import["id"].as_str().unwrap());
    client.post(&path, json!({ "sha256": import["sha256"] })).await
}

#[tokio::test]
async fn a_file_is_checked_committed_by_hash_and_changes_nothing_when_it_comes_again() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let before = schools(&app).await;
    let staged = upload(&client, two()).await;
    assert_eq!((&staged["state"], counts(&staged)), (&json!("validated"), [2, 0, 0, 0]));
    assert_eq!(before, schools(&app).await, "validation changes nothing");
    let path = format!("{PATH}/{}/commit", staged["id"].as_str().unwrap());
    client.post(&path, json!({ "sha256": "00" })).await.invalid("/sha256", "import_hash_mismatch");
    let done = commit(&client, &staged).await.expect(200).body;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [2, 0, 0, 0]));
    commit(&client, &staged).await.refused(409, "import_not_validated");
    let after = schools(&app).await;

    let again = upload(&client, two()).await;
    assert_eq!(counts(&again), [0, 0, 2, 0]);
    assert_eq!(counts(&commit(&client, &again).await.expect(200).body), [0, 0, 2, 0]);
    assert_eq!(after, schools(&app).await);
    app.done().await;
}

/// Digest of the schools, here and in the directory.
async fn schools(app: &TestApp) -> Vec<(String, String)> {
    digest(&app.admin).await.into_iter().filter(|(table, _)| table.ends_with(".school")).collect()
}

#[tokio::test]
async fn every_encoding_and_a_workbook_read_the_same() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let text = String::from_utf8(two()).unwrap();
    let (gb, ..) = encoding_rs::GB18030.encode(&text);
    let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (bytes, encoding) in [(two(), "utf-8"), (bom, "utf-8-bom"), (gb.into_owned(), "gb18030")] {
        let staged = upload(&client, bytes).await;
        assert_eq!((&staged["encoding"], counts(&staged)), (&json!(encoding), [2, 0, 0, 0]));
    }
    let staged = client.upload(PATH, "schools.xlsx", workbook(&text)).await.expect(201).body;
    assert_eq!((&staged["format"], counts(&staged)), (&json!("xlsx"), [2, 0, 0, 0]));
    let rows = client.get(&format!("{PATH}/{}/rows", staged["id"].as_str().unwrap())).await.expect(200).body;
    assert_eq!(rows["items"][1]["name"], "川北新校");
    app.done().await;
}

pub fn workbook(csv: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (line, row) in (0..).zip(csv.lines()) {
        for (column, cell) in (0..).zip(row.split(',')) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn every_fault_names_line_column_and_code_and_nothing_can_be_committed() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let rows = "4151010650,西南新校,四川省,成都市,本科,公办\n\
                415101065,短,四川省,成都市,研究生,公办\n\
                4151010650,重复新校,四川省,成都市,专科,公办\n\
                4111010650,北京某校,北京市,北京市,本科,公办\n";
    let staged = upload(&client, csv(rows)).await;
    assert_eq!((&staged["state"], counts(&staged)), (&json!("invalid"), [1, 0, 0, 3]));
    let path = format!("{PATH}/{}/rows?only=error", staged["id"].as_str().unwrap());
    let items = client.get(&path).await.expect(200).body["items"].clone();
    let told: Vec<(i64, String, String)> = items
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| {
            let line = row["line"].as_i64().unwrap();
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let faults = row["errors"].as_array().unwrap().iter();
            faults.map(move |fault| (line, text(&fault["column"]), text(&fault["code"]))).collect::<Vec<_>>()
        })
        .collect();
    let has = |line, column: &str, code: &str| told.contains(&(line, column.to_owned(), code.to_owned()));
    assert!(has(3, "学校标识码", "school_code_invalid") && has(3, "办学层次", "level_unknown"), "{told:?}");
    assert!(has(4, "学校标识码", "code_duplicate"), "{told:?}");
    assert!(told.iter().any(|(line, ..)| *line == 5), "another province's school: {told:?}");
    assert!(!items[0]["errors"][0]["detail"].as_str().unwrap().is_ascii());
    let named: Vec<_> = items.as_array().unwrap().iter().map(|row| (&row["school_id"], &row["name"])).collect();
    let as_written = [("415101065", "短"), ("4151010650", "重复新校"), ("4111010650", "北京某校")];
    assert_eq!(json!(named), json!(as_written), "a row with faults still says whose it is");
    commit(&client, &staged).await.refused(409, "import_invalid");
    app.done().await;
}

#[tokio::test]
async fn a_file_without_its_columns_and_a_file_that_is_none_are_refused() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let staged = upload(&client, b"a,b\n1,2\n".to_vec()).await;
    assert_eq!(staged["state"], "invalid");
    let broken = client.upload(PATH, "schools.xlsx", b"PK\x03\x04 no workbook".to_vec()).await.expect(201).body;
    assert_eq!(broken["state"], "invalid");
    client.upload(PATH, "schools.pdf", vec![1]).await.refused(415, "unsupported_file_type");
    let empty = upload(&client, vec![]).await;
    assert_eq!(empty["state"], "invalid");
    commit(&client, &empty).await.refused(409, "import_invalid");
    app.done().await;
}

#[tokio::test]
async fn an_update_says_what_was_and_what_will_be() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let staged = upload(&client, csv(&format!("{OWN_SCHOOL},成都气象大学,四川省,成都市,本科,公办\n"))).await;
    assert_eq!(counts(&staged), [0, 1, 0, 0]);
    let rows = client.get(&format!("{PATH}/{}/rows?only=update", staged["id"].as_str().unwrap())).await.expect(200);
    let changes = &rows.body["items"][0]["changes"];
    assert_eq!(*changes, json!([{ "field": "name", "old": "成都信息工程大学", "new": "成都气象大学" }]));
    commit(&client, &staged).await.expect(200);
    let published: String = app.one(&format!("select name from ministry.school where id = '{OWN_SCHOOL}'")).await;
    assert_eq!(published, "成都气象大学");
    app.done().await;
}

#[tokio::test]
async fn a_plan_that_no_longer_holds_is_not_carried_out() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let (first, second) = (upload(&client, two()).await, upload(&client, two()).await);
    commit(&client, &first).await.expect(200);
    commit(&client, &second).await.refused(409, "import_stale");
    app.done().await;
}

#[tokio::test]
async fn a_result_file_has_the_format_of_the_upload_and_two_more_columns() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    let staged =
        upload(&client, csv("4151010650,西南新校,四川省,成都市,本科,公办\n1,=cmd|x,四川省,成都市,本科,公办\n")).await;
    let path = format!("{PATH}/{}/result", staged["id"].as_str().unwrap());
    let result = client.get(&path).await.expect(200);
    assert!(result.header("content-disposition").unwrap().contains("filename*=UTF-8''"));
    let text = String::from_utf8(result.bytes).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert!(text.starts_with('\u{feff}'), "spreadsheets know UTF-8 by its mark");
    assert!(lines[0].ends_with("结果,说明"), "{}", lines[0]);
    assert!(lines[2].contains("学校标识码应为 10 位数字") && !lines[2].contains(",=cmd"), "{}", lines[2]);
    app.done().await;
}

#[tokio::test]
async fn a_template_comes_in_both_formats_and_is_refused_until_it_is_filled_in() {
    let app = TestApp::start().await;
    let client = app.as_person(&PROV_ADMIN).await;
    for format in ["csv", "xlsx"] {
        let template = client.get(&format!("{PATH}/template?format={format}")).await.expect(200);
        let staged = client.upload(PATH, &format!("t.{format}"), template.bytes).await.expect(201).body;
        assert_eq!(staged["state"], "invalid", "the sample row is no school: {staged}");
    }
    app.done().await;
}

#[tokio::test]
async fn a_file_that_breaks_the_limit_opens_no_school() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set limits = jsonb_set(limits, '{schools}', '4') where code = '51'").await;
    let client = app.as_person(&PROV_ADMIN).await;
    let staged = upload(&client, two()).await;
    let before = digest(&app.admin).await;
    commit(&client, &staged).await.refused(409, "school_limit_reached");
    assert_eq!(before, digest(&app.admin).await);
    app.done().await;
}
