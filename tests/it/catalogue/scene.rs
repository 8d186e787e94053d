//! What the walk walks over: for every state an account, in the own school, in a sibling and in another province; staged files.

use huixin::codes::Place;
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use super::{
    applications,
    document::{Route, Targets},
    probes, signed,
};
use crate::harness::{Answer, Client, TestApp, others::OTHERS, people::*};

/// Where a target lies, seen from the own school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    Own,
    Sibling,
    Foreign,
}

impl Where {
    pub const ALL: [Self; 3] = [Self::Own, Self::Sibling, Self::Foreign];

    pub fn province(self) -> &'static str {
        if self == Self::Foreign { "11" } else { "51" }
    }

    pub fn school(self) -> &'static str {
        match self {
            Self::Own => OWN_SCHOOL,
            Self::Sibling => SIBLING_SCHOOL,
            Self::Foreign => FOREIGN_SCHOOL,
        }
    }
}

pub struct Scene {
    pub app: TestApp,
    /// Staged files: the province's own, its hash; the national one, its hash.
    provincial: (String, String),
    national: (String, String),
    /// Staged files of staff: the school's, the ministry's.
    staff: [(String, String); 2],
    /// A campaign that is open.
    pub campaign: String,
    /// Staged results of the own school, their hash; and one who needs contact.
    results: (String, String),
    contact: String,
}

impl Scene {
    pub async fn set() -> Self {
        let app = TestApp::start().await;
        for place in Where::ALL {
            accounts(&app, &format!("province_{}", place.province()), Some(place.school())).await;
        }
        accounts(&app, "ministry", None).await;
        crate::services::scene(&app).await;
        applications::scene(&app).await;
        signed::scene(&app).await;
        // Whoever walks may confirm the app that they have.
        for schema in ["ministry", "province_51", "province_11"] {
            app.sql(&format!("update {schema}.totp set pending_sealed = secret_sealed")).await;
        }
        let campaign = crate::campaigns::opened(&app).await;
        let provincial = stage(&app, &PROV_ADMIN, "/provinces/51/school-imports").await;
        let national = stage(&app, &PLATFORM_OPERATOR, "/school-imports").await;
        // Both the school's administrator and the province's may give the first.
        let staff = [
            stage_file(&app, &SCHOOL_ADMIN, "/staff-imports", probes::staff("school_admin")).await,
            stage_file(&app, &PLATFORM_OPERATOR, "/staff-imports", probes::staff("moe_app_office")).await,
        ];
        let (results, contact) = crate::results::scene(&app, &campaign).await;
        crate::emergencies::scene(&app, &campaign, &contact).await;
        Self { app, provincial, national, staff, campaign, results, contact }
    }

    /// Let somebody walk who is in no template, and confirm the app that they have.
    pub async fn let_in(&self, walker: &Person) {
        if OTHERS.contains(walker) {
            self.app.add(walker).await;
            let schema = if walker.realm == "ministry" { "ministry" } else { "province_51" };
            self.app.sql(&format!("update {schema}.totp set pending_sealed = secret_sealed")).await;
        }
        applications::taken_by(&self.app, walker).await;
        signed::by(&self.app, walker).await;
    }

    /// The account that fits a route: one that can be disabled must not be disabled already.
    async fn account(&self, route: &Route, realm: &str, place: Where) -> Uuid {
        let state = match route.id.as_str() {
            "disable_account" => "doomed",
            "start_leave" => "leaver",
            _ if route.aims_at_leave() => "gone",
            "enable_account" => "disabled",
            "reinvite_account" => "invited",
            _ => "active",
        };
        let at = if realm == "ministry" && place != Where::Foreign { "" } else { place.school() };
        let realm = if place == Where::Foreign { "11" } else { realm };
        self.app.account_of(realm, &format!("target{state}{at}")).await
    }

    /// What the account has of this that a route is about; nothing once it was ended.
    async fn held(&self, route: &Route, account: Uuid, what: &str) -> String {
        if !route.path.contains(&format!("{{{what}}}")) {
            return String::new();
        }
        let all = ["ministry", "province_51", "province_11"];
        let of = all.map(|schema| format!("select id from {schema}.{what} where account_id = '{account}'"));
        let found = format!(
            "select coalesce((select id::text from ({}) held limit 1), '{}')",
            of.join(" union all "),
            Uuid::nil()
        );
        self.app.one(&found).await
    }

    /// The leave of somebody who has left.
    async fn leave(&self, route: &Route, realm: &str, place: Where) -> Uuid {
        let account = self.account(route, realm, place).await;
        let realm = if place == Where::Foreign { "11" } else { realm };
        let schema = realm.parse::<Place>().unwrap().schema();
        self.app.one(&format!("select id from {schema}.leave where account_id = '{account}'")).await
    }

    /// The identifier and hash of the file that a route is about.
    fn staged(&self, route: &Route, realm: &str) -> &(String, String) {
        match route.id.as_str() {
            _ if route.path.starts_with("/staff-imports") => &self.staff[usize::from(realm == "ministry")],
            "commit_results" => &self.results,
            _ if route.path.starts_with("/school-imports") => &self.national,
            _ => &self.provincial,
        }
    }

    /// A route's path, aimed at a place, and the account that it is about.
    pub async fn path(&self, route: &Route, realm: &str, place: Where) -> (String, Uuid) {
        let account = match () {
            () if route.aims_at_account() => self.account(route, realm, place).await,
            () if route.aims_at_service() => crate::services::target(&self.app, &route.id, realm, place).await,
            () => Uuid::nil(),
        };
        let (role, operation) = match realm {
            "ministry" => ("moe_steering", "province.list"),
            _ => ("prov_analyst", "school.list"),
        };
        let leave = if route.aims_at_leave() { self.leave(route, realm, place).await } else { Uuid::nil() };
        let at = Targets {
            leave: leave.to_string(),
            assignment: self.held(route, account, "assignment").await,
            role,
            operation,
            account: account.to_string(),
            service: account.to_string(),
            // The key of a target bears the account's own identifier.
            service_key: account.to_string(),
            import: self.staged(route, realm).0.clone(),
            campaign: self.campaign.clone(),
            results: self.results.0.clone(),
            contact: self.contact.clone(),
            session: Uuid::nil().to_string(),
            registration: applications::target(&route.id, realm).to_string(),
            evidence: applications::target("evidence", realm).to_string(),
            commitment: self.held(route, account, "commitment").await,
            emergency: crate::emergencies::target(&route.id, place.school()).to_string(),
        };
        (route.fill(place.province(), place.school(), &at), account)
    }

    /// Send what a route wants, aimed at a place.
    pub async fn probe(
        &self,
        client: &Client,
        route: &Route,
        realm: &str,
        place: Where,
        grant: Option<&str>,
    ) -> Answer {
        let (mut path, account) = self.path(route, realm, place).await;
        if route.id == "end_session" && place == Where::Own {
            // Another session of the caller's own, where the caller may have one listed.
            let items = client.get("/sessions").await.body["items"].as_array().cloned().unwrap_or_default();
            let other = items.iter().find(|session| session["current"] == false);
            path = other.map_or(path, |session| format!("/sessions/{}", session["id"].as_str().unwrap()));
        }
        let hash = &self.staged(route, realm).1;
        if let Some(file) = probes::file(&route.id) {
            return client.upload(&path, "schools.csv", file).await;
        }
        let fresh = format!("1{:04}", rand::random_range(0..10_000));
        let body = probes::body(&route.id, place.school(), &fresh, hash).map(|body| fit(body, grant, &self.app.code()));
        let body = body.map(|body| crate::services::fit(&route.id, body, realm));
        let version = self.version(route, account, place).await;
        client.with("if-match", &version).send(route.method.clone(), &path, body).await
    }

    async fn version(&self, route: &Route, account: Uuid, place: Where) -> String {
        let of = |what: String| async move { self.app.one::<i32>(&what).await.to_string() };
        match route.id.as_str() {
            "update_account" | "update_service" => {
                let all = ["ministry", "province_51", "province_11"];
                let union: Vec<_> =
                    all.map(|s| format!("select version from {s}.account where id = '{account}'")).into();
                of(union.join(" union all ")).await
            }
            "update_school" => {
                let (province, school) = (place.province(), place.school());
                of(format!("select version from province_{province}.school where id = '{school}'")).await
            }
            _ => "1".to_owned(),
        }
    }
}

/// Give an invitation the role that the caller may give, held where it is held; and a second factor its code.
pub fn fit(mut body: Value, grant: Option<&str>, code: &str) -> Value {
    if body["code"] == "@code" {
        body["code"] = code.into();
    }
    if body["role"] == "@grantable" {
        let role = grant.unwrap_or("counsellor");
        body["role"] = role.into();
        if !matches!(role, "school_admin" | "counsellor") {
            body.as_object_mut().unwrap().remove("school_id");
        }
    }
    body
}

async fn accounts(app: &TestApp, schema: &str, school: Option<&str>) {
    let at = school.unwrap_or("");
    // A role that both the province's and the school's administrator may give, and so may manage.
    let role = if school.is_some() { "school_admin" } else { "moe_steering" };
    let quoted = school.map_or("null".to_owned(), |school| format!("'{school}'"));
    for (login, state) in [
        ("active", "active"),
        ("doomed", "active"),
        ("invited", "invited"),
        ("disabled", "disabled"),
        ("leaver", "active"),
        ("gone", "left"),
    ] {
        app.sql(&format!(
            "insert into {schema}.account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id,
                                           state, created_at, updated_at)
             values (gen_random_uuid(), 'target{login}{at}', '目标', 'mubiao', 'mb', '', 't***', {quoted}, '{state}', now(), now());
             insert into {schema}.assignment (id, account_id, role, school_id, created_at)
             select gen_random_uuid(), id, '{role}', {quoted}, now() from {schema}.account where login = 'target{login}{at}'"
        ))
        .await;
    }
    app.sql(&format!(
        "insert into {schema}.leave (id, account_id, reason, last_day, started_by, started_by_name, started_at)
         select gen_random_uuid(), id, '调离', now()::date, gen_random_uuid(), '管理员', now()
         from {schema}.account where login = 'targetgone{at}';
         insert into {schema}.leave_item (leave_id, item, done_by, done_by_name, done_at)
         select l.id, i.item, l.started_by, '管理员', now()
         from {schema}.leave l join {schema}.account a on a.id = l.account_id,
              unnest(array['secrecy_talk', 'devices', 'handover', 'rooms', 'commitment']) as i (item)
         where a.login = 'targetgone{at}'"
    ))
    .await;
}

async fn stage(app: &TestApp, person: &Person, path: &str) -> (String, String) {
    stage_file(app, person, path, probes::file("import_schools").unwrap()).await
}

async fn stage_file(app: &TestApp, person: &Person, path: &str, file: Vec<u8>) -> (String, String) {
    let client = app.as_person(person).await;
    let staged = client.raw(Method::POST, &format!("{path}?filename=s.csv"), "text/csv", file).await.expect(201).body;
    (staged["id"].as_str().unwrap().to_owned(), staged["sha256"].as_str().unwrap().to_owned())
}
