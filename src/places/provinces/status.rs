//! `province status`: what every province has and lacks, in a constant number of statements.

use serde::Serialize;

use super::{
    apply::Host,
    store::{self, ProvinceState},
};
use crate::{
    access::ApplyProvince,
    codes::{Place, ProvinceCode},
    db::{PlaceFacts, Tx},
    error::Result,
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
