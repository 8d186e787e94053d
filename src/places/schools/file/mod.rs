//! School files: which columns they have, and what a row says of a school.
//!
//! One rule: whether a school exists already is for the import to find out; nothing in here knows a database.

mod columns;
mod record;
mod template;
#[cfg(test)]
mod tests;

pub use columns::Column;
pub use record::SchoolRecord;
pub use template::template;

use crate::files::{self, DataFile, FileFault};

/// A file of schools.
pub type SchoolFile = DataFile<Column>;

/// Reads a school file. On failure all faults of its form are told; those of its rows come from
/// [`SchoolFile::records`]. Takes up to a second: keep it off the async threads.
pub fn read(bytes: &[u8], filename: &str) -> Result<SchoolFile, Vec<FileFault>> {
    files::read(bytes, filename)
}
