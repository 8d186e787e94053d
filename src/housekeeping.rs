//! What is done every hour, place by place: giving up what nobody carries on.
//!
//! One rule: a place that cannot be reached harms no other, and what was missed is done an hour later.

use crate::{
    access::SystemActor,
    assessment::{emergencies, results},
    codes::Place,
    db::Db,
    error::Result,
    identity::{accounts, registrations},
    places::provinces::provisioned,
};

/// Do it once, in every place that is provisioned; says how many things were cleared.
pub async fn sweep(db: &Db) -> Result<u64> {
    let provinces = provisioned(db, SystemActor::System("sweep")).await?;
    let places = std::iter::once(Place::Ministry).chain(provinces.into_iter().map(Place::Province));
    let mut cleared = 0;
    for place in places {
        match sweep_place(db, place).await {
            Ok(count) => cleared += count,
            Err(error) => tracing::warn!(%place, error = ?error, "not swept"),
        }
    }
    Ok(cleared)
}

async fn sweep_place(db: &Db, place: Place) -> Result<u64> {
    let assessment = match place {
        Place::Ministry => 0,
        Place::Province(_) => results::sweep(db, place).await? + emergencies::sweep(db, place).await?,
    };
    Ok(assessment + registrations::sweep(db, place).await? + accounts::sweep(db, place).await?)
}
