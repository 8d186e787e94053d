//! `province status`: what every province has and lacks, in a constant number of statements.

use serde::Serialize;

use super::{
    apply::Host,
    store::{self, ProvinceState},
};
use crate::{
    access::{ApplyProvince, SystemActor},
    codes::{Place, ProvinceCode, SchoolCode},
    db::{Db, PlaceFacts, Tx},
    error::{Error, Result},
};

/// A province, as the host sees it.
#[derive(Clone, Debug, Serialize)]
pub struct ProvinceStatus {
    /// The province.
    pub province: ProvinceCode,
    /// Whether it is in service; none: not registered.
    pub state: Option<ProvinceState>,
    /// What Postgres has of it.
    pub facts: PlaceFacts,
}

/// The state of all 33.
pub async fn status(host: &Host<'_>) -> Result<Vec<ProvinceStatus>> {
    let observed = host.owner.observe().await?;
    let mut tx: Tx<ApplyProvince> = host.db.begin_as_system(host.actor.clone(), Place::Ministry).await?;
    let states = store::states(&mut tx).await?;
    let status = |province: ProvinceCode| {
        let facts = observed.place(province.into(), host.database)?;
        Ok(ProvinceStatus { province, state: states.get(&province).copied(), facts })
    };
    ProvinceCode::ALL.into_iter().map(status).collect()
}

/// The provinces that have been provisioned, in service or not.
pub async fn provisioned(db: &Db, actor: SystemActor) -> Result<Vec<ProvinceCode>> {
    let mut tx: Tx<ApplyProvince> = db.begin_as_system(actor, Place::Ministry).await?;
    let states = store::states(&mut tx).await?;
    let has_people =
        |code: &ProvinceCode| matches!(states.get(code), Some(ProvinceState::Active | ProvinceState::Suspended));
    Ok(ProvinceCode::ALL.into_iter().filter(has_people).collect())
}

/// The province that has opened a school.
pub async fn province_of(db: &Db, actor: SystemActor, school: SchoolCode) -> Result<ProvinceCode> {
    let mut tx: Tx<ApplyProvince> = db.begin_as_system(actor, Place::Ministry).await?;
    store::province_of(&mut tx, school).await?.ok_or_else(Error::not_found)
}
