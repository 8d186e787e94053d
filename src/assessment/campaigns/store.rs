//! SQL of campaigns, in the ministry.

use uuid::Uuid;

use super::model::{Campaign, CampaignPart, CampaignState, NewCampaign};
use crate::{
    access::{AdvanceFanOut, CloseCampaign, ListCampaigns, OpenCampaign, Operation, ReadCampaign, Writes},
    codes::ProvinceCode,
    db::Tx,
    error::{Error, OnConstraint, Result},
    ids::CampaignId,
    places::school_imports::PartState,
};

/// Operations that read one campaign.
pub trait ReadsCampaign: Operation {}
impl ReadsCampaign for OpenCampaign {}
impl ReadsCampaign for ReadCampaign {}
impl ReadsCampaign for CloseCampaign {}

/// Operations that set every province to work.
pub trait FansOut: Writes {}
impl FansOut for OpenCampaign {}
impl FansOut for CloseCampaign {}

/// Newest first, after a year.
pub(super) async fn list(tx: &mut Tx<ListCampaigns>, before: Option<i32>, limit: i64) -> Result<Vec<Campaign>> {
    let (conn, _ministry) = tx.parts();
    let rows = sqlx::query_as!(
        Campaign,
        r#"select c.id as "id: CampaignId", c.year, c.title, c.instruments, c.opens_on, c.closes_on,
                  c.state as "state: CampaignState", c.synthetic, c.version, c.created_at,
                  (select count(*) from ministry.fan_out f
                   where f.job = coalesce(c.close_job, c.open_job) and f.state = 'done') as "done!",
                  (select count(*) from ministry.fan_out f where f.job = coalesce(c.close_job, c.open_job)) as "total!"
           from ministry.campaign c
           where $1::integer is null or c.year < $1
           order by c.year desc
           limit $2::bigint + 1"#,
        before,
        limit,
    );
    Ok(rows.fetch_all(conn).await?)
}

pub(super) async fn get<O: ReadsCampaign>(tx: &mut Tx<O>, id: CampaignId) -> Result<Campaign> {
    let (conn, _ministry) = tx.parts();
    let row = sqlx::query_as!(
        Campaign,
        r#"select c.id as "id: CampaignId", c.year, c.title, c.instruments, c.opens_on, c.closes_on,
                  c.state as "state: CampaignState", c.synthetic, c.version, c.created_at,
                  (select count(*) from ministry.fan_out f
                   where f.job = coalesce(c.close_job, c.open_job) and f.state = 'done') as "done!",
                  (select count(*) from ministry.fan_out f where f.job = coalesce(c.close_job, c.open_job)) as "total!"
           from ministry.campaign c
           where c.id = $1"#,
        id.0,
    );
    row.fetch_optional(conn).await?.ok_or_else(Error::not_found)
}

/// The parts of what is under way, or was last.
pub(super) async fn parts<O: ReadsCampaign>(tx: &mut Tx<O>, id: CampaignId) -> Result<Vec<CampaignPart>> {
    let (conn, _ministry) = tx.parts();
    let rows = sqlx::query_as!(
        CampaignPart,
        r#"select f.province as "province: ProvinceCode", f.state as "state: PartState", f.error, f.updated_at
           from ministry.campaign c
           join ministry.fan_out f on f.job = coalesce(c.close_job, c.open_job)
           where c.id = $1
           order by f.province"#,
        id.0,
    );
    Ok(rows.fetch_all(conn).await?)
}

pub(super) async fn insert(tx: &mut Tx<OpenCampaign>, id: CampaignId, job: Uuid, new: &NewCampaign) -> Result<()> {
    let now = tx.now();
    let (conn, _ministry) = tx.parts();
    sqlx::query!(
        "insert into ministry.campaign (id, year, title, instruments, opens_on, closes_on, state, synthetic, open_job, created_at)
         values ($1, $2, $3, $4, $5, $6, 'opening', $7, $8, $9)",
        id.0,
        new.year,
        new.title,
        &new.instruments,
        new.opens_on,
        new.closes_on,
        new.synthetic,
        job,
        now,
    )
    .execute(conn)
    .await
    .on_constraint("campaign_year_key", || Error::conflict("campaign_year_taken"))?;
    Ok(())
}

/// A part for every province that is provisioned; `catch_up` brings in those that come later.
pub(super) async fn fan_out<O: FansOut>(tx: &mut Tx<O>, job: Uuid) -> Result<Vec<ProvinceCode>> {
    let now = tx.now();
    let (conn, _ministry) = tx.parts();
    let parts = sqlx::query_scalar!(
        r#"insert into ministry.fan_out (job, province, state, updated_at)
           select $1, code, 'waiting', $2 from ministry.province where state in ('active', 'suspended') order by code
           returning province as "province: ProvinceCode""#,
        job,
        now,
    );
    Ok(parts.fetch_all(conn).await?)
}

/// Begin to close the version that the caller saw; whoever was faster has changed it.
pub(super) async fn close(tx: &mut Tx<CloseCampaign>, id: CampaignId, job: Uuid, version: i32) -> Result<()> {
    let (conn, _ministry) = tx.parts();
    let closed = sqlx::query!(
        "update ministry.campaign set state = 'closing', close_job = $2, version = version + 1
         where id = $1 and version = $3 and state in ('opening', 'open')",
        id.0,
        job,
        version,
    )
    .execute(conn)
    .await?;
    match closed.rows_affected() {
        1 => Ok(()),
        _ => Err(Error::precondition(poem::http::StatusCode::PRECONDITION_FAILED, "version_stale")),
    }
}

/// Note how a part fares.
pub(super) async fn advance(
    tx: &mut Tx<AdvanceFanOut>,
    job: Uuid,
    province: ProvinceCode,
    state: PartState,
    error: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "update ministry.fan_out set state = $3, error = $4, updated_at = $5
         where job = $1 and province = $2 and state <> 'done'",
        job,
        province.as_str(),
        state.as_str(),
        error,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Hold the campaign, so that of parts that end at once the last sees all others.
pub(super) async fn hold(tx: &mut Tx<AdvanceFanOut>, id: CampaignId) -> Result<()> {
    sqlx::query!("select 1 as one from ministry.campaign where id = $1 for no key update", id.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}

/// Put a campaign into its next state once every part of its latest fan-out is done. True if that was now.
pub(super) async fn settle(tx: &mut Tx<AdvanceFanOut>, id: CampaignId, job: Uuid) -> Result<bool> {
    let now = tx.now();
    let settled = sqlx::query!(
        "update ministry.campaign c
         set state = case c.state when 'opening' then 'open' else 'closed' end,
             closed_at = case c.state when 'closing' then $3::timestamptz end
         where c.id = $1 and c.state in ('opening', 'closing') and coalesce(c.close_job, c.open_job) = $2
           and not exists (select from ministry.fan_out f where f.job = $2 and f.state <> 'done')",
        id.0,
        job,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// Provinces that have no part in a campaign that is open, or one that failed: campaign, fan-out, province. Their parts wait anew.
pub(super) async fn missing(tx: &mut Tx<AdvanceFanOut>) -> Result<Vec<(CampaignId, Uuid, ProvinceCode)>> {
    let now = tx.now();
    let rows = sqlx::query!(
        r#"with part as (
               insert into ministry.fan_out as f (job, province, state, updated_at)
               select c.open_job, p.code, 'waiting', $1
               from ministry.campaign c
               cross join ministry.province p
               where c.state in ('opening', 'open') and p.state in ('active', 'suspended')
               on conflict (job, province) do update
               set state = 'waiting', error = null, updated_at = excluded.updated_at
               where f.state = 'failed'
               returning f.job, f.province)
           select c.id as "campaign: CampaignId", p.job, p.province as "province: ProvinceCode"
           from part p
           join ministry.campaign c on c.open_job = p.job
           order by p.province"#,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.campaign, row.job, row.province)).collect())
}
