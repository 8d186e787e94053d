//! A school's part of a campaign: where every operation on results happens. Found together with the caller's reach, or not at all.

use crate::{
    access::{
        FinishContact, ImportResults, ListContacts, OpenContact, OpenEmergency, Operation, ReadEligible,
        ReadParticipation, ReadResultImport, ReadSchoolCockpit, StateEligible,
    },
    assessment::instruments::{self, Instrument, Paper},
    codes::SchoolCode,
    db::Tx,
    error::{Error, Result},
    ids::CampaignId,
};

/// Operations on one school's part of a campaign.
pub trait InSchool: Operation {}
impl InSchool for StateEligible {}
impl InSchool for ReadEligible {}
impl InSchool for ImportResults {}
impl InSchool for ReadResultImport {}
impl InSchool for ListContacts {}
impl InSchool for OpenContact {}
impl InSchool for FinishContact {}
impl InSchool for OpenEmergency {}
impl InSchool for ReadSchoolCockpit {}
impl InSchool for ReadParticipation {}

/// A school's part of a campaign.
#[derive(Clone, Debug)]
pub struct Part {
    /// The campaign.
    pub campaign: CampaignId,
    /// Its title.
    pub title: String,
    /// Whether results are accepted.
    pub open: bool,
    /// The school's name.
    pub school_name: String,
    instruments: Vec<String>,
}

impl Part {
    /// What every student answers.
    ///
    /// # Errors
    /// When the campaign names an instrument that this release does not bring along.
    pub fn paper(&self) -> Result<Paper> {
        let found: Option<Vec<&'static Instrument>> = self.instruments.iter().map(|id| instruments::find(id)).collect();
        found.map(Paper::new).ok_or_else(|| Error::unavailable("instrument_unknown"))
    }

    /// Refuse what a closed campaign no longer accepts.
    pub fn must_be_open(&self) -> Result<()> {
        if self.open { Ok(()) } else { Err(Error::conflict("campaign_closed")) }
    }
}

/// The part within the caller's reach, or not found.
pub async fn get<O: InSchool>(tx: &mut Tx<O>, school: SchoolCode, campaign: CampaignId) -> Result<Part> {
    let (conn, reach) = tx.parts();
    let row = sqlx::query!(
        r#"select c.title, c.state = 'open' as "open!", c.instruments, s.name
           from campaign c, school s
           where c.id = $2 and s.id = $3 and ($1::text[] is null or s.id = any($1))"#,
        reach.schools() as Option<&[SchoolCode]>,
        campaign.0,
        school.as_str(),
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(Error::not_found)?;
    Ok(Part { campaign, title: row.title, open: row.open, school_name: row.name, instruments: row.instruments })
}
