//! From a stream of bytes to rows of text, in constant memory whatever the file's size.
//!
//! One rule: never guess silently. Text is UTF-8, with or without a mark, or GB 18030, decided at its first byte beyond ASCII; what
//! does not fit is refused.

use std::io::{self, Read};

use bytes::Bytes;
use csv_core::{ReadRecordResult, ReaderBuilder};
use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::Receiver;

use super::file::MAX_XLSX_ROWS;
use crate::files::{Format, workbook_rows};

/// Longest row, in bytes, and most cells of one.
const ROW: usize = 64 << 10;
const CELLS: usize = 400;
/// Largest `.xlsx`, in bytes; it has to be held whole.
const XLSX: usize = 20 << 20;

/// Why a file cannot be read any further: a code, the line, and the limit that was passed.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Stable code.
    pub code: &'static str,
    /// Line, or 0.
    pub line: i32,
    /// Limits.
    pub params: Vec<(&'static str, String)>,
}

impl Unreadable {
    fn new(code: &'static str, line: i32) -> Self {
        Self { code, line, params: Vec::new() }
    }
}

/// Reads what a client sends, and digests it on the way.
pub struct Upload {
    chunks: Receiver<io::Result<Bytes>>,
    current: Bytes,
    digest: Sha256,
}

impl Upload {
    /// From the request's body, chunk by chunk.
    pub fn new(chunks: Receiver<io::Result<Bytes>>) -> Self {
        Self { chunks, current: Bytes::new(), digest: Sha256::new() }
    }

    /// Give every row to `take`, with its line; stops when it says so. Returns the file's SHA-256, if it was read to its end.
    ///
    /// # Errors
    /// `Ok(Err(_))` where the file is at fault, `Err(_)` where the connection broke.
    pub fn rows(
        mut self,
        format: Format,
        mut take: impl FnMut(i32, &[&str]) -> bool,
    ) -> io::Result<Result<[u8; 32], Unreadable>> {
        let read = match format {
            Format::Csv => self.csv(&mut take)?,
            Format::Xlsx => self.xlsx(&mut take)?,
        };
        // What is left unread still belongs to the file that the hash names.
        io::copy(&mut self, &mut io::sink())?;
        Ok(read.map(|()| self.digest.finalize().into()))
    }

    fn xlsx(&mut self, take: &mut impl FnMut(i32, &[&str]) -> bool) -> io::Result<Result<(), Unreadable>> {
        let mut bytes = Vec::new();
        self.by_ref().take(XLSX as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > XLSX {
            let params = vec![("limit", (XLSX >> 20).to_string())];
            return Ok(Err(Unreadable { params, ..Unreadable::new("file_too_large", 0) }));
        }
        let rows = match workbook_rows(&bytes, MAX_XLSX_ROWS + 1) {
            Ok(rows) => rows,
            Err(fault) => {
                let line = i32::try_from(fault.line).unwrap_or(0);
                return Ok(Err(Unreadable { code: fault.code, line, params: fault.params }));
            }
        };
        if rows.len() > MAX_XLSX_ROWS + 1 {
            let params = vec![("limit", MAX_XLSX_ROWS.to_string())];
            return Ok(Err(Unreadable { params, ..Unreadable::new("too_many_rows", 0) }));
        }
        for row in rows {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            if !take(i32::try_from(row.line).unwrap_or(i32::MAX), &cells) {
                break;
            }
        }
        Ok(Ok(()))
    }

    fn csv(&mut self, take: &mut impl FnMut(i32, &[&str]) -> bool) -> io::Result<Result<(), Unreadable>> {
        let mut text = Text::new();
        let mut reader = ReaderBuilder::new().build();
        let (mut row, mut ends) = (vec![0_u8; ROW], vec![0_usize; CELLS]);
        let (mut filled, mut ended) = (0, 0);
        let mut raw = vec![0_u8; 64 << 10];
        loop {
            let count = self.read(&mut raw)?;
            let Some(mut decoded) = text.decode(&raw[..count], count == 0) else {
                return Ok(Err(Unreadable::new("encoding_unknown", i32::try_from(reader.line()).unwrap_or(0))));
            };
            // No input at all would mean the end to the reader.
            while !decoded.is_empty() || count == 0 {
                let (result, used, wrote, new_ends) =
                    reader.read_record(decoded, &mut row[filled..], &mut ends[ended..]);
                (filled, ended) = (filled + wrote, ended + new_ends);
                // The line that the row begins on: the reader has counted every line feed that it took.
                let ended_by_feed = result == ReadRecordResult::Record && decoded[..used].last() == Some(&b'\n');
                decoded = &decoded[used..];
                let inside = row[..filled].iter().filter(|byte| **byte == b'\n').count() as u64;
                let begun = reader.line().saturating_sub(inside + u64::from(ended_by_feed));
                let at = i32::try_from(begun).unwrap_or(i32::MAX);
                match result {
                    ReadRecordResult::InputEmpty if count > 0 => break,
                    ReadRecordResult::InputEmpty => {}
                    ReadRecordResult::OutputFull => return Ok(Err(Unreadable::new("result_row_too_long", at))),
                    ReadRecordResult::OutputEndsFull => {
                        let params = vec![("limit", CELLS.to_string())];
                        return Ok(Err(Unreadable { params, ..Unreadable::new("too_many_columns", at) }));
                    }
                    ReadRecordResult::Record => {
                        // Cells end where ASCII separators stood, so that each is whole text.
                        let mut from = 0;
                        let cells: Vec<&str> = ends[..ended]
                            .iter()
                            .map(|end| {
                                std::str::from_utf8(&row[std::mem::replace(&mut from, *end)..*end]).unwrap_or("")
                            })
                            .collect();
                        if !take(at, &cells) {
                            return Ok(Ok(()));
                        }
                        (filled, ended) = (0, 0);
                    }
                    ReadRecordResult::End => return Ok(Ok(())),
                }
            }
        }
    }
}

impl Read for Upload {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                Some(chunk) => self.current = chunk?,
                None => return Ok(0),
            }
        }
        let count = into.len().min(self.current.len());
        let piece = self.current.split_to(count);
        self.digest.update(&piece);
        into[..count].copy_from_slice(&piece);
        Ok(count)
    }
}

/// Decodes piece by piece.
struct Text {
    decoder: Option<Decoder>,
    begun: bool,
    out: Vec<u8>,
}

impl Text {
    fn new() -> Self {
        Self { decoder: None, begun: false, out: Vec::new() }
    }

    /// The next piece as UTF-8; `None` where it is no text that we know.
    fn decode(&mut self, mut raw: &[u8], last: bool) -> Option<&[u8]> {
        if !std::mem::replace(&mut self.begun, true) {
            raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
        }
        if raw.contains(&0) {
            return None;
        }
        self.out.clear();
        if self.decoder.is_none() {
            if raw.is_ascii() {
                self.out.extend_from_slice(raw);
                return Some(&self.out);
            }
            // A sequence that the piece cuts off is no fault.
            let utf8 = std::str::from_utf8(raw).map_or_else(|e| e.error_len().is_none(), |_| true);
            let encoding = if utf8 { UTF_8 } else { GB18030 };
            self.decoder = Some(encoding.new_decoder_without_bom_handling());
        }
        let decoder = self.decoder.as_mut()?;
        self.out.resize(decoder.max_utf8_buffer_length_without_replacement(raw.len())?, 0);
        let (result, _, wrote) = decoder.decode_to_utf8_without_replacement(raw, &mut self.out, last);
        self.out.truncate(wrote);
        // Other encodings often pass as GB 18030, but then fall into its private use area.
        let foreign = || String::from_utf8_lossy(&self.out).contains(|c| matches!(c, '\u{e000}'..='\u{f8ff}'));
        (result == DecoderResult::InputEmpty && !foreign()).then_some(&self.out)
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
