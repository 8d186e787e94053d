//! Campaigns as their readers see them.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::{Campaign, CampaignPart, CampaignState};
use crate::{
    access::{Caller, CloseCampaign, Operation},
    assessment::instruments,
    codes::Lang,
    db::Db,
    error::texts,
    http::{Judge, Verdicts, Versioned},
    places::school_imports::PartState,
};

/// A campaign to be opened.
#[derive(Debug, Object)]
#[oai(rename = "NewCampaign")]
pub(super) struct CampaignBody {
    /// The year that it is of; there is one a year.
    pub(super) year: i32,
    /// Name.
    pub(super) title: String,
    /// Versions of instruments, such as `phq-9@1`.
    pub(super) instruments: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    #[oai(validator(max_length = 10))]
    pub(super) opens_on: String,
    /// Last day, `YYYY-MM-DD`.
    #[oai(validator(max_length = 10))]
    pub(super) closes_on: String,
}

/// A campaign at the ministry.
#[derive(Debug, Object)]
#[oai(rename = "Campaign")]
pub(super) struct CampaignView {
    id: Uuid,
    year: i32,
    title: String,
    instruments: Vec<ChosenInstrument>,
    opens_on: NaiveDate,
    closes_on: NaiveDate,
    state: CampaignState,
    /// Made of synthetic data.
    synthetic: bool,
    /// Provinces that are done with what is under way, or was last.
    done: i64,
    /// Provinces in all.
    total: i64,
    /// Every province's part; only where one campaign is read.
    parts: Option<Vec<PartView>>,
    version: i32,
    created_at: DateTime<Utc>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

/// An instrument of a campaign.
#[derive(Debug, Object)]
pub struct ChosenInstrument {
    /// Its version's identifier, such as `phq-9@1`.
    id: String,
    /// Its title, in the reader's language.
    title: String,
}

/// A province's part in opening or closing.
#[derive(Debug, Object)]
#[oai(rename = "CampaignPart")]
struct PartView {
    province: String,
    zh: String,
    en: String,
    state: PartState,
    /// What went wrong, in the reader's language; it is tried again.
    error: Option<String>,
    updated_at: DateTime<Utc>,
}

impl ChosenInstrument {
    /// A campaign's instruments by their titles.
    pub fn all(ids: Vec<String>, lang: Lang) -> Vec<Self> {
        let title = |id: &str| instruments::find(id).map_or(id, |found| found.title(lang)).to_owned();
        ids.into_iter().map(|id| Self { title: title(&id), id }).collect()
    }
}

/// The instruments that this release brings along.
#[derive(Debug, Object)]
pub(super) struct InstrumentList {
    items: Vec<InstrumentView>,
}

/// An instrument that a campaign may name.
#[derive(Debug, Object)]
#[oai(rename = "Instrument")]
struct InstrumentView {
    /// Such as `phq-9@1`.
    id: String,
    code: String,
    version: u16,
    title: String,
    /// How many items it has.
    items: u32,
    licence: String,
    /// False while a wording is not yet compared with the official translation (待核).
    wording_checked: bool,
}

impl InstrumentList {
    pub(super) fn shipped(lang: Lang) -> Self {
        let view = |instrument: &instruments::Instrument| InstrumentView {
            id: instrument.id().to_owned(),
            code: instrument.code().to_owned(),
            version: instrument.version(),
            title: instrument.title(lang).to_owned(),
            items: u32::try_from(instrument.items().len()).unwrap_or(u32::MAX),
            licence: instrument.definition().licence.clone(),
            wording_checked: instrument.wording_is_checked(),
        };
        Self { items: instruments::shipped().iter().map(view).collect() }
    }
}

/// Shows campaigns to one caller.
pub(super) struct Shown<'a> {
    pub(super) db: &'a Db,
    pub(super) caller: &'a Caller,
}

impl Shown<'_> {
    pub(super) fn view(&self, campaign: Campaign, parts: Option<Vec<CampaignPart>>) -> CampaignView {
        let lang = self.caller.request.lang;
        let judge = Judge::new(self.db, self.caller, &[CloseCampaign::ID]);
        let can = judge.beside(|_close| campaign.state.must_go_on());
        CampaignView {
            id: campaign.id.0,
            year: campaign.year,
            title: campaign.title,
            instruments: ChosenInstrument::all(campaign.instruments, lang),
            opens_on: campaign.opens_on,
            closes_on: campaign.closes_on,
            state: campaign.state,
            synthetic: campaign.synthetic,
            done: campaign.done,
            total: campaign.total,
            parts: parts.map(|parts| parts.into_iter().map(|part| PartView::of(part, lang)).collect()),
            version: campaign.version,
            created_at: campaign.created_at,
            can,
        }
    }

    pub(super) fn versioned(&self, campaign: Campaign, parts: Vec<CampaignPart>) -> Versioned<CampaignView> {
        let version = campaign.version;
        Versioned(self.view(campaign, Some(parts)), version)
    }
}

impl PartView {
    fn of(part: CampaignPart, lang: Lang) -> Self {
        Self {
            province: part.province.to_string(),
            zh: part.province.zh().to_owned(),
            en: part.province.en().to_owned(),
            state: part.state,
            error: part.error.map(|code| texts::text(&code, lang, &[])),
            updated_at: part.updated_at,
        }
    }
}
