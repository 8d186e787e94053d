//! Words and rules of emergencies. How one stands follows from the clock: a sweep only writes down what holds already.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{
        Caller, ConfirmEmergency, EndEmergency, OpenEmergency, Operation, OperationId, Party, Policy, RefuseEmergency,
        ReportEmergency, RequestEmergency,
    },
    codes::{SchoolCode, text_enum},
    error::{Error, Fault, Result},
    ids::AccountId,
};

text_enum! {
    /// Where an emergency stands.
    pub enum EmergencyState ("emergency_state_unknown") {
        /// Waits for the second person.
        Requested = "requested", "待确认", "To be confirmed";
        /// Whoever asked can open the record.
        Confirmed = "confirmed", "调阅中", "Running";
        /// Over; the report is due.
        Ended = "ended", "待报告", "Report due";
        /// Over and reported.
        Reported = "reported", "已报告", "Reported";
        /// The second person said no.
        Refused = "refused", "未同意", "Refused";
        /// Nobody confirmed it in time, or it was taken back.
        Lapsed = "lapsed", "已失效", "Lapsed";
    }
}

/// When the alarm is sounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody asks.
    Requested,
    /// A second person has confirmed.
    Confirmed,
}

impl Step {
    /// Its word in rows.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Confirmed => "confirmed",
        }
    }
}

/// A request waits for its second person so long.
pub(super) const WAITS: TimeDelta = TimeDelta::hours(2);
/// A confirmed one runs so long (domain 2 §2.4.5).
pub(super) const RUNS: TimeDelta = TimeDelta::hours(24);
/// The report is overdue after so long.
pub(super) const REPORT_DUE: TimeDelta = TimeDelta::hours(72);

/// Who hears of it in the school: who supervises personal information there, and who decides on incidents.
pub(super) const HEAR_IN_SCHOOL: [&str; 2] = ["pi_officer", "leading_group"];
/// Who hears of it in a school that has neither.
pub(super) const HEAR_ELSE: [&str; 1] = ["school_admin"];
/// Who hears of it in the province.
pub(super) const HEAR_IN_PROVINCE: [&str; 2] = ["prov_auditor", "prov_admin"];

/// One emergency, without the student.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Emergency {
    pub(super) id: Uuid,
    pub(super) school_id: SchoolCode,
    pub(super) school_name: String,
    pub(super) state: EmergencyState,
    #[serde(skip)]
    pub(super) reason: String,
    pub(super) requested_by: AccountId,
    #[serde(skip)]
    pub(super) requester_person: Option<Vec<u8>>,
    pub(super) requested_by_name: String,
    pub(super) requested_role: String,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) confirm_by: DateTime<Utc>,
    pub(super) decided_by_name: Option<String>,
    pub(super) decided_role: Option<String>,
    pub(super) decided_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    pub(super) refusal: Option<String>,
    pub(super) ends_at: Option<DateTime<Utc>>,
    pub(super) ended_by_name: Option<String>,
    pub(super) opened: i32,
    pub(super) opened_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    pub(super) report_sealed: Option<Vec<u8>>,
    pub(super) student_told_on: Option<NaiveDate>,
    pub(super) reported_by_name: Option<String>,
    pub(super) reported_at: Option<DateTime<Utc>>,
    /// Who hears of its last step, and to how many a letter went.
    pub(super) alarmed: i64,
    pub(super) alarms_sent: i64,
}

impl Emergency {
    /// As it stands now, whatever was written down.
    pub(super) fn at(mut self, now: DateTime<Utc>) -> Self {
        let passed = |until: Option<DateTime<Utc>>| until.is_some_and(|until| until <= now);
        match self.state {
            EmergencyState::Requested if passed(Some(self.confirm_by)) => self.state = EmergencyState::Lapsed,
            EmergencyState::Confirmed if passed(self.ends_at) => self.state = EmergencyState::Ended,
            _ => {}
        }
        self
    }

    /// Whether its report has been due for too long.
    pub(super) fn overdue(&self, now: DateTime<Utc>) -> bool {
        self.state == EmergencyState::Ended && self.ends_at.is_some_and(|at| at + REPORT_DUE <= now)
    }

    /// Whoever asked.
    fn requester(&self) -> Party {
        Party { account: Some(self.requested_by), person: self.requester_person.clone(), address: None }
    }

    /// Whether the caller may do this to the emergency as it stands.
    pub(super) fn check(
        &self,
        operation: OperationId,
        caller: &Caller,
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let own = self.requested_by == caller.account;
        match operation {
            ConfirmEmergency::ID | RefuseEmergency::ID => {
                let (first, lang) = ((RequestEmergency::ID, &self.requester()), caller.request.lang);
                policy.check_pair(first, (operation, &caller.party()), lang)?;
                self.check_waits()
            }
            OpenEmergency::ID if !own => Err(Error::conflict("emergency_not_yours")),
            OpenEmergency::ID => self.check_runs(),
            EndEmergency::ID => match self.state {
                EmergencyState::Confirmed => Ok(()),
                EmergencyState::Requested if own => Ok(()),
                EmergencyState::Requested => Err(Error::conflict("emergency_not_yours")),
                _ => Err(Error::conflict("emergency_over")),
            },
            ReportEmergency::ID => match self.state {
                EmergencyState::Reported => Err(Error::conflict("emergency_reported")),
                // Whoever asked may have left: then another head of the school answers for it.
                EmergencyState::Ended if own || self.overdue(now) => Ok(()),
                EmergencyState::Ended => Err(Error::conflict("emergency_not_yours")),
                _ => Err(Error::conflict("emergency_not_over")),
            },
            _ => Ok(()),
        }
    }

    fn check_waits(&self) -> Result<()> {
        match self.state {
            EmergencyState::Requested => Ok(()),
            EmergencyState::Lapsed => Err(Error::conflict("emergency_lapsed")),
            _ => Err(Error::conflict("emergency_decided")),
        }
    }

    fn check_runs(&self) -> Result<()> {
        match self.state {
            EmergencyState::Confirmed if self.alarmed == 0 => Err(Error::conflict("emergency_not_alarmed")),
            EmergencyState::Confirmed => Ok(()),
            EmergencyState::Requested => Err(Error::conflict("emergency_not_confirmed")),
            EmergencyState::Lapsed => Err(Error::conflict("emergency_lapsed")),
            _ => Err(Error::conflict("emergency_over")),
        }
    }
}

/// Words of so many characters, without blanks around them.
pub(super) fn words(pointer: &str, text: &str, min: usize, max: usize) -> Result<String> {
    let text = text.trim();
    if (min..=max).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(vec![Fault::at(pointer, "emergency_text_invalid").with("min", min).with("max", max)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{ListEmergencies, PolicySources, Role};

    #[tokio::test]
    async fn whoever_hears_the_alarm_may_look_at_the_list() {
        let policy = Policy::load(&PolicySources::embedded()).await.unwrap();
        let may = policy.who_can(ListEmergencies::ID);
        for role in HEAR_IN_SCHOOL.iter().chain(&HEAR_ELSE).chain(&HEAR_IN_PROVINCE) {
            assert!(may.contains(&Role::parse(role).unwrap()), "{role}");
        }
    }
}
