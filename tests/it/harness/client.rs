//! A browser's half of HTTP: a cookie, a language, JSON in and out.

use std::time::{Duration, Instant};

use reqwest::{Method, header};
use serde_json::Value;

/// Sends requests, perhaps with a session.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    headers: Vec<(String, String)>,
    /// Whether paths start at the host rather than at the API.
    root: bool,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: header::HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Client {
    /// Ask until the answer has this status: within a second, for which a node may remember what was.
    #[track_caller]
    pub fn soon(&self, path: &str, status: u16) -> impl Future<Output = ()> {
        let asked_at = std::panic::Location::caller();
        async move {
            let since = Instant::now();
            while self.get(path).await.status != status {
                assert!(since.elapsed() < Duration::from_millis(1_200), "{asked_at}: not after {:?}", since.elapsed());
            }
        }
    }

    /// The session or key is dead, here at once or within a second.
    #[track_caller]
    pub fn dies(&self) -> impl Future<Output = ()> {
        self.soon("/session", 401)
    }

    /// Nobody yet, at a node's address.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, base: base.to_owned(), headers: vec![], root: false }
    }

    /// The same for paths outside the API.
    pub fn at_root(&self) -> Self {
        Self { root: true, ..self.clone() }
    }

    /// The same with one more header.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// The same with this session.
    pub fn with_cookie(&self, value: &str) -> Self {
        self.with("cookie", &format!("__Host-huixin={value}"))
    }

    /// The same from another network.
    pub fn from(&self, address: &str) -> Self {
        self.with("x-forwarded-for", address)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, version: i64, body: Value) -> Answer {
        self.with("if-match", &format!("\"{version}\"")).send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// A JSON body, or none.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        match body {
            Some(body) => self.raw(method, path, "application/json", body.to_string().into_bytes()).await,
            None => self.raw(method, path, "", vec![]).await,
        }
    }

    /// Upload a file.
    pub async fn upload(&self, path: &str, filename: &str, bytes: Vec<u8>) -> Answer {
        let path = format!("{path}{}filename={filename}", if path.contains('?') { '&' } else { '?' });
        self.raw(Method::POST, &path, "application/octet-stream", bytes).await
    }

    /// Any body.
    pub async fn raw(&self, method: Method, path: &str, media: &str, body: Vec<u8>) -> Answer {
        let version = if self.root || path.starts_with("/api/") { "" } else { "/api/v1" };
        let url = format!("{}{version}{path}", self.base);
        let mut request = self.http.request(method, url).body(body);
        if !media.is_empty() {
            request = request.header("content-type", media);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        Answer::of(request.send().await.unwrap()).await
    }
}

impl Answer {
    async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Self { status, headers, bytes, body }
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The stable code of an error.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// Pointer and code of every fault.
    pub fn faults(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let faults = self.body["errors"].as_array().cloned().unwrap_or_default();
        faults.iter().map(|fault| (text(&fault["pointer"]), text(&fault["code"]))).collect()
    }

    /// The session that this answer began: the cookie's value.
    pub fn cookie(&self) -> String {
        let cookie = self.header("set-cookie").expect("no cookie was set");
        cookie.split(';').next().unwrap().strip_prefix("__Host-huixin=").unwrap().to_owned()
    }

    /// Itself, after a look at the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// Itself, after a look at status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.code(), code, "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        answer
    }

    /// Itself, after a look that a single field was refused.
    #[track_caller]
    pub fn invalid(self, pointer: &str, code: &str) -> Self {
        let answer = self.refused(422, "validation_failed");
        assert_eq!(answer.faults(), [(pointer.to_owned(), code.to_owned())]);
        answer
    }
}

/// Of the operations that somebody may do: those that are about more than one's own session, password and factors.
pub fn beyond_oneself(can: &Value) -> Vec<&str> {
    let own =
        |name: &&str| ["self.", "session.", "password.", "factor.", "rules."].iter().any(|noun| name.starts_with(noun));
    can.as_array().into_iter().flatten().filter_map(Value::as_str).filter(|name| !own(name)).collect()
}
