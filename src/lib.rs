//! Huixin 会心: one deployment for the ministry, every province and every school.
//!
//! The rooms stand in floors; a file imports from its own folder and from lower floors only (`tests/it/layers.rs` reads every
//! `use crate::` line). From the top: the product (`identity`, `places`, `oversight`), the edge (`http`), the services
//! (`sessions`, `jobs`, `mail`), the data (`db`, `cache`, `cluster`), the machines (`access`, `crypto`), the words.

pub mod access;
pub mod app;
pub mod cache;
pub mod cli;
pub mod clock;
pub mod cluster;
pub mod codes;
pub mod config;
pub mod crypto;
pub mod db;
pub mod error;
pub mod http;
pub mod identity;
pub mod ids;
pub mod jobs;
pub mod mail;
pub mod oversight;
pub mod places;
pub mod routes;
pub mod sessions;
pub mod telemetry;
