//! What every test stands on: a copy of the template database, a node on a free port, people with sessions.
//!
//! One rule: fakes stand only at the far end of wires (mails go to files, time is moved). A test ends with `app.done().await`,
//! which fails when a job is still queued or a mail unread.

use std::time::Duration;

mod app;
mod client;
pub mod cluster;
mod mails;
pub mod others;
pub mod people;
mod program;
pub mod sql;

pub use app::TestApp;
pub use client::{Answer, Client, beyond_oneself};
pub use cluster::Cluster;
pub use mails::{Letter, Mailbox};
pub use program::Program;

/// Wait until no node remembers anything of a session or a key: that lives for one second of real time.
pub async fn forget() {
    tokio::time::sleep(Duration::from_millis(1_050)).await;
}

/// The cluster that `with_cluster` runs.
pub fn cluster() -> Cluster {
    let Ok(text) = std::env::var(cluster::VARIABLE) else {
        panic!("no test cluster: run `cargo run --example with_cluster -- cargo nextest run` (or `make test`)");
    };
    serde_json::from_str(&text).unwrap()
}
