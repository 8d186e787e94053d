//! From a request to its caller: a person's session by its cookie, or a system by its key, resolved in the realm that it names.

use poem::{Request as HttpRequest, RequestBody, Result, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};

use crate::{
    access::{Caller, Request},
    error::{Error, Fault},
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
        let scheme = MetaSecurityScheme {
            ty: "http",
            description: Some(
                "A system's key, `hx_<realm>.<token>`; it works from its own networks, for what it is bound to.",
            ),
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        registry.create_security_scheme("key", scheme);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec!["session", "key"]
    }

    async fn from_request(
        request: &'a HttpRequest,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let sessions = request.data::<Sessions>().ok_or_else(|| Error::Internal(anyhow::anyhow!("no sessions")))?;
        let described = described(request);
        let mut keys = bearer_tokens(request);
        Ok(match (session_cookie(request), keys.next(), keys.next()) {
            (Some(cookie), None, _) => sessions.resolve(cookie, &described).await?,
            (None, Some(key), None) => sessions.resolve_key(key, &described).await?,
            (None, None, _) => return Err(Error::unauthenticated("session_required").into()),
            // Whose request would it be?
            (_, Some(_), _) => {
                return Err(Error::malformed(vec![Fault::at("Authorization", "credentials_twice")]).into());
            }
        })
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

/// RFC 9110 §11.1: the scheme's name is written in any case. Other schemes are not ours: a proxy in front may use one.
fn bearer_tokens(request: &HttpRequest) -> impl Iterator<Item = &str> {
    let values = request.headers().get_all(header::AUTHORIZATION).iter().filter_map(|v| v.to_str().ok());
    let split = values.filter_map(|value| value.trim().split_once(' '));
    split.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim())
}

fn session_cookie(request: &HttpRequest) -> Option<&str> {
    let pairs = request.headers().get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    pairs.flat_map(|all| all.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
