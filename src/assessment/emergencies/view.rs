//! How emergencies are shown: in the list without a reason, and never with the student.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::{
    model::{Emergency, EmergencyState, REPORT_DUE},
    record::Record,
    report::Report,
};
use crate::{
    access::{
        ConfirmEmergency, EndEmergency, OpenEmergency, Operation, OperationId, ReadEmergency, RefuseEmergency,
        ReportEmergency, Role,
    },
    codes::Lang,
    http::Verdicts,
    identity::accounts::SchoolRef,
};

/// What may be done with an emergency that is there.
pub(super) const OPERATIONS: &[OperationId] = &[
    ReadEmergency::ID,
    ConfirmEmergency::ID,
    RefuseEmergency::ID,
    OpenEmergency::ID,
    EndEmergency::ID,
    ReportEmergency::ID,
];

/// Who did something, and as what.
#[derive(Debug, Object)]
struct EmergencyActor {
    name: String,
    /// The role by which it was done, in the reader's language.
    role: Option<String>,
}

impl EmergencyActor {
    fn of(name: String, role: Option<&str>, lang: Lang) -> Self {
        let named = |code: &str| Role::parse(code).map_or_else(|_| code.to_owned(), |role| role.name(lang).to_owned());
        Self { name, role: role.filter(|code| !code.is_empty()).map(named) }
    }
}

/// One emergency, without the student and without what was written about it.
#[derive(Debug, Object)]
#[oai(rename = "Emergency")]
pub(super) struct EmergencyView {
    id: Uuid,
    school: SchoolRef,
    /// As it stands by the platform's clock.
    state: EmergencyState,
    requested_by: EmergencyActor,
    requested_at: DateTime<Utc>,
    /// Not confirmed until then, it lapses.
    confirm_by: DateTime<Utc>,
    /// The second person.
    decided_by: Option<EmergencyActor>,
    decided_at: Option<DateTime<Utc>>,
    /// When it ends, or ended.
    ends_at: Option<DateTime<Utc>>,
    /// Who ended it before its time.
    ended_by: Option<String>,
    /// How often the record was opened.
    opened: i32,
    opened_at: Option<DateTime<Utc>>,
    report_due_at: Option<DateTime<Utc>>,
    /// The report is due for more than 72 hours.
    overdue: bool,
    reported_by: Option<String>,
    reported_at: Option<DateTime<Utc>>,
    /// When the student was told (PIPL art. 18).
    student_told_on: Option<NaiveDate>,
    /// Who hears of its last step, and to how many a letter has gone.
    alarmed: i64,
    alarms_sent: i64,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

impl EmergencyView {
    pub(super) fn of(emergency: Emergency, now: DateTime<Utc>, lang: Lang, can: Verdicts) -> Self {
        let by = |name: String, role: Option<&str>| EmergencyActor::of(name, role, lang);
        let over = [EmergencyState::Ended, EmergencyState::Reported].contains(&emergency.state);
        Self {
            overdue: emergency.overdue(now),
            report_due_at: emergency.ends_at.filter(|_| over).map(|at| at + REPORT_DUE),
            id: emergency.id,
            school: SchoolRef { id: emergency.school_id, name: emergency.school_name },
            state: emergency.state,
            requested_by: by(emergency.requested_by_name, Some(&emergency.requested_role)),
            requested_at: emergency.requested_at,
            confirm_by: emergency.confirm_by,
            decided_by: emergency.decided_by_name.map(|name| by(name, emergency.decided_role.as_deref())),
            decided_at: emergency.decided_at,
            ends_at: emergency.ends_at,
            ended_by: emergency.ended_by_name,
            opened: emergency.opened,
            opened_at: emergency.opened_at,
            reported_by: emergency.reported_by_name,
            reported_at: emergency.reported_at,
            student_told_on: emergency.student_told_on,
            alarmed: emergency.alarmed,
            alarms_sent: emergency.alarms_sent,
            can,
        }
    }
}

/// The same with what was written about it.
#[derive(Debug, Object)]
pub(super) struct EmergencyDetail {
    pub(super) emergency: EmergencyView,
    /// What danger there is.
    pub(super) reason: String,
    /// Why the second person said no.
    pub(super) refusal: Option<String>,
    pub(super) report: Option<EmergencyReportView>,
}

/// What was reported afterwards.
#[derive(Debug, Object)]
pub(super) struct EmergencyReportView {
    /// What was done.
    done: String,
    /// Who was informed.
    informed: String,
    /// Why the student was not told yet.
    not_told: Option<String>,
}

impl From<Report> for EmergencyReportView {
    fn from(Report { done, informed, not_told }: Report) -> Self {
        Self { done, informed, not_told }
    }
}

/// The record, with the emergency that opens it.
#[derive(Debug, Object)]
pub(super) struct EmergencyOpened {
    pub(super) emergency: EmergencyView,
    pub(super) record: Record,
}
