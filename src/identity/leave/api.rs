//! Leaving over HTTP.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    model::{Leave, LeaveItem, LeaveState},
    start::{self, Leaving},
    store::{self, Cursor, Filter},
};
use crate::{
    access::{ApproveReturn, Caller, CompleteLeave, ListLeaves, Operation, OperationId, ReadLeave, TickLeave},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Can, Created, Json, Judge, Page, Reason, page},
    identity::accounts::{self, AccountState, SchoolRef},
    ids::AccountId,
    sessions::Sessions,
};

/// The routes of leaving.
pub struct LeaveApi {
    /// The databases.
    pub db: Db,
    /// Sessions, to be ended.
    pub sessions: Sessions,
}

/// That somebody leaves.
#[derive(Debug, Object)]
#[oai(rename = "NewLeave")]
struct LeaveBody {
    /// Why; kept in the audit log.
    #[oai(validator(max_length = 500))]
    reason: String,
    /// The last day at work, `2026-09-30`; the year of cooling-off begins then.
    #[oai(validator(max_length = 10))]
    last_day: String,
    /// Who carries on with what waits.
    successor_id: Option<Uuid>,
}

/// What was done about one item of the checklist.
#[derive(Debug, Object)]
struct LeaveTick {
    /// Whether it is done.
    done: bool,
    /// What there is to say of it, such as the number of a form.
    #[oai(validator(max_length = 200))]
    note: Option<String>,
}

/// One item of the checklist.
#[derive(Debug, Object)]
struct LeaveItemView {
    item: LeaveItem,
    zh: String,
    en: String,
    done: bool,
    done_by: Option<String>,
    done_at: Option<DateTime<Utc>>,
    note: Option<String>,
}

/// One person's leave.
#[derive(Debug, Object)]
#[oai(rename = "Leave")]
struct LeaveView {
    id: Uuid,
    account_id: Uuid,
    login: String,
    name: String,
    school: Option<SchoolRef>,
    state: LeaveState,
    reason: String,
    last_day: NaiveDate,
    /// The first day after the year of cooling-off.
    cooling_until: NaiveDate,
    /// Whether it still runs.
    cooling_off: bool,
    successor: Option<String>,
    /// How many waiting tasks were passed on.
    handed_over: i32,
    started_by: String,
    started_at: DateTime<Utc>,
    completed_by: Option<String>,
    completed_at: Option<DateTime<Utc>>,
    return_by: Option<String>,
    return_reason: Option<String>,
    return_approved_at: Option<DateTime<Utc>>,
    /// All five, done or not.
    items: Vec<LeaveItemView>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: HashMap<String, Can>,
}

const OPERATIONS: &[OperationId] = &[TickLeave::ID, CompleteLeave::ID, ApproveReturn::ID];

fn about(leave: &Leave) -> About {
    About::object("leave", leave.id, format!("{} {}", leave.login, leave.name))
}

#[OpenApi]
impl LeaveApi {
    /// Let somebody go: the account is disabled at once, and a checklist opens.
    #[oai(path = "/accounts/:id/leave", method = "post", operation_id = "start_leave")]
    async fn start(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one made; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<LeaveBody>,
    ) -> Result<Created<LeaveView>> {
        let LeaveBody { reason, last_day, successor_id } = body.0;
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Error::invalid_field("/reason", "reason_required"));
        }
        let last_day = last_day.parse().map_err(|_| Error::invalid_field("/last_day", "date_invalid"))?;
        let leaving = Leaving { account: AccountId(id.0), reason, last_day, successor: successor_id.map(AccountId) };
        let leave = start::start(&self.db, &self.sessions, &caller, leaving).await?;
        let location = format!("/api/v1/leaves/{}", leave.id);
        Ok(Created { body: self.view(&caller)(leave), location })
    }

    /// List who leaves and who has left, the newest first.
    #[oai(path = "/leaves", method = "get", operation_id = "list_leaves")]
    async fn list(
        &self,
        caller: Caller,
        state: Query<Option<LeaveState>>,
        account: Query<Option<Uuid>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<LeaveView>>> {
        let limit = page::limit(limit.0)?;
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let filter = Filter { id: None, account: account.0.map(AccountId), state: state.0, after, limit };
        let mut tx: Tx<ListLeaves> = self.db.begin(&caller).await?;
        let rows = store::list(&mut tx, filter).await?;
        Ok(Json(Page::of(rows, limit, None, |leave: &Leave| (leave.started_at, leave.id), self.view(&caller))))
    }

    /// See one leave with its checklist.
    #[oai(path = "/leaves/:id", method = "get", operation_id = "read_leave")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Json<LeaveView>> {
        let mut tx: Tx<ReadLeave> = self.db.begin(&caller).await?;
        let leave = store::get(&mut tx, id.0).await?;
        Ok(Json(self.view(&caller)(leave)))
    }

    /// Note an item of the checklist as done, or as not done after all.
    #[oai(path = "/leaves/:id/items/:item", method = "put", operation_id = "tick_leave")]
    async fn tick(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        item: Path<LeaveItem>,
        body: Json<LeaveTick>,
    ) -> Result<Json<LeaveView>> {
        let mut tx: Tx<TickLeave> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id.0).await?;
        before.check(TickLeave::ID, &caller, tx.now().date_naive())?;
        let note = body.0.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        store::tick(&mut tx, id.0, item.0, (caller.account, &caller.name), body.0.done, note).await?;
        let after = store::get(&mut tx, id.0).await?;
        tx.commit(about(&after).changed(&before, &after)).await?;
        Ok(Json(self.view(&caller)(after)))
    }

    /// Complete a leave whose five items are done.
    #[oai(path = "/leaves/:id/completion", method = "post", operation_id = "complete_leave")]
    async fn complete(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<LeaveView>> {
        let mut tx: Tx<CompleteLeave> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id.0).await?;
        if tx.repeats(id.0)? {
            return Ok(Json(self.view(&caller)(before)));
        }
        before.check(CompleteLeave::ID, &caller, tx.now().date_naive())?;
        store::complete(&mut tx, id.0, &caller.name).await?;
        let after = store::get(&mut tx, id.0).await?;
        tx.commit(about(&after).changed(&before, &after)).await?;
        Ok(Json(self.view(&caller)(after)))
    }

    /// Allow somebody who has left to come back: the account can be enabled again.
    #[oai(path = "/leaves/:id/return-approval", method = "post", operation_id = "approve_return")]
    async fn approve_return(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<LeaveView>> {
        let reason = body.0.parse()?;
        let mut tx: Tx<ApproveReturn> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id.0).await?;
        if tx.repeats(id.0)? {
            return Ok(Json(self.view(&caller)(before)));
        }
        before.check(ApproveReturn::ID, &caller, tx.now().date_naive())?;
        store::approve_return(&mut tx, id.0, &caller.name, &reason).await?;
        accounts::set_state(&mut tx, before.account, AccountState::Disabled).await?;
        let after = store::get(&mut tx, id.0).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        Ok(Json(self.view(&caller)(after)))
    }
}

impl LeaveApi {
    /// How the caller sees leaves, with what may be done to each.
    fn view<'a>(&self, caller: &'a Caller) -> impl Fn(Leave) -> LeaveView + use<'a> {
        let judge = Judge::new(&self.db, caller, OPERATIONS);
        let today = self.db.clock().now().date_naive();
        move |leave| {
            let can = judge.beside(|operation| leave.check(operation, caller, today));
            LeaveView::of(leave, today, can)
        }
    }
}

impl LeaveView {
    fn of(leave: Leave, today: NaiveDate, can: HashMap<String, Can>) -> Self {
        let items = LeaveItem::ALL.iter().map(|item| {
            let done = leave.items.iter().find(|done| done.item == *item);
            LeaveItemView {
                item: *item,
                zh: item.zh().to_owned(),
                en: item.en().to_owned(),
                done: done.is_some(),
                done_by: done.map(|done| done.done_by.clone()),
                done_at: done.map(|done| done.done_at),
                note: done.and_then(|done| done.note.clone()),
            }
        });
        Self {
            items: items.collect(),
            cooling_until: leave.cooling_until(),
            cooling_off: today < leave.cooling_until(),
            id: leave.id,
            account_id: leave.account.0,
            login: leave.login,
            name: leave.name,
            school: leave.school_id.map(|id| SchoolRef { id, name: leave.school_name.unwrap_or_default() }),
            state: leave.state,
            reason: leave.reason,
            last_day: leave.last_day,
            successor: leave.successor,
            handed_over: leave.handed_over,
            started_by: leave.started_by_name,
            started_at: leave.started_at,
            completed_by: leave.completed_by,
            completed_at: leave.completed_at,
            return_by: leave.return_by,
            return_reason: leave.return_reason,
            return_approved_at: leave.return_approved_at,
            can,
        }
    }
}
