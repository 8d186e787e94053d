//! What the owner does for a campaign in a province: the partition of its results and the local row, which no login may make.

use sqlx::{AssertSqlSafe, PgConnection};

use super::owner::Owner;
use crate::{
    codes::{ProvinceCode, text_enum},
    error::{Error, Result},
    ids::CampaignId,
};

text_enum! {
    /// Where a campaign stands in a province.
    pub enum LocalState ("campaign_state_unknown") {
        /// Results are taken.
        Open = "open", "进行中", "Open";
        /// No more.
        Closed = "closed", "已结束", "Closed";
    }
}

impl Owner {
    /// Bring a province to where the ministry's campaign stands: open there, or closed. Once or ten times, it ends the same.
    pub async fn apply_campaign_in(&self, province: ProvinceCode, campaign: CampaignId) -> Result<LocalState> {
        let mut tx = self.main.begin().await?;
        sqlx::query!("select set_config('lock_timeout', '5s', true)").fetch_one(&mut *tx).await?;
        // Held until the province is written: who closes the campaign meanwhile waits, and comes after.
        let state = sqlx::query_scalar!("select state from ministry.campaign where id = $1 for share", campaign.0)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(Error::not_found)?;
        let schema = province.schema();
        if !exists(&mut tx, &format!("{schema}.result")).await? {
            return Err(Error::unavailable("place_not_ready"));
        }
        let local = match state.as_str() {
            "opening" | "open" => open(&mut tx, schema, campaign).await?,
            _ => close(&mut tx, schema, campaign).await?,
        };
        tx.commit().await?;
        Ok(local)
    }
}

/// The names are made of a closed list of schemas and of hex digits: nothing needs quoting. Made first and attached then, a
/// partition does not wait for those who read or write the others.
async fn open(conn: &mut PgConnection, schema: &str, campaign: CampaignId) -> Result<LocalState> {
    let partition = format!("{schema}.result_{}", campaign.0.simple());
    if !exists(&mut *conn, &partition).await? {
        let ddl = format!(
            "create table {partition} (like {schema}.result including defaults including constraints);
             alter table {schema}.result attach partition {partition} for values in ('{campaign}');"
        );
        sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut *conn).await?;
    }
    let local = format!(
        "insert into {schema}.campaign (id, year, title, instruments, opens_on, closes_on, state, synthetic, opened_at)
         select id, year, title, instruments, opens_on, closes_on, 'open', synthetic, now()
         from ministry.campaign where id = $1
         on conflict (id) do nothing"
    );
    sqlx::query(AssertSqlSafe(local)).bind(campaign.0).execute(conn).await?;
    Ok(LocalState::Open)
}

/// Where it was never opened there is nothing to close.
async fn close(conn: &mut PgConnection, schema: &str, campaign: CampaignId) -> Result<LocalState> {
    let local =
        format!("update {schema}.campaign set state = 'closed', closed_at = now() where id = $1 and state = 'open'");
    sqlx::query(AssertSqlSafe(local)).bind(campaign.0).execute(conn).await?;
    Ok(LocalState::Closed)
}

async fn exists(conn: &mut PgConnection, table: &str) -> Result<bool> {
    let found = sqlx::query_scalar!(r#"select to_regclass($1) is not null as "exists!""#, table);
    Ok(found.fetch_one(conn).await?)
}
