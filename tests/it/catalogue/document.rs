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
