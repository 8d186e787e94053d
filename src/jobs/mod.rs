//! Work that must follow a commit: a job, queued in the same transaction through our own door in SQL.
//!
//! One rule: payloads hold ids only (they are logged), and the place is stamped by Postgres, never by the payload.

mod worker;

use std::future::Future;

use serde::{Serialize, de::DeserializeOwned};

pub use worker::{Services, Worker};

use crate::{access::Writes, codes::Place, db::Tx, error::Result};

/// A kind of job: what it needs to know, and what it does.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Name in the queue.
    const TASK: &'static str;

    /// A job with the same key replaces one that still waits.
    fn key(&self) -> Option<String> {
        None
    }

    /// Do it. It may run more than once; an error is tried again, later and later.
    fn run(self, from: Place, services: &Services) -> impl Future<Output = Result<()>> + Send;
}

/// Queue many jobs of one kind at once, in the transaction that they must follow, behind those that somebody waits for. Their
/// keys do not count: none replaces another.
pub async fn enqueue_all<O: Writes, J: Job>(tx: &mut Tx<O>, jobs: &[J]) -> Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let payloads = serde_json::to_value(jobs).map_err(anyhow::Error::from)?;
    let (conn, _whatever_the_operation_may) = tx.parts();
    sqlx::query!("select jobs.enqueue_all($1, $2)", J::TASK, payloads).fetch_one(conn).await?;
    Ok(())
}

/// Queue a job in the transaction that it must follow.
pub async fn enqueue<O: Writes, J: Job>(tx: &mut Tx<O>, job: &J) -> Result<()> {
    let payload = serde_json::to_value(job).map_err(anyhow::Error::from)?;
    let key = job.key().map(|key| format!("{}:{key}", J::TASK));
    let (conn, _whatever_the_operation_may) = tx.parts();
    sqlx::query!("select jobs.enqueue($1, $2, $3)", J::TASK, payload, key).fetch_one(conn).await?;
    Ok(())
}
