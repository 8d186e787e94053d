//! The web console's files, embedded and compressed when it was built. A page gets a fresh nonce for its styles; assets are
//! immutable; anything else that is not the API's is the console's own address.

use data_encoding::BASE64;
use poem::{
    Body, Endpoint, Request, Response, Result,
    error::{MethodNotAllowedError, NotFoundError},
    http::{Method, header},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "console/dist"]
#[allow_missing = true]
struct Dist;

const NONCE: &str = "__CSP_NONCE__";

/// Serves the console.
pub struct Console;

impl Endpoint for Console {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let path = request.uri().path();
        if path.starts_with("/api/") {
            return Err(NotFoundError.into());
        }
        match path.strip_prefix('/').filter(|file| file.contains('.')) {
            Some(file) => asset(file, &request),
            None => Ok(page()),
        }
    }
}

fn asset(file: &str, request: &Request) -> Result<Response> {
    let accepts = request.header(header::ACCEPT_ENCODING).unwrap_or("");
    let encodings = [("br", ".br"), ("gzip", ".gz")].into_iter().filter(|(name, _)| accepts.contains(name));
    let packed = encodings.filter_map(|(name, ending)| Some((name, Dist::get(&format!("{file}{ending}"))?))).next();
    let (encoding, found) = match packed {
        Some((name, found)) => (Some(name), found),
        None => (None, Dist::get(file).ok_or(NotFoundError)?),
    };
    let hashed = file.starts_with("assets/");
    let mut response = Response::builder()
        .content_type(media_type(file))
        .header(header::VARY, "Accept-Encoding")
        .header(header::CACHE_CONTROL, if hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    Ok(response.body(Body::from(found.data.into_owned())))
}

fn page() -> Response {
    let nonce = BASE64.encode(&rand::random::<[u8; 16]>());
    let html = match Dist::get("index.html") {
        Some(index) => String::from_utf8_lossy(&index.data).replace(NONCE, &nonce),
        None => MISSING.to_owned(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .body(Body::from(html))
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

const MISSING: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>会心</title>\
<p>控制台尚未构建：请运行 make console。</p><p>The console is not built: run make console.</p></html>";
