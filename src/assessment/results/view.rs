//! Imports of results as the head of a counselling centre sees them: counts, never a student.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::{
    model::{Figures, LevelCounts, Move, ResultImport, ResultImportState},
    store::KeptFault,
};
use crate::{
    codes::{Lang, Level},
    error::texts,
    files::messages,
};

/// An import of results.
#[derive(Debug, Object)]
#[oai(rename = "ResultImport")]
pub(super) struct ImportView {
    id: Uuid,
    campaign_id: Uuid,
    filename: String,
    /// SHA-256 of the file, once it is read; a commit must name it.
    sha256: Option<String>,
    state: ResultImportState,
    /// Rows read so far.
    rows: i32,
    /// Rows that the commit has written so far, of those created, changed and withdrawn.
    written: i32,
    faults: i32,
    created: i32,
    changed: i32,
    unchanged: i32,
    withdrawn: i32,
    /// What the commit does to the school's figures.
    figures: Option<FiguresView>,
    /// Why it failed, in the reader's language.
    error: Option<String>,
    account_name: String,
    created_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
}

/// A school's figures before and after.
#[derive(Debug, Object)]
#[oai(rename = "ImportFigures")]
struct FiguresView {
    before: CountsView,
    after: CountsView,
    /// How many move from one level to another.
    moves: Vec<MoveView>,
}

/// Persons by level.
#[derive(Debug, Object)]
#[oai(rename = "LevelCounts")]
struct CountsView {
    completed: i64,
    valid: i64,
    l1: i64,
    l2: i64,
    l3: i64,
    l0: i64,
    inv: i64,
    /// Papers with a crisis item, invalid ones too.
    crisis: i64,
}

/// Persons who move between two levels.
#[derive(Debug, Object)]
#[oai(rename = "LevelMove")]
struct MoveView {
    from: Level,
    to: Level,
    count: i64,
}

/// Where a file is wrong.
#[derive(Debug, Object)]
#[oai(rename = "ResultFault")]
pub(super) struct FaultView {
    /// Line of the file; 0: the file as a whole.
    line: i32,
    /// Header of the column.
    column: String,
    code: String,
    /// What is wrong, in the reader's language. What stood there is not repeated.
    detail: String,
}

/// The hash that a commit names.
#[derive(Debug, Object)]
#[oai(rename = "CommitResults")]
pub(super) struct CommitBody {
    /// SHA-256 of the file that was validated, in hex.
    #[oai(validator(max_length = 64))]
    pub(super) sha256: String,
}

impl ImportView {
    pub(super) fn of(import: ResultImport, lang: Lang) -> Self {
        Self {
            id: import.id.0,
            campaign_id: import.campaign.0,
            filename: import.filename,
            sha256: import.sha256,
            state: import.state,
            rows: import.rows,
            written: import.written,
            faults: import.faults,
            created: import.created,
            changed: import.changed,
            unchanged: import.unchanged,
            withdrawn: import.withdrawn,
            figures: import.figures.map(FiguresView::from),
            error: import.error.map(|code| texts::text(&code, lang, &[])),
            account_name: import.account_name,
            created_at: import.created_at,
            done_at: import.done_at,
        }
    }
}

impl From<Figures> for FiguresView {
    fn from(figures: Figures) -> Self {
        let moves = figures.moves.into_iter().map(|Move { from, to, persons }| MoveView { from, to, count: persons });
        Self { before: figures.before.into(), after: figures.after.into(), moves: moves.collect() }
    }
}

impl From<LevelCounts> for CountsView {
    fn from(c: LevelCounts) -> Self {
        let LevelCounts { completed, l1, l2, l3, l0, inv, crisis } = c;
        Self { completed, valid: completed - inv, l1, l2, l3, l0, inv, crisis }
    }
}

impl FaultView {
    pub(super) fn of(fault: KeptFault, lang: Lang) -> Self {
        let params: Vec<(String, String)> = fault
            .params
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let detail = match texts::template(&fault.code, lang) {
            Some(text) => {
                params.iter().fold(text.to_owned(), |t, (name, value)| t.replace(&format!("{{{name}}}"), value))
            }
            None => messages::text(&fault.code, lang, &params),
        };
        Self { line: fault.line, column: fault.column, code: fault.code, detail }
    }
}
