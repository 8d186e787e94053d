//! What a request may cost before anybody looks at it: the size of its body, and the time that takes to come.
//!
//! poem has no limit of its own, and a chunked body announces no size: so the bytes are counted as they stream.

use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use poem::error::ResponseError;
use poem::http::{HeaderMap, StatusCode, Version, header};
use poem::{Body, Endpoint, Middleware, Request, Result};

use super::pace::Pace;
pub use super::pace::Patience;
use crate::crypto::passwords::turns::Turns;

const MIB: u64 = 1 << 20;

/// A request that was refused for its cost or its framing.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// 413: the body is longer than this many bytes.
    #[error("the request body is larger than {0} bytes")]
    TooLarge(u64),
    /// 408: the body stalled, or dripped.
    #[error("the request body arrived too slowly")]
    TooSlow,
    /// 415: a compressed body could unpack to any size.
    #[error("a request body must not be encoded")]
    Encoded,
    /// 400: exactly one `Host` is required (RFC 9112 §3.2).
    #[error("a request needs exactly one Host header")]
    Host,
}

impl ResponseError for LimitError {
    fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Host => StatusCode::BAD_REQUEST,
        }
    }
}

/// What one body may cost.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit {
    /// Bytes, after chunks are put together.
    pub bytes: u64,
    /// How long we wait for them.
    pub patience: Patience,
}

/// The middleware: a limit for every path, and larger ones for paths that end in a certain way.
#[derive(Clone, Debug)]
pub struct Limit {
    usual: BodyLimit,
    larger: Vec<(&'static str, BodyLimit)>,
}

impl Default for Limit {
    /// 1 MiB within 30 s, at 16 KiB/s after the first 10 s.
    fn default() -> Self {
        let patience = Patience { stall: Duration::from_secs(10), rate: 16 << 10, total: Duration::from_secs(30) };
        Self::new(BodyLimit { bytes: MIB, patience })
    }
}

impl Limit {
    /// One limit for every path.
    pub fn new(usual: BodyLimit) -> Self {
        Self { usual, larger: Vec::new() }
    }

    /// Another limit for paths that end with `suffix`, which begins with `/`.
    #[must_use]
    pub fn larger(mut self, suffix: &'static str, limit: BodyLimit) -> Self {
        self.larger.push((suffix, limit));
        self
    }

    /// `mib` MiB of file, and a margin for what wraps it, within ten minutes.
    #[must_use]
    pub fn files(self, suffix: &'static str, mib: u64) -> Self {
        let patience = Patience { total: Duration::from_secs(600), ..self.usual.patience };
        self.larger(suffix, BodyLimit { bytes: mib * MIB + MIB / 16, patience })
    }

    fn of(&self, path: &str) -> BodyLimit {
        self.larger.iter().find(|(suffix, _)| path.ends_with(suffix)).map_or(self.usual, |(_, limit)| *limit)
    }
}

impl<E: Endpoint> Middleware<E> for Limit {
    type Output = Limited<E>;

    fn transform(&self, inner: E) -> Limited<E> {
        Limited { inner, limit: self.clone() }
    }
}

/// An endpoint behind [`Limit`].
#[derive(Debug)]
pub struct Limited<E> {
    inner: E,
    limit: Limit,
}

impl<E: Endpoint> Endpoint for Limited<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<E::Output> {
        let limit = self.limit.of(request.uri().path());
        check_head(&request, limit.bytes)?;
        let body = request.take_body();
        if body.is_empty() {
            return self.inner.call(request).await;
        }
        let breach = Arc::new(OnceLock::new());
        let turns = request.extensions().get().map(Arc::clone);
        request.set_body(Body::from_bytes_stream(metered(body, limit, Arc::clone(&breach), turns)));
        let answer = self.inner.call(request).await;
        // Whatever the endpoint made of the broken body, this is what happened.
        match breach.get() {
            Some(error) => Err(LimitError::clone(error).into()),
            None => answer,
        }
    }
}

fn check_head(request: &Request, limit: u64) -> Result<(), LimitError> {
    let headers = request.headers();
    if request.version() == Version::HTTP_11 && headers.get_all(header::HOST).iter().count() != 1 {
        return Err(LimitError::Host);
    }
    if headers.get_all(header::CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        return Err(LimitError::Encoded);
    }
    match announced(headers) {
        Some(length) if length > limit => Err(LimitError::TooLarge(limit)),
        _ => Ok(()),
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn metered(
    body: Body,
    limit: BodyLimit,
    breach: Arc<OnceLock<LimitError>>,
    turns: Option<Arc<Turns>>,
) -> impl Stream<Item = std::io::Result<bytes::Bytes>> + Send + 'static {
    let mut body = body.into_bytes_stream().boxed();
    let mut pace = Pace::new(limit.patience);
    let mut waits = None;
    stream::poll_fn(move |cx| {
        let polled = body.poll_next_unpin(cx);
        // Who drips takes nobody's core.
        waits = if polled.is_ready() { None } else { waits.take().or_else(|| turns.as_ref().map(Turns::wait)) };
        let error = match polled {
            Poll::Ready(Some(Ok(chunk))) => {
                pace.advance(chunk.len());
                if pace.bytes() <= limit.bytes {
                    return Poll::Ready(Some(Ok(chunk)));
                }
                LimitError::TooLarge(limit.bytes)
            }
            Poll::Pending => {
                std::task::ready!(pace.poll_lost(cx));
                LimitError::TooSlow
            }
            end => return end,
        };
        Poll::Ready(Some(Err(std::io::Error::other(breach.get_or_init(|| error).clone()))))
    })
}
