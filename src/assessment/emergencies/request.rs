//! Ask: the student is found, the request stands, and who supervises is told, in one transaction.

use super::{
    alarm,
    find::Student,
    model::{Emergency, Step, WAITS},
    store::{self, New},
};
use crate::{
    access::{Caller, Operation, OperationId, Policy, RequestEmergency},
    codes::{ProvinceCode, SchoolCode},
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    identity::sign_in::{check_search, fail_search},
};

/// What is asked for.
pub(super) struct Asked {
    pub(super) province: ProvinceCode,
    pub(super) school: SchoolCode,
    pub(super) student: Student,
    pub(super) reason: String,
}

pub(super) async fn request(db: &Db, keys: &Keyring, caller: &Caller, asked: Asked) -> Result<Emergency> {
    let Asked { province, school, student, reason } = asked;
    let mut tx: Tx<RequestEmergency> = db.begin_in(caller, province).await?;
    let school_name = store::school(&mut tx, school).await?;
    if let Some(first) = tx.replayed() {
        let first = first.parse().map_err(|_| Error::not_found())?;
        return store::get(&mut tx, school, first).await;
    }
    check_search(&mut tx, caller).await?;
    let Some(result) = student.find(&mut tx, keys, school).await? else {
        drop(tx);
        fail_search(db, caller, RequestEmergency::ID).await?;
        return Err(Error::invalid_field(student.pointer(), "emergency_student_unknown"));
    };
    let (id, confirm_by) = (tx.new_id(), tx.now() + WAITS);
    let (by, by_name, role) =
        (caller.account, caller.name.as_str(), role(&db.policy(), caller, RequestEmergency::ID, school));
    let new = New { id, school, reason: &reason, by, by_name, role, confirm_by, result };
    store::insert(&mut tx, new).await?;
    alarm::raise(&mut tx, id, Step::Requested).await?;
    let emergency = store::get(&mut tx, school, id).await?;
    tx.commit(About::object("emergency", id, school_name).created(&emergency).because(reason)).await?;
    Ok(emergency)
}

/// The role in this school by which the caller does this.
pub(super) fn role(policy: &Policy, caller: &Caller, operation: OperationId, school: SchoolCode) -> &'static str {
    let who = policy.who_can(operation);
    let held = caller.assignments.iter().find(|held| held.school == Some(school) && who.contains(&held.role));
    held.map_or("", |held| held.role.as_str())
}
