//! Take a file in: its rows are checked, judged, compared with what is held and, where they change something, sealed and staged as they
//! come, a few thousand at a time. Nothing is changed yet, and nothing of the file's text is kept.

use std::{
    io,
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    candidates::{Batch, Candidates, Outcome},
    changes::{Before, Changes},
    model::{ResultImport, ResultImportState},
    preview,
    read::Upload,
    seal::Sealer,
    store,
};
use crate::{
    access::{Caller, ImportResults, StageResults, SystemActor},
    assessment::scope,
    codes::{Place, ProvinceCode, SchoolCode},
    db::{About, CopyRows, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    files::Format,
    ids::{CampaignId, ResultImportId},
};

/// Rows that are copied to the stage at once. sqlx 0.9.0 leaves Nagle's algorithm on (its issue 4335): each COPY waits some 40 ms for an
/// acknowledgement, however few its rows are.
const COPIED: usize = 16_000;
/// How often it is noted how far reading has come.
const NOTED: Duration = Duration::from_millis(500);

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
    let based_on = store::last_commit(&mut tx, to.school, to.campaign).await?;
    store::insert(&mut tx, id, to, filename, &caller.name, based_on).await?;
    tx.commit(About::object("result_import", id, filename)).await?;

    let place = Place::Province(to.province);
    let sealer = Sealer::new(keys.make_results(place, to.school, to.campaign).await?, place, to.school, to.campaign);
    let mut candidates = Candidates::new(paper, sealer.clone(), now.date_naive());
    let (to_reader, chunks) = mpsc::channel(4);
    let (to_stage, mut batches) = mpsc::channel::<Batch>(8);
    let reading = tokio::task::spawn_blocking(move || {
        let read = Upload::new(chunks).rows(format, |line, cells| candidates.take(line, cells, &to_stage));
        candidates.send(&to_stage);
        (read, candidates)
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
        let mut staging = Staging::new(db, sealer, to, id);
        if based_on.is_some() {
            staging.before = store::held(&mut staging.begin().await?, to.school, to.campaign).await?;
        }
        while let Some(batch) = batches.recv().await {
            staging.take(batch).await?;
        }
        staging.finish().await
    };
    let ((), staged) = tokio::join!(feed, stage);
    let (read, candidates) = reading.await.map_err(anyhow::Error::from)?;
    let outcome = match (staged, read) {
        (Ok(changes), Ok(read)) => Ok((candidates.outcome(read), changes)),
        (Err(error), _) => Err(error),
        (_, Err(broken)) => Err(Error::Internal(broken.into())),
    };
    conclude(db, caller, to, id, based_on, outcome).await
}

/// Say how it ended, whatever happened: faults, a preview, or that it broke off.
async fn conclude(
    db: &Db,
    caller: &Caller,
    to: Target,
    id: ResultImportId,
    based_on: Option<Uuid>,
    outcome: Result<(Outcome, Changes)>,
) -> Result<ResultImport> {
    let mut tx: Tx<ImportResults> = db.begin_in(caller, to.province).await?;
    let (state, error) = match &outcome {
        Ok((outcome, _)) if outcome.count > 0 => (ResultImportState::Invalid, None),
        Ok((_, changes)) if store::last_commit(&mut tx, to.school, to.campaign).await? == based_on => {
            preview::note(&mut tx, id, changes).await?;
            (ResultImportState::Validated, None)
        }
        // Somebody committed while this file was being compared.
        Ok(_) => (ResultImportState::Failed, Some("import_stale")),
        Err(_) => (ResultImportState::Failed, Some("upload_broken")),
    };
    if state != ResultImportState::Validated {
        store::clear_stage(&mut tx, id).await?;
    }
    if let Ok((outcome, _)) = &outcome {
        store::insert_faults(&mut tx, id, &outcome.faults).await?;
        store::read(&mut tx, id, outcome.rows, outcome.count, outcome.sha256.as_deref()).await?;
    }
    store::set_state(&mut tx, id, state, error).await?;
    let import = store::get(&mut tx, to.school, id).await?;
    tx.commit(About::object("result_import", id, &import.filename).because(state.as_str())).await?;
    outcome.map(|_| import)
}

/// The stage of one file, being filled.
struct Staging<'a> {
    db: &'a Db,
    sealer: Sealer,
    to: Target,
    id: ResultImportId,
    before: Before,
    changes: Changes,
    rows: CopyRows,
    noted: Instant,
}

impl<'a> Staging<'a> {
    fn new(db: &'a Db, sealer: Sealer, to: Target, id: ResultImportId) -> Self {
        let (before, changes, rows) = (Before::default(), Changes::default(), CopyRows::default());
        Self { db, sealer, to, id, before, changes, rows, noted: Instant::now() }
    }

    async fn begin(&self) -> Result<Tx<StageResults>> {
        self.db.begin_as_system(SystemActor::System("result_stage"), Place::Province(self.to.province)).await
    }

    /// Compare a batch with what is held; what changes something goes on.
    async fn take(&mut self, batch: Batch) -> Result<()> {
        self.changes.take(self.id.0, &batch.rows, &self.before, &self.sealer, &mut self.rows)?;
        if self.rows.len() >= COPIED {
            self.copy().await?;
        }
        if self.noted.elapsed() >= NOTED {
            store::progress(&mut self.begin().await?, self.id, batch.read).await?;
            self.noted = Instant::now();
        }
        Ok(())
    }

    async fn copy(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        rows.send(self.begin().await?.conn(), store::COPY).await.map(drop)
    }

    async fn finish(mut self) -> Result<Changes> {
        self.copy().await?;
        Ok(self.changes)
    }
}
