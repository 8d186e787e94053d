//! Huixin: one deployment for the ministry, every province and every school.

pub mod cluster;
pub mod http;
