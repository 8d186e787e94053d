//! Every place has its own LOGIN roles and its own small, lazy pools.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use deadpool::{Runtime, managed};
use sqlx::{
    Connection, PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};

use crate::{
    codes::Place,
    config,
    crypto::keys::LoginSecret,
    error::{Error, Result},
};

/// Which of a place's logins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Login {
    /// Writes: DML on the place's own tables, INSERT alone on the audit log.
    Write,
    /// Reads a list of tables that leaves out credentials, sessions, links, keys and audit.
    Read,
    /// Serves auditors: SELECT and INSERT on the audit log, nothing else.
    Audit,
}

impl Login {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Write, Self::Read, Self::Audit];

    /// The Postgres role of this login at a place.
    pub fn role(self, place: Place) -> String {
        let suffix = match self {
            Self::Write => "",
            Self::Read => "_read",
            Self::Audit => "_audit",
        };
        format!("{}{suffix}", place.schema())
    }

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
            Self::Audit => "audit",
        }
    }

    /// Connections on one node, given the configured size of the writing pool.
    pub fn pool_size(self, write: u32) -> u32 {
        match self {
            Self::Write | Self::Read => write,
            Self::Audit => 1,
        }
    }
}

/// Options to reach a database as a role, with its search_path asserted at connect.
pub(super) fn connect_options(database: &config::Database, name: &str, role: &str, password: &str) -> PgConnectOptions {
    let tls = if database.tls { PgSslMode::VerifyFull } else { PgSslMode::Disable };
    PgConnectOptions::new_without_pgpass()
        .host(&database.host)
        .port(database.port)
        .database(name)
        .username(role)
        .password(password)
        .ssl_mode(tls)
        .application_name("huixin")
}

/// The pools of all places: sqlx's for transactions, which it rolls back; a leaner one for single statements that read.
pub(super) struct Pools {
    writing: HashMap<Place, PgPool>,
    reading: HashMap<(Place, Login), managed::Pool<Reader>>,
}

impl Pools {
    /// Nothing connects before it is asked.
    pub(super) fn new(database: &config::Database, secret: &LoginSecret) -> Result<Self> {
        let (mut writing, mut reading) = (HashMap::new(), HashMap::new());
        for (place, login) in Place::all().flat_map(|place| Login::ALL.map(|login| (place, login))) {
            let role = login.role(place);
            let options = connect_options(database, &database.name, &role, &secret.login_password(&role))
                .options([("search_path", place.schema())]);
            let size = login.pool_size(database.pool);
            match login {
                Login::Write => _ = writing.insert(place, lazy(size, options)),
                Login::Read | Login::Audit => _ = reading.insert((place, login), Reader(options).pool(size)?),
            }
        }
        tokio::spawn(close_idle(reading.values().cloned().collect()));
        Ok(Self { writing, reading })
    }

    /// A connection for single statements on a login that only reads.
    pub(super) async fn read(&self, place: Place, login: Login) -> Result<managed::Object<Reader>> {
        let pool = self.reading.get(&(place, login)).ok_or_else(Error::not_found)?;
        pool.get().await.map_err(|error| match error {
            managed::PoolError::Backend(error) => not_ready(error),
            managed::PoolError::Timeout(_) => sqlx::Error::PoolTimedOut.into(),
            _ => sqlx::Error::PoolClosed.into(),
        })
    }

    /// A connection for single statements on the login that writes (sessions).
    pub(super) async fn write(&self, place: Place) -> Result<PoolConnection<Postgres>> {
        self.writer(place)?.acquire().await.map_err(not_ready)
    }

    /// A transaction whose BEGIN cannot be cancelled: it runs in a task of its own, so that a caller who goes away while it is
    /// under way leaves a transaction that is rolled back, never a connection inside a stranger's one (sqlx 0.9.0 forgets a
    /// BEGIN whose future is dropped).
    pub(super) async fn begin(&self, place: Place) -> Result<sqlx::Transaction<'static, Postgres>> {
        let pool = self.writer(place)?.clone();
        let begun = tokio::spawn(async move { pool.begin().await }).await;
        begun.map_err(|e| Error::Internal(e.into()))?.map_err(not_ready)
    }

    fn writer(&self, place: Place) -> Result<&PgPool> {
        self.writing.get(&place).ok_or_else(Error::not_found)
    }

    pub(super) fn recycle(&self, place: Place) {
        while let Some(conn) = self.writing.get(&place).and_then(PgPool::try_acquire) {
            drop(conn.detach());
        }
        for (_, pool) in self.reading.iter().filter(|((of, _), _)| *of == place) {
            pool.retain(|_, _| false);
        }
    }

    pub(super) fn sizes(&self) -> impl Iterator<Item = (Place, Login, u32)> {
        let writing = self.writing.iter().map(|(place, pool)| (*place, Login::Write, pool.size()));
        let reading = self
            .reading
            .iter()
            .map(|((place, login), pool)| (*place, *login, pool.status().size.try_into().unwrap_or(0)));
        writing.chain(reading).filter(|(.., size)| *size > 0)
    }

    pub(super) async fn close(&self) {
        self.reading.values().for_each(managed::Pool::close);
        futures_util::future::join_all(self.writing.values().map(PgPool::close)).await;
    }
}

const PATIENCE: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(600);
const LIFE: Duration = Duration::from_secs(1800);

/// How long a connection is trusted since it last answered a ping: one that broke fails its borrowers no longer.
const TRUST: Duration = Duration::from_secs(1);

fn lazy(size: u32, options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(size)
        .min_connections(0)
        .acquire_timeout(PATIENCE)
        .idle_timeout(IDLE)
        .max_lifetime(LIFE)
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > TRUST {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// Connects a reading login. sqlx's own pool asks every connection that comes back whether it still answers, a second round trip
/// for every statement; here nothing is left to roll back, and a ping a second is enough. The connection that was used last is used
/// next: its plans are still in the processor's cache, and those that nobody needs grow idle and are closed.
pub(super) struct Reader(PgConnectOptions);

/// A connection that reads, and when it last answered a ping.
pub(super) struct Reading {
    pub(super) conn: PgConnection,
    answered: Instant,
}

impl Reader {
    fn pool(self, size: u32) -> Result<managed::Pool<Self>> {
        let pool = managed::Pool::builder(self)
            .max_size(size as usize)
            .queue_mode(managed::QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE));
        pool.build().map_err(|e| Error::Internal(e.into()))
    }
}

impl managed::Manager for Reader {
    type Type = Reading;
    type Error = sqlx::Error;

    async fn create(&self) -> std::result::Result<Reading, sqlx::Error> {
        let conn = PgConnection::connect_with(&self.0).await?;
        Ok(Reading { conn, answered: Instant::now() })
    }

    async fn recycle(&self, held: &mut Reading, metrics: &managed::Metrics) -> managed::RecycleResult<sqlx::Error> {
        if metrics.age() > LIFE {
            return Err(managed::RecycleError::message("old"));
        }
        if held.answered.elapsed() > TRUST {
            held.conn.ping().await?;
            held.answered = Instant::now();
        }
        Ok(())
    }
}

/// Close connections that nobody has used for long, until the pools close.
async fn close_idle(pools: Vec<managed::Pool<Reader>>) {
    let mut minutes = tokio::time::interval(Duration::from_secs(60));
    while pools.iter().any(|pool| !pool.is_closed()) {
        minutes.tick().await;
        for pool in &pools {
            pool.retain(|_, metrics| metrics.last_used() < IDLE);
        }
    }
}

/// A login that does not exist yet, or whose schema is missing, is a place being set up.
fn not_ready(error: sqlx::Error) -> Error {
    match error.as_database_error().and_then(|e| e.code()).as_deref() {
        Some("28P01" | "28000" | "3D000" | "42501") => {
            tracing::error!(%error, "a place's login was refused");
            Error::unavailable("place_not_ready")
        }
        _ => error.into(),
    }
}
