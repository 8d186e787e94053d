//! Imports as their users see them.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::{
    Columns, DataFile, Format, Outcome, RawRow, Verdict, WriteError,
    import::{Change, FileHead, Import, ImportState, Part, PartState, Row, RowAction, RowFault},
    messages, result,
};
use crate::{codes::Lang, error::texts};

/// Whose file it is.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// The ministry's list of schools.
    National,
    /// A province's schools.
    Province,
    /// Staff of a place or a school.
    Staff,
}

/// An import with what it does or did.
#[derive(Debug, Object)]
#[oai(rename = "Import")]
pub struct ImportView {
    id: Uuid,
    /// `national`, `province` or `staff`.
    scope: String,
    filename: String,
    /// SHA-256 of the file; a commit must name it.
    sha256: String,
    /// `csv` or `xlsx`.
    format: String,
    /// Encoding that was detected, for a `.csv`.
    encoding: Option<String>,
    state: ImportState,
    rows: i32,
    created: i32,
    updated: i32,
    unchanged: i32,
    failed: i32,
    /// Provinces that a national file goes to.
    parts_total: u32,
    /// Provinces that have ended.
    parts_done: u32,
    parts: Vec<PartView>,
    created_at: DateTime<Utc>,
}

/// A province's part of a national file.
#[derive(Debug, Object)]
#[oai(rename = "ImportPart")]
struct PartView {
    province: String,
    zh: String,
    en: String,
    state: PartState,
    rows: i32,
    created: i32,
    updated: i32,
    unchanged: i32,
    failed: i32,
    /// What went wrong, in the reader's language.
    error: Option<String>,
}

/// A row of an import.
#[derive(Debug, Object)]
#[oai(rename = "ImportRow")]
pub struct RowView {
    /// Line of the file; 0: the file as a whole.
    pub line: i32,
    action: RowAction,
    school_id: Option<String>,
    name: Option<String>,
    /// Login of a person.
    login: Option<String>,
    /// The role that a person is to hold.
    role: Option<String>,
    changes: Vec<ChangeView>,
    errors: Vec<RowFaultView>,
}

/// A field that a row changes.
#[derive(Debug, Object)]
#[oai(rename = "FieldChange")]
struct ChangeView {
    field: String,
    old: Option<String>,
    new: Option<String>,
}

/// A fault of a row.
#[derive(Debug, Object)]
#[oai(rename = "RowFault")]
struct RowFaultView {
    /// Header of the column.
    column: Option<String>,
    code: String,
    /// What is wrong, in the reader's language.
    detail: String,
    /// What the cell holds.
    value: Option<String>,
}

/// The hash that a commit names.
#[derive(Debug, Object)]
#[oai(rename = "CommitImport")]
pub struct CommitBody {
    /// SHA-256 of the file that was validated, in hex.
    #[oai(validator(max_length = 64))]
    pub sha256: String,
}

impl ImportView {
    /// How its user sees it.
    pub fn of(import: Import, scope: Scope, lang: Lang) -> Self {
        let (done, total) = import.progress();
        let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
        let part = |part: Part| PartView {
            province: part.province.to_string(),
            zh: part.province.zh().to_owned(),
            en: part.province.en().to_owned(),
            state: part.state,
            rows: part.rows,
            created: part.created,
            updated: part.updated,
            unchanged: part.unchanged,
            failed: part.failed,
            error: part.error.map(|code| texts::text(&code, lang, &[])),
        };
        Self {
            id: import.id.0,
            scope: scope.as_str().to_owned(),
            filename: import.filename,
            sha256: import.sha256,
            format: import.format,
            encoding: import.encoding,
            state: import.state,
            rows: import.rows,
            created: import.created,
            updated: import.updated,
            unchanged: import.unchanged,
            failed: import.failed,
            parts_total: count(total),
            parts_done: count(done),
            parts: import.parts.into_iter().map(part).collect(),
            created_at: import.created_at,
        }
    }
}

impl Scope {
    const fn as_str(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Province => "province",
            Self::Staff => "staff",
        }
    }
}

impl RowView {
    /// How its user sees it.
    pub fn of(row: Row, lang: Lang) -> Self {
        let change = |c: Change| ChangeView { field: c.field, old: c.old, new: c.new };
        let fault =
            |f: RowFault| RowFaultView { detail: text(&f, lang), column: f.column, code: f.code, value: f.value };
        Self {
            line: row.line,
            action: row.action,
            school_id: row.school_id,
            name: row.name,
            login: row.login,
            role: row.role,
            changes: row.changes.into_iter().map(change).collect(),
            errors: row.errors.into_iter().map(fault).collect(),
        }
    }
}

/// What is wrong, in the reader's language.
pub fn text(fault: &RowFault, lang: Lang) -> String {
    messages::text(&fault.code, lang, &fault.params)
}

/// The uploaded file with two more columns: what became of each row, and why. With the name to save it under.
pub fn result_file<C: Columns>(
    import: &Import,
    head: FileHead,
    rows: Vec<(Vec<String>, Row)>,
    lang: Lang,
) -> Result<(String, Format, Vec<u8>), WriteError> {
    let format = Format::of(&import.filename).unwrap_or(Format::Csv);
    let mut outcomes = Vec::with_capacity(rows.len());
    let mut raw = Vec::with_capacity(rows.len());
    for (cells, row) in rows {
        let line = u32::try_from(row.line).unwrap_or(0);
        let verdict = match row.action {
            RowAction::Create => Verdict::Created,
            RowAction::Update => Verdict::Updated,
            RowAction::Unchanged => Verdict::Unchanged,
            RowAction::Error => Verdict::Failed,
        };
        outcomes.push(Outcome { line, verdict, note: note(&row, lang) });
        raw.push(RawRow { line, cells });
    }
    let bytes = result(&DataFile::<C>::restore(format, head.cells, raw), &outcomes, lang)?;
    let stem = import.filename.rsplit_once('.').map_or(import.filename.as_str(), |(stem, _)| stem);
    Ok((format!("{stem}-{}.{}", lang.pick("结果", "result"), format.extension()), format, bytes))
}

fn note(row: &Row, lang: Lang) -> String {
    let faults = row.errors.iter().map(|f| text(f, lang));
    let changes = row.changes.iter().map(|c| {
        let value = |v: &Option<String>| v.clone().unwrap_or_else(|| "-".to_owned());
        format!("{}: {} → {}", c.field, value(&c.old), value(&c.new))
    });
    faults.chain(changes).collect::<Vec<_>>().join(lang.pick("；", "; "))
}
