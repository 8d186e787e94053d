//! Writing tables, as `.csv` or `.xlsx`.
//!
//! One rule: what we write is text and never a formula, whatever a cell begins with.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// Why a file cannot be written; a fault of ours, not of the user.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// From the workbook writer.
    #[error("cannot write the workbook")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// From the CSV writer.
    #[error("cannot write the csv")]
    Csv(#[from] csv::Error),
}

/// A `.csv` in UTF-8 with a byte order mark and CR LF, so that Excel opens it rightly.
pub(super) fn csv(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, WriteError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|cell| neutral(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
}

/// Keeps a spreadsheet from taking a cell for a formula (CWE-1236).
fn neutral(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

/// A sheet of text cells under a bold header that stays in view.
pub(super) fn sheet(
    name: &str,
    widths: &[f64],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Worksheet, WriteError> {
    let (text, bold) = (Format::new().set_num_format("@"), Format::new().set_bold());
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_format(column, &text)?.set_column_width(column, *width)?;
    }
    for (line, row) in (0..).zip(rows) {
        let format = if line == 0 { &bold } else { &text };
        for (column, cell) in (0..).zip(&row) {
            if !cell.is_empty() {
                sheet.write_string_with_format(line, column, cell, format)?;
            }
        }
    }
    Ok(sheet)
}

pub(super) fn workbook(sheets: Vec<Worksheet>) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    Ok(book.save_to_buffer()?)
}
