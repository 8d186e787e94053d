//! What is wrong with a file, and where.

use super::messages;
use crate::codes::{CodeError, Lang};

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Line of the file, from 1; 0 where the fault is the file's as a whole.
    pub line: u32,
    /// The column, by its header as written in the file.
    pub column: Option<String>,
    /// Stable code; its text is in [`messages`].
    pub code: &'static str,
    /// What the text names: limits, expected values, other lines.
    pub params: Vec<(&'static str, String)>,
    /// The value as written.
    pub value: Option<String>,
}

impl FileFault {
    /// A fault of the whole file, until it says where it is.
    pub fn new(code: &'static str) -> Self {
        debug_assert!(messages::known(code), "{code} has no text");
        Self { line: 0, column: None, code, params: Vec::new(), value: None }
    }

    /// In a line.
    pub fn at(mut self, line: u32) -> Self {
        self.line = line;
        self
    }

    /// In a column.
    pub fn column(mut self, header: &str) -> Self {
        self.column = Some(header.to_owned());
        self
    }

    /// With a value for the text.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Keeps the beginning of a value, so that a report stays small.
    pub fn value(mut self, value: &str) -> Self {
        self.value = Some(value.chars().take(100).collect());
        self
    }

    /// The text for a person.
    pub fn text(&self, lang: Lang) -> String {
        messages::text(self.code, lang, &self.params)
    }
}

impl From<CodeError> for FileFault {
    fn from(error: CodeError) -> Self {
        Self::new(error.code)
    }
}
