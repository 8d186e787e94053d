//! What a place has switched off for a role, and the policy as it stands there.
//!
//! One rule: a row only ever takes away; the files of `policies/` are the ceiling. It takes effect at once on this node and within
//! a second on every other, since a session's caller carries what is switched off for its roles.

mod api;
mod matrix;
mod model;
mod store;

pub use api::NarrowingApi;
