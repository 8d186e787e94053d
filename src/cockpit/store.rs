//! SQL of cockpits: a campaign's head, and its lines out of published cells. Two statements for a cockpit, however large.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Hidden, Line};
use crate::{
    access::{ReadNationalCockpit, ReadProvinceCockpit, ReleaseCells},
    codes::ProvinceCode,
    db::Tx,
    error::{Error, Result},
    ids::CampaignId,
};

/// What a cockpit says of its campaign.
pub(super) struct Head {
    pub(super) id: CampaignId,
    pub(super) year: i32,
    pub(super) title: String,
    pub(super) state: String,
    pub(super) synthetic: bool,
    pub(super) as_of: Option<DateTime<Utc>>,
}

/// A line out of any of the statements that select its columns.
macro_rules! line {
    ($row:expr) => {{
        let row = $row;
        Line {
            unit: row.unit,
            school_level: row.school_level,
            name: row.name,
            name_en: row.name_en,
            of_school: row.of_school,
            schools: row.schools,
            reported: row.reported,
            eligible: row.eligible,
            completed: row.completed,
            valid: row.valid,
            levels: [row.l1, row.l2, row.l3, row.l0],
            hidden: row.hidden,
        }
    }};
}

/// The named campaign, or the newest.
pub(super) async fn head(tx: &mut Tx<ReadNationalCockpit>, id: Option<Uuid>) -> Result<Head> {
    let (conn, _ministry) = tx.parts();
    let row = sqlx::query_as!(
        Head,
        r#"select id as "id: CampaignId", year, title, state, synthetic, released_at as as_of
           from ministry.campaign
           where $1::uuid is null or id = $1
           order by year desc
           limit 1"#,
        id,
    );
    row.fetch_optional(conn).await?.ok_or_else(Error::not_found)
}

/// The nation, its school levels, its provinces.
pub(super) async fn nation(tx: &mut Tx<ReadNationalCockpit>, campaign: CampaignId) -> Result<Vec<Line>> {
    let (conn, _ministry) = tx.parts();
    let rows = sqlx::query!(
        r#"select c.unit, c.school_level, null::text as name, null::text as name_en, false as "of_school!",
                  coalesce(max(c.value) filter (where c.measure = 'schools'), 0) as "schools!",
                  coalesce(max(c.value) filter (where c.measure = 'reported'), 0) as "reported!",
                  coalesce(max(c.value) filter (where c.measure = 'eligible'), 0) as "eligible!",
                  coalesce(max(c.value) filter (where c.measure = 'completed'), 0) as "completed!",
                  coalesce(max(c.value) filter (where c.measure = 'valid'), 0) as "valid!",
                  max(c.value) filter (where c.measure = 'l1') as l1, max(c.value) filter (where c.measure = 'l2') as l2,
                  max(c.value) filter (where c.measure = 'l3') as l3, max(c.value) filter (where c.measure = 'l0') as l0,
                  max(c.reason) as "hidden: Hidden"
           from ministry.published_cell c
           where c.campaign_id = $1 and (c.scope = 'nation' or c.scope = 'province' and c.school_level = '')
           group by c.unit, c.school_level
           order by c.unit, c.school_level desc"#,
        campaign.0,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| line!(row)).collect())
}

/// A province, its school levels, its schools, as the ministry sees them.
pub(super) async fn province(
    tx: &mut Tx<ReadNationalCockpit>,
    campaign: CampaignId,
    province: ProvinceCode,
) -> Result<Vec<Line>> {
    let (conn, _ministry) = tx.parts();
    let rows = sqlx::query!(
        r#"select c.unit, c.school_level, s.name as "name?", s.name_en, s.id is not null as "of_school!",
                  coalesce(max(c.value) filter (where c.measure = 'schools'), 0) as "schools!",
                  coalesce(max(c.value) filter (where c.measure = 'reported'), 0) as "reported!",
                  coalesce(max(c.value) filter (where c.measure = 'eligible'), 0) as "eligible!",
                  coalesce(max(c.value) filter (where c.measure = 'completed'), 0) as "completed!",
                  coalesce(max(c.value) filter (where c.measure = 'valid'), 0) as "valid!",
                  max(c.value) filter (where c.measure = 'l1') as l1, max(c.value) filter (where c.measure = 'l2') as l2,
                  max(c.value) filter (where c.measure = 'l3') as l3, max(c.value) filter (where c.measure = 'l0') as l0,
                  max(c.reason) as "hidden: Hidden"
           from ministry.published_cell c
           left join ministry.school s on s.id = c.unit and c.scope = 'school'
           where c.campaign_id = $1
             and (c.scope = 'province' and c.unit = $2
                  or c.scope = 'school' and c.unit in (select id from ministry.school where province = $2))
           group by c.unit, c.school_level, s.id
           order by s.name_pinyin nulls first, c.unit, c.school_level desc"#,
        campaign.0,
        province.as_str(),
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| line!(row)).collect())
}

/// The named campaign, or the newest, as the province holds it.
pub(super) async fn local_head(tx: &mut Tx<ReadProvinceCockpit>, id: Option<Uuid>) -> Result<Head> {
    let (conn, _whole) = tx.parts();
    let row = sqlx::query_as!(
        Head,
        r#"select id as "id: CampaignId", year, title, state, synthetic, ministry.cells_as_of(id) as as_of
           from campaign
           where $1::uuid is null or id = $1
           order by year desc
           limit 1"#,
        id,
    );
    row.fetch_optional(conn).await?.ok_or_else(Error::not_found)
}

/// The same lines, as the province itself sees them: Postgres knows whose they are.
pub(super) async fn local(tx: &mut Tx<ReadProvinceCockpit>, campaign: CampaignId) -> Result<Vec<Line>> {
    let (conn, reach) = tx.parts();
    if !reach.is_whole() {
        return Err(Error::not_found());
    }
    let rows = sqlx::query!(
        r#"select c.unit as "unit!", c.school_level as "school_level!", s.name as "name?", s.name_en,
                  c.scope = 'school' as "of_school!",
                  coalesce(max(c.value) filter (where c.measure = 'schools'), 0) as "schools!",
                  coalesce(max(c.value) filter (where c.measure = 'reported'), 0) as "reported!",
                  coalesce(max(c.value) filter (where c.measure = 'eligible'), 0) as "eligible!",
                  coalesce(max(c.value) filter (where c.measure = 'completed'), 0) as "completed!",
                  coalesce(max(c.value) filter (where c.measure = 'valid'), 0) as "valid!",
                  max(c.value) filter (where c.measure = 'l1') as l1, max(c.value) filter (where c.measure = 'l2') as l2,
                  max(c.value) filter (where c.measure = 'l3') as l3, max(c.value) filter (where c.measure = 'l0') as l0,
                  max(c.reason) as "hidden: Hidden"
           from ministry.cells_of_province($1) c
           left join school s on s.id = c.unit
           group by c.scope, c.unit, c.school_level, s.id
           order by s.name_pinyin nulls first, c.unit, c.school_level desc"#,
        campaign.0,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| line!(row)).collect())
}

/// Draw up the cells inside the database; how many changed.
pub(super) async fn release(tx: &mut Tx<ReleaseCells>, campaign: CampaignId) -> Result<i32> {
    let changed = sqlx::query_scalar!(r#"select ministry.release_cells($1) as "changed!""#, campaign.0);
    Ok(changed.fetch_one(tx.conn()).await?)
}
