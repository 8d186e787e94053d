//! Service accounts: software that calls with a key instead of a person who signs in.
//!
//! One rule: a key is shown once, to whoever issued it, and never kept; what is kept is its hash, what it is bound to, and from
//! where and until when it works. Whoever opens an account issues none of its keys. It must not be a person's account in any
//! other room: lists of people leave it out, so that it is invited, reset, given a role or let go by nobody.

mod api;
mod binding;
mod keys_api;
mod keys_store;
mod model;
mod store;
mod view;

pub use api::ServicesApi;
pub use keys_api::ServiceKeysApi;
pub use model::KeyState;
