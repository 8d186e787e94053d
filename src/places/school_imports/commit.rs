//! Commit a file that was validated, named by its hash.

use super::{part::ImportPart, stage::about, store, write};
use crate::{
    access::{Caller, ImportNationalSchools, ImportSchools},
    codes::ProvinceCode,
    db::{Db, Tx},
    error::{Error, Result},
    files::import::{Import, ImportState},
    ids::ImportId,
    jobs,
};

/// Carry out a province's own file: one transaction.
pub async fn commit_provincial(
    db: &Db,
    caller: &Caller,
    province: ProvinceCode,
    id: ImportId,
    sha256: &str,
) -> Result<Import> {
    let mut tx: Tx<ImportSchools> = db.begin_in(caller, province).await?;
    let before = store::get(&mut tx, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    before.check(sha256)?;
    store::plan(&mut tx, id).await?;
    store::recount(&mut tx, id, ImportState::Done).await?;
    let after = store::get(&mut tx, id).await?;
    if (before.created, before.updated, before.unchanged) != (after.created, after.updated, after.unchanged) {
        return Err(Error::conflict("import_stale"));
    }
    write::apply(&mut tx, id).await?;
    tx.commit(about(&after).changed(&before, &after)).await?;
    Ok(after)
}

/// Start a national file: one job per province, in the transaction that says so.
pub async fn commit_national(db: &Db, caller: &Caller, id: ImportId, sha256: &str) -> Result<Import> {
    let mut tx: Tx<ImportNationalSchools> = db.begin_at_ministry(caller).await?;
    let before = store::find_national(&mut tx, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    before.check(sha256)?;
    store::recount(&mut tx, id, ImportState::Running).await?;
    for province in write::fan_out(&mut tx, id).await? {
        jobs::enqueue(&mut tx, &ImportPart { import: id, province }).await?;
    }
    let after = store::find_national(&mut tx, id).await?;
    tx.commit(about(&after).changed(&before, &after)).await?;
    Ok(after)
}
