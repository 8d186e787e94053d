//! What an import of results is, and what its figures say.

use std::ops::Add;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    codes::{Level, text_enum},
    ids::{CampaignId, ResultImportId},
};

text_enum! {
    /// How far an import of results has come.
    pub enum ResultImportState ("import_state_unknown") {
        /// Rows are being read, sealed and staged.
        Reading = "reading", "读取中", "Reading";
        /// The file has faults; nothing is staged.
        Invalid = "invalid", "有错误", "With errors";
        /// Ready to be committed.
        Validated = "validated", "待提交", "Ready to commit";
        /// The commit is under way.
        Committing = "committing", "提交中", "Committing";
        /// Committed.
        Done = "done", "已完成", "Done";
        /// Could not be read or committed; nothing was changed.
        Failed = "failed", "失败", "Failed";
        /// Nobody came back to commit it; its stage was cleared.
        Abandoned = "abandoned", "已放弃", "Abandoned";
    }
}

/// An uploaded file.
#[derive(Clone, Debug)]
pub struct ResultImport {
    /// Identifier.
    pub id: ResultImportId,
    /// For which campaign.
    pub campaign: CampaignId,
    /// Name as uploaded.
    pub filename: String,
    /// SHA-256 of the file, once it is read.
    pub sha256: Option<String>,
    /// State.
    pub state: ResultImportState,
    /// Rows read.
    pub rows: i32,
    /// Rows that its commit has written so far.
    pub written: i32,
    /// Faults found.
    pub faults: i32,
    /// Students who had no result yet.
    pub created: i32,
    /// Students whose result differs from the one held.
    pub changed: i32,
    /// Students whose result is the one held.
    pub unchanged: i32,
    /// Students who withdrew consent and had a result.
    pub withdrawn: i32,
    /// What the commit does, or did, to the school's figures.
    pub figures: Option<Figures>,
    /// Why it failed.
    pub error: Option<String>,
    /// Who uploaded it.
    pub account_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was committed.
    pub done_at: Option<DateTime<Utc>>,
}

/// A school's figures before and after an import, and who moved between levels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// As they are.
    pub before: LevelCounts,
    /// As they will be.
    pub after: LevelCounts,
    /// How many move from one level to another.
    pub moves: Vec<Move>,
}

/// Persons by level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelCounts {
    /// Papers handed in.
    pub completed: i64,
    /// Level 1.
    pub l1: i64,
    /// Level 2.
    pub l2: i64,
    /// Level 3.
    pub l3: i64,
    /// Normal.
    pub l0: i64,
    /// Invalid papers.
    pub inv: i64,
    /// Papers with a crisis item, invalid ones too.
    pub crisis: i64,
}

/// How many go from one level to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Level now.
    pub from: Level,
    /// Level after the commit.
    pub to: Level,
    /// Persons.
    pub persons: i64,
}

impl LevelCounts {
    /// So many more persons of a level.
    pub(super) fn note(&mut self, level: Level, crisis: bool, persons: i64) {
        let of_level = match level {
            Level::L1 => &mut self.l1,
            Level::L2 => &mut self.l2,
            Level::L3 => &mut self.l3,
            Level::L0 => &mut self.l0,
            Level::Inv => &mut self.inv,
        };
        *of_level += persons;
        self.completed += persons;
        self.crisis += if crisis { persons } else { 0 };
    }
}

impl Add for LevelCounts {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            completed: self.completed + more.completed,
            l1: self.l1 + more.l1,
            l2: self.l2 + more.l2,
            l3: self.l3 + more.l3,
            l0: self.l0 + more.l0,
            inv: self.inv + more.inv,
            crisis: self.crisis + more.crisis,
        }
    }
}
