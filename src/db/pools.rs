//! Every place has its own LOGIN roles and its own small, lazy pools.

use std::{collections::HashMap, time::Duration};

use sqlx::{
    Connection, PgPool, Postgres,
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

/// The pools of all places.
pub(super) struct Pools {
    pools: HashMap<(Place, Login), PgPool>,
}

impl Pools {
    pub(super) fn new(database: &config::Database, secret: &LoginSecret) -> Result<Self> {
        let mut pools = HashMap::new();
        for place in Place::all() {
            for login in Login::ALL {
                let role = login.role(place);
                let options = connect_options(database, &database.name, &role, &secret.login_password(&role))
                    .options([("search_path", place.schema())]);
                pools.insert((place, login), lazy(login.pool_size(database.pool), options));
            }
        }
        Ok(Self { pools })
    }

    fn pool(&self, place: Place, login: Login) -> Result<&PgPool> {
        self.pools.get(&(place, login)).ok_or_else(Error::not_found)
    }

    pub(super) async fn acquire(&self, place: Place, login: Login) -> Result<PoolConnection<Postgres>> {
        self.pool(place, login)?.acquire().await.map_err(not_ready)
    }

    /// A transaction whose BEGIN cannot be cancelled: it runs in a task of its own, so that a caller who goes away while it is
    /// under way leaves a transaction that is rolled back, never a connection inside a stranger's one (sqlx 0.9.0 forgets a
    /// BEGIN whose future is dropped).
    pub(super) async fn begin(&self, place: Place, login: Login) -> Result<sqlx::Transaction<'static, Postgres>> {
        let pool = self.pool(place, login)?.clone();
        let begun = tokio::spawn(async move { pool.begin().await }).await;
        begun.map_err(|e| Error::Internal(e.into()))?.map_err(not_ready)
    }

    pub(super) async fn recycle(&self, place: Place) {
        for login in Login::ALL {
            let Ok(pool) = self.pool(place, login) else { continue };
            while let Some(conn) = pool.try_acquire() {
                drop(conn.detach());
            }
        }
    }

    pub(super) fn sizes(&self) -> impl Iterator<Item = (Place, Login, u32)> {
        self.pools.iter().map(|((place, login), pool)| (*place, *login, pool.size())).filter(|(.., size)| *size > 0)
    }

    pub(super) async fn close(&self) {
        futures_util::future::join_all(self.pools.values().map(PgPool::close)).await;
    }
}

fn lazy(size: u32, options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(size)
        .min_connections(0)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_secs(600))
        .max_lifetime(Duration::from_secs(1800))
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(1) {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
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
