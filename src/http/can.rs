//! What the caller may do next, beside each thing; and the reason that sensitive actions ask for.

use poem_openapi::Object;

use crate::{
    access::Caller,
    error::{Error, Result, texts},
};

/// Whether the caller may do something, and if not, why.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Verdict")]
pub struct Can {
    /// Whether it is allowed now.
    pub allowed: bool,
    /// Why not, in the reader's language.
    pub reason: Option<String>,
}

impl Can {
    /// From the policy's answer.
    pub fn of(answer: Result<()>, caller: &Caller) -> Self {
        match answer {
            Ok(()) => Self { allowed: true, reason: None },
            Err(Error::Refused { code, params, .. }) => {
                Self { allowed: false, reason: Some(texts::text(code, caller.request.lang, &params)) }
            }
            Err(Error::Internal(_)) => Self { allowed: false, reason: None },
        }
    }

    /// Refused by the thing's own state.
    pub fn no(code: &'static str, caller: &Caller) -> Self {
        Self { allowed: false, reason: Some(texts::text(code, caller.request.lang, &[])) }
    }
}

/// Why a sensitive action is done, in the actor's words.
#[derive(Debug, Object)]
pub struct Reason {
    /// The reason; kept in the audit log.
    #[oai(validator(max_length = 500))]
    reason: String,
}

impl Reason {
    /// The reason without blanks around it; blank is none.
    pub fn parse(&self) -> Result<String> {
        let reason = self.reason.trim();
        if reason.is_empty() { Err(Error::invalid_field("/reason", "reason_required")) } else { Ok(reason.to_owned()) }
    }
}
