//! Data keys: wrapped in a second database, unwrapped once per node and kept in memory.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use sqlx::{PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use super::pools::connect_options;
use crate::{
    codes::{Place, SchoolCode},
    config,
    crypto::keys::{DataKey, KeyScope, LoginSecret, RootKey},
    error::{Error, Result},
    ids::CampaignId,
};

/// The login that reads wrapped keys and nothing else.
pub(super) const ROLE: &str = "huixin_keys";

/// Connections on one node.
pub const POOL: u32 = 2;

/// What the first data key of a place is for: sealing how its people are reached.
pub(super) const CONTACT: &str = "contact";

/// Seals what authenticator apps share with the platform.
const FACTOR: &str = "factor";

/// Seals what people hand in to be registered.
const REGISTRATION: &str = "registration";

/// Seals scans of confidentiality commitments.
const COMMITMENT: &str = "commitment";

/// Seals what is reported of emergencies.
const EMERGENCY: &str = "emergency";

/// Seals results; one key for a school and campaign, so that they can be destroyed together.
const RESULT: &str = "result";

/// Derives results' identifiers and tells whether one changed. A key used for digests never seals.
const RESULT_DIGEST: &str = "result_digest";

/// Recognises a person by a blind index of the identity number. A key used for digests never seals.
const PERSON: &str = "person_index";

/// Derives the tokens of links that are mailed, so that a letter that must be sent again is the same letter. A key used for digests
/// never seals.
const LINK: &str = "link_token";

/// The keys of one school's results in one campaign.
#[derive(Clone)]
pub struct ResultKeys {
    /// Seals.
    pub seal: DataKey,
    /// Derives and compares.
    pub digest: DataKey,
}

/// Opens data keys. Without a key there is no answer.
#[derive(Clone)]
pub struct Keyring {
    pool: PgPool,
    root: Arc<RootKey>,
    open: Cache<(Place, &'static str, String), DataKey>,
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
        self.find(place, CONTACT, "").await?.ok_or_else(|| Error::unavailable("place_not_ready"))
    }

    /// The key that seals a place's second factors, made with the first of them.
    pub async fn factors(&self, place: Place) -> Result<DataKey> {
        self.make(place, FACTOR, "").await
    }

    /// The key by which a place recognises one person in two accounts; made if need be.
    pub async fn person(&self, place: Place) -> Result<DataKey> {
        self.make(place, PERSON, "").await
    }

    /// The key that seals what a place's applicants hand in; made if need be.
    pub async fn registrations(&self, place: Place) -> Result<DataKey> {
        self.make(place, REGISTRATION, "").await
    }

    /// The key that seals a place's scans of commitments; made if need be.
    pub async fn commitments(&self, place: Place) -> Result<DataKey> {
        self.make(place, COMMITMENT, "").await
    }

    /// The key that seals what is reported of a place's emergencies; made if need be.
    pub async fn emergencies(&self, place: Place) -> Result<DataKey> {
        self.make(place, EMERGENCY, "").await
    }

    /// The key from which a place's links are derived; made if need be.
    pub async fn links(&self, place: Place) -> Result<DataKey> {
        self.make(place, LINK, "").await
    }

    /// The keys of a school's results in a campaign; nothing was sealed yet where there are none.
    pub async fn results(&self, place: Place, school: SchoolCode, campaign: CampaignId) -> Result<Option<ResultKeys>> {
        let unit = unit(school, campaign);
        let (seal, digest) = (self.find(place, RESULT, &unit).await?, self.find(place, RESULT_DIGEST, &unit).await?);
        Ok(seal.zip(digest).map(|(seal, digest)| ResultKeys { seal, digest }))
    }

    /// The same, made if need be.
    pub async fn make_results(&self, place: Place, school: SchoolCode, campaign: CampaignId) -> Result<ResultKeys> {
        let unit = unit(school, campaign);
        let seal = self.make(place, RESULT, &unit).await?;
        Ok(ResultKeys { seal, digest: self.make(place, RESULT_DIGEST, &unit).await? })
    }

    async fn find(&self, place: Place, purpose: &'static str, unit: &str) -> Result<Option<DataKey>> {
        let name = (place, purpose, unit.to_owned());
        if let Some(key) = self.open.get(&name) {
            return Ok(Some(key));
        }
        let row = sqlx::query_as::<_, (Uuid, Vec<u8>)>(
            "select id, wrapped from data_key where place = $1 and purpose = $2 and unit = $3",
        )
        .bind(place.as_str())
        .bind(purpose)
        .bind(unit)
        .fetch_optional(&self.pool)
        .await?;
        let Some((id, wrapped)) = row else { return Ok(None) };
        let key = self.root.unwrap(id, &wrapped, scope(place, purpose, unit)).map_err(anyhow::Error::from)?;
        self.open.insert(name, key.clone());
        Ok(Some(key))
    }

    /// Two who make one key at once get the one that came first.
    async fn make(&self, place: Place, purpose: &'static str, unit: &str) -> Result<DataKey> {
        if let Some(key) = self.find(place, purpose, unit).await? {
            return Ok(key);
        }
        let id = Uuid::new_v4();
        let wrapped =
            self.root.wrap(&DataKey::generate(id), scope(place, purpose, unit)).map_err(anyhow::Error::from)?;
        sqlx::query(
            "insert into data_key (id, place, purpose, unit, wrapped, created_at) values ($1, $2, $3, $4, $5, now())
             on conflict do nothing",
        )
        .bind(id)
        .bind(place.as_str())
        .bind(purpose)
        .bind(unit)
        .bind(wrapped)
        .execute(&self.pool)
        .await?;
        self.find(place, purpose, unit).await?.ok_or_else(|| Error::unavailable("place_not_ready"))
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

fn unit(school: SchoolCode, campaign: CampaignId) -> String {
    format!("{school}:{campaign}")
}

pub(super) fn scope<'a>(place: Place, purpose: &'a str, unit: &'a str) -> KeyScope<'a> {
    let place = match place {
        Place::Ministry => "ministry",
        Place::Province(code) => code.schema(),
    };
    KeyScope { place, purpose, unit }
}
