//! The demo's private servers, and what a database administrator prepares once: the owner and the two databases.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::config::{secret_file, write_private};
use crate::{
    cluster::{Postgres, PostgresOptions, Redis},
    crypto::tokens::Token,
};

/// Running servers.
pub(super) struct Servers {
    postgres: Postgres,
    redis: Option<Redis>,
    owner_password: String,
}

const DATABASES: [&str; 2] = ["huixin", "huixin_keys"];

impl Servers {
    pub(super) async fn start(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let postgres = Postgres::start(PostgresOptions::new(dir.join("postgres"))).await?;
        let redis = Redis::start(&dir.join("redis")).await?;
        let owner_password = owner_password(dir)?;
        let servers = Self { postgres, redis, owner_password };
        servers.prepare().await?;
        Ok(servers)
    }

    /// Role and databases, as `deploy/` describes for an outside server.
    async fn prepare(&self) -> Result<()> {
        let mut admin = PgConnection::connect_with(&self.postgres.options("postgres")).await?;
        let known: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = 'huixin_owner')")
            .fetch_one(&mut admin)
            .await?;
        let verb = if known { "alter" } else { "create" };
        let ddl = format!("{verb} role huixin_owner login createrole password '{}'", self.owner_password);
        sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut admin).await?;
        for name in DATABASES {
            let known: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
                .bind(name)
                .fetch_one(&mut admin)
                .await?;
            if !known {
                let ddl = format!("create database {name} owner huixin_owner");
                sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut admin).await?;
            }
        }
        admin.close().await?;
        Ok(())
    }

    pub(super) fn port(&self) -> u16 {
        self.postgres.port()
    }

    pub(super) fn redis_url(&self) -> Option<String> {
        self.redis.as_ref().map(|redis| redis.url().to_owned())
    }

    pub(super) fn owner_url(&self) -> String {
        self.url("huixin_owner", &self.owner_password)
    }

    pub(super) fn url(&self, role: &str, password: &str) -> String {
        format!("postgres://{role}:{password}@127.0.0.1:{}/huixin", self.port())
    }

    pub(super) async fn stop(self) -> Result<()> {
        if let Some(redis) = self.redis {
            redis.stop().await?;
        }
        self.postgres.stop().await
    }
}

fn owner_password(dir: &Path) -> Result<String> {
    let file: PathBuf = secret_file(dir, "owner");
    if !file.exists() {
        write_private(&file, &Token::random().reveal())?;
    }
    Ok(std::fs::read_to_string(&file)?.trim().to_owned())
}
