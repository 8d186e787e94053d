//! Provinces as the ministry sees them: in service or not, with the figures they publish; and their suspension.
//!
//! One rule: nothing here opens a province. What is shown is what provinces push upwards.

mod api;
mod store;

pub use api::ProvincesApi;
