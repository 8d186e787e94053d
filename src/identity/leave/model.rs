//! Words and rules of leaving.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    access::{ApproveReturn, Caller, CompleteLeave, Operation, OperationId, Party, Policy, StartLeave, TickLeave},
    codes::{Lang, SchoolCode, text_enum},
    error::{Error, Result},
    ids::AccountId,
};

text_enum! {
    /// What must be done before a leave is complete (R003-53.3), in the order of the form.
    pub enum LeaveItem ("leave_item_unknown") {
        /// Exit secrecy education.
        SecrecyTalk = "secrecy_talk", "保密谈话", "exit secrecy talk";
        /// All information devices held or used are returned.
        Devices = "devices", "设备清退", "devices returned";
        /// Work is counted, registered and handed over.
        Handover = "handover", "工作交接", "work handed over";
        /// Physical access to important places is withdrawn.
        Rooms = "rooms", "门禁权限收回", "access to rooms withdrawn";
        /// The exit commitment is signed (annex 4).
        Commitment = "commitment", "离岗保密承诺书", "exit commitment signed";
    }
}

text_enum! {
    /// Where a leave stands.
    pub enum LeaveState ("leave_state_unknown") {
        /// The account is disabled; the list is being worked through.
        Open = "open", "办理中", "Under way";
        /// All is done.
        Complete = "complete", "已办结", "Complete";
    }
}

/// An item that is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ticked {
    pub(super) item: LeaveItem,
    pub(super) done_by: String,
    pub(super) done_at: DateTime<Utc>,
    pub(super) note: Option<String>,
}

/// One person's leave.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Leave {
    pub(super) id: uuid::Uuid,
    pub(super) account: AccountId,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) school_id: Option<SchoolCode>,
    pub(super) school_name: Option<String>,
    pub(super) state: LeaveState,
    pub(super) reason: String,
    pub(super) last_day: NaiveDate,
    pub(super) successor: Option<String>,
    pub(super) handed_over: i32,
    #[serde(skip)]
    pub(super) started_by: AccountId,
    #[serde(skip)]
    pub(super) starter_person: Option<Vec<u8>>,
    pub(super) started_by_name: String,
    pub(super) started_at: DateTime<Utc>,
    pub(super) completed_by: Option<String>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) return_by: Option<String>,
    pub(super) return_reason: Option<String>,
    pub(super) return_approved_at: Option<DateTime<Utc>>,
    pub(super) items: Vec<Ticked>,
}

impl Leave {
    /// The first day after the year of cooling-off (R003-53.2).
    pub(super) fn cooling_until(&self) -> NaiveDate {
        cooling_until(self.last_day)
    }

    /// What is not done yet.
    pub(super) fn missing(&self) -> impl Iterator<Item = LeaveItem> {
        LeaveItem::ALL.iter().copied().filter(|item| !self.items.iter().any(|done| done.item == *item))
    }

    /// Whether the caller may do this to the leave as it stands.
    pub(super) fn check(
        &self,
        operation: OperationId,
        caller: &Caller,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<()> {
        let complete = self.state == LeaveState::Complete;
        if complete && [TickLeave::ID, CompleteLeave::ID].contains(&operation) {
            return Err(Error::conflict("leave_already_complete"));
        }
        if operation == CompleteLeave::ID {
            let lang = caller.request.lang;
            let name = |item: LeaveItem| lang.pick(item.zh(), item.en());
            let missing: Vec<_> = self.missing().map(name).collect();
            if !missing.is_empty() {
                let missing = missing.join(if lang == Lang::Zh { "、" } else { ", " });
                return Err(Error::conflict("leave_incomplete").with("missing", missing));
            }
        }
        if operation == ApproveReturn::ID {
            if !complete {
                return Err(Error::conflict("leave_not_complete"));
            }
            if self.return_approved_at.is_some() {
                return Err(Error::conflict("return_already_approved"));
            }
            if today < self.cooling_until() {
                let starter =
                    Party { account: Some(self.started_by), person: self.starter_person.clone(), address: None };
                let (first, second) = ((StartLeave::ID, &starter), (operation, &caller.party()));
                policy.check_pair(first, second, caller.request.lang)?;
            }
        }
        Ok(())
    }
}

/// The first day after the year that follows a last day at work (R003-53.2).
pub(in crate::identity) fn cooling_until(last_day: NaiveDate) -> NaiveDate {
    last_day.checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX)
}
