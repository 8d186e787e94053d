//! Private servers: a Postgres cluster and a Redis of our own, made from the system's binaries.
//!
//! For `huixin demo` and for tests. One rule: whatever was started here ends with us, even if we are killed,
//! and the machine's own cluster is never touched. Nothing here knows a schema.

mod account;
mod child;
mod initdb;
mod launch;
mod lock;
mod postgres;
mod redis;
mod remains;

pub use postgres::{Postgres, PostgresOptions};
pub use redis::Redis;

#[cfg(test)]
mod tests;
