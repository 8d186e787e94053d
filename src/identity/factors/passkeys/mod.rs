//! Passkeys as a second factor.
//!
//! One rule: a question is kept on the server, answered once within five minutes, and by the account that was asked.

mod api;
mod store;

pub use api::PasskeysApi;
pub(super) use store::list;
