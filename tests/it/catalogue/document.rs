//! The OpenAPI document, as the suites read it.

use huixin::routes;
use reqwest::Method;
use serde_json::Value;

use crate::harness::TestApp;

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    pub id: String,
    pub method: Method,
    /// With `{braces}`.
    pub path: String,
    /// Whether it takes a JSON body.
    pub json: bool,
    /// Names of its query's parameters.
    pub query: Vec<String>,
}

/// What routes aim at, by identifier.
#[derive(Clone, Debug)]
pub struct Targets {
    pub account: String,
    /// A file of schools.
    pub import: String,
    pub campaign: String,
    /// A file of results.
    pub results: String,
    pub contact: String,
    /// A role that an account holds.
    pub assignment: String,
    /// A role that has this operation, where it may be switched off.
    pub role: &'static str,
    pub operation: &'static str,
    /// One of the caller's own sessions.
    pub session: String,
    pub leave: String,
    /// A service account, and a key of it.
    pub service: String,
    pub service_key: String,
    pub registration: String,
    pub evidence: String,
    pub commitment: String,
    pub emergency: String,
}

impl Targets {
    /// Nothing that exists.
    pub fn nothing() -> Self {
        let id = "00000000-0000-7000-8000-000000000000".to_owned();
        Self {
            account: id.clone(),
            import: id.clone(),
            campaign: id.clone(),
            results: id.clone(),
            contact: id.clone(),
            assignment: id.clone(),
            role: "prov_analyst",
            operation: "school.list",
            session: id.clone(),
            leave: id.clone(),
            service: id.clone(),
            service_key: id.clone(),
            registration: id.clone(),
            evidence: id.clone(),
            commitment: id.clone(),
            emergency: id,
        }
    }
}

impl Route {
    /// Whether it is about one account.
    pub fn aims_at_account(&self) -> bool {
        self.path.starts_with("/accounts/{id}")
    }

    /// Whether it is about one person's leave.
    pub fn aims_at_leave(&self) -> bool {
        self.path.starts_with("/leaves/{id}")
    }

    /// Whether it is about one service account.
    pub fn aims_at_service(&self) -> bool {
        self.path.starts_with("/services/{id}")
    }

    /// Whether it is about one application.
    pub fn aims_at_registration(&self) -> bool {
        self.path.starts_with("/registrations/{id}")
    }

    /// Whether it is about one school.
    pub fn aims_at_school(&self) -> bool {
        ["{id}", "{school}"].iter().any(|id| self.path.starts_with(&format!("/provinces/{{province}}/schools/{id}")))
    }

    /// Whether it is about one campaign.
    pub fn aims_at_campaign(&self) -> bool {
        self.path.contains("/campaigns/{id}")
    }

    /// Its path, aimed at these.
    pub fn fill(&self, province: &str, school: &str, at: &Targets) -> String {
        let id = match () {
            () if self.aims_at_account() => &at.account,
            () if self.aims_at_school() => school,
            () if self.aims_at_campaign() => &at.campaign,
            () if self.id == "end_session" => &at.session,
            () if self.aims_at_leave() => &at.leave,
            () if self.aims_at_service() => &at.service,
            () if self.aims_at_registration() => &at.registration,
            () => &at.import,
        };
        let import = if self.path.contains("/result-imports/") { &at.results } else { &at.import };
        let mut path = self
            .path
            .replace("{item}", "devices")
            .replace("{province}", province)
            .replace("{id}", id)
            .replace("{school}", school);
        let nobodys = uuid::Uuid::nil().to_string();
        for (name, value) in [
            ("{campaign}", at.campaign.as_str()),
            ("{import}", import),
            ("{contact}", &at.contact),
            ("{assignment}", &at.assignment),
            ("{passkey}", &nobodys),
            ("{commitment}", &at.commitment),
            ("{key}", &at.service_key),
            ("{file}", &at.evidence),
            ("{emergency}", &at.emergency),
            ("{role}", at.role),
            ("{operation}", at.operation),
        ] {
            path = path.replace(name, value);
        }
        if matches!(self.id.as_str(), "read_school_cockpit" | "read_participation") {
            path += &format!("?campaign={}", at.campaign);
        }
        if self.id == "record_commitment" {
            path = format!("{path}?{}", super::signed::query());
        }
        assert!(!path.contains('{'), "{path} has a parameter that no suite knows");
        path
    }
}

/// Every route of the document.
pub fn routes(app: &TestApp) -> Vec<Route> {
    let document: Value = serde_json::from_str(&routes::openapi(&app.node)).unwrap();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            all.push(Route {
                id: route["operationId"].as_str().expect("a route without operationId").to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                json: route["requestBody"]["content"].get("application/json").is_some(),
                query: query(route),
            });
        }
    }
    assert!(all.len() > 30, "the document is nearly empty");
    all
}

fn query(route: &Value) -> Vec<String> {
    let parameters = route["parameters"].as_array().into_iter().flatten();
    parameters.filter(|p| p["in"] == "query").map(|p| p["name"].as_str().unwrap().to_owned()).collect()
}
