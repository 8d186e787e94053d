//! Emergencies over HTTP.

use chrono::NaiveDate;
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    end,
    find::Student,
    model::{Emergency, EmergencyState, words},
    open,
    report::{self, Report},
    request::{self, Asked},
    second::{self, Which},
    store::{self, Cursor, Filter},
    view::{EmergencyDetail, EmergencyOpened, EmergencyView, OPERATIONS},
};
use crate::{
    access::{Caller, ListEmergencies, ReadEmergency},
    codes::{Place, ProvinceCode, SchoolCode},
    db::{Db, Keyring, Tx},
    error::{Error, Result},
    http::{Created, Json, Judge, Page, Reason, page},
    sessions::Sessions,
};

/// The routes of emergencies.
pub struct EmergenciesApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// Sessions, which learn that an emergency runs.
    pub sessions: Sessions,
}

/// That a life is in danger.
#[derive(Debug, Object)]
struct NewEmergency {
    /// The student's number, exactly; or else the identity number.
    #[oai(validator(max_length = 100))]
    student_number: Option<String>,
    /// The student's identity number, exactly; or else the student number.
    #[oai(validator(max_length = 100))]
    identity_number: Option<String>,
    /// What danger there is, 10–500 characters; kept in the audit log. No name, number or diagnosis of the student.
    #[oai(validator(max_length = 2000))]
    reason: String,
}

/// What was done.
#[derive(Debug, Object)]
struct EmergencyReport {
    /// What was done, 10–2000 characters.
    #[oai(validator(max_length = 8000))]
    done: String,
    /// Who was informed, 2–500 characters.
    #[oai(validator(max_length = 2000))]
    informed: String,
    /// When the student was told of it (PIPL art. 18), `2026-09-30`.
    #[oai(validator(max_length = 10))]
    student_told_on: Option<String>,
    /// Where the student was not told: why not yet, 2–500 characters.
    #[oai(validator(max_length = 2000))]
    not_told: Option<String>,
}

#[OpenApi]
impl EmergenciesApi {
    /// List emergencies, the newest first, without students and reasons.
    #[oai(path = "/provinces/:province/emergencies", method = "get", operation_id = "list_emergencies")]
    async fn list(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Query<Option<SchoolCode>>,
        state: Query<Option<EmergencyState>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<EmergencyView>>> {
        let limit = page::limit(limit.0)?;
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let filter = Filter { id: None, school: school.0, state: state.0, after, limit };
        let mut tx: Tx<ListEmergencies> = self.db.begin_in(&caller, province.0).await?;
        let rows = store::list(&mut tx, filter).await?;
        Ok(Json(Page::of(rows, limit, None, |row: &Emergency| (row.requested_at, row.id), self.view(&caller))))
    }

    /// Ask to open one student's record.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies",
        method = "post",
        operation_id = "request_emergency"
    )]
    async fn request(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        /// A repeated request with the same key is answered with what the first one made; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<NewEmergency>,
    ) -> Result<Created<EmergencyView>> {
        let NewEmergency { student_number, identity_number, reason } = body.0;
        let student = Student::parse(student_number.as_deref(), identity_number.as_deref());
        let reason = words("/reason", &reason, 10, 500);
        let (student, reason) = match (student, reason) {
            (Ok(student), Ok(reason)) => (student, reason),
            (Err(one), Err(other)) => return Err(one.and_faults_of(other)),
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let asked = Asked { province: province.0, school: school.0, student, reason };
        let emergency = request::request(&self.db, &self.keys, &caller, asked).await?;
        let location = format!("/api/v1/provinces/{}/schools/{}/emergencies/{}", province.0, school.0, emergency.id);
        Ok(Created { body: self.view(&caller)(emergency), location })
    }

    /// See an emergency with its reason and report.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies/:emergency",
        method = "get",
        operation_id = "read_emergency"
    )]
    async fn read(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        emergency: Path<Uuid>,
    ) -> Result<Json<EmergencyDetail>> {
        let mut tx: Tx<ReadEmergency> = self.db.begin_in(&caller, province.0).await?;
        let found = store::get(&mut tx, school.0, emergency.0).await?;
        let report = report::open(&self.keys, Place::Province(province.0), &found).await?;
        let (reason, refusal) = (found.reason.clone(), found.refusal.clone());
        let emergency = self.view(&caller)(found);
        Ok(Json(EmergencyDetail { emergency, reason, refusal, report: report.map(Into::into) }))
    }

    /// Confirm an emergency as its second person: it runs for 24 hours.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies/:emergency/confirmation",
        method = "post",
        operation_id = "confirm_emergency"
    )]
    async fn confirm(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        emergency: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<EmergencyView>> {
        let which = Which { province: province.0, school: school.0, id: emergency.0 };
        let confirmed = second::confirm(&self.db, &self.sessions, &caller, which).await?;
        Ok(Json(self.view(&caller)(confirmed)))
    }

    /// Refuse an emergency as its second person, with a reason.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies/:emergency/refusal",
        method = "post",
        operation_id = "refuse_emergency"
    )]
    async fn refuse(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        emergency: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<EmergencyView>> {
        let which = Which { province: province.0, school: school.0, id: emergency.0 };
        let refused = second::refuse(&self.db, &caller, which, body.0.parse()?).await?;
        Ok(Json(self.view(&caller)(refused)))
    }

    /// Open the student's record. Every opening stands in the audit log.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies/:emergency/open",
        method = "post",
        operation_id = "open_emergency"
    )]
    async fn open(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        emergency: Path<Uuid>,
    ) -> Result<Json<EmergencyOpened>> {
        let which = Which { province: province.0, school: school.0, id: emergency.0 };
        let (emergency, record) = open::open(&self.db, &self.keys, &caller, which).await?;
        Ok(Json(EmergencyOpened { emergency: self.view(&caller)(emergency), record }))
    }

    /// End an emergency before its time, or take back one's own that waits.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies/:emergency/end",
        method = "post",
        operation_id = "end_emergency"
    )]
    async fn end(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        emergency: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<EmergencyView>> {
        let which = Which { province: province.0, school: school.0, id: emergency.0 };
        let ended = end::end(&self.db, &self.sessions, &caller, which).await?;
        Ok(Json(self.view(&caller)(ended)))
    }

    /// Report what was done, and when the student was told.
    #[oai(
        path = "/provinces/:province/schools/:school/emergencies/:emergency/report",
        method = "post",
        operation_id = "report_emergency"
    )]
    async fn report(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        emergency: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<EmergencyReport>,
    ) -> Result<Json<EmergencyView>> {
        let which = Which { province: province.0, school: school.0, id: emergency.0 };
        let (report, told_on) = parse(&body.0)?;
        let reported = report::report(&self.db, &self.keys, &caller, which, (&report, told_on)).await?;
        Ok(Json(self.view(&caller)(reported)))
    }
}

/// A day on which the student was told, or the reason why not yet.
fn parse(body: &EmergencyReport) -> Result<(Report, Option<NaiveDate>)> {
    let done = words("/done", &body.done, 10, 2000)?;
    let informed = words("/informed", &body.informed, 2, 500)?;
    let told_on = match body.student_told_on.as_deref().filter(|day| !day.is_empty()) {
        Some(day) => Some(day.parse().map_err(|_| Error::invalid_field("/student_told_on", "date_invalid"))?),
        None => None,
    };
    let not_told = match told_on {
        Some(_) => None,
        None => Some(words("/not_told", body.not_told.as_deref().unwrap_or_default(), 2, 500)?),
    };
    Ok((Report { done, informed, not_told }, told_on))
}

impl EmergenciesApi {
    /// How the caller sees emergencies, with what may be done to each.
    fn view<'a>(&self, caller: &'a Caller) -> impl Fn(Emergency) -> EmergencyView + use<'a> {
        let judge = Judge::new(&self.db, caller, OPERATIONS);
        let (policy, now) = (self.db.policy(), self.db.clock().now());
        move |emergency| {
            let can = judge.beside(|operation| emergency.check(operation, caller, &policy, now));
            EmergencyView::of(emergency, now, caller.request.lang, can)
        }
    }
}
