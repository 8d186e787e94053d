//! Reading `.csv`: which encoding, and which cells (RFC 4180).
//!
//! One rule: never guess silently. Valid UTF-8 is UTF-8; else it must be GB 18030 from the first
//! byte to the last. A line may end in CR, LF or both.

use encoding_rs::GB18030;

use super::{Encoding, FileFault, MAX_CELL, MAX_COLUMNS, RawRow};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes the text. UTF-16, mixtures and anything else is `encoding_unknown`.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), FileFault> {
    let unknown = || FileFault::new("encoding_unknown");
    if bytes.contains(&0) || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(unknown());
    }
    if let Some(text) = bytes.strip_prefix(BOM) {
        let text = std::str::from_utf8(text).map_err(|_| unknown())?;
        return Ok((text.to_owned(), Encoding::Utf8Bom));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        // Other encodings often pass as GB 18030, but then fall into its private use area.
        .filter(|text| !text.contains(|c| matches!(c, '\u{e000}'..='\u{f8ff}')))
        .map(|text| (text.into_owned(), Encoding::Gb18030))
        .ok_or_else(unknown)
}

/// What the parser has just read.
#[derive(PartialEq)]
enum State {
    /// Nothing of the cell yet.
    Start,
    /// Inside a cell without quotes.
    Plain,
    /// Inside a cell in quotes.
    Quoted,
    /// Behind a quote inside or at the end of a quoted cell.
    Closed,
}

struct Parser {
    state: State,
    line: u32,
    row: RawRow,
    cell: String,
    length: usize,
    rows: Vec<RawRow>,
}

/// Splits a text into rows; the first fault stops, since nothing behind it can be trusted. Stops
/// after `max_rows`.
pub(super) fn rows(text: &str, max_rows: usize) -> Result<Vec<RawRow>, FileFault> {
    let mut parser = Parser::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        parser.take(c, c == '\n' || c == '\r')?;
        if parser.rows.len() > max_rows {
            break;
        }
    }
    parser.finish()
}

impl Parser {
    fn new() -> Self {
        Self {
            state: State::Start,
            line: 1,
            row: RawRow { line: 1, cells: Vec::new() },
            cell: String::new(),
            length: 0,
            rows: Vec::new(),
        }
    }

    fn take(&mut self, c: char, end: bool) -> Result<(), FileFault> {
        match (&self.state, c) {
            (State::Quoted, '"') => self.state = State::Closed,
            (State::Quoted, _) => self.push(if end { '\n' } else { c })?,
            (State::Closed, '"') => {
                self.state = State::Quoted;
                self.push('"')?;
            }
            (_, ',') => self.end_cell()?,
            _ if end => self.end_row()?,
            (State::Start, '"') => self.state = State::Quoted,
            (State::Closed, _) | (_, '"') => {
                return Err(FileFault::new("quote_misplaced").at(self.line).value(&self.cell));
            }
            _ => {
                self.state = State::Plain;
                self.push(c)?;
            }
        }
        self.line += u32::from(end);
        Ok(())
    }

    fn push(&mut self, c: char) -> Result<(), FileFault> {
        self.cell.push(c);
        self.length += 1;
        if self.length > MAX_CELL {
            let fault = FileFault::new("cell_too_long").at(self.row.line).with("limit", MAX_CELL);
            return Err(fault.value(&self.cell));
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FileFault> {
        self.row.cells.push(std::mem::take(&mut self.cell));
        (self.length, self.state) = (0, State::Start);
        if self.row.cells.len() > MAX_COLUMNS {
            let fault = FileFault::new("too_many_columns").at(self.row.line);
            return Err(fault.with("limit", MAX_COLUMNS));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FileFault> {
        self.end_cell()?;
        let next = RawRow { line: self.line + 1, cells: Vec::new() };
        let row = std::mem::replace(&mut self.row, next);
        if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
            self.rows.push(row);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<RawRow>, FileFault> {
        if self.state == State::Quoted {
            let fault = FileFault::new("quote_unclosed").at(self.row.line);
            return Err(fault.value(&self.cell));
        }
        if self.state != State::Start || !self.row.cells.is_empty() {
            self.end_row()?;
        }
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
        let rows = rows(text, 100).unwrap();
        rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|cell| cell.to_string()).collect())
    }

    #[test]
    fn every_line_end_counts_as_one() {
        let expected = [row(1, &["a", "b"]), row(2, &["c", ""]), row(4, &["d"])];
        for end in ["\n", "\r", "\r\n"] {
            assert_eq!(cells(&["a,b", "c,", "", "d"].join(end)), expected, "{end:?}");
        }
        assert_eq!(cells("a,b\r\nc,\r\rd\n"), expected);
    }

    #[test]
    fn quotes_keep_commas_quotes_and_lines() {
        let text = "\"a,\"\"b\"\"\",\"x\r\ny\"\r\n\"\",z";
        assert_eq!(cells(text), [row(1, &["a,\"b\"", "x\ny"]), row(3, &["", "z"])]);
    }

    #[test]
    fn broken_quotes_are_found_where_they_begin() {
        for (text, code, line) in [
            ("a,b\n\"c,d\ne,f\n", "quote_unclosed", 2),
            ("a\nb\"c\n", "quote_misplaced", 2),
            ("a\n\"b\"c\n", "quote_misplaced", 2),
        ] {
            let fault = rows(text, 100).unwrap_err();
            assert_eq!((fault.code, fault.line), (code, line), "{text:?}");
        }
        assert_eq!(rows(&"x".repeat(1 << 20), 9).unwrap_err().code, "cell_too_long");
        assert_eq!(rows(&",".repeat(10_000), 9).unwrap_err().code, "too_many_columns");
        assert_eq!(rows(&"x\n".repeat(10_000), 9).unwrap().len(), 10);
    }

    #[test]
    fn encodings_are_detected_or_refused() {
        let text = "学校标识码,学校名称\n4111010001,北京大学\n";
        assert_eq!(decode(text.as_bytes()), Ok((text.to_owned(), Encoding::Utf8)));
        let bom = [BOM, text.as_bytes()].concat();
        assert_eq!(decode(&bom), Ok((text.to_owned(), Encoding::Utf8Bom)));
        let (gb, _, _) = GB18030.encode(text);
        assert_eq!(decode(&gb), Ok((text.to_owned(), Encoding::Gb18030)));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let half = [&gb[..], text.as_bytes()].concat();
        for bytes in [
            &[b"\xff\xfe", &utf16[..]].concat()[..],
            &utf16,
            &half,
            &gb[..gb.len() - 2],
            b"\xff\xff",
            b"\xef\xbb\xbf\xb1\xb1",
        ] {
            assert_eq!(decode(bytes).map_err(|fault| fault.code), Err("encoding_unknown"));
        }
    }
}
