//! Stage a file: read it, judge its rows, seal what is sealed, and keep all that. Changes nothing yet.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    columns::Column,
    judge::{Entry, judge},
    known::Known,
    record::{Record, Staff},
    store::{self, Sealed, Staged},
};
use crate::{
    access::{Caller, ImportStaff},
    codes::{Place, SchoolCode},
    crypto::keys::DataKey,
    db::{About, Db, Keyring, Tx, seal_address},
    error::{Error, Fault, Result},
    files::{
        Columns, Format,
        import::{Import, ImportState, RowAction, RowFault, Upload},
    },
    identity::assignments::index_of,
    ids::{AccountId, ImportId},
};

/// A file that was read: per row the record and the person.
struct Read {
    staff: Staff,
    entries: Vec<Option<Entry>>,
}

pub(super) fn about(import: &Import) -> About {
    About::object("staff_import", import.id, &import.filename)
}

/// Stage a file of staff.
pub(super) async fn stage(db: &Db, keys: &Keyring, caller: &Caller, upload: Upload) -> Result<Import> {
    let mut tx: Tx<ImportStaff> = db.begin(&caller.with_body(upload.sha256)).await?;
    if let Some(first) = tx.replayed().and_then(|id| id.parse().ok()) {
        return store::get(&mut tx, first).await;
    }
    Format::of(&upload.filename).map_err(|_| Error::unsupported("unsupported_file_type"))?;
    let (id, now, own) = (ImportId(tx.new_id()), tx.now(), own_school(&mut tx));
    let (name, sha256) = (upload.filename.clone(), upload.sha256);
    let person = keys.person(tx.place()).await?;
    // Reading takes up to a second of one core: not on the threads that serve others.
    let Read { staff, entries } = off(move || read(&upload, own, &person, now)).await?;
    let known = Known::of(&mut tx, &entries.iter().flatten().collect::<Vec<_>>()).await?;
    let judged = judge(&entries.iter().flatten().collect::<Vec<_>>(), &known, caller, &db.policy());
    let (place, key) = (tx.place(), keys.contact(tx.place()).await?);
    let ids: Vec<[Uuid; 2]> = staff.records.iter().map(|_| [tx.new_id(), tx.new_id()]).collect();
    let (head, records) = (staff.head, staff.records);
    let columns = head.cells.clone();
    let rows = off(move || {
        let mut judged = judged.into_iter();
        let verdicts = entries.iter().map(|entry| entry.as_ref().and_then(|_| judged.next())).collect::<Vec<_>>();
        let all = records.into_iter().zip(entries).zip(verdicts).zip(ids);
        let staged = all.map(|(((record, entry), verdict), ids)| {
            let (action, faults) = verdict.unwrap_or((RowAction::Error, Vec::new()));
            let faults = faults.iter().map(|fault| row_fault(&columns, &record, fault)).collect();
            staged(record, entry, action, faults, |address| seal(&key, place, ids, address))
        });
        staged.collect::<Result<Vec<Staged>>>()
    });
    let rows = rows.await??;
    let bad = rows.iter().any(|row| row.action == RowAction::Error);
    let state = if bad { ImportState::Invalid } else { ImportState::Validated };
    store::insert(&mut tx, id, &name, &sha256, &head, &rows, state).await?;
    store::insert_rows(&mut tx, id, rows).await?;
    let import = store::get(&mut tx, id).await?;
    tx.commit(about(&import).created(&import)).await?;
    Ok(import)
}

/// The school of a caller who reaches but one.
fn own_school(tx: &mut Tx<ImportStaff>) -> Option<SchoolCode> {
    match tx.parts().1.schools() {
        Some([one]) => Some(*one),
        _ => None,
    }
}

async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}

fn read(upload: &Upload, own: Option<SchoolCode>, person: &DataKey, now: DateTime<Utc>) -> Read {
    let staff = Staff::read(&upload.bytes, &upload.filename, own, now);
    let entry = |record: &Record| {
        let new = record.new.as_ref().filter(|_| record.faults.is_empty())?;
        Some(Entry {
            login: new.login.as_str().to_owned(),
            name: new.name.as_str().to_owned(),
            email_masked: new.email.masked(),
            post: new.post(),
            person: new.identity.as_ref().map(|number| index_of(person, number).to_vec()),
            expires_on: new.expires_on,
        })
    };
    let entries = staff.records.iter().map(entry).collect();
    Read { staff, entries }
}

fn seal(key: &DataKey, place: Place, [account, assignment]: [Uuid; 2], address: &str) -> Result<Sealed> {
    let email = seal_address(key, place, AccountId(account), address)?;
    Ok(Sealed { account, assignment, email })
}

fn staged(
    record: Record,
    entry: Option<Entry>,
    action: RowAction,
    faults: Vec<RowFault>,
    seal: impl FnOnce(&str) -> Result<Sealed>,
) -> Result<Staged> {
    let Record { line, cells, faults: mut told, login, name, role, school, new } = record;
    told.extend(faults);
    let sealed = match (&new, action) {
        (Some(new), RowAction::Create) => Some(seal(new.email.as_str())?),
        _ => None,
    };
    Ok(Staged { line, cells, faults: told, action, login, name, role, school, entry, sealed })
}

/// A fault that was found when the file was compared with what is there. What may not be kept is no longer in the cells.
fn row_fault(header: &[String], record: &Record, fault: &Fault) -> RowFault {
    let column = Column::of_field(&fault.pointer);
    let at = header.iter().position(|cell| Column::named(cell) == Some(column));
    let params = fault.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    RowFault {
        column: at.map(|at| header[at].clone()),
        code: fault.code.to_owned(),
        params,
        value: at.and_then(|at| record.cells.get(at).cloned()).filter(|cell| !cell.is_empty()),
    }
}
