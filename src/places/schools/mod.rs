//! A province's schools: opened, edited, suspended; published to the ministry's directory in the same transaction.
//!
//! One rule: the ten-digit identifier is the key, unique nationwide and unchanging. A caller sees the schools within reach.

mod api;
pub mod file;
mod model;
mod store;
mod view;

pub use api::SchoolsApi;
pub use model::{School, SchoolFields, SchoolState};
pub use store::first_school;
