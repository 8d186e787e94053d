//! A private Postgres cluster: SCRAM passwords, loopback only, a directory of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::postgres::PgConnectOptions;

use super::account::Account;
use super::child::Child;
use super::launch::{HOST, Launch, sign_in, socket_fits};
use super::lock::Lock;
use super::{initdb, remains};

/// How to start a cluster.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// The cluster's own directory; made if absent. Every parent must be enterable by the server's account.
    pub dir: PathBuf,
    /// A port on 127.0.0.1; `None` takes the one used last, or a free one.
    pub port: Option<u16>,
    /// Survive a power cut (fsync on), as in earnest; tests do without.
    pub durable: bool,
    /// Connections in all, 10 or more.
    pub max_connections: u16,
}

impl PostgresOptions {
    /// As in earnest, for a machine of two cores: fsync on, 500 connections, a free port.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), port: None, durable: true, max_connections: 500 }
    }
}

/// A running cluster. Dropped, it shuts down; killed with us, too.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    dir: PathBuf,
    port: u16,
    password: String,
    _lock: Lock,
}

impl Postgres {
    /// Make the cluster if it is new, repair what a crash left, start it and wait until it answers.
    ///
    /// # Errors
    /// When the directory is in use or out of the server's reach, the programs are missing, the given port is
    /// taken, or the server does not come up; the message then ends with its last words.
    pub async fn start(options: PostgresOptions) -> Result<Self> {
        let account = Account::choose()?;
        let dir = std::path::absolute(&options.dir)?;
        fs::create_dir_all(&dir).with_context(|| format!("make {}", dir.display()))?;
        account.check_reach(&dir)?;
        let lock = Lock::take(&dir)?;
        account.own(&dir)?;
        let bin = initdb::binaries(&dir)?;
        remains::clear(&dir).await?;
        let (data, password) = {
            let (dir, bin) = (dir.clone(), bin.clone());
            let prepare = move || initdb::prepare(&dir, &bin, account, options.durable);
            tokio::task::spawn_blocking(prepare).await??
        };
        let launch = Launch { program: bin.join("postgres"), dir, data, password, account, options };
        let (child, port) = launch.run().await?;
        Ok(Self { child, dir: launch.dir, port, password: launch.password, _lock: lock })
    }

    /// Shut down in good order: sessions are cut, work in progress is rolled back.
    ///
    /// # Errors
    /// When the server does not end even by force.
    pub async fn stop(self) -> Result<()> {
        self.child.stop(Duration::from_secs(30)).await
    }

    /// Sign-in of the superuser over TCP to a database of this cluster.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        sign_in(self.port, &self.password).database(database)
    }

    /// The same as a URL; it contains the password.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{}:{}@{HOST}:{}/{database}", initdb::SUPERUSER, self.password, self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The directory of the Unix socket, unless its path is too long for one.
    pub fn socket_dir(&self) -> Option<&Path> {
        socket_fits(&self.dir).then_some(self.dir.as_path())
    }

    /// The postmaster's process id.
    pub fn pid(&self) -> i32 {
        self.child.pid()
    }
}
