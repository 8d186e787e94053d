//! Pages of a list: `limit`, an opaque `cursor`, `total` only when asked.

use data_encoding::BASE64URL_NOPAD;
use poem_openapi::{
    Object,
    types::{ParseFromJSON, ToJSON, Type},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::{Error, Fault, Result};

/// Rows of a page unless the caller says otherwise.
pub const LIMIT: u16 = 50;
/// Rows of a page at most.
pub const LIMIT_MAX: u16 = 500;

/// One page of a list.
#[derive(Debug, Object, Serialize)]
pub struct Page<T: Type + ToJSON + ParseFromJSON + Send + Sync> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; null at the end.
    pub next_cursor: Option<String>,
    /// How many rows there are in all, when asked with `total=true`.
    pub total: Option<i64>,
}

impl<T: Type + ToJSON + ParseFromJSON + Send + Sync> Page<T> {
    /// A page from one row more than its limit: the extra row only says that there is a next page.
    pub fn of<R, C: Serialize>(
        mut rows: Vec<R>,
        limit: i64,
        total: Option<i64>,
        cursor: impl Fn(&R) -> C,
        view: impl FnMut(R) -> T,
    ) -> Self {
        let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        if more {
            rows.pop();
        }
        let next_cursor = rows.last().filter(|_| more).map(|last| encode(&cursor(last)));
        Self { items: rows.into_iter().map(view).collect(), next_cursor, total }
    }
}

/// The limit that a caller asked for, 1 to 500.
pub fn limit(asked: Option<u16>) -> Result<i64> {
    match asked.unwrap_or(LIMIT) {
        limit @ 1..=LIMIT_MAX => Ok(i64::from(limit)),
        _ => Err(Error::malformed(vec![Fault::at("?limit", "parameter_invalid").with("name", "limit")])),
    }
}

/// Where a page starts, from the cursor that the page before gave.
pub fn after<C: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<C>> {
    let read = |text: &str| -> Option<C> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    match cursor {
        None => Ok(None),
        Some(text) => {
            read(text).map(Some).ok_or_else(|| Error::malformed(vec![Fault::at("?cursor", "cursor_invalid")]))
        }
    }
}

fn encode(key: &impl Serialize) -> String {
    BASE64URL_NOPAD.encode(&serde_json::to_vec(key).unwrap_or_default())
}

/// A search text as a LIKE pattern that means it literally, anywhere in the value; blank is no search.
pub fn contains(q: Option<&str>) -> Option<String> {
    let q = q.map(str::trim).filter(|q| !q.is_empty())?;
    let literal: String = q
        .to_lowercase()
        .chars()
        .take(100)
        .flat_map(|c| match c {
            '%' | '_' | '\\' => vec!['\\', c],
            _ => vec![c],
        })
        .collect();
    Some(format!("%{literal}%"))
}

/// The sort that a caller asked for, out of a closed list; the first is the usual one. `-` means descending.
pub fn sort(asked: Option<&str>, known: &'static [&'static str]) -> Result<(&'static str, bool)> {
    let (name, descending) = match asked {
        None => return Ok((known.first().copied().unwrap_or("id"), false)),
        Some(text) => text.strip_prefix('-').map_or((text, false), |name| (name, true)),
    };
    let unknown = || Error::malformed(vec![Fault::at("?sort", "parameter_invalid").with("name", "sort")]);
    known.iter().find(|known| **known == name).map(|known| (*known, descending)).ok_or_else(unknown)
}
