//! Every role above the school × every path of the OpenAPI document that reads: no byte of any answer tells of a student.

use std::collections::BTreeSet;

use huixin::access::Role;
use reqwest::Method;
use serde_json::Value;

use super::{Census, NOTE};
use crate::{
    catalogue::{
        document::{Route, routes},
        expected::expected,
        probes::PUBLIC,
        scene::Where,
    },
    harness::{Answer, Client, others::OTHERS, people::*},
    results::{CANARY, Head},
};

/// Pages of a list at most.
const PAGES: usize = 200;

fn above_the_school() -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter().chain(&OTHERS).filter(|person| person.school.is_none())
}

/// What is asked of a path: as it is, in pages, with a total, as text.
fn questions(route: &Route) -> impl Iterator<Item = &'static str> {
    let known = |(name, _): &(&str, &str)| name.is_empty() || route.query.iter().any(|known| known == name);
    let all = [("", ""), ("limit", "limit=7"), ("total", "total=true"), ("format", "format=csv")];
    all.into_iter().filter(known).map(|(_, question)| question)
}

fn ask(path: &str, question: &str) -> String {
    match question {
        "" => path.to_owned(),
        _ if path.contains('?') => format!("{path}&{question}"),
        _ => format!("{path}?{question}"),
    }
}

/// Body and headers.
fn bytes(answer: &Answer) -> Vec<u8> {
    let headers = answer.headers.iter().flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
    [&headers.collect::<Vec<_>>().concat(), &*answer.bytes].concat()
}

/// The auditor sees which contacts were opened and finished, by their keys. This list may only shrink.
fn without_opened_contacts(route: &Route, answer: &Answer) -> Vec<u8> {
    let mut body = answer.body.clone();
    if route.id != "list_audit" || answer.status != 200 {
        return bytes(answer);
    }
    for entry in body["items"].as_array_mut().unwrap() {
        if matches!(entry["operation"].as_str(), Some("contact.open" | "contact.finish")) {
            entry["object"]["id"] = Value::Null;
        }
    }
    body.to_string().into_bytes()
}

/// A person above the school, who reads pages and exports in English and everything else in Chinese.
struct Reader<'a> {
    census: &'a Census,
    person: &'static Person,
    chinese: Client,
    english: Client,
}

impl<'a> Reader<'a> {
    async fn new(census: &'a Census, person: &'static Person) -> Self {
        let chinese = census.scene.app.as_person(person).await;
        Self { census, person, english: chinese.with("accept-language", "en"), chinese }
    }

    /// Read a path, however it can be asked for, to its last page; the first status.
    async fn read(&self, route: &Route, place: Where) -> u16 {
        // Foreign accounts are province 11's own.
        let realm = if self.person.realm == "11" { "51" } else { self.person.realm };
        let (path, _) = self.census.scene.path(route, realm, place).await;
        let mut first = None;
        for question in questions(route) {
            let client = if question.is_empty() { &self.chinese } else { &self.english };
            let path = ask(&path, question);
            let mut next = path.clone();
            for page in 0.. {
                assert!(page < PAGES, "{path} never ends");
                let answer = client.get(&next).await;
                self.look_through(route, &next, &answer);
                first.get_or_insert(answer.status);
                let Some(cursor) = answer.body["next_cursor"].as_str() else { break };
                next = ask(&path, &format!("cursor={cursor}"));
            }
        }
        first.unwrap()
    }

    fn look_through(&self, route: &Route, path: &str, answer: &Answer) {
        let what = format!("{path} for {} of {}", self.person.role, self.person.realm);
        assert!(answer.status < 500, "{what}: {}", answer.body);
        self.census.words.finds_nothing_in(&bytes(answer), &what);
        self.census.rows.finds_nothing_in(&without_opened_contacts(route, answer), &what);
    }

    /// Whether the policy lets this person read it there: the walk speaks of the ministry and of province 51.
    fn may(&self, route: &Route, place: Where) -> bool {
        let own = match (self.person.realm, place) {
            ("11", Where::Foreign) => Where::Own,
            ("11", _) => Where::Foreign,
            _ => place,
        };
        // Files of schools and of staff were uploaded, and people applied, in province 51 and in the ministry.
        let files = ["/school-imports/{id}", "/staff-imports/{id}", "/registrations/{id}"];
        let elsewhere = self.person.realm == "11" && files.iter().any(|file| route.path.contains(file));
        PUBLIC.contains(&&*route.id) || !elsewhere && expected(self.person, route, own).0
    }
}

#[tokio::test]
async fn no_role_above_the_school_reads_of_a_student_on_any_path() {
    let roles: BTreeSet<&str> = PEOPLE.iter().chain(&OTHERS).map(|person| person.role).collect();
    let given = Role::all().filter(|role| role.is_given()).map(Role::as_str).collect();
    assert_eq!(roles, given, "a role has nobody who reads");
    let census = Census::set().await;
    let app = &census.scene.app;
    // An application is opened by its own mailed token and by nobody's session.
    let reads = |route: &Route| route.method == Method::GET && route.id != "find_registration";
    let reading: Vec<Route> = routes(app).into_iter().filter(reads).collect();
    assert!(reading.len() >= 34, "the document has lost paths");
    for person in above_the_school() {
        census.scene.let_in(person).await;
        let reader = Reader::new(&census, person).await;
        let mut seen = 0;
        for (route, place) in reading.iter().flat_map(|route| Where::ALL.map(|place| (route, place))) {
            let status = reader.read(route, place).await;
            let may = reader.may(route, place);
            assert_eq!(status == 200, may, "{} for {} at {place:?}: {status}", route.id, person.login);
            seen += u32::from(may);
        }
        assert!(seen >= 3, "{} saw only {seen} answers", person.login);
    }
    for path in ["/metrics", "/healthz", "/readyz", "/api/openapi.json"] {
        let answer = app.anonymous().at_root().get(path).await.expect(200);
        census.words.finds_nothing_in(&bytes(&answer), path);
        census.rows.finds_nothing_in(&bytes(&answer), path);
    }
    for mail in app.mails() {
        census.words.finds_nothing_in(mail.as_bytes(), "a mail");
        census.rows.finds_nothing_in(mail.as_bytes(), "a mail");
    }
    assert!(!app.mails().is_empty());
    head_alone(&census).await;
    census.scene.app.leave_jobs_and_mails().await;
}

/// What others are searched for is there for the school's own head.
async fn head_alone(census: &Census) {
    // Hours may have passed until those were let in who read in the daytime alone.
    let client = census.scene.app.as_person(&COUNSEL_HEAD).await;
    let head = Head { client, campaign: census.head.campaign.clone() };
    let contacts = head.get("contacts?limit=500").await.expect(200);
    assert_eq!(census.words.find(&contacts.bytes), Some(NOTE));
    assert!(census.rows.find(&contacts.bytes).is_some());
    let id = contacts.body["items"][0]["id"].as_str().unwrap();
    let person = head.post(&format!("contacts/{id}/open"), serde_json::json!({})).await.expect(200);
    assert_eq!(census.words.find(&person.bytes), Some(CANARY));
}
