//! Cockpits as their readers see them.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::{
    model::{Hidden, Line, RowKind, definition, level_name},
    store::Head,
};
use crate::codes::{Lang, Level, ProvinceCode};

/// Figures of a campaign, after disclosure control.
#[derive(Debug, Object)]
pub(super) struct Cockpit {
    campaign: CockpitCampaign,
    /// When the figures were drawn up; null: not yet.
    as_of: Option<DateTime<Utc>>,
    /// Per cent of schools that have reported.
    coverage: Option<f64>,
    /// `nation` or `province`.
    scope: String,
    /// Made of synthetic data.
    synthetic: bool,
    total: CockpitRow,
    levels: Vec<CockpitRow>,
    /// Provinces of the nation, or schools of a province.
    units: Vec<CockpitRow>,
    /// Screening result, not a diagnosis; in the reader's language.
    notice: String,
    /// What the figures mean, in the reader's language.
    definition: String,
}

/// The campaign of a cockpit.
#[derive(Debug, Object)]
struct CockpitCampaign {
    id: Uuid,
    year: i32,
    title: String,
    /// `opening`, `open`, `closing` or `closed`.
    state: String,
}

/// One row of figures. Rates are per cent with one decimal; null: undefined, or not shown.
#[derive(Debug, Object)]
struct CockpitRow {
    kind: RowKind,
    /// `nation`, a province's code, a school level or a school's identifier.
    code: String,
    /// In the reader's language.
    name: String,
    schools: i64,
    /// Schools with at least one completed paper.
    reported: i64,
    eligible: i64,
    completed: i64,
    valid: i64,
    participation_rate: Option<f64>,
    valid_rate: Option<f64>,
    severity: Severity,
    /// Why the levels' counts are not shown; null: they are.
    hidden: Option<Hidden>,
    /// Why the levels' rates are not shown; null: they are, or there is nothing to divide by.
    rates_hidden: Option<Hidden>,
}

/// How many were found at which level of care.
#[derive(Debug, Object)]
struct Severity {
    l1: LevelCell,
    l2: LevelCell,
    l3: LevelCell,
    l0: LevelCell,
}

/// A level's count and its rate among the valid.
#[derive(Debug, Object)]
struct LevelCell {
    count: Option<i64>,
    rate: Option<f64>,
}

impl Cockpit {
    /// From lines in reading order: the place itself, its levels, its units.
    pub(super) fn of(head: Head, place: Option<ProvinceCode>, lines: Vec<Line>, lang: Lang) -> Self {
        let own = place.map_or("", |place| place.as_str());
        let (mut total, mut levels, mut units) = (Line { unit: own.to_owned(), ..Line::default() }, vec![], vec![]);
        for line in lines {
            match (line.unit == own && !line.of_school, line.school_level.is_empty()) {
                (true, true) => total = line,
                (true, false) => levels.push(CockpitRow::of(line, lang)),
                (false, _) => units.push(CockpitRow::of(line, lang)),
            }
        }
        Self {
            campaign: CockpitCampaign { id: head.id.0, year: head.year, title: head.title, state: head.state },
            as_of: head.as_of,
            coverage: total.coverage(),
            scope: if place.is_some() { "province" } else { "nation" }.to_owned(),
            synthetic: head.synthetic,
            total: CockpitRow::of(total, lang),
            levels,
            units,
            notice: Level::notice(lang).to_owned(),
            definition: definition(lang).to_owned(),
        }
    }
}

impl CockpitRow {
    fn of(line: Line, lang: Lang) -> Self {
        let cell =
            |level: usize| LevelCell { count: line.levels.get(level).copied().flatten(), rate: line.level_rate(level) };
        let severity = Severity { l1: cell(0), l2: cell(1), l3: cell(2), l0: cell(3) };
        let (participation_rate, valid_rate, rates_hidden) =
            (line.participation_rate(), line.valid_rate(), line.rates_hidden());
        let (kind, code, name) = identity(&line, lang);
        Self {
            kind,
            code,
            name,
            schools: line.schools,
            reported: line.reported,
            eligible: line.eligible,
            completed: line.completed,
            valid: line.valid,
            participation_rate,
            valid_rate,
            severity,
            hidden: line.hidden,
            rates_hidden,
        }
    }
}

/// What a line is about: kind, code, name.
fn identity(line: &Line, lang: Lang) -> (RowKind, String, String) {
    if line.of_school {
        let name = match (lang, &line.name_en) {
            (Lang::En, Some(english)) => Some(english),
            _ => line.name.as_ref(),
        };
        return (RowKind::School, line.unit.clone(), name.unwrap_or(&line.unit).clone());
    }
    if !line.school_level.is_empty() {
        return (RowKind::SchoolLevel, line.school_level.clone(), level_name(&line.school_level, lang).to_owned());
    }
    match line.unit.parse::<ProvinceCode>() {
        Ok(province) => (RowKind::Province, line.unit.clone(), lang.pick(province.zh(), province.en()).to_owned()),
        Err(_) => {
            let nation = RowKind::Nation;
            (nation, nation.as_str().to_owned(), lang.pick(nation.zh(), nation.en()).to_owned())
        }
    }
}
