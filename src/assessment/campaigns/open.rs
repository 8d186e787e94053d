//! Open the year's campaign: the ministry's row, a part per province, a job for each.

use super::{
    apply::ApplyCampaign,
    model::{Campaign, NewCampaign},
    store,
};
use crate::{
    access::{Caller, ListCampaigns, OpenCampaign},
    db::{About, Db, Tx},
    error::Result,
    ids::CampaignId,
    jobs,
};

/// Open it; a repeated request with the same key is answered with what the first one made.
pub async fn open_campaign(db: &Db, caller: &Caller, new: &NewCampaign) -> Result<Campaign> {
    let mut tx: Tx<OpenCampaign> = db.begin_at_ministry(caller).await?;
    if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
        return store::get(&mut tx, id).await;
    }
    let (campaign, job) = (CampaignId(tx.new_id()), tx.new_id());
    store::insert(&mut tx, campaign, job, new).await?;
    for province in store::fan_out(&mut tx, job).await? {
        jobs::enqueue(&mut tx, &ApplyCampaign { campaign, job, province }).await?;
    }
    let opened = store::get(&mut tx, campaign).await?;
    tx.commit(About::object("campaign", campaign, &opened.title).created(&opened)).await?;
    Ok(opened)
}

/// The campaign of a year, if there is one.
pub async fn campaign_of(db: &Db, caller: &Caller, year: i32) -> Result<Option<Campaign>> {
    let mut tx: Tx<ListCampaigns> = db.begin_at_ministry(caller).await?;
    Ok(store::list(&mut tx, Some(year + 1), 1).await?.into_iter().find(|campaign| campaign.year == year))
}
