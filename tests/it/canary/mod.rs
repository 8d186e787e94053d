//! A canary sings in every student's row: in name, student number, identity number and answers, and in what the head notes.
//! Nobody above the school may ever hear it: on no path, in no export, mail or log, as no login of the databases (domain 2 section
//! 2.4, rule 1). The key of a student's row is searched as well: it would tell one student from another.

mod logins;
mod paths;
mod search;
mod told;

use serde_json::{Value, json};

use crate::{
    catalogue::scene::Scene,
    harness::{TestApp, people::*},
    results::{CANARY, CANARY_NUMBER, HEADER, Head, csv_of_both},
};
use search::Search;

/// Begins every student number.
const NUMBER: &str = "JSQ2026";
/// What the head notes when contact was made.
const NOTE: &str = "画眉鸟约定周五面谈";
const STUDENTS: usize = 40;
/// Answers as nobody gives them by chance, to both instruments: of those who are well, of those who need contact.
const WELL: [u8; 16] = [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0];
const IN_NEED: [u8; 16] = [3, 1, 2, 0, 3, 2, 1, 0, 2, 1, 3, 0, 1, 2, 0, 3];

/// A province in which the census was taken.
struct Census {
    scene: Scene,
    head: Head,
    /// What students brought.
    words: Search,
    /// The keys of their rows.
    rows: Search,
}

impl Census {
    async fn set() -> Self {
        let scene = Scene::set().await;
        let head = Head { client: scene.app.as_person(&COUNSEL_HEAD).await, campaign: scene.campaign.clone() };
        sing(&head, async || scene.app.work().await).await;
        let rows = keys(&scene.app).await;
        Self { scene, head, words: words(), rows }
    }
}

fn joined(answers: &[u8], separator: &str) -> String {
    answers.iter().map(u8::to_string).collect::<Vec<_>>().join(separator)
}

/// What students brought, and the note on one of them. Of the identity number less than a cut text would keep.
fn words() -> Search {
    let mut all = vec![CANARY.to_owned(), CANARY_NUMBER[..12].to_owned(), NUMBER.to_owned(), NOTE.to_owned()];
    for answers in [&WELL, &IN_NEED] {
        all.extend([",", ", ", ""].map(|separator| joined(answers, separator)));
        all.push(String::from_utf8(answers.to_vec()).unwrap());
    }
    Search::of(all.iter().map(String::as_str))
}

/// The keys of all rows about students.
async fn keys(app: &TestApp) -> Search {
    let keys: Vec<String> =
        sqlx::query_scalar("select id::text from province_51.result").fetch_all(&app.admin).await.unwrap();
    assert!(keys.len() >= STUDENTS);
    Search::of_ids(keys.iter().map(String::as_str))
}

fn student(at: usize) -> String {
    let answers = if at.is_multiple_of(4) { IN_NEED } else { WELL };
    let answers = joined(&answers, ",");
    format!("{NUMBER}{at:03},{CANARY}{at},,{CANARY_NUMBER},女,本科,2026,数学学院,2026-01-20,,{answers}\n")
}

fn file() -> Vec<u8> {
    csv_of_both(&(1..=STUDENTS).map(student).collect::<Vec<_>>())
}

/// Files that are refused, each with what students brought in the place that is wrong.
fn faulty() -> Vec<(&'static str, Vec<u8>)> {
    let long = CANARY.repeat(30);
    let wrong = format!(
        "{NUMBER} 001,{long},{CANARY},110105194912310021,{CANARY},{CANARY},{CANARY},{long},{CANARY},{CANARY}{}\n",
        format!(",{CANARY}").repeat(16)
    );
    let more = student(1).replace('\n', &format!(",{CANARY}\n"));
    let text = String::from_utf8(csv_of_both(&[student(1), student(1)])).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (line, row) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(row.split(',')) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    vec![
        ("wrong.csv", csv_of_both(&[wrong])),
        ("more.csv", csv_of_both(&[more])),
        ("open.csv", csv_of_both(&[student(1), format!("\"{}", student(2))])),
        ("wide.csv", csv_of_both(&[student(1), format!("{CANARY},").repeat(500)])),
        ("endless.csv", csv_of_both(&[student(1), CANARY.repeat(20_000)])),
        ("nothing.csv", format!("{HEADER}\n{}", student(1)).into_bytes()),
        ("gb18030.csv", encoding_rs::GB18030.encode(&text).0.into_owned()),
        ("utf16.csv", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("broken.xlsx", file()),
        ("book.xlsx", book.save_to_buffer().unwrap()),
    ]
}

/// Take the census as its head does, with all that can be refused on the way; `work` ends when the commit is carried out.
async fn sing(head: &Head, work: impl AsyncFn()) {
    let import = head.upload_as("results.csv", file()).await;
    assert_eq!((&import["state"], &import["rows"]), (&json!("validated"), &json!(STUDENTS)), "{import}");
    head.post(&path(&import, "/commit"), json!({ "sha256": CANARY })).await.expect(422);
    head.commit(&import).await.expect(202);
    work().await;
    assert_eq!(head.look(&import).await["state"], "done");
    for (name, bytes) in faulty() {
        let import = head.upload_as(name, bytes).await;
        assert_eq!(import["state"], "invalid", "{name}: {import}");
        let faults = head.get(&path(&import, "/faults?limit=500")).await.expect(200);
        words().finds_nothing_in(&faults.bytes, &format!("the report on {name}"));
    }
    let uploads = head.path("result-imports");
    head.client.upload(&uploads, "a.doc", file()).await.expect(422);
    head.client.upload(&uploads.replace(OWN_SCHOOL, SIBLING_SCHOOL), "a.csv", file()).await.expect(404);
    contact(head).await;
}

/// Open the last contact and finish it, after notes that are refused.
async fn contact(head: &Head) {
    let contacts = head.get("contacts?limit=500").await.expect(200).body;
    let last = contacts["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let person = head.post(&format!("contacts/{last}/open"), json!({})).await.expect(200);
    assert!(person.body["student_no"].as_str().unwrap().starts_with(NUMBER), "{}", person.body);
    assert_eq!(words().find(&person.bytes), Some(CANARY), "the search must find who is told to the head");
    let finish = format!("contacts/{last}/finish");
    for (body, status) in [
        (json!({ "note": NOTE.repeat(60) }), 422),
        (json!({ "note": [NOTE] }), 400),
        (json!({ "note": NOTE, "name": CANARY }), 400),
        (json!({ "note": NOTE }), 200),
        (json!({ "note": NOTE }), 409),
    ] {
        head.post(&finish, body).await.expect(status);
    }
}

fn path(import: &Value, rest: &str) -> String {
    format!("result-imports/{}{rest}", import["id"].as_str().unwrap())
}
