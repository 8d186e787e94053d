//! Files of evidence: sealed before they are kept, opened for a reviewer.

use uuid::Uuid;

use super::store::{self, ByApplicant};
use crate::{
    access::OpenEvidence,
    codes::{Evidence, Place},
    crypto::sealing::{self, Cell},
    db::{Keyring, Tx},
    error::{Error, Result},
    files::scan::{self, Scan},
    http::File,
};

/// A scan that was handed in, and of what.
pub(super) struct Handed {
    pub(super) kind: Evidence,
    pub(super) scan: Scan,
}

/// Seal and keep a file.
pub(super) async fn add<O: ByApplicant>(
    tx: &mut Tx<O>,
    keys: &Keyring,
    registration: Uuid,
    file: &Handed,
) -> Result<()> {
    let id = tx.new_id();
    let key = keys.registrations(tx.place()).await?;
    let sealed = sealing::seal(&key, cell(tx.place(), id), &file.scan.bytes).map_err(anyhow::Error::from)?;
    store::insert_evidence(tx, registration, id, file, &sealed).await
}

/// Open a file for a reviewer.
pub(super) async fn open(tx: &mut Tx<OpenEvidence>, keys: &Keyring, registration: Uuid, id: Uuid) -> Result<File> {
    let (name, media_type, sealed) = store::evidence(tx, registration, id).await?.ok_or_else(Error::not_found)?;
    let key = keys.registrations(tx.place()).await?;
    let bytes = sealing::open(&key, cell(tx.place(), id), &sealed).map_err(anyhow::Error::from)?;
    Ok(File { name, media_type: scan::media_type(&media_type), bytes })
}

fn cell(place: Place, id: Uuid) -> Cell<'static> {
    Cell { place: place.as_str(), table: "registration_file", column: "sealed", row: id }
}
