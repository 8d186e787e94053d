//! Leaving: the account stops at once, then five things are done, then a year of cooling-off runs (R003-53.2, R003-53.3).
//!
//! One rule: whoever has left comes back by approval alone. An account that has left has the state `left`, has no role in force and
//! is not enabled; a return is approved while the year runs by another administrator than the one who let the person go.

mod api;
mod model;
mod start;
mod store;
mod view;

pub use api::LeaveApi;
pub(super) use model::cooling_until;
pub use model::{LeaveItem, LeaveState};
