//! What nobody carries on is given up: a stage holds sealed rows no longer than a preview is worth.

use super::store;
use crate::{
    access::{SweepStage, SystemActor},
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
};

/// Give up abandoned imports in every province that is provisioned; says how many there were. One that cannot be reached harms no other.
pub async fn sweep(db: &Db) -> u64 {
    let mut given_up = 0;
    for place in Place::all().filter(|place| *place != Place::Ministry) {
        match sweep_one(db, place).await {
            Ok(count) => given_up += count,
            Err(error) => tracing::debug!(%place, error = ?error, "not swept"),
        }
    }
    given_up
}

async fn sweep_one(db: &Db, place: Place) -> Result<u64> {
    let mut tx: Tx<SweepStage> = db.begin_as_system(SystemActor::System("sweep"), place).await?;
    let count = store::sweep(&mut tx, None).await?;
    if count > 0 {
        tx.commit(About::object("result_import", place, place.zh()).because("abandoned")).await?;
    }
    Ok(count)
}
