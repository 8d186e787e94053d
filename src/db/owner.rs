//! The migration role's connections. Tables belong to `huixin_owner`; its password exists in `work` and on the command
//! line, never in `serve`.

use sqlx::{PgPool, postgres::PgPoolOptions};

use super::pools::connect_options;
use crate::{config, error::Result};

/// The role that owns every schema and table.
pub const ROLE: &str = "huixin_owner";

/// Connections of the owner: to the main database and to that of the wrapped keys.
#[derive(Clone, Debug)]
pub struct Owner {
    pub(super) main: PgPool,
    pub(super) keys: PgPool,
}

impl Owner {
    /// Connect lazily; `parallel` connections at most.
    pub fn new(database: &config::Database, password: &str, parallel: u32) -> Self {
        let pool = |name: &str| {
            PgPoolOptions::new()
                .max_connections(parallel)
                .connect_lazy_with(connect_options(database, name, ROLE, password))
        };
        Self { main: pool(&database.name), keys: pool(&database.keys_name) }
    }

    /// The pool that the queue's worker runs on: the queue's tables are the owner's.
    pub fn queue_pool(&self) -> PgPool {
        self.main.clone()
    }

    /// Close both pools.
    pub async fn close(&self) {
        self.main.close().await;
        self.keys.close().await;
    }

    /// The server's clock.
    pub async fn clock(&self) -> Result<chrono::DateTime<chrono::Utc>> {
        let now = sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#);
        Ok(now.fetch_one(&self.main).await?)
    }

    /// Whether both databases answer.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query!("select 1 as one").fetch_one(&self.main).await?;
        sqlx::query!("select 1 as one").fetch_one(&self.keys).await?;
        Ok(())
    }
}
