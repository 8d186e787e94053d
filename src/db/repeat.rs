//! What a repeated request is answered with: the thing that the first one with its `Idempotency-Key` was about.

use super::Tx;
use crate::{
    access::ForPeople,
    error::{Error, Result},
};

impl<O: ForPeople> Tx<O> {
    /// Whether this was done to this thing before, by a request with the same key: then answer with the thing as it is. A key
    /// that served another thing is refused.
    pub fn repeats(&self, id: impl ToString) -> Result<bool> {
        match self.replayed() {
            None => Ok(false),
            Some(first) if first == id.to_string() => Ok(true),
            Some(_) => Err(Error::invalid_field("/", "idempotency_key_reused")),
        }
    }
}
