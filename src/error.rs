//! What can go wrong, as the user will hear it: a status, a stable code and faults with pointers.
//! The texts are in [`texts`]; rendering as RFC 9457 is the edge's (`http/problem.rs`).

pub mod texts;

use poem::http::StatusCode;

use crate::codes::Lang;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Values that a text names in braces, such as `{max}`.
pub type Params = Vec<(&'static str, String)>;

/// One thing wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// Stable code; never translated.
    pub code: &'static str,
    /// Values for the text.
    pub params: Params,
}

impl Fault {
    /// A fault at a pointer.
    pub fn at(pointer: impl Into<String>, code: &'static str) -> Self {
        Self { pointer: pointer.into(), code, params: Vec::new() }
    }

    /// The same with a value for the text.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused with a status, a code and perhaps faults.
    #[error("{code}")]
    Refused {
        /// HTTP status.
        status: StatusCode,
        /// Stable code.
        code: &'static str,
        /// Values for the text.
        params: Params,
        /// Every fault at once.
        faults: Vec<Fault>,
        /// Seconds after which it may be tried again.
        retry_after: Option<u64>,
    },
    /// Our fault. The chain is logged once, at the edge; the user sees the request id.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    fn refused(status: StatusCode, code: &'static str) -> Self {
        Self::Refused { status, code, params: Vec::new(), faults: Vec::new(), retry_after: None }
    }

    /// 404: absent, or nothing that this caller may know of.
    pub fn not_found() -> Self {
        Self::refused(StatusCode::NOT_FOUND, "not_found")
    }

    /// 404 with a code of its own.
    pub fn gone(code: &'static str) -> Self {
        Self::refused(StatusCode::NOT_FOUND, code)
    }

    /// 400: the request itself cannot be read.
    pub fn malformed(faults: Vec<Fault>) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, "request_malformed").faults(faults)
    }

    /// 401.
    pub fn unauthenticated(code: &'static str) -> Self {
        Self::refused(StatusCode::UNAUTHORIZED, code)
    }

    /// 403 with the reason.
    pub fn forbidden(code: &'static str) -> Self {
        Self::refused(StatusCode::FORBIDDEN, code)
    }

    /// 409: the object's state forbids it.
    pub fn conflict(code: &'static str) -> Self {
        Self::refused(StatusCode::CONFLICT, code)
    }

    /// 412 and 428: the edit names no version, or a stale one.
    pub fn precondition(status: StatusCode, code: &'static str) -> Self {
        Self::refused(status, code)
    }

    /// 412: somebody changed it meanwhile.
    pub fn version_stale() -> Self {
        Self::refused(StatusCode::PRECONDITION_FAILED, "version_stale")
    }

    /// 415.
    pub fn unsupported(code: &'static str) -> Self {
        Self::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, code)
    }

    /// 422: readable, but the values are not acceptable.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        Self::refused(StatusCode::UNPROCESSABLE_ENTITY, "validation_failed").faults(faults)
    }

    /// 422 for one field.
    pub fn invalid_field(pointer: &str, code: &'static str) -> Self {
        Self::invalid(vec![Fault::at(pointer, code)])
    }

    /// 429: try again after so many seconds.
    pub fn too_many(code: &'static str, seconds: u64) -> Self {
        Self::refused(StatusCode::TOO_MANY_REQUESTS, code).after(seconds)
    }

    /// 503: not now.
    pub fn unavailable(code: &'static str) -> Self {
        Self::refused(StatusCode::SERVICE_UNAVAILABLE, code).after(2)
    }

    /// The same with a value for the text.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Self::Refused { params, .. } = &mut self {
            params.push((name, value.to_string()));
        }
        self
    }

    /// The same with another's faults beside its own.
    pub fn and_faults_of(mut self, other: Self) -> Self {
        if let (Self::Refused { faults, .. }, Self::Refused { faults: more, .. }) = (&mut self, other) {
            faults.extend(more);
        }
        self
    }

    fn faults(mut self, all: Vec<Fault>) -> Self {
        if let Self::Refused { faults, .. } = &mut self {
            *faults = all;
        }
        self
    }

    fn after(mut self, seconds: u64) -> Self {
        if let Self::Refused { retry_after, params, .. } = &mut self {
            *retry_after = Some(seconds);
            params.push(("seconds", seconds.to_string()));
            params.push(("minutes", seconds.div_ceil(60).to_string()));
        }
        self
    }

    /// The stable code, for tests, metrics and the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Internal(_) => "internal",
        }
    }

    /// What it means, in both languages, for the command line.
    pub fn in_words(&self) -> String {
        let (code, params, faults): (_, &[_], &[Fault]) = match self {
            Self::Refused { code, params, faults, .. } => (*code, params, faults),
            Self::Internal(_) => ("internal", &[], &[]),
        };
        let both = |code: &str, params: &[(&'static str, String)]| {
            format!("{} {}", texts::text(code, Lang::Zh, params), texts::text(code, Lang::En, params))
        };
        let line = |f: &Fault| format!("\n  {}: {}", f.pointer, both(f.code, &f.params));
        format!("{code}: {}{}", both(code, params), faults.iter().map(line).collect::<String>())
    }

    /// Whether the caller may not know or do this (exit code 4 on the command line).
    pub fn is_permission(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if matches!(status.as_u16(), 401 | 403 | 404))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let busy = match &error {
            sqlx::Error::PoolTimedOut => true,
            // 53300 too many connections, 55P03 lock not available, 57014 statement timeout, 57P03 starting up
            sqlx::Error::Database(e) => matches!(e.code().as_deref(), Some("53300" | "55P03" | "57014" | "57P03")),
            _ => false,
        };
        if busy {
            tracing::warn!(%error, "the database is busy");
            return Self::unavailable("database_busy");
        }
        Self::Internal(anyhow::Error::new(error).context("a statement failed"))
    }
}

/// Constraint names are the contract between SQL and errors.
pub trait OnConstraint<T> {
    /// Answer a violation of the named constraint with `error`.
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T> OnConstraint<T> for std::result::Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|e| match e.as_database_error().and_then(|e| e.constraint()) {
            Some(violated) if violated == name => error(),
            _ => e.into(),
        })
    }
}

impl<T> OnConstraint<T> for Result<T> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|e| match &e {
            Error::Internal(chain)
                if chain
                    .downcast_ref::<sqlx::Error>()
                    .and_then(|e| e.as_database_error())
                    .and_then(|e| e.constraint())
                    == Some(name) =>
            {
                error()
            }
            _ => e,
        })
    }
}
