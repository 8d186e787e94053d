//! Files of staff: checked first, weighed as single invitations are, then committed by their hash.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, people::*, sql::digest};

const PATH: &str = "/staff-imports";
const HEADER: &str = "登录名,姓名,邮箱,角色,学校标识码,院系或部门,身份证件号码,到期日期\n";
/// A made-up number whose check digit is right (GB 11643-1999 annex A).
const NUMBER: &str = "11010519491231002X";

fn csv(rows: &str) -> Vec<u8> {
    format!("{HEADER}{rows}").into_bytes()
}

fn two() -> Vec<u8> {
    csv("li.na,李娜,li.na@example.edu.cn,心理健康教育教师,,,11010519491231002X,2030-06-30\n\
         wang.wu,王武,wang.wu@example.edu.cn,college_officer,,数学学院,,\n")
}

async fn upload(client: &Client, bytes: Vec<u8>) -> Value {
    client.upload(PATH, "staff.csv", bytes).await.expect(201).body
}

fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "failed"].map(|count| import[count].as_i64().unwrap())
}

async fn commit(client: &Client, import: &Value) -> Answer {
    client.post(&format!("{PATH}/{}/commit", id(import)), json!({ "sha256": import["sha256"] })).await
}

fn id(import: &Value) -> &str {
    import["id"].as_str().unwrap()
}

/// Line, column and code of every fault.
async fn faults(client: &Client, import: &Value) -> Vec<(i64, String, String)> {
    let rows = client.get(&format!("{PATH}/{}/rows?only=error", id(import))).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut told = Vec::new();
    for row in rows.body["items"].as_array().unwrap() {
        for fault in row["errors"].as_array().unwrap() {
            assert!(!fault["detail"].as_str().unwrap().is_ascii(), "{fault} has no Chinese text");
            told.push((row["line"].as_i64().unwrap(), text(&fault["column"]), text(&fault["code"])));
        }
    }
    told
}

fn at(line: i64, column: &str, code: &str) -> (i64, String, String) {
    (line, column.to_owned(), code.to_owned())
}

/// Digest of who there is and what they hold.
async fn people(app: &TestApp) -> Vec<(String, String)> {
    let of_people = |table: &str| [".account", ".assignment", ".link"].iter().any(|end| table.ends_with(end));
    digest(&app.admin).await.into_iter().filter(|(table, _)| of_people(table)).collect()
}

#[tokio::test]
async fn a_file_is_checked_committed_by_hash_and_changes_nothing_when_it_comes_again() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let before = people(&app).await;
    let staged = upload(&admin, two()).await;
    assert_eq!(
        (&staged["state"], counts(&staged), &staged["scope"]),
        (&json!("validated"), [2, 0, 0, 0], &json!("staff"))
    );
    assert_eq!(before, people(&app).await, "validation changes nothing");
    let path = format!("{PATH}/{}/commit", id(&staged));
    admin.post(&path, json!({ "sha256": "00" })).await.invalid("/sha256", "import_hash_mismatch");
    let done = commit(&admin, &staged).await.expect(200).body;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [2, 0, 0, 0]));
    commit(&admin, &staged).await.refused(409, "import_not_validated");

    let account = admin.get("/accounts?q=li.na").await.expect(200).body["items"][0].clone();
    assert_eq!(
        (&account["role"], &account["state"], &account["expires_on"], &account["identified"]),
        (&json!("counsellor"), &json!("invited"), &json!("2030-06-30"), &json!(true))
    );
    assert_eq!(account["school"]["id"], OWN_SCHOOL, "a school's administrator leaves the school out");
    let held = admin.get("/accounts?q=wang.wu").await.expect(200).body["items"][0]["roles"][0].clone();
    assert_eq!((&held["role"], &held["department"]), (&json!("college_officer"), &json!("数学学院")));
    for address in ["li.na@example.edu.cn", "wang.wu@example.edu.cn"] {
        let letter = app.mail_to(address).await;
        app.anonymous().post("/activation/look-up", json!({ "token": letter.token })).await.expect(200);
    }

    let after = people(&app).await;
    let again = upload(&admin, two()).await;
    assert_eq!(counts(&again), [0, 0, 2, 0]);
    assert_eq!(counts(&commit(&admin, &again).await.expect(200).body), [0, 0, 2, 0]);
    assert_eq!(after, people(&app).await);
    let published: i32 = app.one("select accounts from ministry.province_figures where province = '51'").await;
    let there: i64 = app.one("select count(*) from province_51.account").await;
    assert_eq!(i64::from(published), there);
    app.done().await;
}

#[tokio::test]
async fn an_import_is_one_line_of_the_audit_log() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let staged = upload(&admin, two()).await;
    commit(&admin, &staged).await.expect(200);
    let auditor = app.as_person(&AUDITOR).await;
    let told = auditor.get("/audit?operation=staff.import").await.expect(200).body["items"].clone();
    assert_eq!(told.as_array().unwrap().len(), 2, "one for the check, one for the commit");
    assert_eq!((&told[0]["object"]["id"], &told[0]["after"]["created"]), (&staged["id"], &json!(2)));
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn every_encoding_and_a_workbook_read_the_same() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let text = String::from_utf8(two()).unwrap();
    let (gb, ..) = encoding_rs::GB18030.encode(&text);
    let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (bytes, encoding) in [(two(), "utf-8"), (bom, "utf-8-bom"), (gb.into_owned(), "gb18030")] {
        let staged = upload(&admin, bytes).await;
        assert_eq!((&staged["encoding"], counts(&staged)), (&json!(encoding), [2, 0, 0, 0]));
    }
    let staged = admin.upload(PATH, "staff.xlsx", crate::imports::workbook(&text)).await.expect(201).body;
    assert_eq!((&staged["format"], counts(&staged)), (&json!("xlsx"), [2, 0, 0, 0]));
    admin.upload(PATH, "staff.pdf", vec![1]).await.refused(415, "unsupported_file_type");
    let no_table = upload(&admin, b"a,b\n1,2\n".to_vec()).await;
    assert_eq!(no_table["state"], "invalid");
    app.done().await;
}

#[tokio::test]
async fn every_fault_names_line_column_and_code_and_nothing_can_be_committed() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let rows = format!(
        "li.na,李娜,li.na@example.edu.cn,counsellor,,,,\n\
         x,,nobody,国王,,,12,2020-01-01\n\
         li.na,李娜,li.na@example.edu.cn,counsellor,,,,\n\
         of.other,外校,o@example.edu.cn,counsellor,{SIBLING_SCHOOL},,,\n\
         too.high,越权,t@example.edu.cn,prov_admin,,,,\n\
         sibling,钱邻校,s@example.edu.cn,counsellor,,,,\n\
         counsellor,别名,c@example.edu.cn,counsellor,,,,\n"
    );
    let staged = upload(&admin, csv(&rows)).await;
    assert_eq!((&staged["state"], counts(&staged)), (&json!("invalid"), [1, 0, 0, 6]));
    assert_eq!(
        faults(&admin, &staged).await,
        [
            at(3, "登录名", "login_invalid"),
            at(3, "姓名", "name_invalid"),
            at(3, "邮箱", "email_invalid"),
            at(3, "角色", "role_invalid"),
            at(3, "身份证件号码", "identity_number_invalid"),
            at(3, "到期日期", "expires_on_past"),
            at(4, "登录名", "login_repeated"),
            at(5, "角色", "role_not_grantable"),
            at(5, "学校标识码", "school_unknown"),
            at(6, "角色", "role_not_grantable"),
            at(7, "登录名", "login_taken"),
            at(8, "登录名", "login_differs"),
        ]
    );
    let before = people(&app).await;
    commit(&admin, &staged).await.refused(409, "import_invalid");
    assert_eq!(before, people(&app).await);
    app.done().await;
}

#[tokio::test]
async fn a_province_names_the_school_and_gives_what_it_may() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let rows = format!(
        "an.alyst,安分析,an@example.edu.cn,省级数据分析员,,,,\n\
         first.admin,甲校,a@example.edu.cn,school_admin,{OWN_SCHOOL},,,\n\
         other.admin,乙校,b@example.edu.cn,校级账号管理员,{SIBLING_SCHOOL},,,\n"
    );
    let staged = upload(&admin, csv(&rows)).await;
    assert_eq!(counts(&staged), [3, 0, 0, 0]);
    let refused = format!(
        "no.school,丙,c@example.edu.cn,school_admin,,,,\n\
         a.counsellor,丁,d@example.edu.cn,counsellor,{OWN_SCHOOL},,,\n\
         in.beijing,戊,e@example.edu.cn,school_admin,{FOREIGN_SCHOOL},,,\n\
         an.auditor,己,f@example.edu.cn,prov_auditor,,,,\n"
    );
    let wrong = upload(&admin, csv(&refused)).await;
    assert_eq!(
        faults(&admin, &wrong).await,
        [
            at(2, "学校标识码", "school_required"),
            at(3, "角色", "role_not_grantable"),
            at(4, "学校标识码", "school_unknown"),
            at(5, "角色", "role_not_grantable"),
        ]
    );
    app.done().await;
}

#[tokio::test]
async fn duties_are_kept_apart_across_the_rows_of_a_file_and_the_accounts_that_are_there() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let person = |login: &str, role: &str| format!("{login},某人,{login}@example.edu.cn,{role},,,{NUMBER},\n");
    let both =
        upload(&admin, csv(&[person("keeps.accounts", "sys_admin"), person("gives.rights", "sec_admin")].concat()))
            .await;
    assert_eq!(faults(&admin, &both).await, [at(3, "角色", "roles_separated")]);

    let one = upload(&admin, csv(&person("keeps.accounts", "sys_admin"))).await;
    commit(&admin, &one).await.expect(200);
    app.mail_to("keeps.accounts@example.edu.cn").await;
    let other = upload(&admin, csv(&person("gives.rights", "sec_admin"))).await;
    assert_eq!(faults(&admin, &other).await, [at(2, "角色", "roles_separated")]);
    let fine = upload(&admin, csv(&person("reads", "staff_reader"))).await;
    assert_eq!(counts(&fine), [1, 0, 0, 0]);
    app.done().await;
}

#[tokio::test]
async fn nobody_gives_themselves_another_account() {
    let app = TestApp::start().await;
    let (province, school) = (app.as_person(&PROV_ADMIN).await, app.as_person(&SCHOOL_ADMIN).await);
    let own = format!("/accounts/{}", app.account(&SCHOOL_ADMIN).await);
    let version = province.get(&own).await.expect(200).body["version"].as_i64().unwrap();
    province.put(&own, version, json!({ "name": "张三丰", "identity_number": NUMBER })).await.expect(200);
    let staged = upload(&school, csv(&format!("second.me,张三丰,me@example.edu.cn,counsellor,,,{NUMBER},\n"))).await;
    assert_eq!(faults(&school, &staged).await, [at(2, "角色", "own_roles_refused")]);
    app.done().await;
}

#[tokio::test]
async fn neither_numbers_nor_addresses_are_stored_or_given_back() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let wrong = "li.nb,李丙,li.nb(at)example.edu.cn,counsellor,,,11010519491231002Y,\n";
    let staged =
        upload(&admin, csv(&format!("{}{wrong}", String::from_utf8(two()[HEADER.len()..].to_vec()).unwrap()))).await;
    let dump = "select string_agg(i::text, '') || (select string_agg(r::text, '') from province_51.staff_import_row r)
                from province_51.staff_import i";
    let stored: String = app.one(dump).await;
    let rows = admin.get(&format!("{PATH}/{}/rows", id(&staged))).await.expect(200).body.to_string();
    let result = admin.get(&format!("{PATH}/{}/result", id(&staged))).await.expect(200);
    let result = String::from_utf8(result.bytes).unwrap();
    for text in [&stored, &rows, &result] {
        for secret in ["11010519491231002", "li.na@", "li.nb(at)", "wang.wu@"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(result.contains("l***@example.edu.cn"), "{result}");
    let good = upload(&admin, two()).await;
    commit(&admin, &good).await.expect(200);
    let kept = format!(
        "select count(*) from province_51.staff_import_row
         where import_id = '{}' and (email_sealed is not null or person_index is not null)",
        id(&good)
    );
    assert_eq!(app.one::<i64>(&kept).await, 0, "what a commit needed is kept no longer");
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_result_has_two_more_columns_and_asks_for_the_address_when_it_comes_back() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let staged =
        upload(&admin, csv("li.na,=1+1,li.na@example.edu.cn,counsellor,,,,\nx,李,l@example.edu.cn,counsellor,,,,\n"))
            .await;
    let result = admin.get(&format!("{PATH}/{}/result", id(&staged))).await.expect(200);
    let text = String::from_utf8(result.bytes.clone()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].ends_with("结果,说明") && lines[1].contains("'=1+1"), "{text}");
    assert!(lines[1].ends_with("新增,") && lines[2].contains("失败,登录名"), "{text}");
    let back = upload(&admin, result.bytes).await;
    assert!(faults(&admin, &back).await.contains(&at(2, "邮箱", "email_masked")));
    for format in ["csv", "xlsx"] {
        let template = admin.get(&format!("{PATH}/template?format={format}")).await.expect(200);
        let staged = admin.upload(PATH, &format!("t.{format}"), template.bytes).await.expect(201).body;
        assert_eq!(faults(&admin, &staged).await, [at(2, "登录名", "sample_row")]);
    }
    app.done().await;
}

#[tokio::test]
async fn a_check_that_no_longer_holds_is_not_carried_out() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let (first, second) = (upload(&admin, two()).await, upload(&admin, two()).await);
    commit(&admin, &first).await.expect(200);
    let before = people(&app).await;
    commit(&admin, &second).await.refused(409, "staff_import_stale");
    let third = upload(&admin, csv("late,迟到,late@example.edu.cn,counsellor,,,,\n")).await;
    app.sql(&format!(
        "update province_51.assignment set role = 'counsellor' where account_id = '{}'",
        app.account(&SCHOOL_ADMIN).await
    ))
    .await;
    app.sql("update province_51.account set login = 'late' where login = 'head'").await;
    let province = app.as_person(&PROV_ADMIN).await;
    commit(&province, &third).await.refused(409, "staff_import_stale");
    drop(before);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn two_commits_of_one_file_at_once_open_each_account_once() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let (first, second) = (upload(&admin, two()).await, upload(&admin, two()).await);
    let (one, other) = tokio::join!(commit(&admin, &first), commit(&admin, &second));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(app.one::<i64>("select count(*) from province_51.account where login in ('li.na', 'wang.wu')").await, 2);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_colleague_of_another_school_sees_nothing_of_an_import_and_the_province_does() {
    let app = TestApp::start().await;
    let staged = upload(&app.as_person(&SCHOOL_ADMIN).await, two()).await;
    let path = format!("{PATH}/{}", id(&staged));
    let sibling = app.as_person(&SIBLING_ADMIN).await;
    for path in [path.clone(), format!("{path}/rows"), format!("{path}/result")] {
        sibling.get(&path).await.refused(404, "not_found");
    }
    commit(&sibling, &staged).await.refused(404, "not_found");
    app.as_person(&PROV_ADMIN).await.get(&path).await.expect(200);
    app.done().await;
}

#[tokio::test]
async fn a_new_link_that_is_asked_for_before_the_first_was_sent_is_the_only_one() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let staged = upload(&admin, csv("li.na,李娜,li.na@example.edu.cn,counsellor,,,,\n")).await;
    commit(&admin, &staged).await.expect(200);
    let account = app.account_of("51", "li.na").await;
    admin.post(&format!("/accounts/{account}/invitation"), Value::Null).await.expect(200);
    app.mail_to("li.na@example.edu.cn").await;
    app.done().await;
}

#[tokio::test]
async fn a_file_that_breaks_the_limit_opens_no_account() {
    let app = TestApp::start().await;
    let has = PEOPLE.iter().filter(|p| p.realm == "51").count() + 1;
    app.sql(&format!(
        "update ministry.province set limits = jsonb_set(limits, '{{accounts}}', '{has}') where code = '51'"
    ))
    .await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let staged = upload(&admin, two()).await;
    let before = digest(&app.admin).await;
    commit(&admin, &staged).await.refused(409, "account_limit_reached");
    assert_eq!(before, digest(&app.admin).await);
    app.done().await;
}

#[tokio::test]
async fn a_file_and_a_commit_sent_twice_with_one_key_are_done_once() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let keyed = admin.with("idempotency-key", "file-1");
    let first = keyed.upload(PATH, "staff.csv", two()).await.expect(201);
    assert_eq!(first.body, keyed.upload(PATH, "staff.csv", two()).await.expect(201).body);
    let other = keyed.upload(PATH, "staff.csv", csv("li.nb,李丙,b@example.edu.cn,counsellor,,,,\n")).await;
    other.invalid("/", "idempotency_key_reused");
    let keyed = admin.with("idempotency-key", "commit-1");
    let done = commit(&keyed, &first.body).await.expect(200).body;
    assert_eq!(done, commit(&keyed, &first.body).await.expect(200).body);
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn a_file_that_nobody_commits_is_forgotten_after_a_week() {
    let app = TestApp::start().await;
    let admin = app.as_person(&SCHOOL_ADMIN).await;
    let (staged, done) =
        (upload(&admin, two()).await, upload(&admin, csv("a.b.c,甲,a@example.edu.cn,counsellor,,,,\n")).await);
    commit(&admin, &done).await.expect(200);
    app.pass(chrono::TimeDelta::days(6));
    huixin::identity::accounts::sweep(&app.node.db, "51".parse().unwrap()).await.unwrap();
    app.as_person(&SCHOOL_ADMIN).await.get(&format!("{PATH}/{}", id(&staged))).await.expect(200);
    app.pass(chrono::TimeDelta::days(2));
    huixin::identity::accounts::sweep(&app.node.db, "51".parse().unwrap()).await.unwrap();
    let later = app.as_person(&SCHOOL_ADMIN).await;
    later.get(&format!("{PATH}/{}", id(&staged))).await.refused(404, "not_found");
    later.get(&format!("{PATH}/{}", id(&done))).await.expect(200);
    app.leave_jobs_and_mails().await;
}
