//! What the caller may do next, beside each thing; and the reason that sensitive actions ask for.

use std::collections::BTreeMap;

use poem_openapi::Object;
use serde::Serialize;

use crate::{
    access::{Caller, OperationId},
    db::Db,
    error::{Error, Result, texts},
};

/// Whether the caller may do something, and if not, why.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Verdict")]
pub struct Can {
    /// Whether it is allowed now.
    pub allowed: bool,
    /// Why not, in the reader's language.
    pub reason: Option<String>,
}

/// `_can`: what may be done with a thing, by the operation's name.
pub type Verdicts = BTreeMap<OperationId, Can>;

impl Can {
    fn of(answer: Result<()>, caller: &Caller) -> Self {
        match answer {
            Ok(()) => Self { allowed: true, reason: None },
            Err(Error::Refused { code, params, .. }) => {
                Self { allowed: false, reason: Some(texts::text(code, caller.request.lang, &params)) }
            }
            Err(Error::Internal(_)) => Self { allowed: false, reason: None },
        }
    }
}

/// The policy's answers for one caller, asked once for a whole page; a thing's own state has its say beside each.
pub struct Judge<'a> {
    caller: &'a Caller,
    allowed: Vec<(OperationId, Can)>,
}

impl<'a> Judge<'a> {
    /// Ask the policy.
    pub fn new(db: &Db, caller: &'a Caller, operations: &[OperationId]) -> Self {
        let asked = |id: &OperationId| (*id, Can::of(db.may(caller, *id), caller));
        Self { caller, allowed: operations.iter().map(asked).collect() }
    }

    /// `_can` of one thing, whose own rule `check` is the one that refuses the operation when it is tried.
    pub fn beside(&self, check: impl Fn(OperationId) -> Result<()>) -> Verdicts {
        let judged = |(id, can): &(OperationId, Can)| {
            let can = if can.allowed { Can::of(check(*id), self.caller) } else { can.clone() };
            (*id, can)
        };
        self.allowed.iter().map(judged).collect()
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
