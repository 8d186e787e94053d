//! A province's part in opening or closing a campaign: one job, the same for both, since the ministry's row says which.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store;
use crate::{
    access::{AdvanceFanOut, ApplyCampaign as Operation, SystemActor},
    cockpit::ReleaseCells,
    codes::{Place, ProvinceCode},
    db::{About, Tx},
    error::{Error, Result},
    ids::CampaignId,
    jobs::{self, Job, Services},
    places::school_imports::PartState,
};

/// The job: which campaign, which fan-out, for which province. A suspended province is not left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplyCampaign {
    /// The campaign.
    pub campaign: CampaignId,
    /// The fan-out that it is a part of.
    pub job: Uuid,
    /// The province.
    pub province: ProvinceCode,
}

pub(super) const ACTOR: SystemActor = SystemActor::System("apply_campaign");

impl Job for ApplyCampaign {
    const TASK: &'static str = "apply_campaign";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.job, self.province))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        // Only the ministry fans out.
        if from != Place::Ministry {
            return Err(Error::not_found());
        }
        self.advance(services, PartState::Running, None).await?;
        let done = self.apply(services).await;
        match &done {
            Ok(()) => self.advance(services, PartState::Done, None).await?,
            Err(error) => self.advance(services, PartState::Failed, Some(error.code())).await?,
        }
        done
    }
}

impl ApplyCampaign {
    async fn apply(&self, services: &Services) -> Result<()> {
        let local = services.owner.apply_campaign_in(self.province, self.campaign).await?;
        let tx: Tx<Operation> = services.db.begin_as_system(ACTOR, Place::Province(self.province)).await?;
        tx.commit(About::object("campaign", self.campaign, self.province.zh()).because(local.as_str())).await
    }

    /// Note how the part fares. The last part to be done settles the campaign, and its cells are drawn up.
    async fn advance(&self, services: &Services, state: PartState, error: Option<&str>) -> Result<()> {
        let mut tx: Tx<AdvanceFanOut> = services.db.begin_as_system(ACTOR, Place::Ministry).await?;
        store::hold(&mut tx, self.campaign).await?;
        store::advance(&mut tx, self.job, self.province, state, error).await?;
        if state == PartState::Done && store::settle(&mut tx, self.campaign, self.job).await? {
            jobs::enqueue(&mut tx, &ReleaseCells { campaign: self.campaign }).await?;
        }
        let about = About::object("campaign", self.campaign, self.province.zh()).because(state.as_str());
        tx.commit(about).await
    }
}
