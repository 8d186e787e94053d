//! Run a command with a private Postgres and Redis for tests: `cargo run --example with_cluster -- cargo nextest run`.
//!
//! The servers survive no power cut, hold a template that each test copies, and end with the command, whose exit code is ours.

use std::{
    env,
    ffi::OsString,
    fs::{Permissions, set_permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result};
use huixin::{
    cluster::{Postgres, PostgresOptions, Redis},
    crypto::{keys::RootKey, tokens::Token},
};

#[expect(dead_code, clippy::unwrap_used, reason = "written for the tests, which use the rest")]
#[path = "../../tests/it/harness/cluster.rs"]
mod cluster;
#[path = "../../tests/it/harness/people.rs"]
mod people;
mod seed;

use cluster::Cluster;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut command: Vec<OsString> = env::args_os().skip(1).collect();
    let program = command.drain(..command.len().min(1)).next().context("which command? e.g. -- cargo nextest run")?;
    let dir = tempfile::Builder::new().prefix("huixin-test-").tempdir_in(room())?;
    // The servers' unprivileged account must be able to enter.
    set_permissions(dir.path(), Permissions::from_mode(0o711))?;
    let options =
        PostgresOptions { durable: false, max_connections: 600, ..PostgresOptions::new(dir.path().join("postgres")) };
    let postgres = Postgres::start(options).await?;
    let redis = Redis::start(&dir.path().join("redis")).await?;
    let cluster = Cluster {
        port: postgres.port(),
        superuser: postgres.options("postgres").get_username().to_owned(),
        superuser_password: std::fs::read_to_string(dir.path().join("postgres/password"))?.trim().to_owned(),
        owner_password: Token::random().reveal(),
        login_secret: RootKey::generate_text(),
        root_key: RootKey::generate_text(),
        redis_url: redis.as_ref().map(|redis| redis.url().to_owned()),
    };
    seed::template(&cluster, dir.path()).await.context("the template database")?;
    // Ctrl-C goes to the whole group: the command ends, and then we do.
    tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
    let mut child = tokio::process::Command::new(&program);
    // What `cargo run` said of this package would make a cargo below it build again whatever watches these (ring does).
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
    {
        child.env_remove(name);
    }
    let status = child
        .args(command)
        .env(cluster::VARIABLE, serde_json::to_string(&cluster)?)
        .status()
        .await
        .with_context(|| format!("run {}", program.display()))?;
    if let Some(redis) = redis {
        redis.stop().await?;
    }
    postgres.stop().await?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}

/// Where the servers' files lie: in memory where there is plenty. Each test makes and removes hundreds of files, and for half a minute
/// ext4 hands out no inode that was just freed but looks for another: a third of the tests' time.
fn room() -> PathBuf {
    const MEMORY: &str = "/dev/shm";
    const ENOUGH: u64 = 4 << 30;
    let free = rustix::fs::statvfs(MEMORY).map_or(0, |room| room.f_bavail * room.f_frsize);
    if free >= ENOUGH { MEMORY.into() } else { env::temp_dir() }
}
