//! Answers that are more than a JSON body: created with its address, versioned, accepted, empty, a file.

use poem::{
    Body, IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::ToJSON,
};

use super::json::{Json, Straight, answer};

/// 201 with `Location` and, where the thing has a version, `ETag`.
pub struct Created<T> {
    /// The thing.
    pub body: T,
    /// Its path.
    pub location: String,
}

impl<T: ToJSON> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        response.set_status(StatusCode::CREATED);
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// 200 with the version as `ETag`.
pub struct Versioned<T>(pub T, pub i32);

impl<T: ToJSON> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.0).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.1)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// 202: the work goes on as a job; the body shows its state.
pub struct Accepted<T>(pub T);

impl<T: ToJSON> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.0).into_response();
        response.set_status(StatusCode::ACCEPTED);
        response
    }
}

/// 200 with headers that set or end the session's cookie.
pub struct WithCookie<T>(pub T, pub Option<String>);

impl<T: ToJSON> IntoResponse for WithCookie<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.0).into_response();
        if let Some(cookie) = &self.1 {
            set_cookie(&mut response, cookie);
        }
        response
    }
}

/// 204, perhaps with a cookie that ends the session.
#[derive(Default)]
pub struct NoContent(pub Option<String>);

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        if let Some(cookie) = &self.0 {
            set_cookie(&mut response, cookie);
        }
        response
    }
}

/// A file to save.
pub struct File {
    /// Name to save it under; may be Chinese.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

impl IntoResponse for File {
    fn into_response(self) -> Response {
        // RFC 6266 §4.3, RFC 8187: the plain name is ASCII, the starred one says it in UTF-8.
        let ascii: String =
            self.name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
        let encoded: String = self.name.bytes().map(percent).collect();
        Response::builder()
            .content_type(self.media_type)
            .header(
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"),
            )
            .body(Body::from(self.bytes))
    }
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

macro_rules! documented {
    ($($name:ident<T> => $status:literal),*) => {$(
        impl<T: ToJSON> ApiResponse for $name<T> {
            fn meta() -> MetaResponses {
                MetaResponses { responses: vec![answer::<T>($status)] }
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }
        }
    )*};
}

documented!(Straight<T> => 200, Created<T> => 201, Versioned<T> => 200, Accepted<T> => 202, WithCookie<T> => 200);

impl ApiResponse for NoContent {
    fn meta() -> MetaResponses {
        MetaResponses { responses: vec![plain(204, vec![])] }
    }

    fn register(_: &mut Registry) {}
}

impl ApiResponse for File {
    fn meta() -> MetaResponses {
        let binary = MetaSchema { format: Some("binary"), ..MetaSchema::new("string") };
        let schema = MetaSchemaRef::Inline(Box::new(binary));
        MetaResponses {
            responses: vec![plain(200, vec![MetaMediaType { content_type: "application/octet-stream", schema }])],
        }
    }

    fn register(_: &mut Registry) {}
}

fn plain(status: u16, content: Vec<MetaMediaType>) -> MetaResponse {
    MetaResponse { description: "", status: Some(status), status_range: None, content, headers: vec![] }
}
