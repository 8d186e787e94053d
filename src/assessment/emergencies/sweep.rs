//! What lapsed or ended by time is written down. Nothing depends on it: how an emergency stands follows from the clock.

use super::store;
use crate::{
    access::{SweepEmergencies, SystemActor},
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
};

/// Note it in one province; says how many there were.
pub async fn sweep(db: &Db, place: Place) -> Result<u64> {
    let mut tx: Tx<SweepEmergencies> = db.begin_as_system(SystemActor::System("sweep"), place).await?;
    let count = store::sweep(&mut tx).await?;
    if count > 0 {
        tx.commit(About::object("emergency", place, place.zh()).because("by time")).await?;
    }
    Ok(count)
}
