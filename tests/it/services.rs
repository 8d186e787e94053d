//! Service accounts: systems that call with a key, for what it is bound to, from where and until when it is.

use chrono::TimeDelta;
use huixin::{
    clock::{Clock, beijing_day},
    codes::Place,
    crypto::tokens::Token,
};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    catalogue::{
        scene::{Scene, Where},
        walk::walk_as,
    },
    harness::{Answer, Client, TestApp, forget, others::OTHERS, people::*},
};

/// From where the system of these tests calls.
const HERE: &str = "198.51.100.7";

fn administrator(role: &str, school: Option<&str>) -> Person {
    *OTHERS.iter().find(|p| p.role == role && p.realm == "51" && p.school == school && p.department.is_none()).unwrap()
}

/// A province with the two who keep service accounts.
struct Keepers {
    app: TestApp,
    system: Client,
    security: Client,
}

impl Keepers {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let (opens, issues) = (administrator("sys_admin", None), administrator("sec_admin", None));
        app.add(&opens).await;
        app.add(&issues).await;
        let (system, security) = (app.as_person(&opens).await, app.as_person(&issues).await);
        Self { app, system, security }
    }

    async fn open(&self, login: &str, school: Option<&str>) -> String {
        let opened = self.system.post("/services", described(login, school)).await.expect(201).body;
        opened["id"].as_str().unwrap().to_owned()
    }

    async fn issue(&self, service: &str, operations: &[&str]) -> Issued {
        let issued = self.security.post(&format!("/services/{service}/keys"), bound(operations)).await.expect(201).body;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Issued { id: text(&issued["key"]["id"]), secret: text(&issued["secret"]) }
    }
}

struct Issued {
    id: String,
    secret: String,
}

fn described(login: &str, school: Option<&str>) -> Value {
    json!({ "login": login, "name": "学生事务系统", "purpose": "上报测评结果", "contact": "何工", "contact_email": "he@example.edu.cn",
            "school_id": school })
}

fn bound(operations: &[&str]) -> Value {
    let last_day = beijing_day(Clock::default().now() + TimeDelta::days(30));
    json!({ "operations": operations, "networks": ["198.51.100.0/24"], "expires_on": last_day })
}

/// A system that calls from where it may.
fn with_key(app: &TestApp, secret: &str) -> Client {
    bearer(app, secret).from(HERE)
}

fn bearer(app: &TestApp, secret: &str) -> Client {
    app.anonymous().with("authorization", &format!("Bearer {secret}"))
}

fn own_school() -> String {
    format!("/provinces/51/schools/{OWN_SCHOOL}")
}

fn reason() -> Value {
    json!({ "reason": "系统下线" })
}

#[tokio::test]
async fn a_schools_system_does_what_its_key_is_bound_to_in_its_own_school_from_its_own_network() {
    let keepers = Keepers::start().await;
    let app = &keepers.app;
    let service = keepers.open("student.affairs", Some(OWN_SCHOOL)).await;
    let issue = format!("/services/{service}/keys");
    keepers.system.post(&issue, bound(&["school.read"])).await.refused(403, "not_permitted");
    keepers.security.post("/services", described("another", None)).await.refused(403, "not_permitted");
    let key = keepers.issue(&service, &["school.read", "local_campaign.list"]).await;
    let system = with_key(app, &key.secret);
    let me = system.get("/session").await.expect(200).body;
    assert_eq!(me["can"], json!(["self.read", "school.read", "local_campaign.list"]));
    assert_eq!((&me["account"]["name"], &me["factor_required"]), (&json!("学生事务系统"), &json!(false)));
    assert_eq!(
        (&me["assignments"][0]["role"], &me["assignments"][0]["school"]["id"]),
        (&json!("service"), &json!(OWN_SCHOOL))
    );
    system.get(&own_school()).await.expect(200);
    system.get(&format!("/provinces/51/schools/{SIBLING_SCHOOL}")).await.refused(404, "not_found");
    system.get(&format!("/provinces/11/schools/{FOREIGN_SCHOOL}")).await.refused(404, "not_found");
    let unbound = system.get("/provinces/51/schools").await.refused(403, "operation_not_bound");
    assert!(unbound.body["detail"].as_str().unwrap().contains("安全管理员"), "{}", unbound.body);
    for (method, path) in [(Method::GET, "/accounts"), (Method::DELETE, "/session"), (Method::GET, "/factors")] {
        system.send(method, path, None).await.refused(403, "not_permitted");
    }
    let elsewhere = bearer(app, &key.secret).from("203.0.113.9");
    elsewhere.get(&own_school()).await.refused(403, "network_refused");
    let told: String = app
        .one(
            "select actor_label || ' ' || network from province_51.audit_log
              where outcome = 'denied' and reason = 'network_refused' and operation = 'service.use_key'",
        )
        .await;
    assert_eq!(told, "student.affairs 学生事务系统 203.0.113.0/24");
    let person = app.session("51", app.account(&SCHOOL_ADMIN).await).await;
    let both = system.with_cookie(&person).get("/session").await.refused(400, "request_malformed");
    assert_eq!(both.faults(), [("Authorization".to_owned(), "credentials_twice".to_owned())]);
    system.with("authorization", "Bearer hx_51.x").get("/session").await.refused(400, "request_malformed");
    // A proxy's own credentials are not ours.
    app.anonymous().with("authorization", "Basic eDp5").with_cookie(&person).get("/session").await.expect(200);
    app.sql(&format!("update province_51.school set state = 'suspended' where id = '{OWN_SCHOOL}'")).await;
    keepers.security.send(Method::PUT, "/narrowings/service/school.read", Some(reason())).await.expect(200);
    system.get(&own_school()).await.refused(403, "school_suspended");
    app.sql(&format!("update province_51.school set state = 'active' where id = '{OWN_SCHOOL}'")).await;
    keepers.security.send(Method::PUT, "/narrowings/service/school.read", Some(reason())).await.expect(200);
    system.get(&own_school()).await.refused(403, "operation_narrowed");
    keepers.app.done().await;
}

#[tokio::test]
async fn a_key_dies_at_once_here_and_within_a_second_elsewhere_whatever_ended_it_and_all_are_answered_alike() {
    let keepers = Keepers::start().await;
    let app = &keepers.app;
    // Its memory is its own: nobody tells it, as with Redis gone.
    let node = app.another_node().await;
    let service = keepers.open("portal", Some(OWN_SCHOOL)).await;
    let [first, second] =
        [keepers.issue(&service, &["school.read"]).await, keepers.issue(&service, &["school.read"]).await];
    let (here, there) = (with_key(app, &first.secret), with_key(&node, &first.secret));
    here.get("/session").await.expect(200);
    there.get("/session").await.expect(200);
    let revoke = format!("/services/{service}/keys/{}/revoke", first.id);
    keepers.system.post(&revoke, reason()).await.refused(403, "not_permitted");
    let revoked = keepers.security.post(&revoke, reason()).await.expect(200).body;
    let of = |id: &str| revoked["keys"].as_array().unwrap().iter().find(|key| key["id"] == id).unwrap().clone();
    assert_eq!((&of(&first.id)["state"], &of(&first.id)["revoked_reason"]), (&json!("revoked"), &json!("系统下线")));
    let dead = here.get("/session").await.refused(401, "key_invalid");
    there.dies().await;
    keepers.security.post(&revoke, reason()).await.refused(409, "service_key_ended");
    let unknown = format!("hx_51.{}", Token::random().reveal());
    let alike = |answer: Answer| assert_eq!(answer.refused(401, "key_invalid").body["detail"], dead.body["detail"]);
    for secret in
        [unknown.as_str(), "hx_51", "hx_99.x", "x", &first.secret[3..], &first.secret.replace("hx_51", "hx_11")]
    {
        alike(with_key(app, secret).get("/session").await);
    }
    // Its account.
    let (here, there) = (with_key(app, &second.secret), with_key(&node, &second.secret));
    here.get("/session").await.expect(200);
    there.get("/session").await.expect(200);
    app.as_person(&PROV_ADMIN).await.post(&format!("/services/{service}/disable"), reason()).await.expect(200);
    alike(here.get("/session").await);
    there.dies().await;
    keepers
        .security
        .post(&format!("/services/{service}/keys"), bound(&["school.read"]))
        .await
        .refused(409, "account_already_disabled");
    keepers.system.post(&format!("/services/{service}/enable"), reason()).await.expect(200);
    here.get("/session").await.expect(200);
    // Its last day.
    app.pass(TimeDelta::days(31));
    alike(here.get("/session").await);
    node.leave_jobs_and_mails().await;
    keepers.app.done().await;
}

#[tokio::test]
async fn a_key_that_is_remembered_is_none_of_another_realm_and_each_minute_of_its_use_is_noted() {
    let keepers = Keepers::start().await;
    let app = &keepers.app;
    let service = keepers.open("student.affairs", Some(OWN_SCHOOL)).await;
    let key = keepers.issue(&service, &["school.read"]).await;
    with_key(app, &key.secret).get("/session").await.expect(200);
    for realm in ["11", "ministry"] {
        let moved = key.secret.replacen("_51.", &format!("_{realm}."), 1);
        assert_ne!(moved, key.secret);
        with_key(app, &moved).get("/session").await.refused(401, "key_invalid");
    }
    let used = async || app.one::<String>("select last_used_at::text from province_51.service_key").await;
    let first = used().await;
    app.pass(TimeDelta::seconds(30));
    forget().await;
    with_key(app, &key.secret).get("/session").await.expect(200);
    assert_eq!(used().await, first, "within a minute");
    app.pass(TimeDelta::seconds(31));
    forget().await;
    with_key(app, &key.secret).get("/session").await.expect(200);
    assert_ne!(used().await, first, "after a minute");
    keepers.app.done().await;
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_nowhere_and_two_live_at_most() {
    let keepers = Keepers::start().await;
    let app = &keepers.app;
    let service = keepers.open("exchange", None).await;
    let path = format!("/services/{service}/keys");
    let keyed = keepers.security.with("idempotency-key", "issue-1");
    let first = keyed.post(&path, bound(&["school.list"])).await.expect(201).body;
    let again = keyed.post(&path, bound(&["school.list"])).await.expect(201).body;
    assert_eq!((&again["key"]["id"], &again["secret"]), (&first["key"]["id"], &Value::Null));
    let secret = first["secret"].as_str().unwrap();
    let token = secret.split_once('.').unwrap().1;
    let shown = first["key"]["hint"].as_str().unwrap();
    assert!(secret.starts_with(shown) && shown.len() == "hx_51.".len() + 6, "{shown}");
    let system = with_key(app, secret);
    system.get("/provinces/51/schools").await.expect(200);
    system.get("/accounts").await.refused(403, "not_permitted");
    bearer(app, secret).get("/session").await.refused(403, "network_refused");
    let read = keepers.security.get(&format!("/services/{service}")).await.expect(200).body;
    assert!(read["keys"][0]["last_used_at"].is_string() && !read.to_string().contains(token), "{read}");
    for (table, digest) in crate::harness::sql::digest_without(&app.admin, &[]).await {
        let found: i64 = app.one(&format!("select count(*) from {table} t where strpos(t::text, '{token}') > 0")).await;
        assert_eq!(found, 0, "{table} {digest}");
    }
    let hash: String = app.one("select encode(token_hash, 'hex') from province_51.service_key").await;
    let expected = token.parse::<Token>().unwrap().hash();
    assert_eq!(hash, expected.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    // The next one, to change over.
    keepers.issue(&service, &["school.list"]).await;
    keepers.security.post(&path, bound(&["school.list"])).await.refused(409, "service_keys_full");
    system.get("/provinces/51/schools").await.expect(200);
    app.sql("update province_51.service_key set last_used_at = now() - interval '91 days'").await;
    let read = keepers.security.get("/services?q=xuesheng").await.expect(200).body;
    assert_eq!(read["items"][0]["keys"][0]["unused"], true);
    keepers.app.done().await;
}

#[tokio::test]
async fn a_key_is_bound_to_no_more_than_systems_may_do_at_its_place() {
    let keepers = Keepers::start().await;
    let (school, whole) = (keepers.open("own", Some(OWN_SCHOOL)).await, keepers.open("whole", None).await);
    let post = async |service: &str, operation: &str| {
        keepers.security.post(&format!("/services/{service}/keys"), bound(&["school.read", operation])).await
    };
    for refused in [
        "account.list",
        "contact.open",
        "audit.list",
        "cockpit.read_school",
        "session.open",
        "province.list",
        "nothing",
    ] {
        post(&school, refused).await.invalid("/operations/1", "operation_not_bindable");
    }
    post(&whole, "result.import").await.invalid("/operations/1", "operation_not_bindable");
    post(&school, "cockpit.read_province").await.invalid("/operations/1", "operation_not_bindable");
    post(&school, "result.import").await.expect(201);
    post(&whole, "cockpit.read_province").await.expect(201);
    // Whoever opened it, and authorises since: the same person issues nothing.
    let app = &keepers.app;
    app.sql(
        "delete from province_51.assignment where account_id = (select id from province_51.account where login = 'sec.admin');
         update province_51.assignment set role = 'sec_admin' where role = 'sys_admin'",
    )
    .await;
    let opener = app.as_person(&administrator("sys_admin", None)).await;
    let path = format!("/services/{school}/keys");
    opener.post(&path, bound(&["school.read"])).await.refused(409, "service_creator_refused");
    app.sql(
        "update province_51.account set person_index = '\\x0101' where login in ('sys.admin', 'sec.admin');
         update province_51.service set created_by = (select id from province_51.account where login = 'sec.admin')",
    )
    .await;
    opener.post(&path, bound(&["school.read"])).await.refused(409, "service_creator_refused");
    keepers.app.done().await;
}

#[tokio::test]
async fn no_system_is_treated_as_a_person_and_no_person_is_made_a_system() {
    let keepers = Keepers::start().await;
    let app = &keepers.app;
    let count = "select accounts from ministry.province_figures where province = '51'";
    let before: i32 = app.one(count).await;
    let service = keepers.open("robot", Some(OWN_SCHOOL)).await;
    assert_eq!(app.one::<i32>(count).await, before, "people are counted");
    let admin = app.as_person(&PROV_ADMIN).await;
    for path in ["/accounts?q=robot", "/accounts?role=service"] {
        assert_eq!(admin.get(path).await.expect(200).body["items"], json!([]), "{path}");
    }
    admin.get(&format!("/accounts/{service}")).await.refused(404, "not_found");
    for verb in ["disable", "enable", "factor-reset"] {
        admin.post(&format!("/accounts/{service}/{verb}"), reason()).await.refused(404, "not_found");
    }
    for verb in ["invitation", "reset-link"] {
        admin.post(&format!("/accounts/{service}/{verb}"), Value::Null).await.refused(404, "not_found");
    }
    let ends_at = Clock::default().now() + TimeDelta::days(30);
    let role = |role: &str| json!({ "role": role, "school_id": OWN_SCHOOL, "ends_at": ends_at });
    admin.post(&format!("/accounts/{service}/assignments"), role("school_admin")).await.refused(404, "not_found");
    let leave = json!({ "reason": "调离", "last_day": beijing_day(ends_at) });
    admin.post(&format!("/accounts/{service}/leave"), leave).await.refused(404, "not_found");
    let sign_in = json!({ "realm": "51", "login": "robot", "password": PASSWORD });
    app.anonymous().post("/session", sign_in).await.refused(401, "sign_in_failed");
    // Nor the other way about.
    let invitation = json!({ "login": "new.one", "name": "新人", "email": "new@example.edu.cn", "role": "service", "school_id": OWN_SCHOOL });
    admin.post("/accounts", invitation).await.invalid("/role", "role_not_given");
    let counsellor = app.account(&COUNSELLOR).await;
    admin
        .post(&format!("/accounts/{counsellor}/assignments"), role("service"))
        .await
        .invalid("/role", "role_not_given");
    let file = crate::catalogue::probes::staff("service");
    let staged = admin.upload("/staff-imports", "staff.csv", file).await.expect(201).body;
    assert_eq!((&staged["state"], &staged["failed"]), (&json!("invalid"), &json!(1)), "{staged}");
    admin
        .post(
            "/accounts",
            json!({ "login": "robot", "name": "新人", "email": "n@example.edu.cn", "role": "prov_analyst" }),
        )
        .await
        .invalid("/login", "login_taken");
    keepers.app.done().await;
}

/// A key bound to all that the policy lets systems do, held where the person would be.
async fn key_of(app: &TestApp, walker: &Person) -> Client {
    let place: Place = walker.realm.parse().unwrap();
    let (schema, token) = (place.schema(), Token::random());
    let hash = token.hash().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    insert(app, schema, walker.login, walker.school, "active").await;
    app.sql(&format!(
        "update {schema}.service_key set token_hash = '\\x{hash}', networks = '{{127.0.0.1}}', operations = array(
             select distinct unnest(string_to_array('{}', ' ')))
         where account_id = (select id from {schema}.account where login = '{}')",
        ceiling(app),
        walker.login,
    ))
    .await;
    bearer(app, &format!("hx_{place}.{}", token.reveal()))
}

fn ceiling(app: &TestApp) -> String {
    let role = huixin::access::Role::of_systems().unwrap();
    let policy = app.node.db.policy();
    let names: Vec<_> = policy.operations_of(role).map(|operation| operation.name()).collect();
    assert!(names.len() > 15, "{names:?}");
    names.join(" ")
}

#[tokio::test]
async fn a_key_that_is_bound_to_all_does_what_the_policy_says_and_nothing_that_is_peoples() {
    let scene = Scene::set().await;
    let of = |realm, login, school| Person { role: "service", realm, login, name: "系统", school, department: None };
    for walker in [
        of("51", "walker.school", Some(OWN_SCHOOL)),
        of("51", "walker.province", None),
        of("ministry", "walker.ministry", None),
    ] {
        let client = key_of(&scene.app, &walker).await;
        // That it is in use is noted once a minute.
        client.get("/session").await.expect(200);
        walk_as(&scene, &walker, &client, walker.school.is_none()).await;
    }
    let audited = "select count(*) from province_51.audit_log
                   where operation in ('result.import', 'eligible.state') and outcome = 'done' and actor_label = 'walker.school 系统'";
    assert!(scene.app.one::<i64>(audited).await >= 2);
    scene.app.leave_jobs_and_mails().await;
}

/// Service accounts for whoever walks the catalogue: by state, in the own school, in a sibling and in another province.
pub async fn scene(app: &TestApp) {
    for place in Where::ALL {
        let schema = format!("province_{}", place.province());
        for state in ["active", "doomed", "disabled"] {
            insert(app, &schema, &format!("system{state}{}", place.school()), Some(place.school()), state).await;
        }
    }
    for state in ["active", "doomed", "disabled"] {
        insert(app, "ministry", &format!("system{state}"), None, state).await;
    }
}

/// The service account that fits a route. Its key bears the same identifier.
pub async fn target(app: &TestApp, route: &str, realm: &str, place: Where) -> Uuid {
    let state = match route {
        "disable_service" => "doomed",
        "enable_service" => "disabled",
        _ => "active",
    };
    let at = if realm == "ministry" && place != Where::Foreign { "" } else { place.school() };
    let realm = if place == Where::Foreign { "11" } else { realm };
    app.account_of(realm, &format!("system{state}{at}")).await
}

/// A body as it is accepted where the caller is.
pub fn fit(route: &str, mut body: Value, realm: &str) -> Value {
    if body["operations"][0] == "@bindable" {
        body["operations"][0] = if realm == "ministry" { "province.list" } else { "school.read" }.into();
    }
    if route == "create_service" && realm == "ministry" {
        body["school_id"] = Value::Null;
    }
    body
}

async fn insert(app: &TestApp, schema: &str, login: &str, school: Option<&str>, state: &str) {
    let school = school.map_or("null".to_owned(), |school| format!("'{school}'"));
    let state = if state == "doomed" { "active" } else { state };
    app.sql(&format!(
        "insert into {schema}.account (id, kind, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id, state,
                                       created_at, updated_at)
         values (gen_random_uuid(), 'service', '{login}', '系统', 'xitong', 'xt', '', 'h***', {school}, '{state}', now(), now());
         insert into {schema}.service (account_id, purpose, contact, created_by, created_by_name)
         select id, '同步', '何工', gen_random_uuid(), '管理员' from {schema}.account where login = '{login}';
         insert into {schema}.assignment (id, account_id, role, school_id, created_at)
         select gen_random_uuid(), id, 'service', {school}, now() from {schema}.account where login = '{login}';
         insert into {schema}.service_key (id, account_id, token_hash, hint, operations, networks, created_by_name, created_at, expires_on)
         select id, id, sha256(id::text::bytea), 'abcdef', '{{school.read}}', '{{198.51.100.0/24}}', '管理员', now(), now()::date + 30
         from {schema}.account where login = '{login}'"
    ))
    .await;
}
