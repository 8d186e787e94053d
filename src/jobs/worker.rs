//! Runs the queue: takes a job, says where it came from, hands it the services.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions};
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Job;
use crate::{
    codes::Place,
    db::{Db, Keyring, Owner, QUEUE},
    error::Result,
    ids::AccountId,
    mail::{LetterId, Mailer},
    telemetry,
};

/// What jobs work with.
#[derive(Clone)]
pub struct Services {
    /// The databases.
    pub db: Db,
    /// The owner's connections: for what no login of a place may do.
    pub owner: Owner,
    /// Data keys.
    pub keys: Keyring,
    /// Mail.
    pub mailer: Arc<Mailer>,
    /// The canonical origin, for links.
    pub base_url: String,
    /// The job's number in the queue, which it keeps when it is tried again.
    pub job: i64,
}

impl Services {
    /// Which letter it is that the job sends to somebody, an account or an applicant: the same when it is tried again.
    pub fn letter_to(&self, whom: Uuid, of: Place) -> LetterId {
        LetterId::of(of.as_str(), self.job, whom)
    }

    /// Where the owner of an account gets mail, from what is sealed in its row.
    pub async fn mailbox(&self, of: Place, account: AccountId, name: String, sealed: &[u8]) -> Result<Mailbox> {
        let address = self.keys.open_address(of, account, sealed).await?;
        Ok(Mailbox::new(Some(name), address.parse().map_err(anyhow::Error::from)?))
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Services")
    }
}

/// A job as it lies in the queue: with the place that Postgres stamped on it.
#[derive(Serialize, Deserialize)]
struct Queued<J> {
    from: String,
    #[serde(flatten)]
    job: J,
}

impl<J: Job> TaskHandler for Queued<J> {
    const IDENTIFIER: &'static str = J::TASK;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let services = context.get_ext::<Services>().ok_or("no services")?;
        let services = Services { job: *context.job().id(), ..services.clone() };
        let from: Place = self.from.parse().map_err(|_| "the job's place is unknown".to_owned())?;
        let started = Instant::now();
        let done = self.job.run(from, &services).await;
        telemetry::job(J::TASK, done.is_ok(), started.elapsed());
        look_again(&context).await;
        done.map_err(|error| {
            tracing::error!(task = J::TASK, %from, error = ?error, "a job failed");
            error.code().to_owned()
        })
    }
}

/// Let every worker look for more. A signal makes a slot take one job, and the signals of many jobs that are queued at once go
/// unheard while the slots are busy: without this the rest would wait for the next poll, a second for each handful.
async fn look_again(context: &WorkerContext) {
    if let Err(error) = sqlx::query(r#"notify "jobs:insert""#).execute(context.pg_pool()).await {
        tracing::warn!(%error, "the next jobs wait for the next poll");
    }
}

/// A worker being put together.
pub struct Worker(WorkerOptions);

impl Worker {
    /// A worker on the owner's connections; a dead worker's jobs are taken over within half a minute.
    pub fn new(owner: &Owner, services: Services, concurrency: usize) -> Self {
        let options = WorkerOptions::default()
            .schema(QUEUE)
            .pg_pool(owner.queue_pool())
            .concurrency(concurrency)
            .poll_interval(Duration::from_secs(1))
            .heartbeat_interval(Duration::from_secs(3))
            .sweep_interval(Duration::from_secs(5))
            .sweep_threshold(Duration::from_secs(15))
            .recovery_delay(Duration::from_secs(0))
            .listen_os_shutdown_signals(false)
            .add_extension(services);
        Self(options)
    }

    /// It can do this kind of job.
    pub fn can<J: Job>(self) -> Self {
        Self(self.0.define_job::<Queued<J>>())
    }

    /// Do what is due now; a job that fails stays queued for later.
    pub async fn run_once(self) -> anyhow::Result<()> {
        let worker = self.0.init().await.map_err(|e| anyhow::anyhow!("the queue: {e}"))?;
        worker.run_once().await.map_err(|e| anyhow::anyhow!("the queue: {e}"))
    }

    /// Work until told to stop; what is under way is finished first.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let worker = self.0.shutdown_signal(stop).init().await.map_err(|e| anyhow::anyhow!("the queue: {e}"))?;
        worker.run().await.map_err(|e| anyhow::anyhow!("the queue: {e}"))
    }
}
