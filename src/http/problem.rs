//! One place where every error becomes RFC 9457 problem details, whoever made it: a handler, poem's extractors, the limits, a panic.

use poem::{
    Body, Error as PoemError, Response,
    error::{MethodNotAllowedError, NotFoundError},
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, Object,
    error::{ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError},
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::{ToJSON, Type},
};

use super::limit::LimitError;
use crate::{
    access::Request,
    error::{Error, Fault, texts},
};

/// RFC 9457 problem details, with a stable code and every fault at once.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Problem {
    /// `about:blank`: the code says more than a URI could.
    #[oai(rename = "type")]
    kind: String,
    /// The status's name.
    title: String,
    /// HTTP status.
    status: u16,
    /// What happened and what to do, in the reader's language.
    detail: String,
    /// Path of the request.
    instance: String,
    /// Stable code; never translated.
    code: String,
    /// Every field at fault.
    errors: Vec<ProblemField>,
    /// Quote it to support.
    request_id: String,
    /// Seconds after which it may be tried again.
    retry_after: Option<u64>,
}

/// One field at fault.
#[derive(Debug, Object)]
#[oai(rename = "Fault")]
pub struct ProblemField {
    /// JSON pointer into the body, or `?name` for a query parameter.
    pointer: String,
    /// Stable code.
    code: String,
    /// What is wrong, in the reader's language.
    detail: String,
}

/// The media type of every error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The response to an error.
pub fn respond(error: PoemError, request: &Request, path: &str) -> Response {
    if error.is_from_response() && error.status().is_redirection() {
        return error.into_response();
    }
    let error = read(error);
    if let Error::Internal(chain) = &error {
        tracing::error!(error = format!("{chain:#}"), "a request failed");
    }
    render(&error, request, path)
}

/// The response to a panic: the panic hook has logged it.
pub fn panicked(request: &Request, path: &str) -> Response {
    render(&Error::Internal(anyhow::anyhow!("panic")), request, path)
}

fn read(error: PoemError) -> Error {
    if error.is::<Error>() {
        return error.downcast::<Error>().unwrap_or_else(|_| Error::Internal(anyhow::anyhow!("not our error")));
    }
    if let Some(e) = error.downcast_ref::<LimitError>() {
        return limit(e);
    }
    if let Some(e) = error.downcast_ref::<ParseParamError>() {
        let fault = Fault::at(format!("?{}", e.name), "parameter_invalid").with("name", e.name);
        return Error::malformed(vec![fault]);
    }
    if error.is::<ParseRequestPayloadError>() {
        return Error::malformed(vec![Fault::at("", "request_malformed")]);
    }
    if error.is::<ContentTypeError>() {
        return Error::unsupported("unsupported_media_type");
    }
    // A path that names no possible thing names nothing.
    if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        return Error::not_found();
    }
    if error.is::<MethodNotAllowedError>() {
        return Error::precondition(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
    }
    match error.status() {
        StatusCode::NOT_FOUND => Error::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Error::precondition(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::unsupported("unsupported_media_type"),
        status if status.is_client_error() => Error::malformed(vec![]),
        _ => Error::Internal(anyhow::anyhow!("{error}")),
    }
}

fn limit(error: &LimitError) -> Error {
    match error {
        LimitError::TooLarge(max) => Error::precondition(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large")
            .with("max", format!("{} KiB", max / 1024)),
        LimitError::TooSlow => Error::precondition(StatusCode::REQUEST_TIMEOUT, "request_timeout"),
        LimitError::Encoded => Error::unsupported("content_encoding_refused"),
        LimitError::Host => Error::malformed(vec![]),
    }
}

fn render(error: &Error, request: &Request, path: &str) -> Response {
    let lang = request.lang;
    let text = |code: &str, params: &[(&'static str, String)]| texts::text(code, lang, params);
    let internal = StatusCode::INTERNAL_SERVER_ERROR;
    let (status, detail, errors, retry_after): (_, _, &[Fault], _) = match error {
        Error::Refused { status, code, params, faults, retry_after } => {
            (*status, text(code, params), faults, *retry_after)
        }
        Error::Internal(_) => (internal, text("internal", &[]), &[], None),
    };
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        detail,
        instance: path.to_owned(),
        code: error.code().to_owned(),
        errors: errors.iter().map(|f| field(f, text(f.code, &f.params))).collect(),
        request_id: request.id.clone(),
        retry_after,
    };
    let mut response = Response::builder()
        .status(status)
        .content_type(MEDIA_TYPE)
        .header(header::CONTENT_LANGUAGE, lang.as_str())
        .header(header::CACHE_CONTROL, "no-store")
        .body(Body::from(problem.to_json_string()));
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn field(fault: &Fault, detail: String) -> ProblemField {
    ProblemField { pointer: fault.pointer.clone(), code: fault.code.to_owned(), detail }
}

/// Every operation may answer with a problem: the OpenAPI document says so under `default`.
impl ApiResponse for Error {
    fn meta() -> MetaResponses {
        let content = vec![MetaMediaType { content_type: MEDIA_TYPE, schema: Problem::schema_ref() }];
        let problem =
            MetaResponse { description: "A problem", status: None, status_range: None, content, headers: vec![] };
        MetaResponses { responses: vec![problem] }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

impl From<Error> for PoemError {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::Refused { status, .. } => *status,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(error, status)
    }
}
