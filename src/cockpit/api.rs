//! Cockpits over HTTP: the country's and a province's for the ministry, its own for a province.

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

use super::{store, view::Cockpit};
use crate::{
    access::{Caller, ReadNationalCockpit, ReadProvinceCockpit},
    codes::ProvinceCode,
    db::{Db, Tx},
    error::Result,
    http::Json,
};

/// The routes of cockpits.
pub struct CockpitApi {
    /// The databases.
    pub db: Db,
}

#[OpenApi]
impl CockpitApi {
    /// See the country's figures; without a campaign, those of the newest.
    #[oai(path = "/cockpit", method = "get", operation_id = "read_national_cockpit")]
    async fn national(&self, caller: Caller, campaign: Query<Option<Uuid>>) -> Result<Json<Cockpit>> {
        let mut tx: Tx<ReadNationalCockpit> = self.db.begin_at_ministry(&caller).await?;
        let head = store::head(&mut tx, campaign.0).await?;
        let lines = store::nation(&mut tx, head.id).await?;
        Ok(Json(Cockpit::of(head, None, lines, caller.request.lang)))
    }

    /// See a province's figures, as the ministry may.
    #[oai(path = "/cockpit/provinces/:province", method = "get", operation_id = "read_national_cockpit_of_province")]
    async fn of_province(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        campaign: Query<Option<Uuid>>,
    ) -> Result<Json<Cockpit>> {
        let mut tx: Tx<ReadNationalCockpit> = self.db.begin_at_ministry(&caller).await?;
        let head = store::head(&mut tx, campaign.0).await?;
        let lines = store::province(&mut tx, head.id, province.0).await?;
        Ok(Json(Cockpit::of(head, Some(province.0), lines, caller.request.lang)))
    }

    /// See the province's own figures.
    #[oai(path = "/provinces/:province/cockpit", method = "get", operation_id = "read_province_cockpit")]
    async fn province(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        campaign: Query<Option<Uuid>>,
    ) -> Result<Json<Cockpit>> {
        let mut tx: Tx<ReadProvinceCockpit> = self.db.begin_in(&caller, province.0).await?;
        let head = store::local_head(&mut tx, campaign.0).await?;
        let lines = store::local(&mut tx, head.id).await?;
        Ok(Json(Cockpit::of(head, Some(province.0), lines, caller.request.lang)))
    }
}
