//! JSON bodies and answers. A body is read strictly, compared with its schema, and all its faults are told at once.

use chrono::{DateTime, Utc};
use poem::{FromRequest, IntoResponse, Request, RequestBody, Response, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions,
    payload::Payload,
    registry::{MetaMediaType, MetaRequest, MetaResponse, MetaResponses, MetaSchemaRef, Registry},
    types::{ParseFromJSON, ToJSON, Type},
};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{shape, strict};
use crate::error::{Error, Fault};

/// A JSON payload.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Type> Payload for Json<T> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        let mut parts = content_type.split(';').map(str::trim);
        let json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
        json && parts.all(|p| p.is_empty() || p.eq_ignore_ascii_case("charset=utf-8"))
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<'a, T: ParseFromJSON> ApiExtractor<'a> for Json<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = vec![MetaMediaType { content_type: Self::CONTENT_TYPE, schema: T::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        if !request.content_type().is_some_and(Self::check_content_type) {
            return Err(Error::unsupported("unsupported_media_type").into());
        }
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        Ok(read(&bytes)?)
    }
}

fn read<T: ParseFromJSON>(bytes: &[u8]) -> Result<Json<T>, Error> {
    let value = strict::parse(bytes).map_err(|fault| Error::malformed(vec![fault]))?;
    if !matches!(value, Value::Object(_)) {
        return Err(Error::malformed(vec![Fault::at("", "json_not_object")]));
    }
    let faults = shape::faults::<T>(&value);
    if !faults.is_empty() {
        return Err(Error::malformed(faults));
    }
    let parsed = T::parse_from_json(Some(value)).map_err(|e| {
        tracing::debug!(reason = e.message(), "a body passed its schema but not its type");
        Error::malformed(vec![Fault::at("", "request_malformed")])
    })?;
    Ok(Json(parsed))
}

impl<T: ToJSON> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        Response::builder().content_type(Self::CONTENT_TYPE).body(self.0.to_json_string())
    }
}

/// An answer that goes straight to bytes, for pages that are read all day: poem-openapi's way leads through a tree of values, which costs
/// more than the page's SQL. It says the same to the byte; debug builds, and so all tests, compare.
#[derive(Debug)]
pub struct Straight<T>(pub T);

/// Room for a usual page in bytes, so that it is not moved again and again while it grows.
const PAGE: usize = 64 * 1024;

impl<T: Serialize + ToJSON> IntoResponse for Straight<T> {
    fn into_response(self) -> Response {
        let mut text = Vec::with_capacity(PAGE);
        match serde_json::to_writer(&mut text, &self.0) {
            Ok(()) => {
                debug_assert_eq!(String::from_utf8_lossy(&text), self.0.to_json_string());
                Response::builder().content_type(Json::<T>::CONTENT_TYPE).body(text)
            }
            Err(error) => poem::Error::from(Error::Internal(error.into())).into_response(),
        }
    }
}

/// A moment as poem-openapi writes it, for fields of [`Straight`] answers: `#[serde(serialize_with = "json::moment")]`.
pub fn moment<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&at.to_rfc3339())
}

/// The same of one that may be none.
pub fn moment_or_none<S: Serializer>(at: &Option<DateTime<Utc>>, to: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.to_rfc3339()).serialize(to)
}

impl<T: ToJSON> ApiResponse for Json<T> {
    fn meta() -> MetaResponses {
        MetaResponses { responses: vec![answer::<T>(200)] }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// What the OpenAPI document says of an answer with this status.
pub(super) fn answer<T: Type>(status: u16) -> MetaResponse {
    let content = vec![MetaMediaType { content_type: Json::<T>::CONTENT_TYPE, schema: T::schema_ref() }];
    MetaResponse { description: "", status: Some(status), status_range: None, content, headers: vec![] }
}
