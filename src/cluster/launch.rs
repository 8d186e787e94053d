//! Starting the server on a prepared data directory: port, settings, log, and waiting until it answers.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::Signal;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection};

use super::account::Account;
use super::child::Child;
use super::initdb::SUPERUSER;
use super::postgres::PostgresOptions;

pub(super) const HOST: &str = "127.0.0.1";
/// Crash recovery after a kill may have much to redo.
const READY_WITHIN: Duration = Duration::from_secs(120);
const GLANCE: Duration = Duration::from_millis(10);
/// The kernel's limit for a socket's path, less its final zero byte.
const SOCKET_PATH_MAX: usize = 107;
/// What the server's log says when somebody was faster at the port.
const PORT_TAKEN: &str = "could not bind";

pub(super) struct Launch {
    pub program: PathBuf,
    pub dir: PathBuf,
    pub data: PathBuf,
    pub password: String,
    pub account: Account,
    pub options: PostgresOptions,
}

impl Launch {
    /// Start on the given port, or on a free one: between its choice and its use somebody may take that, so
    /// another is tried.
    pub(super) async fn run(&self) -> Result<(Child, u16)> {
        let mut tries = if self.options.port.is_some() { 1 } else { 5 };
        loop {
            tries -= 1;
            let port = choose_port(&self.dir, self.options.port)?;
            match self.run_on(port).await {
                Ok(child) => {
                    fs::write(self.dir.join("port"), port.to_string())?;
                    return Ok((child, port));
                }
                Err(error) if tries == 0 || !error.to_string().contains(PORT_TAKEN) => {
                    return Err(error);
                }
                Err(_) => {}
            }
        }
    }

    async fn run_on(&self, port: u16) -> Result<Child> {
        let mut command = self.account.command("INT", &self.program);
        command.arg("-D").arg(&self.data).args(self.settings(port)).current_dir(&self.dir);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.open_log()?);
        let child = Child::spawn(command, Signal::INT).await?;
        self.wait_ready(port, &child).await?;
        Ok(child)
    }

    fn settings(&self, port: u16) -> Vec<String> {
        let flag = if self.options.durable { "on" } else { "off" };
        let sockets = if socket_fits(&self.dir) { quote(&self.dir) } else { String::new() };
        [
            format!("listen_addresses={HOST}"),
            format!("port={port}"),
            format!("unix_socket_directories={sockets}"),
            "unix_socket_permissions=0700".into(),
            format!("max_connections={}", self.options.max_connections),
            "shared_buffers=256MB".into(),
            "max_wal_size=2GB".into(),
            format!("fsync={flag}"),
            format!("synchronous_commit={flag}"),
            format!("full_page_writes={flag}"),
            "password_encryption=scram-sha-256".into(),
            "timezone=UTC".into(),
            "log_timezone=UTC".into(),
            "log_line_prefix=%m [%p] %u@%d ".into(),
            // Compiling costs more than it saves on short statements.
            "jit=off".into(),
        ]
        .into_iter()
        .flat_map(|setting| ["-c".into(), setting])
        .collect()
    }

    /// A new log for each run; the one before stays beside it.
    fn open_log(&self) -> Result<File> {
        let log = self.dir.join("postgres.log");
        if log.exists() {
            fs::rename(&log, self.dir.join("postgres.log.1"))?;
        }
        File::create(&log).with_context(|| format!("open {}", log.display()))
    }

    async fn wait_ready(&self, port: u16, child: &Child) -> Result<()> {
        let until = Instant::now() + READY_WITHIN;
        let sign_in = sign_in(port, &self.password).database("postgres").disable_statement_logging();
        loop {
            let failure = match sign_in.connect().await {
                Ok(connection) => return Ok(connection.close().await?),
                Err(error) => error,
            };
            if let Some(status) = child.ended() {
                bail!("the database server ended ({status}): {}", self.last_words());
            }
            let refused = failure.as_database_error().and_then(|e| e.code()).is_some_and(|c| c.starts_with("28"));
            ensure!(!refused, "the password in {} is refused", self.dir.join("password").display());
            ensure!(Instant::now() < until, "the database server does not answer ({failure}): {}", self.last_words());
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn last_words(&self) -> String {
        let log = fs::read(self.dir.join("postgres.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().rev().take(8).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

/// The superuser's sign-in, untouched by `PG…` variables of the environment.
pub(super) fn sign_in(port: u16, password: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host(HOST)
        .port(port)
        .username(SUPERUSER)
        .password(password)
        .ssl_mode(PgSslMode::Disable)
}

/// As one element of a list: quoted like an identifier.
fn quote(dir: &Path) -> String {
    format!("\"{}\"", dir.display().to_string().replace('"', "\"\""))
}

pub(super) fn socket_fits(dir: &Path) -> bool {
    dir.join(".s.PGSQL.65535").as_os_str().len() <= SOCKET_PATH_MAX
}

/// The given port; else the one used last, if it is free; else any free one.
fn choose_port(dir: &Path, given: Option<u16>) -> Result<u16> {
    if let Some(port) = given {
        TcpListener::bind((HOST, port)).with_context(|| format!("the database's port {port} is taken"))?;
        return Ok(port);
    }
    let last = fs::read_to_string(dir.join("port")).ok().and_then(|port| port.parse::<u16>().ok());
    let free = last.and_then(|port| TcpListener::bind((HOST, port)).ok());
    let listener = free.map_or_else(|| TcpListener::bind((HOST, 0)), Ok).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}
