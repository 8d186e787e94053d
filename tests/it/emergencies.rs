//! Life in danger: two persons, one record, one day, an alarm before the access, a report after it (domain 2 §2.4.5, threat 32).

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    harness::{Answer, Client, TestApp, others::OTHERS, people::*},
    results::{CANARY, CANARY_NUMBER, Head, MILD, NORMAL, row},
};

const REASON: &str = "室友报告该生留下遗书后失联";

/// What a route of the catalogue aims at: every state in which something can be done, in the own school and in its sibling.
pub fn target(route: &str, school: &str) -> Uuid {
    let nth: u128 = match route {
        "confirm_emergency" => 2,
        "refuse_emergency" => 3,
        "open_emergency" => 4,
        "end_emergency" => 5,
        "report_emergency" => 6,
        _ => 1,
    };
    let at = match school {
        OWN_SCHOOL => 0,
        SIBLING_SCHOOL => 0x100,
        _ => 0x200,
    };
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0001_0000 | at | nth)
}

/// For other suites: emergencies in every state, all about one student; those that run are the head's.
pub async fn scene(app: &TestApp, campaign: &str, result: &str) {
    let (head, officer) = (app.account(&COUNSEL_HEAD).await, app.account(&COLLEGE_OFFICER).await);
    let other = app.account(&COUNSELLOR).await;
    for school in [OWN_SCHOOL, SIBLING_SCHOOL] {
        for (route, state, ends) in [
            ("", "requested", "null"),
            ("confirm_emergency", "requested", "null"),
            ("refuse_emergency", "requested", "null"),
            ("open_emergency", "confirmed", "now() + interval '1 day'"),
            ("end_emergency", "confirmed", "now() + interval '1 day'"),
            ("report_emergency", "ended", "now()"),
        ] {
            let (id, decided) = (target(route, school), state != "requested");
            let by = if decided { head } else { officer };
            let second = if decided { format!("'{other}'") } else { "null".to_owned() };
            app.sql(&format!(
                "insert into province_51.emergency (id, school_id, state, reason, requested_by, requested_by_name, requested_role,
                                                    requested_at, confirm_by, decided_by, ends_at)
                 values ('{id}', '{school}', '{state}', '{REASON}', '{by}', '刘心理', 'counsel_head', now(),
                         now() + interval '2 hours', {second}, {ends});
                 insert into province_51.emergency_student values ('{id}', '{campaign}', '{result}');
                 insert into province_51.emergency_alarm (emergency_id, step, account_id, outside)
                 values ('{id}', 'requested', '{other}', true), ('{id}', 'confirmed', '{other}', true)"
            ))
            .await;
        }
    }
}

/// Somebody of the own school or of the province who is in no template.
fn other(login: &str) -> Person {
    *OTHERS.iter().find(|person| person.login == login && person.realm == "51").unwrap()
}

/// Who hears the alarm.
const HEAR: [&str; 4] = ["pi.officer.school", "leading.group.school", "prov.auditor", "sichuan"];

/// A school whose results are in, and those who hear of its emergencies.
struct Danger {
    app: TestApp,
    head: Client,
    counsellor: Client,
}

impl Danger {
    async fn near() -> Self {
        let (app, head) = crate::results::start().await;
        let import = head.upload(&[row("1", NORMAL), row("2", MILD)]).await;
        head.commit(&import).await.expect(202);
        app.work().await;
        for login in &HEAR[..3] {
            app.add(&other(login)).await;
        }
        let Head { client: head, .. } = head;
        let counsellor = app.as_person(&COUNSELLOR).await;
        Self { app, head, counsellor }
    }

    fn path(id: &str, verb: &str) -> String {
        format!("/provinces/51/schools/{OWN_SCHOOL}/emergencies/{id}/{verb}")
    }

    async fn ask(&self, student: &str) -> Answer {
        let body = json!({ "student_number": student, "reason": REASON });
        self.head.post(&format!("/provinces/51/schools/{OWN_SCHOOL}/emergencies"), body).await
    }

    /// Asked for; its identifier.
    async fn asked(&self, student: &str) -> String {
        self.ask(student).await.expect(201).body["id"].as_str().unwrap().to_owned()
    }

    /// Asked for and confirmed; nobody reads the letters.
    async fn confirmed(&self, student: &str) -> String {
        let id = self.asked(student).await;
        act(&self.counsellor, &id, "confirmation").await.expect(200);
        id
    }

    /// Whoever hears gets one letter, which says where, who by role and when, and nothing else.
    async fn heard(&self, words: &str) {
        for login in HEAR {
            let letter = self.app.mail_to(&format!("{login}@example.edu.cn")).await.text;
            for said in [words, "学校：成都信息工程大学", "/emergencies"] {
                assert!(letter.contains(said), "{said} is missing in\n{letter}");
            }
            for unsaid in [REASON, CANARY, CANARY_NUMBER, "刘心理", "赵咨询"] {
                assert!(!letter.contains(unsaid), "{unsaid} is in\n{letter}");
            }
        }
    }

    async fn state(&self, id: &str) -> Value {
        let list = self.head.get("/provinces/51/emergencies").await.expect(200).body;
        list["items"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
    }
}

async fn act(client: &Client, id: &str, verb: &str) -> Answer {
    client.send(reqwest::Method::POST, &Danger::path(id, verb), None).await
}

#[tokio::test]
async fn a_second_person_lets_the_head_open_one_record_for_a_day() {
    let danger = Danger::near().await;
    let Danger { app, head, counsellor } = &danger;
    let asked = danger.ask("2").await.expect(201);
    let id = asked.body["id"].as_str().unwrap().to_owned();
    assert_eq!((&asked.body["state"], &asked.body["alarmed"]), (&json!("requested"), &json!(4)));
    danger.heard("正等待第二人确认").await;
    act(head, &id, "open").await.refused(403, "second_person_missing");

    // Not by the requester, by neither account.
    let own = act(head, &id, "confirmation").await.refused(409, "operations_separated");
    assert!(own.body["detail"].as_str().unwrap().contains("须由申请人以外的另一人确认"), "{}", own.body);
    app.sql("update province_51.account set person_index = '\\x01' where login in ('head', 'counsellor')").await;
    act(&app.as_person(&COUNSELLOR).await, &id, "confirmation").await.refused(409, "operations_separated");
    app.sql("update province_51.account set person_index = null").await;
    // Not by another school, another role or above.
    let elsewhere = Danger::path(&id, "confirmation").replace(OWN_SCHOOL, SIBLING_SCHOOL);
    counsellor.send(reqwest::Method::POST, &elsewhere, None).await.refused(404, "not_found");
    for person in [SCHOOL_ADMIN, PROV_ADMIN] {
        act(&app.as_person(&person).await, &id, "confirmation").await.refused(403, "not_permitted");
    }
    act(&app.as_person(&PLATFORM_OPERATOR).await, &id, "open").await.refused(404, "not_found");
    act(head, &id, "open").await.refused(403, "second_person_missing");

    // The second person sees why, and not who.
    let seen = counsellor.get(Danger::path(&id, "").trim_end_matches('/')).await.expect(200);
    assert_eq!(seen.body["reason"], REASON);
    let confirmed = act(counsellor, &id, "confirmation").await.expect(200);
    assert_eq!(confirmed.body["state"], "confirmed");
    for answer in [&asked, &seen, &confirmed] {
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(CANARY), "{}", answer.body);
    }
    act(counsellor, &id, "confirmation").await.refused(409, "emergency_decided");
    danger.heard("已由第二人确认").await;

    // The requester alone, from the same session at once, and only this student.
    act(counsellor, &id, "open").await.refused(403, "not_permitted");
    let opened = act(head, &id, "open").await.expect(200).body;
    let record = &opened["record"];
    assert_eq!((&record["name"], &record["student_no"]), (&json!(format!("{CANARY}2")), &json!("2")));
    assert_eq!((&record["document_number"], &record["level"]), (&json!(CANARY_NUMBER), &json!("L3")));
    assert_eq!((&record["papers"][0]["score"], &record["papers"][0]["answers"][0]["item"]), (&json!(5), &json!(1)));
    assert_eq!(act(head, &id, "open").await.expect(200).body["emergency"]["opened"], 2);
    let openings = "select string_agg(after->>'opening', ',' order by at) from province_51.audit_log where operation = 'emergency.open'
                    and outcome = 'done'";
    assert_eq!(app.one::<String>(openings).await, "1,2");

    // Who supervises sees that it happened.
    for login in ["sichuan", "prov.auditor", "pi.officer.school", "school"] {
        let person = PEOPLE.iter().chain(&OTHERS).find(|one| one.login == login && one.realm == "51").unwrap();
        let client = app.as_person(person).await;
        let list = client.get("/provinces/51/emergencies").await.expect(200);
        assert_eq!((&list.body["items"][0]["opened"], &list.body["items"][0]["alarms_sent"]), (&json!(2), &json!(4)));
        assert!(!String::from_utf8_lossy(&list.bytes).contains(REASON));
        let read = client.get(Danger::path(&id, "").trim_end_matches('/')).await;
        assert_eq!(read.status, if ["sichuan", "school"].contains(&login) { 403 } else { 200 }, "{login}");
    }

    // After a day it is over, whatever was swept.
    app.pass(TimeDelta::hours(24));
    let head = app.as_person(&COUNSEL_HEAD).await;
    act(&head, &id, "open").await.refused(403, "second_person_missing");
    nothing_of_the_student(app).await;
    danger.app.done().await;
}

/// Neither letters nor the audit log nor what lists read tell of a student.
async fn nothing_of_the_student(app: &TestApp) {
    for mail in app.mails() {
        assert!(!mail.contains(CANARY) && !mail.contains(REASON), "{mail}");
    }
    for table in ["audit_log", "emergency", "emergency_alarm"] {
        let told = format!(
            "select count(*) from province_51.{table} t where t::text like any (array['%{CANARY}%', '%{CANARY_NUMBER}%'])"
        );
        assert_eq!(app.one::<i64>(&told).await, 0, "{table}");
        let keyed = format!(
            "select count(*) from province_51.{table} t, province_51.emergency_student s where t::text like '%' || s.result_id || '%'"
        );
        assert_eq!(app.one::<i64>(&keyed).await, 0, "{table}");
    }
}

#[tokio::test]
async fn one_that_is_ended_opens_nothing_more_and_is_reported() {
    let danger = Danger::near().await;
    let Danger { app, head, .. } = &danger;
    let id = danger.confirmed("1").await;
    let report =
        json!({ "done": "已联系家长并陪同就医，现已脱离危险", "informed": "家长、院系", "not_told": "仍在住院" });
    head.post(&Danger::path(&id, "report"), report.clone()).await.refused(409, "emergency_not_over");
    // Nothing is opened of which nobody was told.
    app.sql("update province_51.emergency_alarm set outside = false").await;
    act(head, &id, "open").await.refused(409, "emergency_not_alarmed");
    app.sql("update province_51.emergency_alarm set outside = true").await;
    act(head, &id, "open").await.expect(200);
    // Another of the school may end it.
    act(&app.as_person(&other("leading.group.school")).await, &id, "end").await.expect(200);
    act(head, &id, "open").await.refused(403, "second_person_missing");
    act(head, &id, "end").await.refused(409, "emergency_over");
    // Another that runs opens no other's record again.
    let second = danger.confirmed("2").await;
    act(head, &id, "open").await.refused(409, "emergency_over");
    act(head, &second, "open").await.expect(200);
    act(head, &second, "end").await.expect(200);

    app.pass(TimeDelta::hours(73));
    let head = app.as_person(&COUNSEL_HEAD).await;
    let danger = Danger { head: head.clone(), ..danger };
    assert_eq!(
        (&danger.state(&id).await["overdue"], &danger.state(&id).await["state"]),
        (&json!(true), &json!("ended"))
    );
    let mut early = report.clone();
    early["student_told_on"] = json!("2999-01-01");
    head.post(&Danger::path(&id, "report"), early).await.invalid("/student_told_on", "emergency_told_future");
    let reported = head.post(&Danger::path(&id, "report"), report.clone()).await.expect(200).body;
    assert_eq!((&reported["state"], &reported["overdue"]), (&json!("reported"), &json!(false)));
    head.post(&Danger::path(&id, "report"), report.clone()).await.refused(409, "emergency_reported");
    let auditor = danger.app.as_person(&other("prov.auditor")).await;
    let read = auditor.get(Danger::path(&id, "").trim_end_matches('/')).await.expect(200).body;
    assert_eq!(read["report"]["informed"], report["informed"]);
    let plain = "select count(*) from province_51.emergency e where e::text like '%家长%'";
    assert_eq!(danger.app.one::<i64>(plain).await, 0, "a report is sealed");
    danger.app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn whoever_tries_numbers_waits_and_every_try_is_on_record() {
    let danger = Danger::near().await;
    let Danger { app, .. } = &danger;
    for number in ["3", "4", "5", "6", "7"] {
        danger.ask(number).await.invalid("/student_number", "emergency_student_unknown");
    }
    let waits = async |seconds: std::ops::RangeInclusive<u32>| {
        // Also for a student who is there.
        let answer = danger.ask("1").await.refused(429, "search_locked");
        let said: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!(seconds.contains(&said), "{said} s");
    };
    waits(20..=30).await;
    let head = app.account(&COUNSEL_HEAD).await;
    let tries = format!(
        "select count(*) from province_51.audit_log
         where operation = 'session.fail' and reason = 'emergency.request' and object_id = '{head}'"
    );
    assert_eq!(app.one::<i64>(&tries).await, 5);
    app.pass(TimeDelta::seconds(31));
    danger.asked("1").await;
    danger.ask("3").await.invalid("/student_number", "emergency_student_unknown");
    waits(50..=60).await;
    danger.app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn without_a_second_person_a_known_student_or_somebody_to_tell_nothing_opens() {
    let danger = Danger::near().await;
    let Danger { app, head, .. } = &danger;
    danger.ask("3").await.invalid("/student_number", "emergency_student_unknown");
    let all = format!("/provinces/51/schools/{OWN_SCHOOL}/emergencies");
    let both = json!({ "student_number": "1", "identity_number": CANARY_NUMBER, "reason": "急" });
    let faults = head.post(&all, both).await.expect(422).faults();
    let codes: Vec<_> = faults.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["emergency_student_once", "emergency_text_invalid"]);
    let stranger = json!({ "identity_number": "110105194912310038", "reason": REASON });
    head.post(&all, stranger).await.invalid("/identity_number", "emergency_student_unknown");
    let by_identity = json!({ "identity_number": CANARY_NUMBER.to_lowercase(), "reason": REASON });
    let refused = head.post(&all, by_identity).await.expect(201).body["id"].as_str().unwrap().to_owned();
    head.post(&all.replace(OWN_SCHOOL, SIBLING_SCHOOL), json!({ "student_number": "1", "reason": REASON }))
        .await
        .refused(404, "not_found");

    // The second person says no.
    let group = app.as_person(&other("leading.group.school")).await;
    group.post(&Danger::path(&refused, "refusal"), json!({ "reason": "经电话核实并无危险" })).await.expect(200);
    act(&danger.counsellor, &refused, "confirmation").await.refused(409, "emergency_decided");
    // Taken back.
    let back = danger.asked("1").await;
    act(&group, &back, "end").await.refused(409, "emergency_not_yours");
    act(head, &back, "end").await.expect(200);
    act(&danger.counsellor, &back, "confirmation").await.refused(409, "emergency_lapsed");
    // Nobody confirms in time, swept or not.
    let lapsed = danger.asked("1").await;
    app.pass(TimeDelta::hours(2));
    let counsellor = app.as_person(&COUNSELLOR).await;
    act(&counsellor, &lapsed, "confirmation").await.refused(409, "emergency_lapsed");
    assert_eq!(huixin::housekeeping::sweep(&app.node.db).await.unwrap(), 1);
    let state = format!("select state from province_51.emergency where id = '{lapsed}'");
    assert_eq!(app.one::<String>(&state).await, "lapsed");
    // Nobody in the province could hear of it.
    app.sql("update province_51.assignment set ends_at = now() where school_id is null").await;
    let head = app.as_person(&COUNSEL_HEAD).await;
    let body = json!({ "student_number": "1", "reason": REASON });
    head.post(&all, body).await.refused(409, "emergency_nobody_to_tell");
    danger.app.leave_jobs_and_mails().await;
}
