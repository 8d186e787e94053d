//! The uploaded rows with two more columns: what became of each, and why.

use std::collections::HashMap;

use super::{Columns, DataFile, Format, WriteError, write};
use crate::codes::{Lang, text_enum};

text_enum! {
    /// What became of a row.
    pub enum Verdict ("verdict_unknown") {
        /// Something new.
        Created = "created", "新增", "Created";
        /// Something changed.
        Updated = "updated", "更新", "Updated";
        /// Nothing to change.
        Unchanged = "unchanged", "无变化", "Unchanged";
        /// Not imported.
        Failed = "failed", "失败", "Failed";
    }
}

/// What became of the row in one line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Line in the file.
    pub line: u32,
    /// What became of it.
    pub verdict: Verdict,
    /// Faults or changes, for a person.
    pub note: String,
}

/// The file again, in the uploaded format. Several outcomes of one line are joined; the first
/// verdict counts. A row without an outcome has two empty cells. Where the upload was a result
/// itself, its two columns are replaced.
pub fn result<C: Columns>(file: &DataFile<C>, outcomes: &[Outcome], lang: Lang) -> Result<Vec<u8>, WriteError> {
    let mut by_line: HashMap<u32, (Verdict, Vec<&str>)> = HashMap::with_capacity(outcomes.len());
    for outcome in outcomes {
        let entry = by_line.entry(outcome.line).or_insert((outcome.verdict, Vec::new()));
        entry.1.push(&outcome.note);
    }
    let titles = C::OURS.map(|column| column.header(lang).to_owned());
    let header = with(file, &file.header, titles);
    let width = header.len();
    let below = file.rows.iter().map(|row| {
        let added = match by_line.get(&row.line) {
            Some((verdict, notes)) => {
                let verdict = lang.pick(verdict.zh(), verdict.en()).to_owned();
                [verdict, notes.join(lang.pick("；", "; "))]
            }
            None => [String::new(), String::new()],
        };
        with(file, &row.cells, added)
    });
    let rows = std::iter::once(header).chain(below);
    match file.format {
        Format::Csv => write::csv(rows),
        Format::Xlsx => {
            let sheet = write::sheet(lang.pick("结果", "result"), &vec![18.0; width], rows)?;
            write::workbook(vec![sheet])
        }
    }
}

/// The uploaded cells of a row and our two.
fn with<C: Columns>(file: &DataFile<C>, cells: &[String], added: [String; 2]) -> Vec<String> {
    let ours = C::OURS.map(Some);
    let theirs = cells.iter().zip(&file.columns).filter(|(_, column)| !ours.contains(column));
    theirs.map(|(cell, _)| cell.clone()).chain(added).collect()
}
