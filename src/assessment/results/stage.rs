//! Take a file in: its rows are checked, judged, sealed and staged as they come, a few thousand at a time; then what it would
//! change is worked out. Nothing is changed yet, and nothing of the file's text is kept.

use std::{collections::HashMap, io};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    file::{Layout, Row, RowFault},
    model::{ResultImport, ResultImportState},
    preview,
    read::{Unreadable, Upload},
    seal::Sealer,
    store,
};
use crate::{
    access::{Caller, ImportResults, StageResults, SystemActor},
    assessment::{
        instruments::{Paper, Verdict},
        scope,
    },
    codes::{Place, ProvinceCode, SchoolCode},
    db::{About, CopyRows, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    ids::{CampaignId, ResultImportId},
    places::schools::file::Format,
};

/// Rows staged at once.
const BATCH: usize = 4_000;
/// Faults that are kept; more are only counted.
pub const FAULTS_KEPT: usize = 1_000;

/// Where results go.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The province.
    pub province: ProvinceCode,
    /// The school.
    pub school: SchoolCode,
    /// The campaign.
    pub campaign: CampaignId,
}

/// Take in one file.
pub async fn upload<S>(
    db: &Db,
    keys: &Keyring,
    caller: &Caller,
    to: Target,
    filename: &str,
    body: S,
) -> Result<ResultImport>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let format = Format::of(filename).map_err(|e| Error::invalid(vec![Fault::at("?filename", e.code)]))?;
    let mut tx: Tx<ImportResults> = db.begin_in(caller, to.province).await?;
    let part = scope::get(&mut tx, to.school, to.campaign).await?;
    part.must_be_open()?;
    let paper = part.paper()?;
    store::sweep(&mut tx, Some(to.school)).await?;
    let (id, now) = (ResultImportId(tx.new_id()), tx.now());
    store::insert(&mut tx, id, to, filename, &caller.name).await?;
    tx.commit(About::object("result_import", id, filename)).await?;

    let place = Place::Province(to.province);
    let sealer = Sealer::new(keys.make_results(place, to.school, to.campaign).await?, place, to.school, to.campaign);
    let mut stager = Stager::new(id, paper, sealer, now.date_naive());
    let (to_reader, chunks) = mpsc::channel(4);
    let (to_stage, mut batches) = mpsc::channel::<Batch>(2);
    let reading = tokio::task::spawn_blocking(move || {
        let read = Upload::new(chunks).rows(format, |line, cells| stager.take(line, cells, &to_stage));
        stager.send(&to_stage);
        (read, stager)
    });
    let feed = async move {
        let mut body = std::pin::pin!(body);
        while let Some(chunk) = body.next().await {
            if to_reader.send(chunk).await.is_err() {
                return;
            }
        }
    };
    let stage = async move {
        while let Some(batch) = batches.recv().await {
            batch.stage(db, place, id).await?;
        }
        Ok::<_, Error>(())
    };
    let ((), staged) = tokio::join!(feed, stage);
    let (read, stager) = reading.await.map_err(anyhow::Error::from)?;
    let outcome = match (staged, read) {
        (Ok(()), Ok(read)) => Ok(stager.outcome(read)),
        (Err(error), _) => Err(error),
        (_, Err(broken)) => Err(Error::Internal(broken.into())),
    };
    conclude(db, caller, to, id, outcome).await
}

/// Say how it ended, whatever happened: faults, a preview, or that it broke off.
async fn conclude(
    db: &Db,
    caller: &Caller,
    to: Target,
    id: ResultImportId,
    outcome: Result<Outcome>,
) -> Result<ResultImport> {
    let mut tx: Tx<ImportResults> = db.begin_in(caller, to.province).await?;
    let (state, error) = match &outcome {
        Ok(outcome) if outcome.count == 0 => (ResultImportState::Validated, None),
        Ok(_) => (ResultImportState::Invalid, None),
        Err(_) => (ResultImportState::Failed, Some("upload_broken")),
    };
    if state != ResultImportState::Validated {
        store::clear_stage(&mut tx, id).await?;
    }
    if let Ok(outcome) = &outcome {
        store::insert_faults(&mut tx, id, &outcome.faults).await?;
        store::read(&mut tx, id, outcome.rows, outcome.count, outcome.sha256.as_deref()).await?;
    }
    if state == ResultImportState::Validated {
        preview::preview(&mut tx, id).await?;
    }
    store::set_state(&mut tx, id, state, error).await?;
    let import = store::get(&mut tx, to.school, id).await?;
    tx.commit(About::object("result_import", id, &import.filename).because(state.as_str())).await?;
    outcome.map(|_| import)
}

/// How reading a file ended.
struct Outcome {
    rows: i32,
    count: i32,
    faults: Vec<RowFault>,
    sha256: Option<String>,
}

/// Rows on their way to the stage.
struct Batch {
    rows: CopyRows,
    read: i32,
}

impl Batch {
    async fn stage(self, db: &Db, place: Place, id: ResultImportId) -> Result<()> {
        let mut tx: Tx<StageResults> = db.begin_as_system(SystemActor::System("result_stage"), place).await?;
        self.rows.send(tx.conn(), store::COPY).await?;
        store::progress(&mut tx, id, self.read).await
    }
}

/// Turns rows of text into sealed rows.
struct Stager {
    import: Uuid,
    paper: Paper,
    sealer: Sealer,
    latest: chrono::NaiveDate,
    layout: Option<Layout>,
    verdict: Verdict,
    first_lines: HashMap<Uuid, i32>,
    rows: i32,
    faults: Vec<RowFault>,
    count: i32,
    batch: CopyRows,
}

impl Stager {
    fn new(import: ResultImportId, paper: Paper, sealer: Sealer, today: chrono::NaiveDate) -> Self {
        Self {
            import: import.0,
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
            batch: CopyRows::default(),
        }
    }

    /// False when there is no point in going on.
    fn take(&mut self, line: i32, cells: &[&str], to: &mpsc::Sender<Batch>) -> bool {
        let Some(layout) = &self.layout else {
            match Layout::read(line, cells, self.paper.instruments(), self.latest) {
                Ok(layout) => self.layout = Some(layout),
                Err(faults) => self.refuse(faults),
            }
            return self.layout.is_some();
        };
        let Some(row) = layout.row(line, cells) else { return true };
        self.rows += 1;
        let taken = row.and_then(|row| self.stage(line, row).map_err(|fault| vec![fault]));
        if let Err(faults) = taken {
            self.refuse(faults);
        }
        self.batch.len() < BATCH || self.send(to)
    }

    fn stage(&mut self, line: i32, row: Row) -> std::result::Result<(), RowFault> {
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
        let Row::Answered(record) = row else {
            self.batch.row(12).uuid(self.import).int(line).uuid(id);
            (0..9).for_each(|_| _ = self.batch.null());
            return Ok(());
        };
        self.paper.judge_into(&record.answers, &mut self.verdict).map_err(|f| fault(f.code, vec![]))?;
        let sealed = self.sealer.seal(&record, &self.verdict).map_err(|_| fault("internal", vec![]))?;
        self.batch
            .row(12)
            .uuid(self.import)
            .int(line)
            .uuid(id)
            .text(record.training_level.as_str())
            .text(&record.college)
            .small(record.enrol_year)
            .small(record.gender.digit())
            .text(self.verdict.level.as_str())
            .bool(self.verdict.crisis)
            .bytes(&sealed.identity)
            .bytes(&sealed.answers)
            .bytes(&sealed.mac);
        Ok(())
    }

    /// False when nobody takes it.
    fn send(&mut self, to: &mpsc::Sender<Batch>) -> bool {
        let rows = std::mem::take(&mut self.batch);
        to.blocking_send(Batch { rows, read: self.rows }).is_ok()
    }

    fn refuse(&mut self, faults: Vec<RowFault>) {
        self.count = self.count.saturating_add(i32::try_from(faults.len()).unwrap_or(i32::MAX));
        let room = FAULTS_KEPT.saturating_sub(self.faults.len());
        self.faults.extend(faults.into_iter().take(room));
    }

    fn outcome(mut self, read: std::result::Result<[u8; 32], Unreadable>) -> Outcome {
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
