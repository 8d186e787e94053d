//! What nobody carries on is given up: a stage holds sealed rows no longer than a preview is worth.

use super::store;
use crate::{
    access::{SweepStage, SystemActor},
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
};

/// Give up abandoned imports in one province; says how many there were.
pub async fn sweep(db: &Db, place: Place) -> Result<u64> {
    let mut tx: Tx<SweepStage> = db.begin_as_system(SystemActor::System("sweep"), place).await?;
    let count = store::sweep(&mut tx, None).await?;
    if count > 0 {
        tx.commit(About::object("result_import", place, place.zh()).because("abandoned")).await?;
    }
    Ok(count)
}
