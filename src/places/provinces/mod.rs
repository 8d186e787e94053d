//! Provinces as the ministry sees them: in service or not, with the figures they publish; and their suspension.
//!
//! One rule: nothing here opens a province. What is shown is what provinces push upwards.

mod api;
mod apply;
mod set_state;
mod status;
mod store;

pub use api::ProvincesApi;
pub use apply::{Applied, Host, Progress, apply};
pub use set_state::set_state;
pub use status::{ProvinceStatus, province_of, provisioned, status};
pub use store::ProvinceState;
