//! What a command prints: data on stdout, talk on stderr.

use std::io::{IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// Where a command's data goes, and in which form.
#[derive(Clone, Copy)]
pub(super) struct Output {
    pub(super) json: bool,
}

impl Output {
    /// Text on stdout, as it is.
    pub(super) fn text(self, text: &str) {
        // A reader that went away (`| head`) is no fault of ours.
        let _ = writeln!(std::io::stdout(), "{text}");
    }

    /// Rows as a table for people, or as JSON.
    pub(super) fn rows<T: Serialize>(self, rows: &[T], head: &[&str], cells: impl Fn(&T) -> Vec<String>) {
        if self.json {
            return self.value(rows);
        }
        let mut table = Table::new();
        table.load_preset(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(head);
        for row in rows {
            table.add_row(cells(row));
        }
        self.text(&table.to_string());
    }

    /// A value as JSON.
    pub(super) fn value<T: Serialize + ?Sized>(self, value: &T) {
        self.text(&serde_json::to_string_pretty(value).unwrap_or_default());
    }
}

/// A line of talk, on stderr.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A progress bar on a terminal; nothing elsewhere.
pub(super) fn bar(total: usize, what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64).with_message(what.to_owned());
    let style = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len} {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
