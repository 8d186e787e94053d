//! What is sealed of a result, and how it is found and compared without being opened.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::Record;
use crate::{
    assessment::instruments::Verdict,
    codes::{DocumentKind, Place, SchoolCode, StudentNumber},
    crypto::{Cell, digest, sealing},
    db::ResultKeys,
    error::Result,
    ids::{CampaignId, ResultId},
};

/// A missing answer among sealed ones.
const MISSING: u8 = u8::MAX;
/// A date as `2026-09-20`.
const DATE: usize = 10;

/// Who a result is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// 学号.
    pub student_number: String,
    /// 姓名.
    pub name: String,
    /// 证件类型.
    pub document_kind: DocumentKind,
    /// 证件号码.
    pub document_number: String,
}

/// What is to be sealed of a result, and a digest by which it is compared with what is held.
pub struct Draft {
    /// Who.
    pub(super) identity: Vec<u8>,
    /// Date of consent, and the answers.
    pub(super) answers: Vec<u8>,
    /// Differs as soon as anything does.
    pub(super) mac: [u8; 32],
}

/// A result's sealed columns.
#[derive(Debug)]
pub struct Sealed {
    /// Who.
    pub identity: Vec<u8>,
    /// Date of consent, and the answers.
    pub answers: Vec<u8>,
}

/// Seals and opens one school's results in one campaign.
#[derive(Clone)]
pub struct Sealer {
    keys: ResultKeys,
    place: Place,
    school: SchoolCode,
    campaign: CampaignId,
}

impl Sealer {
    /// With the keys of this school and campaign.
    pub fn new(keys: ResultKeys, place: Place, school: SchoolCode, campaign: CampaignId) -> Self {
        Self { keys, place, school, campaign }
    }

    /// The id of a student's result.
    pub fn id(&self, student: &StudentNumber) -> Uuid {
        let parts =
            [self.campaign.0.as_bytes().as_slice(), self.school.as_str().as_bytes(), student.as_str().as_bytes()];
        digest::derived_id(&self.keys.digest, "result", &parts)
    }

    /// What a record comes to, whose verdict is known.
    pub fn draft(&self, record: &Record, verdict: &Verdict) -> Result<Draft> {
        let identity = serde_json::to_vec(&Identity {
            student_number: record.student_number.as_str().to_owned(),
            name: record.name.as_str().to_owned(),
            document_kind: record.document_kind,
            document_number: record.document_number.clone(),
        })
        .map_err(anyhow::Error::from)?;
        let mut answers = record.consented_on.to_string().into_bytes();
        answers.extend(record.answers.iter().map(|answer| answer.unwrap_or(MISSING)));
        let mac = digest::mac(
            &self.keys.digest,
            "result mac",
            &[
                &identity,
                &answers,
                record.training_level.as_str().as_bytes(),
                record.college.as_bytes(),
                &record.enrol_year.to_be_bytes(),
                &record.gender.digit().to_be_bytes(),
                verdict.level.as_str().as_bytes(),
            ],
        );
        Ok(Draft { identity, answers, mac })
    }

    /// Seal the result of this id.
    pub fn seal(&self, id: Uuid, draft: &Draft) -> Result<Sealed> {
        let seal = |column, plain: &[u8]| sealing::seal(&self.keys.seal, self.cell(id, column), plain);
        Ok(Sealed {
            identity: seal("identity", &draft.identity).map_err(anyhow::Error::from)?,
            answers: seal("answers", &draft.answers).map_err(anyhow::Error::from)?,
        })
    }

    /// Who a result is about.
    pub fn open_identity(&self, id: ResultId, sealed: &[u8]) -> Result<Identity> {
        let plain = sealing::open(&self.keys.seal, self.cell(id.0, "identity"), sealed).map_err(anyhow::Error::from)?;
        Ok(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?)
    }

    /// When consent was given, and what was answered.
    pub fn open_answers(&self, id: ResultId, sealed: &[u8]) -> Result<(NaiveDate, Vec<Option<u8>>)> {
        let plain = sealing::open(&self.keys.seal, self.cell(id.0, "answers"), sealed).map_err(anyhow::Error::from)?;
        let (date, answers) =
            plain.split_at_checked(DATE).ok_or_else(|| anyhow::anyhow!("sealed answers are too short"))?;
        let date = String::from_utf8_lossy(date).parse().map_err(anyhow::Error::from)?;
        Ok((date, answers.iter().map(|answer| Some(*answer).filter(|answer| *answer != MISSING)).collect()))
    }

    /// Seal what was agreed with a student.
    pub fn seal_note(&self, id: ResultId, note: &str) -> Result<Vec<u8>> {
        Ok(sealing::seal(&self.keys.seal, self.note(id), note.as_bytes()).map_err(anyhow::Error::from)?)
    }

    /// What was agreed with a student.
    pub fn open_note(&self, id: ResultId, sealed: &[u8]) -> Result<String> {
        let plain = sealing::open(&self.keys.seal, self.note(id), sealed).map_err(anyhow::Error::from)?;
        Ok(String::from_utf8(plain).map_err(anyhow::Error::from)?)
    }

    fn cell(&self, row: Uuid, column: &'static str) -> Cell<'static> {
        Cell { place: self.place.as_str(), table: "result", column, row }
    }

    fn note(&self, id: ResultId) -> Cell<'static> {
        Cell { place: self.place.as_str(), table: "contact", column: "note", row: id.0 }
    }
}
