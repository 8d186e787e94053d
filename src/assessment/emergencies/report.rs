//! The report afterwards: what was done, who heard of it, and when the student was told (PIPL art. 18(2)). Sealed, since whoever reads
//! it together with the school may guess the student.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{model::Emergency, second::Which, store};
use crate::{
    access::{Caller, Operation, ReportEmergency},
    clock::beijing_day,
    codes::Place,
    crypto::{Cell, sealing},
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
};

/// What is sealed of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) done: String,
    pub(super) informed: String,
    /// Why the student was not told yet.
    pub(super) not_told: Option<String>,
}

pub(super) async fn report(
    db: &Db,
    keys: &Keyring,
    caller: &Caller,
    which: Which,
    (report, told_on): (&Report, Option<NaiveDate>),
) -> Result<Emergency> {
    let Which { province, school, id } = which;
    let mut tx: Tx<ReportEmergency> = db.begin_in(caller, province).await?;
    let before = store::lock(&mut tx, school, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    before.check(ReportEmergency::ID, caller, &db.policy(), tx.now())?;
    if told_on.is_some_and(|day| day > beijing_day(tx.now())) {
        return Err(Error::invalid_field("/student_told_on", "emergency_told_future"));
    }
    let sealed = seal(keys, tx.place(), id, report).await?;
    store::report(&mut tx, id, &caller.name, &sealed, told_on).await?;
    let after = store::get(&mut tx, school, id).await?;
    tx.commit(About::object("emergency", id, &after.school_name).changed(&before, &after)).await?;
    Ok(after)
}

async fn seal(keys: &Keyring, place: Place, id: Uuid, report: &Report) -> Result<Vec<u8>> {
    let key = keys.emergencies(place).await?;
    let plain = serde_json::to_vec(report).map_err(anyhow::Error::from)?;
    Ok(sealing::seal(&key, cell(place, id), &plain).map_err(anyhow::Error::from)?)
}

/// What was reported, if it was.
pub(super) async fn open(keys: &Keyring, place: Place, emergency: &Emergency) -> Result<Option<Report>> {
    let Some(sealed) = &emergency.report_sealed else { return Ok(None) };
    let key = keys.emergencies(place).await?;
    let plain = sealing::open(&key, cell(place, emergency.id), sealed).map_err(anyhow::Error::from)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?))
}

fn cell(place: Place, id: Uuid) -> Cell<'static> {
    Cell { place: place.as_str(), table: "emergency", column: "report_sealed", row: id }
}
