//! Signing in and out, one's own session and password.
//!
//! One rule: a wrong place, login or password get the same answer after the same work, and five failures slow down whoever fails,
//! not whoever owns the account: the lock is on the pair of account and network; a whole network is locked only after many.

mod api;
mod model;
mod store;
mod verify;

pub use api::{RealmRef, SessionApi};
pub use verify::{hash_password, open_session};
