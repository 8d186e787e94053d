//! The second person: confirms or refuses, and sees why it is asked, but not who the student is.

use uuid::Uuid;

use super::{
    alarm,
    model::{Emergency, RUNS, Step},
    request::role,
    store::{self, By},
};
use crate::{
    access::{Caller, ConfirmEmergency, Operation, RefuseEmergency},
    codes::{ProvinceCode, SchoolCode},
    db::{About, Db, Tx},
    error::Result,
    sessions::Sessions,
};

/// Which emergency.
#[derive(Clone, Copy)]
pub(super) struct Which {
    pub(super) province: ProvinceCode,
    pub(super) school: SchoolCode,
    pub(super) id: Uuid,
}

/// From now on whoever asked can open the record, for 24 hours.
pub(super) async fn confirm(db: &Db, live: &Sessions, caller: &Caller, which: Which) -> Result<Emergency> {
    let Which { province, school, id } = which;
    let mut tx: Tx<ConfirmEmergency> = db.begin_in(caller, province).await?;
    let before = store::lock(&mut tx, school, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    let policy = db.policy();
    before.check(ConfirmEmergency::ID, caller, &policy, tx.now())?;
    let role = role(&policy, caller, ConfirmEmergency::ID, school);
    let by = By { account: caller.account, name: &caller.name, role };
    let ends_at = tx.now() + RUNS;
    store::confirm(&mut tx, id, by, ends_at).await?;
    alarm::raise(&mut tx, id, Step::Confirmed).await?;
    let after = store::get(&mut tx, school, id).await?;
    let about = About::object("emergency", id, &after.school_name).changed(&before, &after);
    tx.commit(about.because(&before.reason)).await?;
    live.drop_everywhere(after.requested_by).await;
    Ok(after)
}

pub(super) async fn refuse(db: &Db, caller: &Caller, which: Which, why: String) -> Result<Emergency> {
    let Which { province, school, id } = which;
    let mut tx: Tx<RefuseEmergency> = db.begin_in(caller, province).await?;
    let before = store::lock(&mut tx, school, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    let policy = db.policy();
    before.check(RefuseEmergency::ID, caller, &policy, tx.now())?;
    let role = role(&policy, caller, RefuseEmergency::ID, school);
    store::refuse(&mut tx, id, By { account: caller.account, name: &caller.name, role }, &why).await?;
    let after = store::get(&mut tx, school, id).await?;
    tx.commit(About::object("emergency", id, &after.school_name).changed(&before, &after).because(why)).await?;
    Ok(after)
}
