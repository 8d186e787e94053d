//! A school's results: from a file to counts, and to those who need contact; nothing names a student on the way.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, people::*};

pub const HEADER: &str = "学号,姓名,证件类型,证件号码,性别,培养层次,入学年份,院系,知情同意日期,撤回同意日期";
/// Stands in every row: nobody but the head, one by one, may ever read it.
pub const CANARY: &str = "金丝雀";
pub const CANARY_NUMBER: &str = "11010519491231002X";

fn school() -> String {
    format!("/provinces/51/schools/{OWN_SCHOOL}")
}

/// The head of a school whose campaign is open.
pub struct Head {
    pub client: Client,
    pub campaign: String,
}

impl Head {
    pub fn path(&self, rest: &str) -> String {
        format!("{}/campaigns/{}/{rest}", school(), self.campaign)
    }

    fn cockpit(&self, which: &str) -> String {
        format!("{}/{which}?campaign={}", school(), self.campaign)
    }

    pub async fn get(&self, rest: &str) -> Answer {
        self.client.get(&self.path(rest)).await
    }

    pub async fn post(&self, rest: &str, body: Value) -> Answer {
        self.client.post(&self.path(rest), body).await
    }

    pub async fn upload_as(&self, filename: &str, bytes: Vec<u8>) -> Value {
        self.client.upload(&self.path("result-imports"), filename, bytes).await.expect(201).body
    }

    pub async fn upload(&self, rows: &[String]) -> Value {
        self.upload_as("results.csv", csv(rows)).await
    }

    pub async fn commit(&self, import: &Value) -> Answer {
        let rest = format!("result-imports/{}/commit", import["id"].as_str().unwrap());
        self.post(&rest, json!({ "sha256": import["sha256"] })).await
    }

    pub async fn look(&self, import: &Value) -> Value {
        self.get(&format!("result-imports/{}", import["id"].as_str().unwrap())).await.expect(200).body
    }

    async fn faults(&self, import: &Value) -> Value {
        self.get(&format!("result-imports/{}/faults", import["id"].as_str().unwrap())).await.expect(200).body
    }
}

/// A file of students who need contact, for other suites: both instruments of their campaign.
pub fn crisis_of_both(numbers: &[&str]) -> Vec<u8> {
    let rows = numbers.iter().map(|number| row(number, &format!("{CRISIS},{}", "0,".repeat(7).trim_end_matches(','))));
    csv_of_both(&rows.collect::<Vec<_>>())
}

const PHQ_9: (&str, usize) = ("PHQ-9", 9);
const GAD_7: (&str, usize) = ("GAD-7", 7);

fn file(instruments: &[(&str, usize)], rows: &[String]) -> Vec<u8> {
    let items = instruments.iter().flat_map(|(code, items)| (1..=*items).map(move |item| format!(",{code}.{item}")));
    format!("{HEADER}{}\n{}", items.collect::<String>(), rows.concat()).into_bytes()
}

/// A file for a campaign of PHQ-9 alone.
pub fn csv(rows: &[String]) -> Vec<u8> {
    file(&[PHQ_9], rows)
}

/// A file for a campaign of both instruments.
pub fn csv_of_both(rows: &[String]) -> Vec<u8> {
    file(&[PHQ_9, GAD_7], rows)
}

/// For other suites: staged results with their hash, and somebody who needs contact.
pub async fn scene(app: &TestApp, campaign: &str) -> ((String, String), String) {
    let head = Head { client: app.as_person(&COUNSEL_HEAD).await, campaign: campaign.to_owned() };
    let import = head.upload_as("results.csv", crisis_of_both(&["1", "2"])).await;
    head.commit(&import).await.expect(202);
    app.mail_to("head@example.edu.cn").await;
    let contacts = head.get("contacts").await.expect(200).body;
    let staged = head.upload_as("results.csv", crisis_of_both(&["3"])).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    ((text(&staged["id"]), text(&staged["sha256"])), text(&contacts["items"][0]["id"]))
}

/// A row of a PHQ-9 paper: number, answers, further columns changed.
pub fn row(number: &str, answers: &str) -> String {
    format!("{number},{CANARY}{number},,{CANARY_NUMBER},女,本科,2026,数学学院,2026-01-20,,{answers}\n")
}

pub const NORMAL: &str = "0,0,0,0,0,0,0,0,0";
pub const MILD: &str = "1,1,1,1,1,0,0,0,0";
const MODERATE: &str = "2,2,2,1,2,1,2,0,0";
pub const CRISIS: &str = "0,0,0,1,0,0,0,0,1";
/// More than a tenth is missing, but item 9 is answered.
const INVALID_WITH_CRISIS: &str = "0,,,,0,0,0,0,2";

pub async fn start() -> (TestApp, Head) {
    let app = TestApp::start().await;
    let steering = app.as_person(&MOE_STEERING).await;
    let mut body = crate::campaigns::body(2026);
    body["instruments"] = json!(["phq-9@1"]);
    let campaign = steering.post("/campaigns", body).await.expect(201).body;
    app.work().await;
    let campaign = campaign["id"].as_str().unwrap().to_owned();
    let client = app.as_person(&COUNSEL_HEAD).await;
    (app, Head { client, campaign })
}

fn counts(import: &Value) -> [i64; 4] {
    ["created", "changed", "unchanged", "withdrawn"].map(|count| import[count].as_i64().unwrap())
}

/// Upload, commit and carry out; the import afterwards.
async fn bring_in(app: &TestApp, head: &Head, rows: &[String]) -> Value {
    let import = head.upload(rows).await;
    assert_eq!(import["state"], "validated", "{import}");
    head.commit(&import).await.expect(202);
    app.work().await;
    head.look(&import).await
}

#[tokio::test]
async fn a_file_becomes_counts_and_a_list_of_those_who_need_contact() {
    let (app, head) = start().await;
    let groups = json!({ "items": [{ "training_level": "undergraduate", "college": "数学学院", "persons": 6 }] });
    head.client.send(reqwest::Method::PUT, &head.path("eligible"), Some(groups)).await.expect(200);
    let rows = [row("1", NORMAL), row("2", MILD), row("3", MODERATE), row("4", CRISIS), row("5", INVALID_WITH_CRISIS)];
    let import = head.upload(&rows).await;
    assert_eq!(
        (import["state"].as_str(), import["rows"].as_i64(), counts(&import)),
        (Some("validated"), Some(5), [5, 0, 0, 0])
    );
    assert_eq!(
        import["figures"]["after"],
        json!({ "completed": 5, "valid": 4, "l1": 1, "l2": 1, "l3": 1, "l0": 1, "inv": 1, "crisis": 2 })
    );
    assert_eq!(app.one::<i64>("select count(*) from province_51.result").await, 0, "nothing before the commit");

    let refused = head
        .post(&format!("result-imports/{}/commit", import["id"].as_str().unwrap()), json!({ "sha256": "00" }))
        .await;
    refused.invalid("/sha256", "import_hash_mismatch");
    assert_eq!(head.commit(&import).await.expect(202).body["state"], "committing");
    head.commit(&import).await.refused(409, "import_running");
    let mail = app.mail_to("head@example.edu.cn").await;
    assert!(
        mail.text.contains("需立即联系") && !mail.text.contains(CANARY) && !mail.text.contains(CANARY_NUMBER),
        "{}",
        mail.text
    );
    assert_eq!(head.look(&import).await["state"], "done");
    assert_eq!(app.one::<i64>("select count(*) from province_51.result_stage").await, 0);

    let cockpit = head.client.get(&head.cockpit("cockpit")).await.expect(200).body;
    let total = &cockpit["total"];
    assert_eq!(
        (total["eligible"].as_i64(), total["completed"].as_i64(), total["valid"].as_i64()),
        (Some(6), Some(5), Some(4))
    );
    assert_eq!((total["participation_rate"].as_f64(), total["severity"]["l1_rate"].as_f64()), (Some(83.3), Some(25.0)));

    let contacts = head.get("contacts?state=open").await.expect(200).body;
    let levels: Vec<_> = contacts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["level"].as_str().unwrap(), c["crisis"].as_bool().unwrap()))
        .collect();
    assert_eq!(levels.len(), 2);
    assert!(levels.contains(&("L1", true)) && levels.contains(&("INV", true)), "{levels:?}");
    assert!(!contacts.to_string().contains(CANARY));

    let first = contacts["items"][0]["id"].as_str().unwrap();
    let person = head.post(&format!("contacts/{first}/open"), json!({})).await.expect(200).body;
    assert!(person["name"].as_str().unwrap().starts_with(CANARY));
    assert!(person["triggers"].to_string().contains("危机条目 9"), "{person}");
    let opened: i64 = app
        .one(&format!(
            "select count(*) from province_51.audit_log where operation = 'contact.open' and object_id = '{first}'"
        ))
        .await;
    assert_eq!(opened, 1);
    head.post(&format!("contacts/{first}/finish"), json!({ "note": "长".repeat(501) }))
        .await
        .invalid("/note", "note_invalid");
    let done = head
        .post(&format!("contacts/{first}/finish"), json!({ "note": "已电话联系，约定明日面谈" }))
        .await
        .expect(200)
        .body;
    assert_eq!((done["state"].as_str(), done["account_name"].as_str()), (Some("done"), Some(COUNSEL_HEAD.name)));
    head.post(&format!("contacts/{first}/finish"), json!({ "note": "再次" })).await.refused(409, "contact_not_open");
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_faulty_file_is_reported_by_place_and_code_and_leaves_nothing() {
    let (app, head) = start().await;
    let no_consent = row("3", NORMAL).replace("2026-01-20", "");
    let rows = [row("1", NORMAL), row("2", "4,0,0,0,0,0,0,0,x"), no_consent, row("1", MILD)];
    let import = head.upload(&rows).await;
    assert_eq!((import["state"].as_str(), import["faults"].as_i64()), (Some("invalid"), Some(4)));
    let faults = head.faults(&import).await;
    let told: Vec<_> = faults["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["line"].as_i64().unwrap(), f["column"].as_str().unwrap(), f["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (3, "PHQ-9.1", "answer_out_of_range"),
            (3, "PHQ-9.9", "answer_out_of_range"),
            (4, "知情同意日期", "consent_missing"),
            (5, "", "student_repeated")
        ]
    );
    assert!(!faults.to_string().contains(CANARY) && !faults.to_string().contains(CANARY_NUMBER));
    head.commit(&import).await.refused(409, "import_invalid");
    assert_eq!(app.one::<i64>("select count(*) from province_51.result_stage").await, 0);

    for (name, bytes, code) in [
        ("a.csv", "学号,姓名\n1,甲\n".as_bytes().to_vec(), "result_header_missing"),
        ("a.csv", csv(&[]), "no_rows"),
        ("a.csv", b"\xff\xfe\xff".to_vec(), "encoding_unknown"),
        ("a.xlsx", b"PK no workbook".to_vec(), "xlsx_broken"),
    ] {
        let import = head.upload_as(name, bytes).await;
        let faults =
            head.get(&format!("result-imports/{}/faults", import["id"].as_str().unwrap())).await.expect(200).body;
        assert_eq!((import["state"].as_str(), faults["items"][0]["code"].as_str()), (Some("invalid"), Some(code)));
        assert_ne!(faults["items"][0]["detail"].as_str(), Some(code), "a code is no text");
    }
    head.client.upload(&head.path("result-imports"), "a.doc", vec![]).await.invalid("?filename", "format_unknown");
    app.done().await;
}

#[tokio::test]
async fn a_corrected_file_says_who_changed_before_it_is_committed() {
    let (app, head) = start().await;
    bring_in(&app, &head, &[row("1", NORMAL), row("2", MILD), row("3", CRISIS), row("4", NORMAL)]).await;
    app.mail_to("head@example.edu.cn").await;
    let withdrawn = format!("4,,,,,,,,,2026-02-01{}\n", ",".repeat(9));
    let corrected = [row("1", NORMAL), row("2", MODERATE), row("3", NORMAL), withdrawn, row("5", NORMAL)];
    let import = head.upload(&corrected).await;
    assert_eq!(counts(&import), [1, 2, 1, 1]);
    assert_eq!(app.one::<i64>("select count(*) from province_51.result_stage").await, 4, "what stays is not staged");
    assert_eq!(import["figures"]["before"]["l1"], 1);
    assert_eq!(
        import["figures"]["after"],
        json!({ "completed": 4, "valid": 4, "l1": 0, "l2": 1, "l3": 0, "l0": 3, "inv": 0, "crisis": 0 })
    );
    assert_eq!(
        import["figures"]["moves"],
        json!([{ "from": "L1", "to": "L0", "count": 1 }, { "from": "L3", "to": "L2", "count": 1 }])
    );
    head.commit(&import).await.expect(202);
    app.work().await;
    let done = head.look(&import).await;
    assert_eq!((&done["state"], &done["written"]), (&json!("done"), &json!(4)), "{done}");
    assert_eq!(app.one::<i64>("select count(*) from province_51.result").await, 4);
    let contacts = head.get("contacts").await.expect(200).body;
    assert_eq!(
        (contacts["items"].as_array().unwrap().len(), contacts["items"][0]["state"].as_str()),
        (1, Some("lapsed"))
    );

    let again = bring_in(&app, &head, &corrected).await;
    assert_eq!((again["state"].as_str(), counts(&again)), (Some("done"), [0, 0, 4, 0]));
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn of_two_files_at_once_the_later_commit_is_told_that_its_preview_is_stale() {
    let (app, head) = start().await;
    let one = head.upload(&[row("1", NORMAL)]).await;
    let two = head.upload(&[row("1", MILD), row("2", NORMAL)]).await;
    head.commit(&one).await.expect(202);
    head.commit(&two).await.expect(202);
    app.work().await;
    let (one, two) = (head.look(&one).await, head.look(&two).await);
    let mut states = [one["state"].as_str().unwrap(), two["state"].as_str().unwrap()];
    states.sort_unstable();
    assert_eq!(states, ["done", "failed"]);
    let failed = if one["state"] == "failed" { &one } else { &two };
    assert!(failed["error"].as_str().is_some_and(|text| !text.contains('_')), "{failed}");
    assert_eq!(app.one::<i64>("select count(*) from province_51.result_stage").await, 0);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_stage_that_was_lost_is_noticed() {
    let (app, head) = start().await;
    let import = head.upload(&[row("1", NORMAL), row("2", MILD)]).await;
    app.sql("delete from province_51.result_stage where line = 3").await;
    head.commit(&import).await.expect(202);
    app.work().await;
    assert_eq!(head.look(&import).await["state"], "failed");
    assert_eq!(app.one::<i64>("select count(*) from province_51.result").await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_preview_that_nobody_commits_is_swept() {
    let (app, head) = start().await;
    let import = head.upload(&[row("1", NORMAL)]).await;
    assert_eq!(
        huixin::assessment::results::sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(),
        0,
        "it is fresh"
    );
    app.pass(chrono::TimeDelta::hours(25));
    assert_eq!(huixin::assessment::results::sweep(&app.node.db, "51".parse().unwrap()).await.unwrap(), 1);
    assert_eq!(app.one::<i64>("select count(*) from province_51.result_stage").await, 0);
    assert_eq!(app.one::<String>("select state from province_51.result_import").await, "abandoned");
    assert!(head.client.get("/session").await.status == 401, "a day is longer than a session");
    let again = Head { client: app.as_person(&COUNSEL_HEAD).await, campaign: head.campaign };
    again.commit(&import).await.refused(409, "import_not_validated");
    app.done().await;
}

#[tokio::test]
async fn no_stored_byte_names_a_student() {
    let (app, head) = start().await;
    bring_in(&app, &head, &[row("20260001", NORMAL), row("20260002", CRISIS)]).await;
    let import = head.upload(&[row("20260003", CRISIS)]).await;
    assert_eq!(import["state"], "validated");
    let contact = head.get("contacts").await.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
    head.post(&format!("contacts/{contact}/open"), json!({})).await.expect(200);
    let secrets = [
        CANARY.to_owned(),
        CANARY_NUMBER.to_owned(),
        "20260001".to_owned(),
        "20260002".to_owned(),
        "20260003".to_owned(),
    ];
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname !~ '^pg_|information_schema'",
    )
    .fetch_all(&app.admin)
    .await
    .unwrap();
    assert!(tables.len() > 50);
    for table in tables {
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select t::text from {table} t")))
            .fetch_all(&app.admin)
            .await
            .unwrap();
        for secret in &secrets {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!rows.iter().any(|row| row.contains(secret) || row.contains(&hex)), "{table} holds {secret}");
        }
    }
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn nobody_but_the_schools_own_head_sees_results() {
    let (app, head) = start().await;
    bring_in(&app, &head, &[row("1", CRISIS)]).await;
    app.mail_to("head@example.edu.cn").await;
    for person in [&SCHOOL_ADMIN, &COUNSELLOR, &COLLEGE_OFFICER, &PROV_ADMIN, &PROV_ANALYST, &AUDITOR, &SIBLING_ADMIN] {
        let client = app.as_person(person).await;
        for path in [head.path("contacts"), head.path("result-imports"), head.cockpit("cockpit")] {
            let answer = client.get(&path).await;
            assert!(matches!(answer.status, 403 | 404), "{} {path}: {}", person.login, answer.status);
        }
    }
    for person in [&MOE_STEERING, &PLATFORM_OPERATOR, &BEIJING_ADMIN] {
        let client = app.as_person(person).await;
        client.get(&head.path("contacts")).await.refused(404, "not_found");
    }
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let seen = admin.get(&head.cockpit("participation")).await.expect(200).body;
    assert_eq!((seen["total"]["completed"].as_i64(), &seen["total"]["severity"]), (Some(1), &Value::Null));
    let sibling = head.path("contacts").replace(OWN_SCHOOL, SIBLING_SCHOOL);
    head.client.get(&sibling).await.refused(404, "not_found");
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_workbook_and_the_template_go_round() {
    let (app, head) = start().await;
    let template = head.get("results-template?format=csv").await.expect(200);
    let text = String::from_utf8(template.bytes).unwrap();
    let filled = format!("{}\r\n{}", text.trim_end(), row("1", MILD));
    let import = head.upload_as("filled.csv", filled.into_bytes()).await;
    assert_eq!((import["state"].as_str(), import["rows"].as_i64()), (Some("validated"), Some(1)));

    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let text = String::from_utf8(csv(&[row("1", MILD)])).unwrap();
    for (line, row) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(row.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(line, column, number).unwrap(),
                Err(_) => sheet.write_string(line, column, cell).unwrap(),
            };
        }
    }
    let import = head.upload_as("results.xlsx", book.save_to_buffer().unwrap()).await;
    assert_eq!((import["state"].as_str(), import["rows"].as_i64()), (Some("validated"), Some(1)), "{import}");
    head.get("results-template").await.expect(200);
    app.done().await;
}
