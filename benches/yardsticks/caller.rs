//! Somebody who is signed in and asks for JSON, now and then; whoever asks for speed is in `client`.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use huixin::cli::demo::students::INSTRUMENTS;
use reqwest::{Client, Method, header};
use serde_json::{Value, json};

use crate::node::Node;

/// Somebody who is signed in.
pub struct Caller {
    pub http: Client,
    pub base: String,
    /// The whole header.
    pub cookie: String,
}

impl Caller {
    /// With the value of a session's cookie.
    pub fn new(node: &Node, cookie: String) -> Self {
        let base = format!("{}/api/v1", node.config.base_url);
        Self { http: Client::new(), base, cookie: format!("__Host-huixin={cookie}") }
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let mut request =
            self.http.request(method, format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }
}

/// The answer's body; an error unless all went well.
pub async fn answer(request: reqwest::RequestBuilder) -> Result<Value> {
    let response = request.send().await?;
    let status = response.status();
    let body: Value = response.json().await?;
    ensure!(status.is_success(), "{status}: {body}");
    Ok(body)
}

/// Open the year's campaign everywhere as `moe_steering`; its identifier.
pub async fn open(steering: &Caller) -> Result<String> {
    let body = json!({ "year": 2026, "title": "2026 测评", "instruments": INSTRUMENTS,
                       "opens_on": "2026-09-01", "closes_on": "2026-12-31" });
    let campaign = steering.send(Method::POST, "/campaigns", Some(body)).await?;
    let id = campaign["id"].as_str().context("a campaign has an id")?.to_owned();
    let path = format!("/campaigns/{id}");
    while steering.send(Method::GET, &path, None).await?["state"] != "open" {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(id)
}
