//! What nobody carries on is cleared, and what was not approved is kept no longer than it may be asked about.

use chrono::TimeDelta;

use super::{ACTOR, store};
use crate::{
    access::SweepRegistrations,
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
};

/// A draft that nobody submits is removed after so long.
const DRAFT: TimeDelta = TimeDelta::days(14);

/// Applications that were refused or withdrawn are removed after so long (PIPL art. 19; the audit log keeps who decided what).
const ENDED: TimeDelta = TimeDelta::days(184);

/// Clear one place; says how many registrations went.
pub async fn sweep(db: &Db, place: Place) -> Result<u64> {
    let mut tx: Tx<SweepRegistrations> = db.begin_as_system(ACTOR, place).await?;
    let (drafts, ended) = (tx.now() - DRAFT, tx.now() - ENDED);
    let count = store::sweep(&mut tx, drafts, ended).await?;
    if count > 0 {
        tx.commit(About::object("registration", place, place.zh()).because("expired")).await?;
    }
    Ok(count)
}
