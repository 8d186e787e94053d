//! Schools, opened and edited by form.

use serde_json::{Value, json};

use crate::harness::{TestApp, people::*, sql::digest};

fn body(id: &str, name: &str) -> Value {
    json!({ "id": id, "name": name, "competent_dept": "四川省", "affiliation": "province", "category": "regular",
            "level": "undergraduate", "ownership": "public", "location": "成都市" })
}

fn with_admin(mut body: Value, login: &str) -> Value {
    body["admin"] = json!({ "login": login, "name": "首任管理员", "email": format!("{login}@example.edu.cn") });
    body
}

#[tokio::test]
async fn a_school_is_opened_published_and_its_administrator_invited_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let made =
        admin.post("/provinces/51/schools", with_admin(body("4151010650", "西南新校"), "firstone")).await.expect(201);
    assert_eq!((&made.body["code5"], &made.body["accounts"]), (&json!("10650"), &json!(1)));
    let location = made.header("location").unwrap().to_owned();
    assert_eq!(admin.get(&location).await.expect(200).body["id"], "4151010650");
    let letter = app.mail_to("firstone@example.edu.cn").await;
    assert!(letter.text.contains("西南新校"));
    let steering = app.as_person(&MOE_STEERING).await;
    let found = steering.get("/directory/51/schools?q=xnxx").await.expect(200).body;
    assert_eq!((&found["items"][0]["name"], &found["items"][1]), (&json!("西南新校"), &Value::Null));
    app.done().await;
}

#[tokio::test]
async fn an_administrator_who_cannot_be_invited_leaves_no_school() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let before = digest(&app.admin).await;
    let taken = with_admin(body("4151010650", "西南新校"), SCHOOL_ADMIN.login);
    let refused = admin.post("/provinces/51/schools", taken).await.refused(422, "validation_failed");
    assert_eq!(refused.faults()[0].1, "login_taken");
    assert_eq!(before, digest(&app.admin).await);
    app.done().await;
}

#[tokio::test]
async fn every_fault_of_form_and_administrator_is_told_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let mut wrong = with_admin(body("123", "x"), "A");
    wrong["level"] = Value::Null;
    let mut faults = admin.post("/provinces/51/schools", wrong).await.refused(422, "validation_failed").faults();
    faults.sort();
    let known = [
        ("/admin/email", "email_invalid"),
        ("/admin/login", "login_invalid"),
        ("/id", "school_id_invalid"),
        ("/level", "level_required"),
        ("/name", "school_name_invalid"),
    ];
    let known: Vec<_> = known.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect();
    assert!(faults == known || faults == known[1..], "{faults:?}");
    app.done().await;
}

#[tokio::test]
async fn an_identifier_is_taken_in_the_own_province_and_in_the_nation() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let own = admin.post("/provinces/51/schools", body(OWN_SCHOOL, "重复大学")).await;
    assert_eq!(
        (own.status, own.code() == "school_id_taken" || own.faults()[0].1 == "school_id_taken"),
        (own.status, true)
    );
    let before = digest(&app.admin).await;
    let elsewhere = admin.post("/provinces/51/schools", body(FOREIGN_SCHOOL, "冒名大学")).await;
    let told = elsewhere.code() == "school_published_elsewhere"
        || elsewhere.faults().iter().any(|(_, code)| code == "school_published_elsewhere");
    assert!(told, "{}", elsewhere.body);
    assert_eq!(before, digest(&app.admin).await);
    app.done().await;
}

#[tokio::test]
async fn an_edit_is_published_and_names_the_version_that_it_saw() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = format!("/provinces/51/schools/{OWN_SCHOOL}");
    let version = admin.get(&path).await.expect(200).body["version"].as_i64().unwrap();
    let mut edit = body(OWN_SCHOOL, "成都气象大学");
    edit.as_object_mut().unwrap().remove("id");
    let missing = admin.send(reqwest::Method::PUT, &path, Some(edit.clone())).await;
    missing.refused(428, "if_match_required");
    let saved = admin.put(&path, version, edit.clone()).await.expect(200);
    assert_eq!(saved.header("etag"), Some(&*format!("\"{}\"", version + 1)));
    admin.put(&path, version, edit).await.refused(412, "version_stale");
    let published: String = app.one(&format!("select name from ministry.school where id = '{OWN_SCHOOL}'")).await;
    assert_eq!(published, "成都气象大学");
    app.done().await;
}

#[tokio::test]
async fn two_who_edit_at_once_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let path = format!("/provinces/51/schools/{OWN_SCHOOL}");
    let version = admin.get(&path).await.expect(200).body["version"].as_i64().unwrap();
    let edit = |name: &str| {
        let mut edit = body(OWN_SCHOOL, name);
        edit.as_object_mut().unwrap().remove("id");
        edit
    };
    let (one, two) = tokio::join!(admin.put(&path, version, edit("甲大学")), admin.put(&path, version, edit("乙大学")));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [200, 412]);
    app.done().await;
}

#[tokio::test]
async fn a_form_sent_twice_with_one_key_opens_one_school() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await.with("idempotency-key", "school-1");
    let first = admin.post("/provinces/51/schools", body("4151010650", "西南新校")).await.expect(201);
    let again = admin.post("/provinces/51/schools", body("4151010650", "西南新校")).await.expect(201);
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(app.one::<i64>("select count(*) from province_51.audit_log where operation = 'school.create'").await, 1);
    app.done().await;
}

#[tokio::test]
async fn what_may_be_done_next_stands_beside_each_school() {
    let app = TestApp::start().await;
    let path = format!("/provinces/51/schools/{OWN_SCHOOL}");
    let can = |body: &Value, operation: &str| body["_can"][operation]["allowed"].as_bool().unwrap();
    let mine = app.as_person(&PROV_ADMIN).await.get(&path).await.expect(200).body;
    assert!(can(&mine, "school.update") && can(&mine, "school.suspend") && !can(&mine, "school.resume"));
    let theirs = app.as_person(&PROV_ANALYST).await.get(&path).await.expect(200).body;
    assert!(!can(&theirs, "school.update"));
    let reason = theirs["_can"]["school.update"]["reason"].as_str().unwrap();
    assert!(reason.contains("省级管理员"), "it says who may: {reason}");
    app.done().await;
}

#[tokio::test]
async fn a_province_has_no_more_schools_than_its_limit() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set limits = jsonb_set(limits, '{schools}', '3') where code = '51'").await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let before = digest(&app.admin).await;
    admin.post("/provinces/51/schools", body("4151010650", "西南新校")).await.refused(409, "school_limit_reached");
    assert_eq!(before, digest(&app.admin).await);
    app.done().await;
}

#[tokio::test]
async fn the_ministry_sees_figures_and_the_public_directory_and_no_further() {
    let app = TestApp::start().await;
    let steering = app.as_person(&MOE_STEERING).await;
    let province = steering.get("/provinces/51").await.expect(200).body;
    let people = PEOPLE.iter().filter(|person| person.realm == "51").count();
    let schools = SCHOOLS.iter().filter(|(of, ..)| *of == "51").count();
    assert_eq!((&province["schools"], &province["accounts"]), (&json!(schools), &json!(people)));
    let all = steering.get("/provinces").await.expect(200).body;
    assert_eq!(all["items"].as_array().unwrap().len(), PROVINCES.len());
    let public = steering.get("/directory/51/schools").await.expect(200).body["items"][0].clone();
    assert!(public["name"].is_string() && public["accounts"].is_null() && public["_can"].is_null());
    for path in ["/provinces/51/schools", &format!("/provinces/51/schools/{OWN_SCHOOL}")] {
        steering.get(path).await.refused(404, "not_found");
    }
    app.done().await;
}

#[tokio::test]
async fn absent_and_foreign_look_the_same() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let same = async |path: &str| {
        let mut body = admin.get(path).await.refused(404, "not_found").body;
        (body["request_id"], body["instance"]) = (Value::Null, Value::Null);
        body
    };
    let absent = same("/provinces/51/schools/4151019999").await;
    for path in [
        format!("/provinces/11/schools/{FOREIGN_SCHOOL}"),
        "/provinces/11/schools".to_owned(),
        format!("/provinces/51/schools/{FOREIGN_SCHOOL}"),
        format!("/accounts/{}", app.account(&BEIJING_ADMIN).await),
        "/provinces/51".to_owned(),
    ] {
        assert_eq!(same(&path).await, absent, "{path}");
    }
    app.done().await;
}

#[tokio::test]
async fn many_who_open_schools_at_once_keep_the_limit() {
    let app = TestApp::start().await;
    app.sql("update ministry.province set limits = jsonb_set(limits, '{schools}', '6') where code = '51'").await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let open = |i: u32| {
        let admin = admin.clone();
        let school = body(&format!("415101080{i}"), &format!("第{i}学院"));
        async move { admin.post("/provinces/51/schools", school).await.status }
    };
    let statuses = futures_util::future::join_all((0..8).map(open)).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 3, "{statuses:?}");
    assert_eq!(app.one::<i64>("select count(*) from ministry.school where province = '51'").await, 6);
    app.done().await;
}
