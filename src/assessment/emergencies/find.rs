//! Which student it is: found by an exact number among the results of the own school, the newest campaign first.
//!
//! The identifier of a result is derived from the student number, so that one is looked up. An identity number stands sealed in every
//! result and nowhere else: to find one, the school's results are opened one after the other, in memory, and compared.

use futures_util::TryStreamExt;
use uuid::Uuid;

use crate::{
    access::RequestEmergency,
    assessment::results::Sealer,
    codes::{IdentityNumber, Place, SchoolCode, StudentNumber},
    db::{Keyring, Tx},
    error::{Error, Result},
    ids::{CampaignId, ResultId},
};

/// By what a student is named.
pub(super) enum Student {
    /// 学号.
    Number(StudentNumber),
    /// 身份证件号码.
    Identity(IdentityNumber),
}

impl Student {
    /// Exactly one of the two.
    pub(super) fn parse(number: Option<&str>, identity: Option<&str>) -> Result<Self> {
        let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        match (given(number), given(identity)) {
            (Some(number), None) => {
                let parsed = number.parse().map(Self::Number);
                parsed.map_err(|_| Error::invalid_field("/student_number", "student_number_invalid"))
            }
            (None, Some(identity)) => {
                let parsed = identity.parse().map(Self::Identity);
                parsed.map_err(|_| Error::invalid_field("/identity_number", "identity_number_invalid"))
            }
            _ => Err(Error::invalid_field("/student_number", "emergency_student_once")),
        }
    }

    /// The field it was given in.
    pub(super) const fn pointer(&self) -> &'static str {
        match self {
            Self::Number(_) => "/student_number",
            Self::Identity(_) => "/identity_number",
        }
    }

    /// The newest result that the school has of the student, if it has any.
    pub(super) async fn find(
        &self,
        tx: &mut Tx<RequestEmergency>,
        keys: &Keyring,
        school: SchoolCode,
    ) -> Result<Option<(CampaignId, ResultId)>> {
        for campaign in campaigns(tx).await? {
            let Some(own) = keys.results(tx.place(), school, campaign).await? else { continue };
            let sealer = Sealer::new(own, tx.place(), school, campaign);
            let found = match self {
                Self::Number(number) => held(tx, school, campaign, sealer.id(number)).await?,
                Self::Identity(identity) => compared(tx, school, campaign, &sealer, identity).await?,
            };
            if let Some(result) = found {
                return Ok(Some((campaign, result)));
            }
        }
        Ok(None)
    }
}

/// Newest first.
async fn campaigns(tx: &mut Tx<RequestEmergency>) -> Result<Vec<CampaignId>> {
    debug_assert!(matches!(tx.place(), Place::Province(_)));
    let (conn, _the_whole_provinces) = tx.parts();
    let all = sqlx::query_scalar!("select id from campaign order by year desc, opened_at desc");
    Ok(all.fetch_all(conn).await?.into_iter().map(CampaignId).collect())
}

async fn held(
    tx: &mut Tx<RequestEmergency>,
    school: SchoolCode,
    campaign: CampaignId,
    id: Uuid,
) -> Result<Option<ResultId>> {
    let (conn, _the_school_is_within_reach) = tx.parts();
    let found = sqlx::query_scalar!(
        "select id from result where campaign_id = $1 and id = $2 and school_id = $3",
        campaign.0,
        id,
        school.as_str(),
    );
    Ok(found.fetch_optional(conn).await?.map(ResultId))
}

async fn compared(
    tx: &mut Tx<RequestEmergency>,
    school: SchoolCode,
    campaign: CampaignId,
    sealer: &Sealer,
    wanted: &IdentityNumber,
) -> Result<Option<ResultId>> {
    let (conn, _the_school_is_within_reach) = tx.parts();
    let mut all = sqlx::query!(
        "select id, identity from result where campaign_id = $1 and school_id = $2",
        campaign.0,
        school.as_str(),
    )
    .fetch(conn);
    while let Some(row) = all.try_next().await? {
        let id = ResultId(row.id);
        if sealer.open_identity(id, &row.identity)?.document_number == wanted.reveal() {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
