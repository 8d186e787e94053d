//! Carry out a file that was checked: all of it, in one transaction, if it would still do what the check said.

use super::{
    judge::{Entry, judge},
    known::Known,
    stage::about,
    store, write,
};
use crate::{
    access::{Caller, ImportStaff},
    db::{Db, Tx},
    error::{Error, Result},
    files::import::Import,
    identity::{accounts, assignments::lock_everybody, links::MailFirstLink},
    ids::ImportId,
    jobs,
};

/// Open the accounts of a file.
pub(super) async fn commit(db: &Db, caller: &Caller, id: ImportId, sha256: &str) -> Result<Import> {
    let mut tx: Tx<ImportStaff> = db.begin(caller).await?;
    let before = store::get(&mut tx, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    before.check(sha256)?;
    // In the order in which an invitation takes them.
    accounts::lock_count(&mut tx).await?;
    lock_everybody(&mut tx).await?;
    let staged = write::staged(&mut tx, id).await?;
    let entries: Vec<&Entry> = staged.iter().map(|(_, entry)| entry).collect();
    let known = Known::of(&mut tx, &entries).await?;
    let judged = judge(&entries, &known, caller, &db.policy());
    let same = staged.iter().zip(&judged).all(|((action, _), (now, _))| action == now);
    if !same || usize::try_from(before.rows).ok() != Some(staged.len()) {
        return Err(Error::conflict("staff_import_stale"));
    }
    let opened = write::apply(&mut tx, id).await?;
    let mails: Vec<_> = opened.into_iter().map(|account| MailFirstLink { account }).collect();
    jobs::enqueue_all(&mut tx, &mails).await?;
    accounts::publish_count(&mut tx).await?;
    let after = store::get(&mut tx, id).await?;
    tx.commit(about(&after).changed(&before, &after)).await?;
    Ok(after)
}
