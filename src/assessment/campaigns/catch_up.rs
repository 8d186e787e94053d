//! Bring open campaigns to provinces that were provisioned after them, or whose part failed for good.

use super::{apply::ApplyCampaign, store};
use crate::{
    access::{AdvanceFanOut, SystemActor},
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
    jobs,
};

/// Queue the parts that are missing; how many.
pub async fn catch_up(db: &Db, actor: SystemActor) -> Result<usize> {
    let mut tx: Tx<AdvanceFanOut> = db.begin_as_system(actor, Place::Ministry).await?;
    let parts = store::missing(&mut tx).await?;
    if parts.is_empty() {
        return Ok(0);
    }
    for &(campaign, job, province) in &parts {
        jobs::enqueue(&mut tx, &ApplyCampaign { campaign, job, province }).await?;
    }
    let provinces: Vec<_> = parts.iter().map(|(.., province)| province).collect();
    tx.commit(About::object("campaign", "-", "-").created(&provinces)).await?;
    Ok(parts.len())
}
