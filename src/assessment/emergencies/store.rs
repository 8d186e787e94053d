//! SQL of emergencies. Every statement is bounded by the caller's reach; which student it is stands in a table that lists do not see.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{Emergency, EmergencyState};
use crate::{
    access::{
        ConfirmEmergency, EndEmergency, ListEmergencies, MailEmergency, OpenEmergency, Operation, ReadEmergency,
        RefuseEmergency, ReportEmergency, RequestEmergency, SweepEmergencies, Writes,
    },
    codes::SchoolCode,
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, CampaignId, ResultId},
};

/// Operations that read emergencies.
pub trait ReadsEmergency: Operation {}
impl ReadsEmergency for ListEmergencies {}
impl ReadsEmergency for ReadEmergency {}
impl ReadsEmergency for MailEmergency {}
impl<O: CarriesEmergency> ReadsEmergency for O {}

/// Operations that carry an emergency on.
pub trait CarriesEmergency: Writes {}
impl CarriesEmergency for RequestEmergency {}
impl CarriesEmergency for ConfirmEmergency {}
impl CarriesEmergency for RefuseEmergency {}
impl CarriesEmergency for OpenEmergency {}
impl CarriesEmergency for EndEmergency {}
impl CarriesEmergency for ReportEmergency {}

/// Where a page starts.
pub(super) type Cursor = (DateTime<Utc>, Uuid);

/// What a list is narrowed to.
#[derive(Clone, Copy, Default)]
pub(super) struct Filter {
    pub(super) id: Option<Uuid>,
    pub(super) school: Option<SchoolCode>,
    pub(super) state: Option<EmergencyState>,
    pub(super) after: Option<Cursor>,
    pub(super) limit: i64,
}

/// Emergencies within reach as they stand now, the newest first; one more than the limit.
pub(super) async fn list<O: ReadsEmergency>(tx: &mut Tx<O>, filter: Filter) -> Result<Vec<Emergency>> {
    let now = tx.now();
    let (at, id) = filter.after.unzip();
    let (conn, reach) = tx.parts();
    let rows = sqlx::query_as!(
        Emergency,
        r#"select e.id, e.school_id as "school_id: SchoolCode", s.name as school_name, e.state as "state: EmergencyState",
                  e.reason, e.requested_by as "requested_by: AccountId", r.person_index as requester_person,
                  e.requested_by_name, e.requested_role, e.requested_at, e.confirm_by, e.decided_by_name, e.decided_role,
                  e.decided_at, e.refusal, e.ends_at, e.ended_by_name, e.opened, e.opened_at, e.report_sealed,
                  e.student_told_on, e.reported_by_name, e.reported_at,
                  (select count(*) from emergency_alarm w
                   where w.emergency_id = e.id and w.step = last.step and exists
                         (select from emergency_alarm o where o.emergency_id = e.id and o.step = last.step and o.outside))
                      as "alarmed!",
                  (select count(*) from emergency_alarm w
                   where w.emergency_id = e.id and w.step = last.step and w.sent_at is not null and w.refused is null)
                      as "alarms_sent!"
           from emergency e
           join school s on s.id = e.school_id
           join account r on r.id = e.requested_by
           cross join lateral (select case when e.ends_at is null then 'requested' else 'confirmed' end as step) last
           where ($1::text[] is null or e.school_id = any($1))
             and ($2::uuid is null or e.id = $2)
             and ($3::text is null or e.school_id = $3)
             and ($4::text is null or $4 = case when e.state = 'requested' and e.confirm_by <= $5 then 'lapsed'
                                                when e.state = 'confirmed' and e.ends_at <= $5 then 'ended'
                                                else e.state end)
             and ($6::timestamptz is null or (e.requested_at, e.id) < ($6, $7))
           order by e.requested_at desc, e.id desc
           limit $8::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.id,
        filter.school.map(|school| school.as_str().to_owned()),
        filter.state.map(|state| state.as_str().to_owned()),
        now,
        at,
        id,
        filter.limit,
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| row.at(now)).collect())
}

/// One emergency of a school within reach, or not found.
pub(super) async fn get<O: ReadsEmergency>(tx: &mut Tx<O>, school: SchoolCode, id: Uuid) -> Result<Emergency> {
    let filter = Filter { id: Some(id), school: Some(school), ..Filter::default() };
    list(tx, filter).await?.pop().ok_or_else(Error::not_found)
}

/// The same, and nobody else carries it on before this transaction ends.
pub(super) async fn lock<O: CarriesEmergency>(tx: &mut Tx<O>, school: SchoolCode, id: Uuid) -> Result<Emergency> {
    let (conn, reach) = tx.parts();
    sqlx::query!(
        "select 1 as one from emergency
         where id = $2 and school_id = $3 and ($1::text[] is null or school_id = any($1)) for update",
        reach.schools() as Option<&[SchoolCode]>,
        id,
        school.as_str(),
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(Error::not_found)?;
    get(tx, school, id).await
}

/// The name of a school within reach, or not found.
pub(super) async fn school(tx: &mut Tx<RequestEmergency>, school: SchoolCode) -> Result<String> {
    let (conn, reach) = tx.parts();
    let name = sqlx::query_scalar!(
        "select name from school where id = $2 and ($1::text[] is null or id = any($1))",
        reach.schools() as Option<&[SchoolCode]>,
        school.as_str(),
    );
    name.fetch_optional(conn).await?.ok_or_else(Error::not_found)
}

/// A new one.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) school: SchoolCode,
    pub(super) reason: &'a str,
    pub(super) by: AccountId,
    pub(super) by_name: &'a str,
    pub(super) role: &'a str,
    pub(super) confirm_by: DateTime<Utc>,
    pub(super) result: (CampaignId, ResultId),
}

pub(super) async fn insert(tx: &mut Tx<RequestEmergency>, new: New<'_>) -> Result<()> {
    let now = tx.now();
    let (conn, _the_school_is_within_reach) = tx.parts();
    sqlx::query!(
        "insert into emergency (id, school_id, reason, requested_by, requested_by_name, requested_role, requested_at, confirm_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id,
        new.school.as_str(),
        new.reason,
        new.by.0,
        new.by_name,
        new.role,
        now,
        new.confirm_by,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into emergency_student (emergency_id, campaign_id, result_id) values ($1, $2, $3)",
        new.id,
        new.result.0.0,
        new.result.1.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who decided, by account and by the name and role of the day.
pub(super) struct By<'a> {
    pub(super) account: AccountId,
    pub(super) name: &'a str,
    pub(super) role: &'a str,
}

pub(super) async fn confirm(tx: &mut Tx<ConfirmEmergency>, id: Uuid, by: By<'_>, ends_at: DateTime<Utc>) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_lock) = tx.parts();
    sqlx::query!(
        "update emergency set state = 'confirmed', decided_by = $2, decided_by_name = $3, decided_role = $4, decided_at = $5,
                              ends_at = $6
         where id = $1",
        id,
        by.account.0,
        by.name,
        by.role,
        now,
        ends_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn refuse(tx: &mut Tx<RefuseEmergency>, id: Uuid, by: By<'_>, why: &str) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_lock) = tx.parts();
    sqlx::query!(
        "update emergency set state = 'refused', decided_by = $2, decided_by_name = $3, decided_role = $4, decided_at = $5,
                              refusal = $6
         where id = $1",
        id,
        by.account.0,
        by.name,
        by.role,
        now,
        why,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// End a running one, or take back one that waits.
pub(super) async fn end(tx: &mut Tx<EndEmergency>, id: Uuid, by_name: &str) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_lock) = tx.parts();
    sqlx::query!(
        "update emergency set state = case state when 'confirmed' then 'ended' else 'lapsed' end, ended_by_name = $2,
                              ends_at = case state when 'confirmed' then $3::timestamptz end
         where id = $1",
        id,
        by_name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn report(
    tx: &mut Tx<ReportEmergency>,
    id: Uuid,
    by_name: &str,
    sealed: &[u8],
    told_on: Option<NaiveDate>,
) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_lock) = tx.parts();
    sqlx::query!(
        "update emergency set state = 'reported', report_sealed = $2, student_told_on = $3, reported_by_name = $4, reported_at = $5
         where id = $1",
        id,
        sealed,
        told_on,
        by_name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Note what holds already: how many lapsed or ended by time.
pub(super) async fn sweep(tx: &mut Tx<SweepEmergencies>) -> Result<u64> {
    let now = tx.now();
    let swept = sqlx::query!(
        "update emergency set state = case state when 'requested' then 'lapsed' else 'ended' end
         where (state = 'requested' and confirm_by <= $1) or (state = 'confirmed' and ends_at <= $1)",
        now,
    );
    Ok(swept.execute(tx.conn()).await?.rows_affected())
}
