//! Reading `.xlsx`: first whether it may be unpacked at all, then its cells as text.
//!
//! One rule: nothing is unpacked before its size is known. What the archive claims can be trusted,
//! since zip 9, which calamine uses too, stops an entry that unpacks to more than it claims.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{FileFault, MAX_CELL, MAX_COLUMNS, RawRow};

const MAX_ENTRIES: usize = 1_000;
const MAX_UNPACKED: u64 = 200 << 20;

/// Office's older container; an `.xlsx` that begins like this is encrypted.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Checks the archive: number of entries, unpacked size, encryption, macros, links to elsewhere.
pub(super) fn check(bytes: &[u8]) -> Result<(), FileFault> {
    if bytes.starts_with(OLE) {
        return Err(FileFault::new("xlsx_encrypted"));
    }
    if !bytes.starts_with(b"PK") {
        return Err(FileFault::new("format_mismatch"));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MAX_ENTRIES {
        return Err(FileFault::new("xlsx_too_many_entries").with("limit", MAX_ENTRIES));
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| broken())?;
        if entry.encrypted() {
            return Err(FileFault::new("xlsx_encrypted"));
        }
        let name = entry.name().map_err(|_| broken())?.to_ascii_lowercase();
        if name.ends_with("vbaproject.bin") {
            return Err(FileFault::new("xlsx_macros"));
        }
        if name.contains("externallinks/") {
            return Err(FileFault::new("xlsx_external_links"));
        }
        total = total.saturating_add(entry.size());
    }
    if total > MAX_UNPACKED {
        return Err(FileFault::new("xlsx_too_large").with("limit", MAX_UNPACKED >> 20));
    }
    Ok(())
}

/// Rows of the first sheet that `wanted` accepts; else of the first sheet. Stops after `max_rows`.
pub(super) fn rows(bytes: &[u8], max_rows: usize, wanted: fn(&[RawRow]) -> bool) -> Result<Vec<RawRow>, FileFault> {
    // calamine 0.38 can panic on a cell reference that overflows, as a mutated workbook showed.
    std::panic::catch_unwind(|| book_rows(bytes, max_rows, wanted)).unwrap_or_else(|_| Err(broken()))
}

fn book_rows(bytes: &[u8], max_rows: usize, wanted: fn(&[RawRow]) -> bool) -> Result<Vec<RawRow>, FileFault> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut first = None;
    for sheet in book.sheet_names() {
        match sheet_rows(&mut book, &sheet, max_rows) {
            Ok(rows) if wanted(&rows) => return Ok(rows),
            other => first.get_or_insert(other),
        };
    }
    first.unwrap_or_else(|| Err(broken()))
}

fn sheet_rows(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, max_rows: usize) -> Result<Vec<RawRow>, FileFault> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|_| broken())?;
    let mut rows: Vec<RawRow> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|_: XlsxError| broken())? {
        let (row, column) = cell.get_position();
        let line = row.saturating_add(1);
        let Some(text) = text(cell.get_value()).map_err(|fault| fault.at(line))? else {
            continue;
        };
        let column = column as usize;
        if column >= MAX_COLUMNS {
            let fault = FileFault::new("too_many_columns").at(line);
            return Err(fault.with("limit", MAX_COLUMNS));
        }
        if rows.last().is_none_or(|last| last.line != line) {
            if rows.len() > max_rows {
                break;
            }
            rows.push(RawRow { line, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            last.cells.resize(last.cells.len().max(column + 1), String::new());
            last.cells[column] = text;
        }
    }
    Ok(rows)
}

/// A cell's text; nothing for a blank one. Whole numbers lose the `.0` that Excel stores.
fn text(value: &DataRef<'_>) -> Result<Option<String>, FileFault> {
    let text = match value {
        DataRef::Empty => return Ok(None),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string().to_uppercase(),
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::Error(error) => {
            return Err(FileFault::new("cell_formula_error").value(&error.to_string()));
        }
    };
    if text.chars().count() > MAX_CELL {
        return Err(FileFault::new("cell_too_long").with("limit", MAX_CELL).value(&text));
    }
    Ok((!text.trim().is_empty()).then_some(text))
}

fn broken() -> FileFault {
    FileFault::new("xlsx_broken")
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use zip::write::SimpleFileOptions;

    use super::*;

    const SIZE: u32 = 3_141_593;

    /// An archive with 3 MB of zeros that says of itself that it unpacks to `claimed` bytes.
    fn bomb(claimed: u32) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        let options = options.compression_method(zip::CompressionMethod::Deflated);
        writer.start_file("xl/workbook.xml", options).unwrap();
        writer.write_all(&vec![0; SIZE as usize]).unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        // The size stands in the local and in the central header.
        while let Some(at) = bytes.windows(4).position(|window| window == SIZE.to_le_bytes()) {
            bytes[at..at + 4].copy_from_slice(&claimed.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_claim_of_too_much_is_refused_without_unpacking() {
        assert_eq!(check(&bomb(u32::MAX - 1)).map_err(|fault| fault.code), Err("xlsx_too_large"));
    }

    #[test]
    fn an_archive_that_claims_less_than_it_holds_is_refused() {
        let refused = rows(&bomb(9), 9, |_| true).map_err(|fault| fault.code);
        assert_eq!(refused, Err("xlsx_broken"));
        let mut archive = ZipArchive::new(Cursor::new(bomb(9))).unwrap();
        let mut unpacked = Vec::new();
        let stopped = archive.by_index(0).unwrap().read_to_end(&mut unpacked);
        assert!(stopped.is_err() && unpacked.len() <= 1 << 16, "{}", unpacked.len());
    }
}
