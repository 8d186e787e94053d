//! Reading a file: bounded, then its cells, then its header.

use super::columns::{Columns, columns, is_header};
use super::{DataFile, FileFault, Format, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, RawRow};
use super::{csv, xlsx};
use crate::codes::tidy;

/// How many rows may stand above the header, such as a title.
const ABOVE_HEADER: usize = 5;

/// Reads a file. On failure all faults of its form are told. Takes up to a second: keep it off the async threads.
pub fn read<C: Columns>(bytes: &[u8], filename: &str) -> Result<DataFile<C>, Vec<FileFault>> {
    let format = Format::of(filename).map_err(|error| vec![error.into()])?;
    if bytes.len() > MAX_BYTES {
        return Err(vec![FileFault::new("file_too_large").with("limit", MAX_BYTES >> 20)]);
    }
    if bytes.is_empty() {
        return Err(vec![FileFault::new("file_empty")]);
    }
    let max_rows = MAX_ROWS + ABOVE_HEADER + 1;
    let (encoding, rows) = match format {
        Format::Csv => {
            if bytes.starts_with(b"PK\x03\x04") {
                return Err(vec![FileFault::new("format_mismatch")]);
            }
            let (text, encoding) = csv::decode(bytes).map_err(|fault| vec![fault])?;
            (Some(encoding), csv::rows(&text, max_rows))
        }
        Format::Xlsx => {
            let rows =
                xlsx::check(bytes).and_then(|()| xlsx::rows(bytes, max_rows, |rows| header_at::<C>(rows).is_some()));
            (None, rows)
        }
    };
    let (header, columns, rows) = below_header(rows.map_err(|fault| vec![fault])?)?;
    Ok(DataFile { format, encoding, header, rows, columns })
}

type Table<C> = (Vec<String>, Vec<Option<C>>, Vec<RawRow>);

fn header_at<C: Columns>(rows: &[RawRow]) -> Option<usize> {
    rows.iter().take(ABOVE_HEADER + 1).position(|row| is_header::<C>(&row.cells))
}

/// Takes the header off and checks the shape of what is below.
fn below_header<C: Columns>(mut rows: Vec<RawRow>) -> Result<Table<C>, Vec<FileFault>> {
    if rows.is_empty() {
        return Err(vec![FileFault::new("file_empty")]);
    }
    let mut rest = rows.split_off(header_at::<C>(&rows).unwrap_or(0));
    let RawRow { line, cells: mut header } = rest.remove(0);
    while header.last().is_some_and(|cell| cell.trim().is_empty()) {
        header.pop();
    }
    let columns = columns(line, &header)?;
    if rest.is_empty() {
        return Err(vec![FileFault::new("no_rows").at(line)]);
    }
    if rest.len() > MAX_ROWS {
        return Err(vec![FileFault::new("too_many_rows").with("limit", MAX_ROWS)]);
    }
    let faults: Vec<_> = rest.iter_mut().filter_map(|row| fit(row, header.len())).collect();
    if faults.is_empty() { Ok((header, columns, rest)) } else { Err(faults) }
}

/// Gives a row as many cells as the header; more cells than that must be blank.
fn fit(row: &mut RawRow, width: usize) -> Option<FileFault> {
    let extra = row.cells.iter().skip(width).find(|cell| !cell.trim().is_empty());
    if let Some(extra) = extra {
        let fault = FileFault::new("row_too_long").at(row.line).value(extra);
        return Some(fault.with("columns", width.min(MAX_COLUMNS)));
    }
    row.cells.resize(width, String::new());
    None
}

/// One row of a file with the file's columns.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a, C> {
    file: &'a DataFile<C>,
    raw: &'a RawRow,
}

impl<C: Columns> DataFile<C> {
    /// A file put together again from what was kept of it, so that its result can be written.
    pub fn restore(format: Format, header: Vec<String>, rows: Vec<RawRow>) -> Self {
        let columns = columns(1, &header).unwrap_or_else(|_| vec![None; header.len()]);
        Self { format, encoding: None, header, rows, columns }
    }

    /// The rows, ready to become records.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_, C>> {
        self.rows.iter().map(|raw| Row { file: self, raw })
    }

    /// Whether the file has this column.
    pub fn has(&self, column: C) -> bool {
        self.columns.contains(&Some(column))
    }
}

impl<'a, C: Columns> Row<'a, C> {
    /// Line in the file.
    pub fn line(&self) -> u32 {
        self.raw.line
    }

    /// The cells as written.
    pub fn cells(&self) -> &'a [String] {
        &self.raw.cells
    }

    /// What each of its cells is.
    pub fn columns(&self) -> impl Iterator<Item = Option<C>> + use<'a, C> {
        self.file.columns.iter().copied()
    }

    /// What the row has in a column, without blanks; nothing where that is nothing.
    pub fn text(&self, column: C) -> Option<String> {
        self.cell(column).map(tidy).filter(|text| !text.is_empty())
    }

    /// The file that it is a row of.
    pub fn file(&self) -> &'a DataFile<C> {
        self.file
    }

    /// The cell of a column; nothing where the file has no such column.
    pub fn cell(&self, column: C) -> Option<&'a str> {
        let at = self.file.columns.iter().position(|c| *c == Some(column))?;
        self.raw.cells.get(at).map(String::as_str)
    }

    /// A fault of this row, with the column's header and the value as written.
    pub fn fault(&self, code: &'static str, column: C) -> FileFault {
        let at = self.file.columns.iter().position(|c| *c == Some(column));
        let fault = FileFault::new(code).at(self.raw.line);
        match at.and_then(|at| Some((self.file.header.get(at)?, self.raw.cells.get(at)?))) {
            Some((header, value)) => fault.column(header).value(value),
            None => fault,
        }
    }
}
