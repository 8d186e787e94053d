//! Signing in and out, one's own session.
//!
//! One rule: a wrong place, login or password get the same answer after the same work, and five failures slow down whoever fails,
//! not whoever owns the account: the lock is on the pair of account and network, and a second factor opens it; a whole network is
//! locked only after many.

mod api;
mod me;
mod model;
mod store;
mod throttle;
mod verify;

pub use api::SessionApi;
pub use me::{FactorState, Me, RealmRef};
pub(in crate::identity) use throttle::{check_factor, fail_factor};
pub use throttle::{check_search, fail_search};
pub use verify::{Attempt, open_for_host, open_session};

/// Who acts while nobody is signed in yet.
const ACTOR: crate::access::SystemActor = crate::access::SystemActor::System("sign_in");
