//! The faults of a national file, for the command line.

use serde::Serialize;

use super::store;
use crate::{
    access::{Caller, ReadNationalImport},
    codes::Lang,
    db::{Db, Tx},
    error::Result,
    files::{import::RowAction, view::text},
    http::page,
    ids::ImportId,
};

/// One fault.
#[derive(Clone, Debug, Serialize)]
pub struct FaultLine {
    /// Line of the file; 0: the file as a whole.
    pub line: i32,
    /// Header of the column.
    pub column: Option<String>,
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

/// The faults of the first rows that have any: one page.
pub async fn national_faults(db: &Db, caller: &Caller, id: ImportId, lang: Lang) -> Result<Vec<FaultLine>> {
    let mut tx: Tx<ReadNationalImport> = db.begin_at_ministry(caller).await?;
    let rows = store::rows(&mut tx, id, Some(RowAction::Error), -1, i64::from(page::LIMIT_MAX)).await?;
    let lines = rows.iter().flat_map(|row| {
        row.errors.iter().map(|fault| FaultLine {
            line: row.line,
            column: fault.column.clone(),
            code: fault.code.clone(),
            message: text(fault, lang),
        })
    });
    Ok(lines.collect())
}
