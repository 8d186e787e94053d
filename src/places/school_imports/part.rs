//! A province's part of a national file: one job, one transaction in the province, taken up again if it is killed.

use serde::{Deserialize, Serialize};

use super::write;
use crate::{
    access::{AdvanceFanOut, ImportSchoolsPart, SystemActor},
    codes::{Place, ProvinceCode},
    db::{About, Tx},
    error::{Error, Result},
    files::import::PartState,
    ids::ImportId,
    jobs::{Job, Services},
};

/// The job: which file, for which province.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportPart {
    /// The national file.
    pub import: ImportId,
    /// The province.
    pub province: ProvinceCode,
}

const ACTOR: SystemActor = SystemActor::System("import_part");

impl Job for ImportPart {
    const TASK: &'static str = "import_part";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.import, self.province))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        // Only the ministry fans out.
        if from != Place::Ministry {
            return Err(Error::not_found());
        }
        if !self.advance(services, PartState::Running, None).await? {
            return Ok(());
        }
        let done = self.apply(services).await;
        if let Err(error) = &done {
            self.advance(services, PartState::Failed, Some(error.code())).await?;
        }
        done
    }
}

impl ImportPart {
    async fn apply(&self, services: &Services) -> Result<()> {
        let place = Place::Province(self.province);
        let mut tx: Tx<ImportSchoolsPart> = services.db.begin_as_system(ACTOR, place).await?;
        let (created, updated, unchanged) = write::apply_part(&mut tx, self.import).await?;
        let counts = serde_json::json!({ "created": created, "updated": updated, "unchanged": unchanged });
        tx.commit(About::object("school_import", self.import, self.province.zh()).created(&counts)).await
    }

    /// Note how the part fares; false when it is done already: the worker that did it was killed before the queue heard of it.
    async fn advance(&self, services: &Services, state: PartState, error: Option<&str>) -> Result<bool> {
        let mut tx: Tx<AdvanceFanOut> = services.db.begin_as_system(ACTOR, Place::Ministry).await?;
        if !write::advance(&mut tx, self.import, self.province, state, error).await? {
            return Ok(false);
        }
        let about = About::object("school_import", self.import, self.province.zh()).because(state.as_str());
        tx.commit(about).await?;
        Ok(true)
    }
}
