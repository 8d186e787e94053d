//! A leave as administrators see it.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::{Leave, LeaveItem, LeaveState};
use crate::{
    access::{ApproveReturn, CompleteLeave, Operation, OperationId, TickLeave},
    http::Verdicts,
    identity::accounts::SchoolRef,
};

/// One item of the checklist.
#[derive(Debug, Object)]
pub(super) struct LeaveItemView {
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
pub(super) struct LeaveView {
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
    can: Verdicts,
}

/// What may be done with a leave that is there.
pub(super) const OPERATIONS: &[OperationId] = &[TickLeave::ID, CompleteLeave::ID, ApproveReturn::ID];

impl LeaveView {
    pub(super) fn of(leave: Leave, today: NaiveDate, can: Verdicts) -> Self {
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
