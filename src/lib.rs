//! Huixin: one deployment for the ministry, every province and every school.

pub mod cache;
pub mod cluster;
pub mod http;
pub mod mail;
pub mod telemetry;
