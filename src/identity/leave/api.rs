//! Leaving over HTTP.

use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    model::{Leave, LeaveItem, LeaveState},
    start::{self, Leaving},
    store::{self, Cursor, Filter},
    view::{LeaveView, OPERATIONS},
};
use crate::{
    access::{ApproveReturn, Caller, CompleteLeave, ListLeaves, Operation, ReadLeave, TickLeave},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Created, Json, Judge, Page, Reason, page},
    identity::accounts::{self, AccountState},
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
        before.check(TickLeave::ID, &caller, &self.db.policy(), tx.now().date_naive())?;
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
        before.check(CompleteLeave::ID, &caller, &self.db.policy(), tx.now().date_naive())?;
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
        before.check(ApproveReturn::ID, &caller, &self.db.policy(), tx.now().date_naive())?;
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
        let (policy, today) = (self.db.policy(), self.db.clock().now().date_naive());
        move |leave| {
            let can = judge.beside(|operation| leave.check(operation, caller, &policy, today));
            LeaveView::of(leave, today, can)
        }
    }
}
