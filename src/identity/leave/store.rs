//! SQL of leaving. Every statement is bounded by the caller's reach, as accounts are.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::model::{Leave, LeaveItem, LeaveState, Ticked};
use crate::{
    access::{ApproveReturn, CompleteLeave, ListLeaves, Operation, ReadLeave, StartLeave, TickLeave},
    codes::{Place, SchoolCode},
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
};

/// Operations that read leaves.
pub(super) trait ReadsLeave: Operation {}
impl ReadsLeave for ListLeaves {}
impl ReadsLeave for ReadLeave {}
impl ReadsLeave for StartLeave {}
impl ReadsLeave for TickLeave {}
impl ReadsLeave for CompleteLeave {}
impl ReadsLeave for ApproveReturn {}

/// Where a page starts.
pub(super) type Cursor = (DateTime<Utc>, Uuid);

/// What a list is narrowed to.
#[derive(Clone, Copy, Default)]
pub(super) struct Filter {
    pub(super) id: Option<Uuid>,
    pub(super) account: Option<AccountId>,
    pub(super) state: Option<LeaveState>,
    pub(super) after: Option<Cursor>,
    pub(super) limit: i64,
}

/// Leaves of the accounts within reach, the newest first; one more than the limit.
pub(super) async fn list<O: ReadsLeave>(tx: &mut Tx<O>, filter: Filter) -> Result<Vec<Leave>> {
    let (at, id) = filter.after.unzip();
    let (conn, reach) = tx.parts();
    let rows = sqlx::query!(
        r#"select l.id, l.account_id as "account: AccountId", a.login, a.name, a.school_id as "school_id: SchoolCode",
                  s.name as "school_name?", l.state as "state: LeaveState", l.reason, l.last_day, n.name as "successor?",
                  l.handed_over, l.started_by as "started_by: AccountId",
                  (select o.person_index from account o where o.id = l.started_by) as starter_person, l.started_by_name, l.started_at, l.completed_by_name,
                  l.completed_at, l.return_by_name, l.return_reason, l.return_approved_at,
                  coalesce((select jsonb_agg(jsonb_build_object('item', i.item, 'done_by', i.done_by_name, 'done_at', i.done_at,
                                                                'note', i.note))
                            from leave_item i where i.leave_id = l.id), '[]') as "items!: Json<Vec<Ticked>>"
           from leave l
           join account a on a.id = l.account_id
           left join account n on n.id = l.successor_id
           left join school s on s.id = a.school_id
           where ($1::text[] is null or a.school_id = any($1))
             and ($2::uuid is null or l.id = $2)
             and ($3::uuid is null or l.account_id = $3)
             and ($4::text is null or l.state = $4)
             and ($5::timestamptz is null or (l.started_at, l.id) < ($5, $6))
           order by l.started_at desc, l.id desc
           limit $7::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.id,
        filter.account.map(|id| id.0),
        filter.state.map(|state| state.as_str().to_owned()),
        at,
        id,
        filter.limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Leave {
            id: r.id,
            account: r.account,
            login: r.login,
            name: r.name,
            school_id: r.school_id,
            school_name: r.school_name,
            state: r.state,
            reason: r.reason,
            last_day: r.last_day,
            successor: r.successor,
            handed_over: r.handed_over,
            started_by: r.started_by,
            starter_person: r.starter_person,
            started_by_name: r.started_by_name,
            started_at: r.started_at,
            completed_by: r.completed_by_name,
            completed_at: r.completed_at,
            return_by: r.return_by_name,
            return_reason: r.return_reason,
            return_approved_at: r.return_approved_at,
            items: r.items.0,
        })
        .collect())
}

/// One leave within reach, or not found.
pub(super) async fn get<O: ReadsLeave>(tx: &mut Tx<O>, id: Uuid) -> Result<Leave> {
    list(tx, Filter { id: Some(id), ..Filter::default() }).await?.pop().ok_or_else(Error::not_found)
}

/// The account's last leave.
pub(super) async fn last_of(tx: &mut Tx<StartLeave>, account: AccountId) -> Result<Leave> {
    list(tx, Filter { account: Some(account), ..Filter::default() })
        .await?
        .into_iter()
        .next()
        .ok_or_else(Error::not_found)
}

/// A leave that begins.
pub(super) struct New<'a> {
    pub(super) account: AccountId,
    pub(super) reason: &'a str,
    pub(super) last_day: NaiveDate,
    pub(super) successor: Option<AccountId>,
    pub(super) handed_over: i32,
    pub(super) by: AccountId,
    pub(super) by_name: &'a str,
}

pub(super) async fn insert(tx: &mut Tx<StartLeave>, new: New<'_>) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "insert into leave (id, account_id, reason, last_day, successor_id, handed_over, started_by, started_by_name, started_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        new.account.0,
        new.reason,
        new.last_day,
        new.successor.map(|id| id.0),
        new.handed_over,
        new.by.0,
        new.by_name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// End what the account holds.
pub(super) async fn end_assignments(tx: &mut Tx<StartLeave>, account: AccountId) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update assignment set ends_at = $2 where account_id = $1 and (ends_at is null or ends_at > $2)",
        account.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Pass on what waits for the leaver: files that were checked and not committed. How many.
pub(super) async fn hand_over(tx: &mut Tx<StartLeave>, from: AccountId, to: AccountId, to_name: &str) -> Result<i32> {
    let place = tx.place();
    let (conn, _checked_by_get) = tx.parts();
    let schools = sqlx::query!(
        "update school_import set account_id = $2 where account_id = $1 and state = 'validated'",
        from.0,
        to.0
    );
    let mut passed = schools.execute(&mut *conn).await?.rows_affected();
    let staff = sqlx::query!(
        "update staff_import set account_id = $2 where account_id = $1 and state = 'validated'",
        from.0,
        to.0
    );
    passed += staff.execute(&mut *conn).await?.rows_affected();
    if matches!(place, Place::Province(_)) {
        let results = sqlx::query!(
            "update result_import set account_id = $2, account_name = $3 where account_id = $1 and state = 'validated'",
            from.0,
            to.0,
            to_name,
        );
        passed += results.execute(conn).await?.rows_affected();
    }
    Ok(i32::try_from(passed).unwrap_or(i32::MAX))
}

/// Note an item as done, or with other words; or as not done after all.
pub(super) async fn tick(
    tx: &mut Tx<TickLeave>,
    leave: Uuid,
    item: LeaveItem,
    by: (AccountId, &str),
    done: bool,
    note: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_get) = tx.parts();
    if !done {
        sqlx::query!("delete from leave_item where leave_id = $1 and item = $2", leave, item.as_str())
            .execute(conn)
            .await?;
        return Ok(());
    }
    sqlx::query!(
        "insert into leave_item (leave_id, item, done_by, done_by_name, done_at, note) values ($1, $2, $3, $4, $5, $6)
         on conflict (leave_id, item) do update
         set done_by = excluded.done_by, done_by_name = excluded.done_by_name, done_at = excluded.done_at, note = excluded.note",
        leave,
        item.as_str(),
        by.0.0,
        by.1,
        now,
        note,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn complete(tx: &mut Tx<CompleteLeave>, leave: Uuid, by_name: &str) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update leave set state = 'complete', completed_at = $2, completed_by_name = $3 where id = $1",
        leave,
        now,
        by_name,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn approve_return(tx: &mut Tx<ApproveReturn>, leave: Uuid, by_name: &str, reason: &str) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update leave set return_approved_at = $2, return_by_name = $3, return_reason = $4 where id = $1",
        leave,
        now,
        by_name,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
