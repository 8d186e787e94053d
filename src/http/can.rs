//! What the caller may do next, beside each thing; and the reason that sensitive actions ask for.

use std::{borrow::Cow, collections::BTreeMap, iter, sync::Arc};

use poem_openapi::{
    Object,
    registry::{MetaSchemaRef, Registry},
    types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde::Serialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};

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

/// By the operation's name.
type ByOperation = BTreeMap<OperationId, Can>;

/// `_can`: what may be done with a thing, by the operation's name. It is JSON from the start, so that things alike share it.
#[derive(Clone, Debug, Serialize)]
pub struct Verdicts(Arc<RawValue>);

impl Verdicts {
    fn of(verdicts: &ByOperation) -> Self {
        // Words and truth values can be written; where they could not, nothing would be allowed.
        Self(to_raw_value(verdicts).unwrap_or_else(|_| RawValue::NULL.to_owned()).into())
    }
}

impl Type for Verdicts {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        ByOperation::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        ByOperation::schema_ref()
    }

    fn register(registry: &mut Registry) {
        ByOperation::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(iter::once(self))
    }
}

/// No request bears one; an `Object` asks that it could.
impl ParseFromJSON for Verdicts {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        ByOperation::parse_from_json(value).map(|verdicts| Self::of(&verdicts)).map_err(ParseError::propagate)
    }
}

impl ToJSON for Verdicts {
    fn to_json(&self) -> Option<Value> {
        serde_json::from_str(self.0.get()).ok()
    }
}

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
        Verdicts::of(&self.allowed.iter().map(judged).collect())
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
