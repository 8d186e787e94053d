//! Draw up a campaign's cells anew. However many provinces publish meanwhile, one job waits for each campaign.

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    access::{ReleaseCells as Operation, SystemActor},
    codes::Place,
    db::{About, Tx},
    error::{Error, Result},
    ids::CampaignId,
    jobs::{Job, Services},
};

/// The job: for which campaign. `ministry.publish_counts` queues the same one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseCells {
    /// The campaign.
    pub campaign: CampaignId,
}

const ACTOR: SystemActor = SystemActor::System("release_cells");

impl Job for ReleaseCells {
    const TASK: &'static str = "release_cells";

    fn key(&self) -> Option<String> {
        Some(self.campaign.to_string())
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        if from != Place::Ministry {
            return Err(Error::not_found());
        }
        let mut tx: Tx<Operation> = services.db.begin_as_system(ACTOR, Place::Ministry).await?;
        let cells = store::release(&mut tx, self.campaign).await?;
        let about = About::object("campaign", self.campaign, "cells").created(&serde_json::json!({ "changed": cells }));
        tx.commit(about).await
    }
}
