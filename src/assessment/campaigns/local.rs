//! A province's own campaigns over HTTP: which are open here, and whose results are late.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::view::ChosenInstrument;
use crate::{
    access::{Caller, ListLateSchools, ListLocalCampaigns},
    codes::{Lang, ProvinceCode, SchoolCode},
    db::{Db, LocalState, Tx},
    error::{Error, Result},
    http::{Json, Page, page},
    ids::CampaignId,
};

/// The routes of a province's campaigns.
pub struct LocalCampaignsApi {
    /// The databases.
    pub db: Db,
}

/// A campaign as a province and its schools see it.
#[derive(Debug, Object)]
struct LocalCampaign {
    id: Uuid,
    year: i32,
    title: String,
    instruments: Vec<ChosenInstrument>,
    opens_on: NaiveDate,
    closes_on: NaiveDate,
    state: LocalState,
    /// Made of synthetic data.
    synthetic: bool,
}

/// A school that has not reported all whom it should assess.
#[derive(Debug, Object)]
struct LateSchool {
    school_id: SchoolCode,
    name: String,
    /// How many it should assess; 0: it has not said.
    eligible: i64,
    completed: i64,
    /// When a file of its was committed last.
    last_import_at: Option<DateTime<Utc>>,
}

struct Filter {
    campaign: CampaignId,
    q: Option<String>,
    sort: &'static str,
    descending: bool,
    limit: i64,
}

#[derive(Serialize, Deserialize)]
struct Cursor(String, SchoolCode);

#[OpenApi(prefix_path = "/provinces/:province/campaigns")]
impl LocalCampaignsApi {
    /// List the campaigns that are open here, or were: one a year, so one page.
    #[oai(path = "/", method = "get", operation_id = "list_local_campaigns")]
    async fn list(&self, caller: Caller, province: Path<ProvinceCode>) -> Result<Json<Page<LocalCampaign>>> {
        let mut tx: Tx<ListLocalCampaigns> = self.db.begin_in(&caller, province.0).await?;
        let items = campaigns(&mut tx, caller.request.lang).await?;
        let total = i64::try_from(items.len()).ok();
        Ok(Json(Page { items, next_cursor: None, total }))
    }

    /// List the schools that have not reported all their results.
    #[oai(path = "/:id/late", method = "get", operation_id = "list_late_schools")]
    #[expect(clippy::too_many_arguments, reason = "one argument per query parameter")]
    async fn late(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<Uuid>,
        q: Query<Option<String>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
        sort: Query<Option<String>>,
        total: Query<Option<bool>>,
    ) -> Result<Json<Page<LateSchool>>> {
        let (sort, descending) = page::sort(sort.0.as_deref(), &["name", "id", "eligible", "completed"])?;
        let limit = page::limit(limit.0)?;
        let q = page::contains(q.0.as_deref());
        let filter = Filter { campaign: CampaignId(id.0), q, sort, descending, limit };
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListLateSchools> = self.db.begin_in(&caller, province.0).await?;
        must_exist(&mut tx, filter.campaign).await?;
        let rows = late(&mut tx, &filter, after).await?;
        let total = if total.0 == Some(true) { Some(count_late(&mut tx, &filter).await?) } else { None };
        let cursor = |(key, school): &(String, LateSchool)| Cursor(key.clone(), school.school_id);
        Ok(Json(Page::of(rows, limit, total, cursor, |(_, school)| school)))
    }
}

/// Newest first; a campaign is the whole province's.
async fn campaigns(tx: &mut Tx<ListLocalCampaigns>, lang: Lang) -> Result<Vec<LocalCampaign>> {
    let (conn, _the_whole_provinces) = tx.parts();
    let rows = sqlx::query!(
        r#"select id, year, title, instruments, opens_on, closes_on, state as "state: LocalState", synthetic
           from campaign order by year desc"#
    )
    .fetch_all(conn)
    .await?;
    let local = rows.into_iter().map(|row| LocalCampaign {
        id: row.id,
        year: row.year,
        title: row.title,
        instruments: ChosenInstrument::all(row.instruments, lang),
        opens_on: row.opens_on,
        closes_on: row.closes_on,
        state: row.state,
        synthetic: row.synthetic,
    });
    Ok(local.collect())
}

async fn must_exist(tx: &mut Tx<ListLateSchools>, campaign: CampaignId) -> Result<()> {
    let (conn, _the_whole_provinces) = tx.parts();
    let found = sqlx::query!("select 1 as one from campaign where id = $1", campaign.0);
    found.fetch_optional(conn).await?.map(drop).ok_or_else(Error::not_found)
}

async fn late(
    tx: &mut Tx<ListLateSchools>,
    filter: &Filter,
    after: Option<Cursor>,
) -> Result<Vec<(String, LateSchool)>> {
    let (conn, reach) = tx.parts();
    let (key, id) = after.map_or((None, None), |Cursor(key, id)| (Some(key), Some(id.to_string())));
    let rows = sqlx::query!(
        r#"select s.id as "school_id: SchoolCode", s.name, s.eligible as "eligible!", s.completed as "completed!",
                  s.key as "key!",
                  (select max(i.done_at) from result_import i
                   where i.school_id = s.id and i.campaign_id = $2 and i.state = 'done') as last_import_at
           from (select s.id, s.name, s.name_pinyin, s.name_initials, e.eligible, c.completed,
                        case $4 when 'id' then s.id when 'eligible' then lpad(e.eligible::text, 12, '0')
                                when 'completed' then lpad(c.completed::text, 12, '0') else s.name_pinyin end as key
                 from school s
                 cross join lateral (select coalesce(sum(persons), 0) as eligible from eligible
                                     where campaign_id = $2 and school_id = s.id) e
                 cross join lateral (select coalesce(sum(completed), 0) as completed from result_count
                                     where campaign_id = $2 and school_id = s.id) c
                 where s.state = 'active' and (c.completed = 0 or c.completed < e.eligible)) s
           where ($1::text[] is null or s.id = any($1))
             and ($3::text is null or lower(s.name) like $3 or s.id like $3 or s.name_pinyin like $3 or s.name_initials like $3)
             and ($6::text is null or case when $5 then (s.key, s.id) < ($6, $7) else (s.key, s.id) > ($6, $7) end)
           order by case when $5 then s.key end desc, case when $5 then s.id end desc, s.key, s.id
           limit $8::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.campaign.0,
        filter.q.as_deref(),
        filter.sort,
        filter.descending,
        key,
        id,
        filter.limit,
    )
    .fetch_all(conn)
    .await?;
    let late = rows.into_iter().map(|row| {
        let school = LateSchool {
            school_id: row.school_id,
            name: row.name,
            eligible: row.eligible,
            completed: row.completed,
            last_import_at: row.last_import_at,
        };
        (row.key, school)
    });
    Ok(late.collect())
}

async fn count_late(tx: &mut Tx<ListLateSchools>, filter: &Filter) -> Result<i64> {
    let (conn, reach) = tx.parts();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from school s
           cross join lateral (select coalesce(sum(persons), 0) as eligible from eligible
                               where campaign_id = $2 and school_id = s.id) e
           cross join lateral (select coalesce(sum(completed), 0) as completed from result_count
                               where campaign_id = $2 and school_id = s.id) c
           where s.state = 'active' and (c.completed = 0 or c.completed < e.eligible)
             and ($1::text[] is null or s.id = any($1))
             and ($3::text is null or lower(s.name) like $3 or s.id like $3 or s.name_pinyin like $3 or s.name_initials like $3)"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.campaign.0,
        filter.q.as_deref(),
    );
    Ok(count.fetch_one(conn).await?)
}
