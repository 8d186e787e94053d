//! The places of the product: provinces, their schools and the schools' departments.

pub mod schools;
