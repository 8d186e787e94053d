//! The record as the requester sees it: who it is, and what was answered. A screening result, not a diagnosis.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use crate::{
    assessment::{results::Sealer, scope::Part},
    codes::{DocumentKind, Gender, Lang, Level, TrainingLevel},
    error::Result,
    ids::ResultId,
};

/// A sealed result.
pub(super) struct Sealed {
    pub(super) id: ResultId,
    pub(super) training_level: TrainingLevel,
    pub(super) college: String,
    pub(super) enrol_year: i16,
    pub(super) gender: i16,
    pub(super) level: Level,
    pub(super) crisis: bool,
    pub(super) identity: Vec<u8>,
    pub(super) answers: Vec<u8>,
    pub(super) updated_at: DateTime<Utc>,
}

/// One student's record, as far as the platform holds it.
#[derive(Debug, Object)]
#[oai(rename = "EmergencyRecord")]
pub(super) struct Record {
    student_no: String,
    name: String,
    document_kind: DocumentKind,
    document_number: String,
    gender: Gender,
    training_level: TrainingLevel,
    enrol_year: i16,
    college: String,
    /// The campaign that it comes from.
    campaign: String,
    level: Level,
    /// An answer calls for help.
    crisis: bool,
    consented_on: NaiveDate,
    updated_at: DateTime<Utc>,
    papers: Vec<EmergencyPaper>,
}

/// One instrument, scored and answered.
#[derive(Debug, Object)]
struct EmergencyPaper {
    title: String,
    /// None where too many answers are missing.
    score: Option<u16>,
    band: Option<String>,
    answers: Vec<EmergencyAnswer>,
}

/// One question and what was answered.
#[derive(Debug, Object)]
struct EmergencyAnswer {
    item: u16,
    question: String,
    /// None: not answered.
    answer: Option<String>,
    /// The answer calls for help.
    crisis: bool,
}

impl Record {
    /// Open what is sealed, in the reader's language.
    pub(super) fn open(part: &Part, sealer: &Sealer, sealed: Sealed, lang: Lang) -> Result<Self> {
        let identity = sealer.open_identity(sealed.id, &sealed.identity)?;
        let (consented_on, answers) = sealer.open_answers(sealed.id, &sealed.answers)?;
        Ok(Self {
            student_no: identity.student_number,
            name: identity.name,
            document_kind: identity.document_kind,
            document_number: identity.document_number,
            gender: Gender::of_digit(sealed.gender),
            training_level: sealed.training_level,
            enrol_year: sealed.enrol_year,
            college: sealed.college,
            campaign: part.title.clone(),
            level: sealed.level,
            crisis: sealed.crisis,
            consented_on,
            updated_at: sealed.updated_at,
            papers: papers(part, &answers, lang)?,
        })
    }
}

fn papers(part: &Part, answers: &[Option<u8>], lang: Lang) -> Result<Vec<EmergencyPaper>> {
    let paper = part.paper()?;
    let verdict = paper.judge(answers).map_err(|fault| anyhow::anyhow!("sealed answers: {}", fault.code))?;
    let mut rest = answers;
    let mut papers = Vec::new();
    for (instrument, score) in paper.instruments().iter().zip(&verdict.scores) {
        let (own, others) = rest.split_at(instrument.items().len());
        rest = others;
        let definition = instrument.definition();
        let answered = |(at, (item, value)): (usize, (&crate::assessment::instruments::Item, &Option<u8>))| {
            let option = value.and_then(|value| definition.options.iter().find(|option| option.value == value));
            let number = at + 1;
            let calls = |value: u8| definition.crisis.iter().any(|c| c.item == number && value >= c.at_least);
            EmergencyAnswer {
                item: u16::try_from(number).unwrap_or(u16::MAX),
                question: lang.pick(&item.zh, &item.en).to_owned(),
                answer: option.map(|option| lang.pick(&option.zh, &option.en).to_owned()),
                crisis: value.is_some_and(calls),
            }
        };
        papers.push(EmergencyPaper {
            title: instrument.title(lang).to_owned(),
            score: score.total,
            band: score.band.map(|band| lang.pick(&band.zh, &band.en).to_owned()),
            answers: instrument.items().iter().zip(own).enumerate().map(answered).collect(),
        });
    }
    Ok(papers)
}
