//! Data keys: wrapped in a second database, unwrapped once per node and kept in memory.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use sqlx::{PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use super::pools::connect_options;
use crate::{
    codes::Place,
    config,
    crypto::keys::{DataKey, KeyScope, LoginSecret, RootKey},
    error::{Error, Result},
};

/// The login that reads wrapped keys and nothing else.
pub(super) const ROLE: &str = "huixin_keys";

/// Connections on one node.
pub const POOL: u32 = 2;

/// What the first data key of a place is for: sealing how its people are reached.
pub(super) const CONTACT: &str = "contact";

/// Opens data keys. Without a key there is no answer.
#[derive(Clone)]
pub struct Keyring {
    pool: PgPool,
    root: Arc<RootKey>,
    open: Cache<Place, DataKey>,
}

impl Keyring {
    /// Connects lazily; keys are asked for again every ten minutes, so that a destroyed one does not live on.
    pub fn new(database: &config::Database, secret: &LoginSecret, root: Arc<RootKey>) -> Self {
        let options = connect_options(database, &database.keys_name, ROLE, &secret.login_password(ROLE));
        let pool = PgPoolOptions::new().max_connections(POOL).connect_lazy_with(options);
        let open = Cache::builder().max_capacity(1_000).time_to_live(Duration::from_secs(600)).build();
        Self { pool, root, open }
    }

    /// The key that seals how a place's people are reached.
    pub async fn contact(&self, place: Place) -> Result<DataKey> {
        if let Some(key) = self.open.get(&place) {
            return Ok(key);
        }
        let row = sqlx::query_as::<_, (Uuid, Vec<u8>)>(
            "select id, wrapped from data_key where place = $1 and purpose = $2 and unit = ''",
        )
        .bind(place.as_str())
        .bind(CONTACT)
        .fetch_optional(&self.pool)
        .await?;
        let (id, wrapped) = row.ok_or_else(|| Error::unavailable("place_not_ready"))?;
        let key = self.root.unwrap(id, &wrapped, scope(place)).map_err(anyhow::Error::from)?;
        self.open.insert(place, key.clone());
        Ok(key)
    }

    /// Whether the keys' database answers.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Close its connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

pub(super) fn scope(place: Place) -> KeyScope<'static> {
    let place = match place {
        Place::Ministry => "ministry",
        Place::Province(code) => code.schema(),
    };
    KeyScope { place, purpose: CONTACT, unit: "" }
}
