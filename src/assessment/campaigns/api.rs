//! Campaigns over HTTP, for the ministry.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    close::close_campaign,
    model::NewCampaign,
    open::open_campaign,
    store,
    view::{CampaignBody, CampaignView, InstrumentList, Shown},
};
use crate::{
    access::{Caller, ListCampaigns, ReadCampaign},
    db::{Db, Tx},
    error::Result,
    http::{Accepted, Created, Json, Page, Versioned, page},
    ids::CampaignId,
};

/// The routes of campaigns.
pub struct CampaignsApi {
    /// The databases.
    pub db: Db,
}

#[OpenApi]
impl CampaignsApi {
    /// List the instruments that a campaign may name.
    #[oai(path = "/instruments", method = "get", operation_id = "list_instruments")]
    async fn instruments(&self, caller: Caller) -> Result<Json<InstrumentList>> {
        let _permitted: Tx<ListCampaigns> = self.db.begin_at_ministry(&caller).await?;
        Ok(Json(InstrumentList::shipped(caller.request.lang)))
    }

    /// List the campaigns, newest first.
    #[oai(path = "/campaigns", method = "get", operation_id = "list_campaigns")]
    async fn list(
        &self,
        caller: Caller,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<CampaignView>>> {
        let limit = page::limit(limit.0)?;
        let before = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListCampaigns> = self.db.begin_at_ministry(&caller).await?;
        let rows = store::list(&mut tx, before, limit).await?;
        let shown = Shown { db: &self.db, caller: &caller };
        Ok(Json(Page::of(rows, limit, None, |campaign| campaign.year, |campaign| shown.view(campaign, None))))
    }

    /// Open the year's campaign: one job per province.
    #[oai(path = "/campaigns", method = "post", operation_id = "open_campaign")]
    async fn open(
        &self,
        caller: Caller,
        /// A repeated request with the same key is answered with what the first one made; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<CampaignBody>,
    ) -> Result<Created<CampaignView>> {
        let CampaignBody { year, title, instruments, opens_on, closes_on } = body.0;
        let new = NewCampaign::parse(year, &title, instruments, &opens_on, &closes_on)?;
        let campaign = open_campaign(&self.db, &caller, &new).await?;
        let location = format!("/api/v1/campaigns/{}", campaign.id);
        Ok(Created { body: Shown { db: &self.db, caller: &caller }.view(campaign, None), location })
    }

    /// See a campaign, with its state in every province.
    #[oai(path = "/campaigns/:id", method = "get", operation_id = "read_campaign")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Versioned<CampaignView>> {
        let mut tx: Tx<ReadCampaign> = self.db.begin_at_ministry(&caller).await?;
        let campaign = store::get(&mut tx, CampaignId(id.0)).await?;
        let parts = store::parts(&mut tx, campaign.id).await?;
        Ok(Shown { db: &self.db, caller: &caller }.versioned(campaign, parts))
    }

    /// Close a campaign: one job per province.
    #[oai(path = "/campaigns/:id/close", method = "post", operation_id = "close_campaign")]
    async fn close(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// The version that is closed, as `ETag` gave it (RFC 9110 §13.1.1); the edge reads it.
        #[oai(name = "If-Match")]
        _version: Header<Option<String>>,
    ) -> Result<Accepted<CampaignView>> {
        let campaign = close_campaign(&self.db, &caller, CampaignId(id.0)).await?;
        Ok(Accepted(Shown { db: &self.db, caller: &caller }.view(campaign, None)))
    }
}
