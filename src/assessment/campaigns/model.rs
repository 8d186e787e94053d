//! Words and rules of campaigns.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::{
    assessment::instruments,
    codes::{ProvinceCode, text_enum, tidy},
    error::{Error, Fault, Result},
    ids::CampaignId,
    places::school_imports::PartState,
};

text_enum! {
    /// Where a campaign stands at the ministry.
    pub enum CampaignState ("campaign_state_unknown") {
        /// Provinces are being opened.
        Opening = "opening", "启动中", "Opening";
        /// Open in every province.
        Open = "open", "进行中", "Open";
        /// Provinces are being closed.
        Closing = "closing", "结束中", "Closing";
        /// Closed in every province.
        Closed = "closed", "已结束", "Closed";
    }
}

impl CampaignState {
    /// Refuse what a campaign that is ending no longer allows.
    pub(super) fn must_go_on(self) -> Result<()> {
        match self {
            Self::Opening | Self::Open => Ok(()),
            Self::Closing | Self::Closed => Err(Error::conflict("campaign_not_open")),
        }
    }
}

/// Years that a campaign may be of.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;
/// Instruments of one campaign at most.
const INSTRUMENTS: usize = 20;

/// A campaign to be opened.
#[derive(Clone, Debug)]
pub struct NewCampaign {
    pub(super) year: i32,
    pub(super) title: String,
    pub(super) instruments: Vec<String>,
    pub(super) opens_on: NaiveDate,
    pub(super) closes_on: NaiveDate,
    /// Made of synthetic data, which every page says; only the demo asks for it.
    pub synthetic: bool,
}

impl NewCampaign {
    /// Check everything at once.
    pub fn parse(year: i32, title: &str, instruments: Vec<String>, opens_on: &str, closes_on: &str) -> Result<Self> {
        let mut faults = Vec::new();
        if !YEARS.contains(&year) {
            faults.push(Fault::at("/year", "campaign_year_invalid"));
        }
        let title = tidy(title);
        if !(2..=64).contains(&title.chars().count()) {
            faults.push(Fault::at("/title", "campaign_title_invalid"));
        }
        faults.extend(instrument_faults(&instruments));
        let mut date = |pointer: &str, text: &str| {
            let read = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            if read.is_none() {
                faults.push(Fault::at(pointer, "date_invalid"));
            }
            read
        };
        let (opens_on, closes_on) = (date("/opens_on", opens_on), date("/closes_on", closes_on));
        match (opens_on, closes_on) {
            (Some(opens_on), Some(closes_on)) if opens_on > closes_on => {
                faults.push(Fault::at("/closes_on", "campaign_window_invalid"));
            }
            (Some(opens_on), Some(closes_on)) if faults.is_empty() => {
                return Ok(Self { year, title, instruments, opens_on, closes_on, synthetic: false });
            }
            _ => {}
        }
        Err(Error::invalid(faults))
    }
}

fn instrument_faults(instruments: &[String]) -> Vec<Fault> {
    if instruments.is_empty() || instruments.len() > INSTRUMENTS {
        return vec![Fault::at("/instruments", "instruments_required")];
    }
    let fault = |(i, id): (usize, &String)| {
        let at = |code| Some(Fault::at(format!("/instruments/{i}"), code));
        match instruments::find(id) {
            None => at("instrument_unknown"),
            Some(_) if instruments[..i].contains(id) => at("instrument_repeated"),
            Some(_) => None,
        }
    };
    instruments.iter().enumerate().filter_map(fault).collect()
}

/// A campaign at the ministry.
#[derive(Clone, Debug, Serialize)]
pub struct Campaign {
    /// Identifier.
    pub id: CampaignId,
    /// The year that it is of; there is one a year.
    pub year: i32,
    /// Name.
    pub title: String,
    /// Versions of instruments, such as `phq-9@1`.
    pub instruments: Vec<String>,
    /// First day.
    pub opens_on: NaiveDate,
    /// Last day.
    pub closes_on: NaiveDate,
    /// Where it stands.
    pub state: CampaignState,
    /// Made of synthetic data.
    pub synthetic: bool,
    /// Provinces that are done with what is under way, or was last.
    pub done: i64,
    /// Provinces in all.
    pub total: i64,
    /// Version, for edits.
    pub version: i32,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// A province's part in opening or closing.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignPart {
    /// The province.
    pub province: ProvinceCode,
    /// Where it stands.
    pub state: PartState,
    /// Code of what went wrong; it is tried again.
    pub error: Option<String>,
    /// Since when.
    pub updated_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(year: i32, title: &str, instruments: &[&str], opens: &str, closes: &str) -> Vec<(String, &'static str)> {
        let instruments = instruments.iter().map(|id| (*id).to_owned()).collect();
        match NewCampaign::parse(year, title, instruments, opens, closes) {
            Ok(_) => vec![],
            Err(Error::Refused { faults, .. }) => faults.into_iter().map(|f| (f.pointer, f.code)).collect(),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn every_fault_of_a_campaign_is_told_at_once() {
        assert_eq!(faults(2026, "2026年普查", &["phq-9@1", "gad-7@1"], "2026-09-01", "2026-12-31"), []);
        let all = faults(1999, " x ", &["phq-9@1", "mmpi@2", "phq-9@1"], "2026-13-01", "soon");
        let known = [
            ("/year", "campaign_year_invalid"),
            ("/title", "campaign_title_invalid"),
            ("/instruments/1", "instrument_unknown"),
            ("/instruments/2", "instrument_repeated"),
            ("/opens_on", "date_invalid"),
            ("/closes_on", "date_invalid"),
        ];
        assert_eq!(all, known.map(|(pointer, code)| (pointer.to_owned(), code)));
        let turned = faults(2026, "2026年普查", &[], "2026-12-31", "2026-09-01");
        let known = [("/instruments", "instruments_required"), ("/closes_on", "campaign_window_invalid")];
        assert_eq!(turned, known.map(|(pointer, code)| (pointer.to_owned(), code)));
    }
}
