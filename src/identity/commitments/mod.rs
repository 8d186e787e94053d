//! Confidentiality commitments of whoever works by contract (R003-12.1, R003-53.1): signed before they start, recorded with a scan.
//!
//! One rule: which roles need one is said by the policy, whose rows name the fact `commitment`. Without one in force such a role is not
//! given, an account that holds it is not activated, and whatever its rows allow is refused from the day after the last.

mod api;
mod model;
mod store;
mod view;

pub use api::CommitmentsApi;
pub(super) use store::{KnowsCommitment, in_force};
