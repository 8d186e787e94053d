//! Versions of instruments as the ministry keeps them. A version that was loaded once never changes: no login may write here,
//! and the owner only adds.

use anyhow::ensure;

use super::owner::Owner;
use crate::error::Result;

/// A version as the product brings it along.
#[derive(Clone, Debug)]
pub struct InstrumentVersion {
    /// Such as `phq-9@1`.
    pub id: String,
    /// Such as `phq-9`.
    pub code: String,
    /// From 1 up.
    pub version: u16,
    /// Chinese name.
    pub title_zh: String,
    /// English name.
    pub title_en: String,
    /// On which terms it may be used.
    pub licence: String,
    /// The reviewed text.
    pub definition: String,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

impl Owner {
    /// Load the versions that are new. One that is there with another text is refused, and then nothing is loaded.
    pub async fn load_instruments(&self, shipped: &[InstrumentVersion]) -> anyhow::Result<()> {
        let mut tx = self.main.begin().await?;
        sqlx::query!(
            "insert into ministry.instrument_version (id, code, version, title_zh, title_en, licence, definition, sha256, created_at)
             select s.id, s.code, s.version, s.title_zh, s.title_en, s.licence, s.definition,
                    sha256(convert_to(s.definition, 'UTF8')), now()
             from jsonb_to_recordset($1) as s(id text, code text, version integer, title_zh text, title_en text,
                                              licence text, definition text)
             where not exists (select from ministry.instrument_version v where v.id = s.id)
             on conflict (id) do nothing",
            rows(shipped)
        )
        .execute(&mut *tx)
        .await?;
        let faults = differences(&mut tx, shipped).await?;
        ensure!(faults.is_empty(), faults.join("; "));
        tx.commit().await?;
        Ok(())
    }

    /// Shipped versions that are not there, or are there with another text, in words.
    pub async fn instrument_faults(&self, shipped: &[InstrumentVersion]) -> Result<Vec<String>> {
        differences(&mut *self.main.acquire().await?, shipped).await
    }
}

async fn differences(conn: &mut sqlx::PgConnection, shipped: &[InstrumentVersion]) -> Result<Vec<String>> {
    let ids: Vec<String> = shipped.iter().map(|version| version.id.clone()).collect();
    let kept = sqlx::query!("select id, sha256 from ministry.instrument_version where id = any($1)", &ids);
    let kept = kept.fetch_all(conn).await?;
    let fault = |version: &InstrumentVersion| {
        let id = &version.id;
        match kept.iter().find(|kept| kept.id == *id) {
            None => Some(format!("instrument {id} is not loaded: run `huixin migrate`")),
            Some(kept) if kept.sha256 == version.sha256 => None,
            Some(_) => Some(format!(
                "instrument {id} as shipped is not the {id} of this deployment: a published version never changes, so a \
                 change needs a new version"
            )),
        }
    };
    Ok(shipped.iter().filter_map(fault).collect())
}

fn rows(shipped: &[InstrumentVersion]) -> serde_json::Value {
    let row = |v: &InstrumentVersion| {
        serde_json::json!({
            "id": v.id, "code": v.code, "version": v.version, "title_zh": v.title_zh, "title_en": v.title_en,
            "licence": v.licence, "definition": v.definition,
        })
    };
    shipped.iter().map(row).collect()
}
