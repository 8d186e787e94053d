//! Sessions as people see them: one's own with their devices, ending them, and accounts that seem to be shared.
//!
//! One rule: a session is named by an identifier of its own, never by its token or the token's hash. Whoever is signed in sees
//! and ends their own; whole schools and places are ended by their administrators and by the host.

mod api;
mod device;
mod end;
mod sharing;
mod store;

pub use api::SessionsApi;
pub use end::{Scope, end_as_host};
pub use sharing::SharingApi;
