//! Close a campaign, also one that is not open everywhere yet: a job per province, then the last release.

use super::{apply::ApplyCampaign, model::Campaign, store};
use crate::{
    access::{Caller, CloseCampaign},
    db::{About, Db, Tx},
    error::Result,
    ids::CampaignId,
    jobs,
};

/// Begin to close it.
pub async fn close_campaign(db: &Db, caller: &Caller, campaign: CampaignId) -> Result<Campaign> {
    let mut tx: Tx<CloseCampaign> = db.begin_at_ministry(caller).await?;
    let before = store::get(&mut tx, campaign).await?;
    before.state.must_go_on()?;
    let (version, job) = (tx.expected_version()?, tx.new_id());
    store::close(&mut tx, campaign, job, version).await?;
    for province in store::fan_out(&mut tx, job).await? {
        jobs::enqueue(&mut tx, &ApplyCampaign { campaign, job, province }).await?;
    }
    let after = store::get(&mut tx, campaign).await?;
    tx.commit(About::object("campaign", campaign, &after.title).changed(&before, &after)).await?;
    Ok(after)
}
