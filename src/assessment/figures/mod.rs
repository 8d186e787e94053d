//! A school's own figures: kept up to date by every commit, seen as they are by the school's own head, published upwards as raw
//! counts that nobody above may read before disclosure control.
//!
//! One rule: a count changes in the transaction that changes what it counts.

mod api;
mod store;

pub use api::FiguresApi;
pub use store::{publish, recount};
