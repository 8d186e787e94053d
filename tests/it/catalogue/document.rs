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
}

impl Route {
    /// Whether it is about one account.
    pub fn aims_at_account(&self) -> bool {
        self.path.starts_with("/accounts/{id}")
    }

    /// Whether it is about one school.
    pub fn aims_at_school(&self) -> bool {
        self.path.starts_with("/provinces/{province}/schools/{id}")
    }

    /// Whether it is about one campaign.
    pub fn aims_at_campaign(&self) -> bool {
        self.path.contains("/campaigns/{id}")
    }

    /// Its path, aimed at these.
    pub fn fill(&self, province: &str, school: &str, account: &str, import: &str) -> String {
        let id = match () {
            () if self.aims_at_account() => account,
            () if self.aims_at_school() => school,
            () => import,
        };
        let path = self.path.replace("{province}", province).replace("{id}", id);
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
            });
        }
    }
    assert!(all.len() > 30, "the document is nearly empty");
    all
}
