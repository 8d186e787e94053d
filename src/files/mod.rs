//! Tables that people upload, and those that we write: `.csv` and `.xlsx`, their faults, and what becomes of each row.
//!
//! One rule: reading is pure and bounded, and a fault always says where it is. Nothing in here knows a database; what a row does
//! is for the import of its noun to find out. Which columns there are says the noun too ([`Columns`]).

mod columns;
mod csv;
mod fault;
pub mod import;
pub mod messages;
mod read;
mod result;
pub mod scan;
mod template;
pub mod view;
mod write;
mod xlsx;

pub use columns::{Columns, Header};
pub use fault::FileFault;
pub use read::{Row, read};
pub use result::{Outcome, Verdict, result};
pub use template::{Template, template};
pub use write::WriteError;

use crate::codes::{CodeError, text_enum};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 10 << 20;
/// Most rows below the header.
pub const MAX_ROWS: usize = 20_000;
/// Most columns.
pub const MAX_COLUMNS: usize = 100;
/// Longest cell, in characters.
pub const MAX_CELL: usize = 1_000;

/// Kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Office Open XML workbook (ECMA-376).
    Xlsx,
}

impl Format {
    /// By the file's extension; codes `xlsx_macros` for `.xlsm`, `format_unknown` for any other.
    pub fn of(filename: &str) -> Result<Self, CodeError> {
        let extension = filename.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "xlsm" => Err(CodeError::new("xlsx_macros")),
            _ => Err(CodeError::new("format_unknown")),
        }
    }

    /// As a template is asked for: a workbook, unless it is to be `csv`.
    pub fn asked(format: Option<&str>) -> Self {
        if format == Some("csv") { Self::Csv } else { Self::Xlsx }
    }

    /// The extension, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

text_enum! {
    /// How the text of a `.csv` was written.
    pub enum Encoding ("encoding_unknown") {
        /// UTF-8 without a mark.
        Utf8 = "utf-8", "UTF-8", "UTF-8";
        /// UTF-8 with a byte order mark, as Excel writes it.
        Utf8Bom = "utf-8-bom", "UTF-8（带 BOM）", "UTF-8 with BOM";
        /// GB 18030, which includes GBK and GB 2312.
        Gb18030 = "gb18030", "GB18030", "GB18030";
    }
}

/// The rows of a workbook's first sheet, blank ones left out, for other kinds of file; stops after `max_rows`.
pub fn workbook_rows(bytes: &[u8], max_rows: usize) -> Result<Vec<RawRow>, FileFault> {
    xlsx::check(bytes)?;
    xlsx::rows(bytes, max_rows, |_| true)
}

/// A sheet to be written: its name, widths of its columns in characters, its rows.
pub type Sheet<'a> = (&'a str, Vec<f64>, Vec<Vec<String>>);

/// A table as a file: a `.csv` has the first sheet only.
pub fn table(format: Format, sheets: Vec<Sheet<'_>>) -> Result<Vec<u8>, WriteError> {
    match format {
        Format::Csv => write::csv(sheets.into_iter().take(1).flat_map(|(.., rows)| rows)),
        Format::Xlsx => {
            let sheets = sheets.into_iter().map(|(name, widths, rows)| write::sheet(name, &widths, rows.into_iter()));
            write::workbook(sheets.collect::<Result<_, _>>()?)
        }
    }
}

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Line of a `.csv` (from 1, where the row begins) or row of the sheet.
    pub line: u32,
    /// Cells, in the file's order.
    pub cells: Vec<String>,
}

/// A file whose header and shape are right; its rows are not looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile<C> {
    /// Kind of file.
    pub format: Format,
    /// Encoding, for a `.csv`.
    pub encoding: Option<Encoding>,
    /// The header as written.
    pub header: Vec<String>,
    /// Rows below the header that are not blank.
    pub rows: Vec<RawRow>,
    columns: Vec<Option<C>>,
}
