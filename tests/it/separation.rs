//! Separation of duties: every pair of `policies/separation.csv`, in one account and in two accounts of one person.

use chrono::TimeDelta;
use huixin::access::{Fact, Held, Role, RoleLevel, SeparatedWithin, Separation};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    catalogue::signed::signed,
    harness::{Client, TestApp, people::*},
};

/// Where both roles of a pair can be held: in the ministry, or in the province.
fn realm(pair: &Separation) -> &'static str {
    let ministry = pair.one.at(RoleLevel::Ministry) && pair.other.at(RoleLevel::Ministry);
    if ministry { "ministry" } else { "51" }
}

struct Scene {
    app: TestApp,
    made: std::cell::Cell<u32>,
}

impl Scene {
    /// An account that holds this, or nothing; of this person, if one is named.
    async fn account(&self, realm: &str, role: Option<Role>, person: Option<&str>) -> Uuid {
        let schema = if realm == "ministry" { "ministry".to_owned() } else { format!("province_{realm}") };
        let login = format!("pair{}", self.made.replace(self.made.get() + 1));
        let person = person.map_or("null".to_owned(), |person| format!("'\\x01{person}'::bytea"));
        self.app
            .sql(&format!(
                "insert into {schema}.account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, state,
                                               person_index, created_at, updated_at)
                 values (gen_random_uuid(), '{login}', '某人', 'x', 'x', '', 'x***', 'active', {person}, now(), now());
                 insert into {schema}.acknowledgement select id, 1, now() from {schema}.account where login = '{login}'"
            ))
            .await;
        let id = self.app.account_of(realm, &login).await;
        if let Some(role) = role {
            let (school, department) = post(realm, role);
            let quoted = |text: Option<&str>| text.map_or("null".to_owned(), |text| format!("'{text}'"));
            let (school, department) = (quoted(school), quoted(department));
            self.app
                .sql(&format!(
                    "insert into {schema}.assignment (id, account_id, role, school_id, department, created_at)
                     values (gen_random_uuid(), '{id}', '{role}', {school}, {department}, now())"
                ))
                .await;
        }
        id
    }

    /// Somebody of this realm who may give the role anywhere in the place; none: nobody but the host.
    async fn granter(&self, realm: &str, role: Role) -> Option<Client> {
        let place = realm.parse().unwrap();
        let granter =
            self.app.node.db.policy().who_gives(role, place).into_iter().find(|granter| {
                granter.at(if realm == "ministry" { RoleLevel::Ministry } else { RoleLevel::Province })
            })?;
        let account = self.account(realm, Some(granter), None).await;
        Some(self.app.anonymous().with_cookie(&self.app.session(realm, account).await))
    }

    async fn body(&self, realm: &str, role: Role) -> Value {
        let (school, department) = post(realm, role);
        let ends_at = self.app.clock.now() + TimeDelta::days(100);
        let mut body = json!({ "role": role, "ends_at": ends_at });
        for (field, value) in [("school_id", school), ("department", department)] {
            if let Some(value) = value {
                body[field] = json!(value);
            }
        }
        body
    }
}

/// Where a role is held in a realm: over the whole place if it can be, else in the own school.
fn post(realm: &str, role: Role) -> (Option<&'static str>, Option<&'static str>) {
    match () {
        () if realm == "ministry" || role.at(RoleLevel::Province) => (None, None),
        () if role.at(RoleLevel::School) => (Some(OWN_SCHOOL), None),
        () => (Some(OWN_SCHOOL), Some("数学学院")),
    }
}

#[tokio::test]
async fn every_pair_is_refused_in_one_account_and_in_two_accounts_of_one_person() {
    let scene = Scene { app: TestApp::start().await, made: 0.into() };
    let policy = scene.app.node.db.policy();
    let mut left_to_the_host = Vec::new();
    for (at, pair) in policy.separations().iter().enumerate() {
        let realm = realm(pair);
        let granters = [(pair.one, pair.other), (pair.other, pair.one)];
        let mut tried = 0;
        for (held, given) in granters {
            let Some(granter) = scene.granter(realm, given).await else { continue };
            tried += 1;
            let person = format!("{at:04x}{tried:02x}");
            let account = scene.account(realm, Some(held), Some(&person)).await;
            let second = scene.account(realm, None, Some(&person)).await;
            for id in [account, second] {
                let (path, body) = (format!("/accounts/{id}/assignments"), scene.body(realm, given).await);
                let check = granter.post(&format!("{path}/check"), body.clone()).await.expect(200).body;
                let refused = granter.post(&path, body).await.refused(409, "roles_separated");
                let detail = refused.body["detail"].as_str().unwrap();
                for told in [&held.info().zh, &given.info().zh, &pair.zh, &pair.source] {
                    assert!(detail.contains(told.as_str()), "{held} × {given}: {detail}");
                }
                assert_eq!((&check["allowed"], &check["objections"][0]["detail"]), (&json!(false), &json!(detail)));
            }
            // The same role is given to another person without a word.
            let stranger = scene.account(realm, None, None).await;
            if policy.asks_for(&[given], Fact::Commitment) {
                signed(&scene.app, realm.parse().unwrap(), stranger).await;
            }
            let body = scene.body(realm, given).await;
            granter.post(&format!("/accounts/{stranger}/assignments"), body).await.expect(201);
        }
        if tried == 0 {
            left_to_the_host.push((pair.one.as_str(), pair.other.as_str()));
        }
    }
    assert_eq!(left_to_the_host, [("audit_admin", "prov_auditor")], "pairs of which no role gives either");
    scene.app.done().await;
}

#[tokio::test]
async fn a_pair_of_one_school_may_be_held_in_two() {
    let scene = Scene { app: TestApp::start().await, made: 0.into() };
    let policy = scene.app.node.db.policy();
    let [own, sibling] = [OWN_SCHOOL, SIBLING_SCHOOL].map(|school| Some(school.parse().unwrap()));
    for pair in policy.separations() {
        let meets = |one, other| {
            let held = Held { role: pair.one, school: one };
            policy.conflict(Held { role: pair.other, school: other }, &[held]).is_some()
        };
        assert!(meets(own, own) && meets(None, own) && meets(own, None) && meets(None, None));
        assert_eq!(meets(own, sibling), pair.within == SeparatedWithin::Place);
    }
    let consumer = Role::parse("data_consumer").unwrap();
    let account = scene.account("51", Some(consumer), None).await;
    let granter = scene.granter("51", consumer).await.unwrap();
    let mut body = scene.body("51", Role::parse("destroyer").unwrap()).await;
    body["school_id"] = json!(SIBLING_SCHOOL);
    granter.post(&format!("/accounts/{account}/assignments"), body).await.expect(201);
    scene.app.done().await;
}

const NUMBER: &str = "11010519491231002X";

#[tokio::test]
async fn an_identity_number_finds_a_person_in_two_accounts_and_is_nowhere_kept() {
    let app = TestApp::start().await;
    let admin = app.as_person(&PROV_ADMIN).await;
    let invite = async |login: &str, role: &str, number: &str| {
        let email = format!("{login}@example.edu.cn");
        let body = json!({ "login": login, "name": "新人", "email": email, "role": role, "identity_number": number });
        admin.post("/accounts", body).await
    };
    invite("first", "sys_admin", "110105194912310021").await.invalid("/identity_number", "identity_number_invalid");
    let first = invite("first", "sys_admin", NUMBER).await.expect(201).body;
    assert_eq!(first["identified"], true);
    // Written otherwise, it is the same number.
    invite("second", "sec_admin", " 11010519491231002x").await.refused(409, "roles_separated");
    assert_eq!(app.one::<i64>("select count(*) from province_51.account where login = 'second'").await, 0);
    let second = invite("second", "sec_admin", "").await.expect(201).body;
    let change = json!({ "name": "新人", "identity_number": NUMBER });
    let path = format!("/accounts/{}", second["id"].as_str().unwrap());
    admin.put(&path, second["version"].as_i64().unwrap(), change.clone()).await.refused(409, "roles_separated");
    let third = invite("third", "prov_analyst", "").await.expect(201).body;
    let path = format!("/accounts/{}", third["id"].as_str().unwrap());
    let changed = admin.put(&path, third["version"].as_i64().unwrap(), change).await.expect(200);
    assert_eq!(changed.body["identified"], true);
    let own = format!("/accounts/{}", app.account(&PROV_ADMIN).await);
    let mine = json!({ "name": PROV_ADMIN.name, "identity_number": NUMBER });
    admin.put(&own, 1, mine).await.refused(409, "own_identity_refused");
    let everything = "select string_agg(t::text, '') from (select a::text t from province_51.account a
                      union all select l::text from province_51.audit_log l) rows";
    let kept: String = app.one(everything).await;
    assert!(kept.contains("third") && !kept.to_uppercase().contains(NUMBER));
    app.leave_jobs_and_mails().await;
}

#[tokio::test]
async fn two_who_give_one_person_two_duties_at_once_do_not_both_succeed() {
    let scene = Scene { app: TestApp::start().await, made: 0.into() };
    let [sys, sec] = ["sys_admin", "sec_admin"].map(|role| Role::parse(role).unwrap());
    let granter = scene.granter("51", sys).await.unwrap();
    for round in 0..10 {
        let person = format!("ff{round:02x}");
        let [one, other] =
            [scene.account("51", None, Some(&person)).await, scene.account("51", None, Some(&person)).await];
        let paths = [one, other].map(|id| format!("/accounts/{id}/assignments"));
        let (a, b) = (scene.body("51", sys).await, scene.body("51", sec).await);
        let (a, b) = tokio::join!(granter.post(&paths[0], a), granter.post(&paths[1], b));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", a.body, b.body);
    }
    scene.app.done().await;
}
