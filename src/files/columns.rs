//! Columns of a file, and the headers that people write for them.

use super::FileFault;
use crate::codes::{Lang, tidy};

/// Column, required, Chinese header, identifier, further headers of real files.
pub type Header<C> = (C, bool, &'static str, &'static str, &'static [&'static str]);

/// The columns that one kind of file has.
pub trait Columns: Copy + Eq + 'static {
    /// All of them.
    const HEADERS: &'static [Header<Self>];
    /// The two that a row must name to be taken for the header.
    const KEYS: [Self; 2];
    /// Written by us into a result file; not looked at when it comes back.
    const OURS: [Self; 2];

    /// The header: the Chinese name or the identifier.
    fn header(self, lang: Lang) -> &'static str {
        let found = Self::HEADERS.iter().find(|entry| entry.0 == self);
        found.map_or("", |(_, _, zh, id, _)| lang.pick(zh, id))
    }

    /// Whether every file has it.
    fn required(self) -> bool {
        Self::HEADERS.iter().any(|entry| entry.0 == self && entry.1)
    }

    /// The column that a header names.
    fn named(header: &str) -> Option<Self> {
        let header = tidy(header).trim_end_matches(['*', '＊']).to_lowercase();
        let found = Self::HEADERS
            .iter()
            .find(|(_, _, zh, id, more)| header == *zh || header == *id || more.contains(&&*header));
        found.map(|entry| entry.0)
    }
}

/// Whether a row looks like the header.
pub(super) fn is_header<C: Columns>(cells: &[String]) -> bool {
    C::KEYS.iter().all(|column| cells.iter().any(|cell| C::named(cell) == Some(*column)))
}

/// The columns of a header, or all its faults. Order does not matter; blank headers are columns
/// that are not looked at.
pub(super) fn columns<C: Columns>(line: u32, header: &[String]) -> Result<Vec<Option<C>>, Vec<FileFault>> {
    let mut faults = Vec::new();
    let mut columns: Vec<Option<C>> = Vec::with_capacity(header.len());
    for cell in header {
        let column = C::named(cell);
        if column.is_none() && !tidy(cell).is_empty() {
            faults.push(FileFault::new("header_unknown").at(line).column(cell));
        }
        if column.is_some() && columns.contains(&column) {
            faults.push(FileFault::new("header_duplicate").at(line).column(cell));
        }
        columns.push(column);
    }
    for (column, required, zh, id, _) in C::HEADERS {
        if *required && !columns.contains(&Some(*column)) {
            let fault = FileFault::new("header_missing").at(line);
            faults.push(fault.column(zh).with("header", zh).with("identifier", id));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}
