//! 应测人数: how many students a school should assess, as its head states it, by training level and college.
//!
//! One rule: the list is replaced as a whole, and published in the same transaction. A roster takes its place later.

mod api;

pub use api::{EligibleApi, EligibleGroup, state};
