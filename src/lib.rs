//! Huixin: one deployment for the ministry, every province and every school.

pub mod codes;
pub mod crypto;
pub mod places;
