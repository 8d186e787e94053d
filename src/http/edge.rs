//! The outermost layer: every request gets an id, a language and a task of its own; every answer gets security headers.
//!
//! One rule: the work behind a request runs in a spawned task, so that a client who hangs up cannot cancel anything half-way.

use std::{net::IpAddr, sync::Arc, time::Instant};

use poem::{
    Endpoint, Request as HttpRequest, Response, Result,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
};
use sha2::{Digest, Sha256};
use tracing::Instrument;
use uuid::Uuid;

use super::problem;
use crate::{
    access::Request,
    codes::Lang,
    config::Config,
    crypto::passwords::turns::Turns,
    error::{Error, Fault},
    telemetry,
};

/// What the edge must know of the deployment.
#[derive(Clone, Debug)]
pub struct Origin {
    base_url: String,
    authority: String,
    proxies: Vec<IpAddr>,
}

impl Origin {
    /// From the configuration.
    pub fn new(config: &Config) -> Self {
        let base_url = config.base_url.clone();
        let authority = base_url.split_once("://").map_or("", |(_, rest)| rest).to_owned();
        Self { base_url, authority, proxies: config.trusted_proxies.clone() }
    }

    fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// A loopback authority is this machine whatever its name, as a demo's visitor may type 127.0.0.1 or localhost.
    fn is_ours(&self, authority: &str) -> bool {
        let local = |a: &str| {
            let host = a.rsplit_once(':').map_or(a, |(host, port)| if port.contains(']') { a } else { host });
            matches!(host, "localhost" | "127.0.0.1" | "[::1]")
        };
        authority == self.authority || (local(authority) && local(&self.authority))
    }
}

/// Wrap the product's routes.
pub async fn edge<E>(origin: Arc<Origin>, turns: Arc<Turns>, inner: Arc<E>, mut http: HttpRequest) -> Response
where
    E: Endpoint<Output = Response> + 'static,
{
    let started = Instant::now();
    let (method, path) = (http.method().clone(), http.uri().path().to_owned());
    let (request, refused) = describe(&origin, &http);
    http.extensions_mut().insert(request.clone());
    let span = tracing::info_span!("request", id = %request.id, %method, path = %cut(&path));
    let mut response = match refused.or_else(|| guard(&origin, &http).err()) {
        Some(error) => problem::respond(error.into(), &request, &path),
        None => run(turns, inner, http, &request, &path).instrument(span.clone()).await,
    };
    let operation = response.data::<poem_openapi::OperationId>().map_or("-", |id| id.0);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    telemetry::served(operation, status, took);
    tracing::info!(parent: &span, status, operation, ms = took.as_millis() as u64, "served");
    dress(&mut response, &request, &path, &origin);
    response
}

async fn run<E>(turns: Arc<Turns>, inner: Arc<E>, mut http: HttpRequest, request: &Request, path: &str) -> Response
where
    E: Endpoint<Output = Response> + 'static,
{
    let span = tracing::Span::current();
    let answered = turns.answer();
    http.extensions_mut().insert(turns);
    let work = async move {
        let _answered = answered;
        inner.call(http).await
    };
    let task = tokio::spawn(work.instrument(span));
    match task.await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => problem::respond(error, request, path),
        Err(_) => problem::panicked(request, path),
    }
}

/// Read JSON bodies up front where an idempotency key needs their hash.
pub async fn hash_body<E: Endpoint<Output = Response>>(inner: Arc<E>, mut http: HttpRequest) -> Result<Response> {
    let keyed = http.extensions().get::<Request>().is_some_and(|r| r.idempotency.is_some());
    let json = http.content_type().is_some_and(|media| media.starts_with("application/json"));
    if keyed && json {
        let bytes = http.take_body().into_bytes().await?;
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        http.set_body(bytes);
        if let Some((_, slot)) = http.extensions_mut().get_mut::<Request>().and_then(|r| r.idempotency.as_mut()) {
            *slot = hash;
        }
    }
    inner.call(http).await
}

/// What the edge knows of a request, and why it must be refused, if it must.
fn describe(origin: &Origin, http: &HttpRequest) -> (Request, Option<Error>) {
    let headers = http.headers();
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let mut request = Request {
        id: request_id(headers),
        address: address(origin, http),
        user_agent: text(header::USER_AGENT).unwrap_or("").chars().take(200).collect(),
        lang: Lang::accepted(text(header::ACCEPT_LANGUAGE)),
        idempotency: None,
        if_match: None,
    };
    match headers.get("idempotency-key").map(|v| v.to_str().ok().filter(|key| (1..=255).contains(&key.len()))) {
        Some(Some(key)) => request.idempotency = Some((key.to_owned(), [0; 32])),
        Some(None) => {
            let fault = Fault::at("Idempotency-Key", "idempotency_key_invalid");
            return (request, Some(Error::malformed(vec![fault])));
        }
        None => {}
    }
    request.if_match = text(header::IF_MATCH).map(|tag| tag.trim().trim_matches('"').parse().unwrap_or(-1));
    (request, None)
}

/// Refuse what comes from another site or for another host, before anything is read.
fn guard(origin: &Origin, http: &HttpRequest) -> std::result::Result<(), Error> {
    let path = http.uri().path();
    if matches!(path, "/healthz" | "/readyz" | "/metrics") {
        return Ok(());
    }
    let text = |name: HeaderName| http.headers().get(name).and_then(|v| v.to_str().ok());
    let host = http.uri().authority().map(|a| a.as_str()).or_else(|| text(header::HOST)).unwrap_or("");
    if !origin.is_ours(host) {
        return Err(Error::precondition(StatusCode::MISDIRECTED_REQUEST, "host_refused"));
    }
    if matches!(*http.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    // Every browser names the origin of an unsafe request (Fetch §3.2); what names none is no browser and holds no cookie by accident.
    let foreign = |from: &str| !origin.is_ours(from.split_once("://").map_or("", |(_, rest)| rest));
    let site = http.headers().get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if text(header::ORIGIN).is_some_and(foreign) || matches!(site, Some("cross-site" | "same-site")) {
        return Err(Error::forbidden("origin_refused"));
    }
    Ok(())
}

/// The client's own id if it is one, the trace it belongs to, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let word = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let trace = || text("traceparent").and_then(|t| t.split('-').nth(1)).filter(|t| t.len() == 32).filter(word);
    text("x-request-id").filter(word).or_else(trace).map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}

fn address(origin: &Origin, http: &HttpRequest) -> Option<IpAddr> {
    let peer = http.remote_addr().as_socket_addr().map(|a| a.ip().to_canonical())?;
    if !origin.proxies.contains(&peer) {
        return Some(peer);
    }
    let forwarded = http.headers().get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    forwarded.and_then(|all| all.rsplit(',').next()).and_then(|last| last.trim().parse().ok()).or(Some(peer))
}

/// What every answer says, unless it says otherwise itself (ASVS 3.4).
static DRESS: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ),
];

fn dress(response: &mut Response, request: &Request, path: &str, origin: &Origin) {
    let headers = response.headers_mut();
    let mut add = |name: &HeaderName, value: HeaderValue| _ = headers.entry(name).or_insert(value);
    if let Ok(id) = HeaderValue::from_str(&request.id) {
        add(&HeaderName::from_static("x-request-id"), id);
    }
    for (name, value) in &DRESS {
        add(name, value.clone());
    }
    if path.starts_with("/api/") {
        add(&header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if origin.is_https() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        add(&header::STRICT_TRANSPORT_SECURITY, year);
    }
}

fn cut(path: &str) -> String {
    path.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(base_url: &str) -> Origin {
        let authority = base_url.split_once("://").unwrap().1.to_owned();
        Origin { base_url: base_url.to_owned(), authority, proxies: vec![] }
    }

    #[test]
    fn only_our_own_host_is_ours() {
        let public = origin("https://huixin.example.cn");
        assert!(public.is_ours("huixin.example.cn"));
        for other in ["huixin.example.cn.evil.cn", "evil.cn", "localhost", "127.0.0.1:8080", ""] {
            assert!(!public.is_ours(other), "{other}");
        }
        let demo = origin("http://localhost:8080");
        for local in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "localhost"] {
            assert!(demo.is_ours(local), "{local}");
        }
        assert!(!demo.is_ours("localhost.evil.cn:8080"));
    }

    #[test]
    fn a_request_id_is_a_word_or_made_here() {
        let id = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            request_id(&headers)
        };
        assert_eq!(id("x-request-id", "abcd-1234"), "abcd-1234");
        assert_eq!(
            id("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            "0af7651916cd43dd8448eb211c80319c"
        );
        assert_ne!(id("x-request-id", "a b\tc\"}{"), "a b\tc\"}{");
    }
}
