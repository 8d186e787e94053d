//! Huixin 会心: one deployment for the ministry, every province and every school.
//!
//! The rooms stand in floors; a file imports from its own folder and from lower floors only (`tests/it/sources.rs` reads every
//! `use crate::` line). From the top: the product (`identity`, `places`, `assessment`, `cockpit`, `oversight`), the edge (`http`),
//! the services (`sessions`, `jobs`, `mail`), the data (`db`, `cache`, `cluster`), the machines (`access`, `crypto`, `files`), the words.
//!
//! What must not compile is tried by `cargo test --doc`. The system runs what is the system's:
//!
//! ```
//! use huixin::{access::{OpenSession, SystemActor}, codes::Place, db::{About, Db}, error::Result};
//! async fn right(db: &Db) -> Result<()> {
//!     let tx = db.begin_as_system::<OpenSession>(SystemActor::System("doc"), Place::Ministry).await?;
//!     tx.commit(About::object("account", 1, "li.na")).await
//! }
//! ```
//!
//! and nothing that is a person's:
//!
//! ```compile_fail
//! use huixin::{access::{InviteAccount, SystemActor}, codes::Place, db::{About, Db}, error::Result};
//! async fn wrong(db: &Db) -> Result<()> {
//!     let tx = db.begin_as_system::<InviteAccount>(SystemActor::System("doc"), Place::Ministry).await?;
//!     tx.commit(About::object("account", 1, "li.na")).await
//! }
//! ```
//!
//! A read has no commit:
//!
//! ```compile_fail
//! use huixin::{access::{FindFirstSchool, SystemActor}, codes::Place, db::{About, Db}, error::Result};
//! async fn wrong(db: &Db) -> Result<()> {
//!     let tx = db.begin_as_system::<FindFirstSchool>(SystemActor::System("doc"), Place::Ministry).await?;
//!     tx.commit(About::object("account", 1, "li.na")).await
//! }
//! ```
//!
//! A permit is the policy's to give, not made by hand:
//!
//! ```
//! use huixin::access::{Assignment, CreateSchool, Denied, Permit, Policy, Standing};
//! fn right(policy: &Policy, standing: Standing, held: &[Assignment]) -> Result<Permit<CreateSchool>, Denied> {
//!     policy.permit(standing, held)
//! }
//! ```
//!
//! ```compile_fail
//! use huixin::access::{CreateSchool, Permit, Reach};
//! fn wrong() -> Permit<CreateSchool> {
//!     Permit { reach: Reach::Whole, system: None, operation: std::marker::PhantomData }
//! }
//! ```
//!
//! A person's operation does not begin at a place of another kind:
//!
//! ```compile_fail
//! use huixin::{access::{Caller, CreateSchool}, db::{Db, Tx}, error::Result};
//! async fn wrong(db: &Db, caller: &Caller) -> Result<Tx<CreateSchool>> {
//!     db.begin_at_ministry(caller).await
//! }
//! ```

pub mod access;
pub mod app;
pub mod assessment;
pub mod cache;
pub mod cli;
pub mod clock;
pub mod cluster;
pub mod cockpit;
pub mod codes;
pub mod config;
pub mod crypto;
pub mod db;
pub mod error;
pub mod files;
pub mod housekeeping;
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
