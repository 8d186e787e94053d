//! From a request to its caller: the session's cookie, resolved in the realm that it names.

use poem::{Request as HttpRequest, RequestBody, Result, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};

use crate::{
    access::{Caller, Request},
    error::Error,
    sessions::{COOKIE, Sessions},
};

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let scheme = MetaSecurityScheme {
            ty: "apiKey",
            description: Some("The session's cookie, set by signing in."),
            name: Some(COOKIE),
            key_in: Some("cookie"),
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        registry.create_security_scheme("session", scheme);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec!["session"]
    }

    async fn from_request(
        request: &'a HttpRequest,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let sessions = request.data::<Sessions>().ok_or_else(|| Error::Internal(anyhow::anyhow!("no sessions")))?;
        let cookie = session_cookie(request).ok_or_else(|| Error::unauthenticated("session_required"))?;
        Ok(sessions.resolve(cookie, &described(request)).await?)
    }
}

/// A request by nobody in particular: signing in, following a link.
pub struct Visitor(pub Request);

impl<'a> ApiExtractor<'a> for Visitor {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::PoemExtractor];
    type ParamType = ();
    type ParamRawType = ();

    async fn from_request(
        request: &'a HttpRequest,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(described(request)))
    }
}

fn described(request: &HttpRequest) -> Request {
    request.extensions().get::<Request>().cloned().unwrap_or_default()
}

fn session_cookie(request: &HttpRequest) -> Option<&str> {
    let pairs = request.headers().get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    pairs.flat_map(|all| all.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
