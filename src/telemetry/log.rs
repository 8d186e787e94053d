//! Log lines.

use std::io::{self, IsTerminal, Write};

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// For people.
    Text,
    /// One object a line, for machines.
    Json,
}

/// Log to standard error from now on. `RUST_LOG` wins over `filter`, which is written alike: `info,huixin=debug`.
///
/// No request can forge a line or steer a terminal: the text format lets control characters through in what is
/// shown by `%`, so they are escaped on the way out, and there are no colours.
///
/// # Errors
/// When the filter is none, or logging has begun already.
pub fn log_to_stderr(format: LogFormat, filter: &str) -> anyhow::Result<()> {
    let filter = match std::env::var("RUST_LOG") {
        Ok(wish) if !wish.is_empty() => EnvFilter::try_new(wish)?,
        _ => EnvFilter::try_new(filter)?,
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| OneLine(io::stderr()));
    let json = match format {
        LogFormat::Auto => !io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let begun = if json {
        lines.json().flatten_event(true).with_span_list(false).try_init()
    } else {
        lines.with_ansi(false).try_init()
    };
    begun.map_err(|error| anyhow::anyhow!(error))
}

/// Keeps an event on one line of printable text; the formatter hands over each event at once.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let (line, end) = text.strip_suffix('\n').map_or((&*text, ""), |line| (line, "\n"));
        if line.contains(char::is_control) {
            let mut safe = String::with_capacity(line.len() + 16);
            for c in line.chars() {
                match c {
                    c if c.is_control() => safe.extend(c.escape_default()),
                    c => safe.push(c),
                }
            }
            self.0.write_all((safe + end).as_bytes())?;
        } else {
            self.0.write_all(event)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_request_can_neither_forge_a_line_nor_steer_a_terminal() {
        let page = Page::default();
        let (text, json) = (page.clone(), page.clone());
        let text = tracing_subscriber::fmt().with_ansi(false).with_writer(move || OneLine(text.clone())).finish();
        let json =
            tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || OneLine(json.clone())).finish();
        let hostile = "x\n2026-01-01T00:00:00Z  INFO forged\u{1b}[2J";
        let say = || tracing::info!(path = hostile, shown = %hostile, "said {hostile}");
        tracing::subscriber::with_default(text, say);
        tracing::subscriber::with_default(json, say);
        let page = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
        assert!(!page.contains('\u{1b}'), "{page}");
        assert_eq!(page.lines().count(), 2, "{page}");
    }
}
