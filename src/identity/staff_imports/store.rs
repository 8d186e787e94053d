//! SQL of imports of staff: what is staged, and what is seen of it.

use data_encoding::HEXLOWER;
use serde_json::Value;
use uuid::Uuid;

use super::judge::Entry;
use crate::{
    access::{ImportStaff, Operation, ReadStaffImport},
    codes::pinyin::pinyin,
    db::Tx,
    error::{Error, Result},
    files::import::{FileHead, Import, ImportState, Row, RowAction, RowFault},
    ids::ImportId,
};

/// Operations that read an import.
pub(super) trait ReadsImport: Operation {}
impl ReadsImport for ImportStaff {}
impl ReadsImport for ReadStaffImport {}

/// What an account that is to be opened will have.
pub(super) struct Sealed {
    pub(super) account: Uuid,
    pub(super) assignment: Uuid,
    pub(super) email: Vec<u8>,
}

/// A row to be staged.
pub(super) struct Staged {
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
    pub(super) faults: Vec<RowFault>,
    pub(super) action: RowAction,
    pub(super) login: Option<String>,
    pub(super) name: Option<String>,
    pub(super) role: Option<String>,
    pub(super) school: Option<String>,
    /// Who it is, where nothing was wrong with the row by itself.
    pub(super) entry: Option<Entry>,
    /// What an account is opened with.
    pub(super) sealed: Option<Sealed>,
}

pub(super) async fn insert(
    tx: &mut Tx<ImportStaff>,
    id: ImportId,
    filename: &str,
    sha256: &[u8; 32],
    head: &FileHead,
    rows: &[Staged],
    state: ImportState,
) -> Result<()> {
    let (now, account) = (tx.now(), tx.actor_account());
    let cells = serde_json::to_value(&head.cells).map_err(anyhow::Error::from)?;
    let count = |action| i32::try_from(rows.iter().filter(|row| row.action == action).count()).unwrap_or(i32::MAX);
    let (conn, _a_new_row) = tx.parts();
    sqlx::query!(
        "insert into staff_import (id, filename, sha256, format, encoding, header, state, rows, created, unchanged, failed,
                                   account_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id.0,
        filename,
        sha256,
        head.format,
        head.encoding,
        cells,
        state.as_str(),
        i32::try_from(rows.len()).unwrap_or(i32::MAX),
        count(RowAction::Create),
        count(RowAction::Unchanged),
        count(RowAction::Error),
        account.map(|id| id.0),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn insert_rows(tx: &mut Tx<ImportStaff>, id: ImportId, rows: Vec<Staged>) -> Result<()> {
    let json = |value: serde_json::Result<Value>| value.unwrap_or_default();
    let lines: Vec<i32> = rows.iter().map(|row| i32::try_from(row.line).unwrap_or(i32::MAX)).collect();
    let cells: Vec<Value> = rows.iter().map(|row| json(serde_json::to_value(&row.cells))).collect();
    let errors: Vec<Value> = rows.iter().map(|row| json(serde_json::to_value(&row.faults))).collect();
    let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    let text = |of: fn(&Staged) -> Option<String>| rows.iter().map(of).collect::<Vec<_>>();
    let names = rows.iter().map(|row| row.entry.as_ref().map(|entry| pinyin(&entry.name)).unzip());
    let (full, initials): (Vec<_>, Vec<_>) = names.unzip();
    let bytes = |of: fn(&Staged) -> Option<Vec<u8>>| rows.iter().map(of).collect::<Vec<_>>();
    let uuid = |of: fn(&Sealed) -> Uuid| rows.iter().map(|row| row.sealed.as_ref().map(of)).collect::<Vec<_>>();
    let days: Vec<_> = rows.iter().map(|row| row.entry.as_ref().and_then(|entry| entry.expires_on)).collect();
    let (conn, _a_new_file) = tx.parts();
    sqlx::query!(
        "insert into staff_import_row (import_id, line, cells, errors, action, login, name, name_pinyin, name_initials, email_sealed,
                                       email_masked, role, school_id, department, person_index, expires_on, account_id, assignment_id)
         select $1, * from unnest($2::integer[], $3::jsonb[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::text[],
                                  $9::text[], $10::bytea[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[],
                                  $16::date[], $17::uuid[], $18::uuid[])",
        id.0,
        &lines,
        &cells,
        &errors,
        &actions as &[&str],
        &text(|row| row.entry.as_ref().map(|entry| entry.login.clone()).or_else(|| row.login.clone())) as &[Option<String>],
        &text(|row| row.entry.as_ref().map(|entry| entry.name.clone()).or_else(|| row.name.clone())) as &[Option<String>],
        &full as &[Option<String>],
        &initials as &[Option<String>],
        &bytes(|row| row.sealed.as_ref().map(|sealed| sealed.email.clone())) as &[Option<Vec<u8>>],
        &text(|row| row.entry.as_ref().map(|entry| entry.email_masked.clone())) as &[Option<String>],
        &text(|row| row.role.clone()) as &[Option<String>],
        &text(|row| row.school.clone()) as &[Option<String>],
        &text(|row| row.entry.as_ref().and_then(|entry| entry.post.department.clone())) as &[Option<String>],
        &bytes(|row| row.entry.as_ref().and_then(|entry| entry.person.clone())) as &[Option<Vec<u8>>],
        &days as &[Option<chrono::NaiveDate>],
        &uuid(|sealed| sealed.account) as &[Option<Uuid>],
        &uuid(|sealed| sealed.assignment) as &[Option<Uuid>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One import: of whoever answers for the whole place, or of one's own.
pub(super) async fn get<O: ReadsImport>(tx: &mut Tx<O>, id: ImportId) -> Result<Import> {
    let caller = tx.actor_account();
    let (conn, reach) = tx.parts();
    let row = sqlx::query!(
        r#"select id as "id: ImportId", filename, sha256, format, encoding, state as "state: ImportState", rows, created,
                  unchanged, failed, created_at
           from staff_import where id = $1 and ($2 or account_id = $3)"#,
        id.0,
        reach.is_whole(),
        caller.map(|id| id.0),
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(Error::not_found)?;
    Ok(Import {
        id: row.id,
        filename: row.filename,
        sha256: HEXLOWER.encode(&row.sha256),
        format: row.format,
        encoding: row.encoding,
        state: row.state,
        rows: row.rows,
        created: row.created,
        updated: 0,
        unchanged: row.unchanged,
        failed: row.failed,
        created_at: row.created_at,
        parts: Vec::new(),
    })
}

/// A page of its rows; one more than the limit. `after` is a line; -1: from the beginning.
pub(super) async fn rows(
    tx: &mut Tx<ReadStaffImport>,
    id: ImportId,
    only: Option<RowAction>,
    after: i32,
    limit: i64,
) -> Result<Vec<Row>> {
    get(tx, id).await?;
    Ok(lines(tx, id, only, after, limit).await?.into_iter().map(|(_, row)| row).collect())
}

/// A file as it was uploaded, as far as it is kept, with what became of each row.
pub(super) async fn uploaded(
    tx: &mut Tx<ReadStaffImport>,
    id: ImportId,
) -> Result<(Import, FileHead, Vec<(Vec<String>, Row)>)> {
    let import = get(tx, id).await?;
    let (conn, _found_by_get) = tx.parts();
    let header =
        sqlx::query_scalar!("select header from staff_import where id = $1", id.0).fetch_one(&mut *conn).await?;
    let cells = serde_json::from_value(header).map_err(anyhow::Error::from)?;
    let rows = lines(tx, id, None, -1, i64::MAX - 1).await?;
    let head = FileHead { format: import.format.clone(), encoding: import.encoding.clone(), cells };
    Ok((import, head, rows))
}

/// Rows with their cells, of an import that was found.
async fn lines(
    tx: &mut Tx<ReadStaffImport>,
    id: ImportId,
    only: Option<RowAction>,
    after: i32,
    limit: i64,
) -> Result<Vec<(Vec<String>, Row)>> {
    let (conn, _found_by_get) = tx.parts();
    let rows = sqlx::query!(
        r#"select line, cells, errors, action as "action: RowAction", login, name, role, school_id
           from staff_import_row
           where import_id = $1 and line > $2 and ($3::text is null or action = $3)
           order by line limit $4::bigint + 1"#,
        id.0,
        after,
        only.map(|action| action.as_str().to_owned()),
        limit,
    )
    .fetch_all(conn)
    .await?;
    let read = |value: Value| serde_json::from_value::<Vec<RowFault>>(value).map_err(anyhow::Error::from);
    rows.into_iter()
        .map(|row| {
            let cells = serde_json::from_value(row.cells).map_err(anyhow::Error::from)?;
            let errors = read(row.errors)?;
            let (line, action) = (row.line, row.action);
            let (school_id, name, login, role) = (row.school_id, row.name, row.login, row.role);
            Ok((cells, Row { line, action, school_id, name, login, role, changes: Vec::new(), errors }))
        })
        .collect()
}
