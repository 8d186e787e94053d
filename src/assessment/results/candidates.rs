//! From rows of text to candidates for the stage: each is checked and judged; a file with faults yields none.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    changes::{Candidate, Judged},
    file::{Layout, Record, Row, RowFault},
    read::Unreadable,
    seal::Sealer,
};
use crate::assessment::instruments::{Paper, Verdict};

/// Candidates handed on at once.
const BATCH: usize = 2_000;
/// Faults that are kept; more are only counted.
const FAULTS_KEPT: usize = 1_000;

/// Candidates on their way to the stage.
pub(super) struct Batch {
    pub(super) rows: Vec<Candidate>,
    /// Rows of the file read so far.
    pub(super) read: i32,
}

/// How reading a file ended.
pub(super) struct Outcome {
    pub(super) rows: i32,
    /// Faults in all.
    pub(super) count: i32,
    /// The first of them.
    pub(super) faults: Vec<RowFault>,
    pub(super) sha256: Option<String>,
}

/// Turns rows of text into candidates.
pub(super) struct Candidates {
    paper: Paper,
    sealer: Sealer,
    latest: chrono::NaiveDate,
    layout: Option<Layout>,
    verdict: Verdict,
    first_lines: HashMap<Uuid, i32>,
    rows: i32,
    faults: Vec<RowFault>,
    count: i32,
    batch: Vec<Candidate>,
}

impl Candidates {
    pub(super) fn new(paper: Paper, sealer: Sealer, today: chrono::NaiveDate) -> Self {
        Self {
            paper,
            sealer,
            // A day ahead of UTC: it is already tomorrow in Beijing.
            latest: today.succ_opt().unwrap_or(today),
            layout: None,
            verdict: Verdict::default(),
            first_lines: HashMap::new(),
            rows: 0,
            faults: Vec::new(),
            count: 0,
            batch: Vec::with_capacity(BATCH),
        }
    }

    /// False when there is no point in going on.
    pub(super) fn take(&mut self, line: i32, cells: &[&str], to: &mpsc::Sender<Batch>) -> bool {
        let Some(layout) = &self.layout else {
            match Layout::read(line, cells, self.paper.instruments(), self.latest) {
                Ok(layout) => self.layout = Some(layout),
                Err(faults) => self.refuse(faults),
            }
            return self.layout.is_some();
        };
        let Some(row) = layout.row(line, cells) else { return true };
        self.rows += 1;
        let taken = row.and_then(|row| self.add(line, row).map_err(|fault| vec![fault]));
        if let Err(faults) = taken {
            self.refuse(faults);
        }
        self.batch.len() < BATCH || self.send(to)
    }

    fn add(&mut self, line: i32, row: Row) -> std::result::Result<(), RowFault> {
        let fault = |code, params| RowFault { line, column: String::new(), code, params };
        let id = match &row {
            Row::Answered(record) => self.sealer.id(&record.student_number),
            Row::Withdrawn(student) => self.sealer.id(student),
        };
        let first = *self.first_lines.entry(id).or_insert(line);
        if first != line {
            return Err(fault("student_repeated", vec![("first_line", first.to_string())]));
        }
        if self.count > 0 {
            return Ok(());
        }
        let after = match row {
            Row::Answered(record) => Some(self.judge(*record).map_err(|code| fault(code, vec![]))?),
            Row::Withdrawn(_) => None,
        };
        self.batch.push(Candidate { line, id, after });
        Ok(())
    }

    /// Judge a student's paper, or say what is wrong with it.
    fn judge(&mut self, record: Record) -> std::result::Result<Judged, &'static str> {
        self.paper.judge_into(&record.answers, &mut self.verdict).map_err(|fault| fault.code)?;
        let draft = self.sealer.draft(&record, &self.verdict).map_err(|_| "internal")?;
        let Record { training_level, college, enrol_year, gender, .. } = record;
        let Verdict { level, crisis, .. } = self.verdict;
        Ok(Judged { training_level, college, enrol_year, gender, level, crisis, draft })
    }

    /// False when nobody takes it.
    pub(super) fn send(&mut self, to: &mpsc::Sender<Batch>) -> bool {
        let rows = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        to.blocking_send(Batch { rows, read: self.rows }).is_ok()
    }

    fn refuse(&mut self, faults: Vec<RowFault>) {
        self.count = self.count.saturating_add(i32::try_from(faults.len()).unwrap_or(i32::MAX));
        let room = FAULTS_KEPT.saturating_sub(self.faults.len());
        self.faults.extend(faults.into_iter().take(room));
    }

    pub(super) fn outcome(mut self, read: std::result::Result<[u8; 32], Unreadable>) -> Outcome {
        let sha256 = match read {
            Ok(sha256) => Some(HEXLOWER.encode(&sha256)),
            Err(Unreadable { code, line, params }) => {
                self.refuse(vec![RowFault { line, column: String::new(), code, params }]);
                None
            }
        };
        if self.count == 0 && self.rows == 0 {
            self.refuse(vec![RowFault { line: 0, column: String::new(), code: "no_rows", params: vec![] }]);
        }
        Outcome { rows: self.rows, count: self.count, faults: self.faults, sha256 }
    }
}
