//! Words of imports: a file is staged and checked whole, then carried out by its hash, and says of each row what it does or did.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::FileFault;
use crate::codes::text_enum;
use crate::{
    codes::ProvinceCode,
    error::{Error, Result},
    ids::ImportId,
};

text_enum! {
    /// Where an import stands.
    pub enum ImportState ("import_state_unknown") {
        /// The file has faults; nothing can be committed.
        Invalid = "invalid", "有错误", "Invalid";
        /// Checked; nothing is changed yet.
        Validated = "validated", "已校验", "Checked";
        /// Parts are under way.
        Running = "running", "进行中", "Running";
        /// Done everywhere.
        Done = "done", "已完成", "Done";
        /// Done in some provinces, failed in others.
        Partly = "partly", "部分完成", "Partly done";
        /// Failed everywhere.
        Failed = "failed", "失败", "Failed";
    }
}

text_enum! {
    /// Where a province's part stands.
    pub enum PartState ("part_state_unknown") {
        /// Queued.
        Waiting = "waiting", "等待", "Waiting";
        /// Under way.
        Running = "running", "进行中", "Running";
        /// Committed.
        Done = "done", "已完成", "Done";
        /// Failed; tried again later.
        Failed = "failed", "失败", "Failed";
    }
}

text_enum! {
    /// What a row does.
    pub enum RowAction ("row_action_unknown") {
        /// Has faults.
        Error = "error", "错误", "Error";
        /// Makes something new.
        Create = "create", "新增", "Create";
        /// Changes something.
        Update = "update", "更新", "Update";
        /// Changes nothing.
        Unchanged = "unchanged", "不变", "Unchanged";
    }
}

/// A file that was uploaded, with what it does or did.
#[derive(Clone, Debug, Serialize)]
pub struct Import {
    /// Identifier.
    pub id: ImportId,
    /// Name of the file.
    pub filename: String,
    /// SHA-256 of the file, in hex: a commit must name it.
    pub sha256: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// Encoding that was detected, for a `.csv`.
    pub encoding: Option<String>,
    /// Where it stands.
    pub state: ImportState,
    /// Rows below the header.
    pub rows: i32,
    /// Rows that make something new.
    pub created: i32,
    /// Rows that change something.
    pub updated: i32,
    /// Rows that were so already.
    pub unchanged: i32,
    /// Rows with faults.
    pub failed: i32,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// One per province, for a national file that was committed.
    pub parts: Vec<Part>,
}

/// A province's part of a national file.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// The province.
    pub province: ProvinceCode,
    /// Where it stands.
    pub state: PartState,
    /// Rows of the part.
    pub rows: i32,
    /// Rows that make something new.
    pub created: i32,
    /// Rows that change something.
    pub updated: i32,
    /// Rows that were so already.
    pub unchanged: i32,
    /// Rows that failed.
    pub failed: i32,
    /// Code of what went wrong.
    pub error: Option<String>,
}

impl Import {
    /// State and counts of a national import follow from its parts.
    #[must_use]
    pub fn summed(mut self) -> Self {
        if self.parts.is_empty() {
            return self;
        }
        let sum = |count: fn(&Part) -> i32| self.parts.iter().map(count).sum();
        (self.created, self.updated, self.unchanged) = (sum(|p| p.created), sum(|p| p.updated), sum(|p| p.unchanged));
        self.failed = sum(|p| p.failed);
        let all = |state: PartState| self.parts.iter().all(|p| p.state == state);
        let ended = self.parts.iter().all(|p| matches!(p.state, PartState::Done | PartState::Failed));
        self.state = match () {
            () if all(PartState::Done) => ImportState::Done,
            () if all(PartState::Failed) => ImportState::Failed,
            () if ended => ImportState::Partly,
            () => ImportState::Running,
        };
        self
    }

    /// Whether it can be carried out now, by the hash of the file that was checked.
    pub fn check(&self, sha256: &str) -> Result<()> {
        match self.state {
            ImportState::Validated if self.sha256 == sha256.to_ascii_lowercase() => Ok(()),
            ImportState::Validated => Err(Error::invalid_field("/sha256", "import_hash_mismatch")),
            ImportState::Invalid => Err(Error::conflict("import_invalid")),
            ImportState::Running => Err(Error::conflict("import_running")),
            ImportState::Done | ImportState::Partly | ImportState::Failed => {
                Err(Error::conflict("import_not_validated"))
            }
        }
    }

    /// Parts that have ended, of how many.
    pub fn progress(&self) -> (usize, usize) {
        let ended = self.parts.iter().filter(|p| matches!(p.state, PartState::Done | PartState::Failed)).count();
        (ended, self.parts.len())
    }
}

/// A row of an import, as it is listed.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line of the file.
    pub line: i32,
    /// What it does.
    pub action: RowAction,
    /// Identifier of the school, as far as it could be read.
    pub school_id: Option<String>,
    /// Name of the school or of the person.
    pub name: Option<String>,
    /// Login of the person.
    pub login: Option<String>,
    /// The role that the person is to hold.
    pub role: Option<String>,
    /// What changes.
    pub changes: Vec<Change>,
    /// What is wrong.
    pub errors: Vec<RowFault>,
}

/// A field that a row changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Field.
    pub field: String,
    /// Value before.
    pub old: Option<String>,
    /// Value after.
    pub new: Option<String>,
}

/// A fault of a row, with its text's values; the text is made for its reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// Header of the column; none: the whole row.
    pub column: Option<String>,
    /// Stable code.
    pub code: String,
    /// Values for the text.
    pub params: Vec<(String, String)>,
    /// What the cell holds.
    pub value: Option<String>,
}

impl From<FileFault> for RowFault {
    fn from(fault: FileFault) -> Self {
        let params = fault.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { column: fault.column, code: fault.code.to_owned(), params, value: fault.value }
    }
}

/// What a file says of itself.
pub struct FileHead {
    /// `csv` or `xlsx`.
    pub format: String,
    /// Encoding that was detected, for a `.csv`.
    pub encoding: Option<String>,
    /// The header as uploaded.
    pub cells: Vec<String>,
}

/// A file as it came.
pub struct Upload {
    /// Its name, which tells its format.
    pub filename: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

impl Upload {
    /// A file by its name, without control characters and cut to 200, and its bytes.
    pub fn new(filename: String, bytes: Vec<u8>) -> Self {
        let sha256 = Sha256::digest(&bytes).into();
        Self { filename: filename.chars().filter(|c| !c.is_control()).take(200).collect(), bytes, sha256 }
    }
}
