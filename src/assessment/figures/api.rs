//! A school's own cockpit over HTTP.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

use super::store::{self, Group};
use crate::{
    access::{Caller, ReadParticipation, ReadSchoolCockpit},
    assessment::scope::{self, Part},
    codes::{Level, ProvinceCode, SchoolCode, TrainingLevel},
    db::{Db, Tx},
    error::Result,
    http::Json,
    ids::CampaignId,
};

/// The routes of a school's figures.
pub struct FiguresApi {
    /// The databases.
    pub db: Db,
}

/// A school's figures as they are.
#[derive(Debug, Object)]
struct SchoolCockpit {
    campaign_id: Uuid,
    campaign_title: String,
    school_name: String,
    /// Screening results are no diagnosis.
    notice: String,
    total: SchoolFigures,
    groups: Vec<SchoolGroup>,
}

/// One training level of one college.
#[derive(Debug, Object)]
struct SchoolGroup {
    training_level: TrainingLevel,
    college: String,
    figures: SchoolFigures,
}

/// Counts, and rates in percent with one decimal; a rate of nothing is null.
#[derive(Debug, Object)]
struct SchoolFigures {
    eligible: i64,
    completed: i64,
    valid: i64,
    inv: i64,
    participation_rate: Option<f64>,
    valid_rate: Option<f64>,
    /// Null for who may see participation only.
    severity: Option<SchoolSeverity>,
}

/// Persons by level, of the valid papers; crisis items of all.
#[derive(Debug, Object)]
struct SchoolSeverity {
    l1: i64,
    l2: i64,
    l3: i64,
    l0: i64,
    crisis: i64,
    l1_rate: Option<f64>,
    l2_rate: Option<f64>,
    l3_rate: Option<f64>,
    l0_rate: Option<f64>,
}

#[OpenApi]
impl FiguresApi {
    /// See a school's own figures as they are, without disclosure control.
    #[oai(path = "/provinces/:province/schools/:school/cockpit", method = "get", operation_id = "read_school_cockpit")]
    async fn cockpit(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Query<Uuid>,
    ) -> Result<Json<SchoolCockpit>> {
        let mut tx: Tx<ReadSchoolCockpit> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let groups = store::groups(&mut tx, school.0, part.campaign).await?;
        Ok(Json(cockpit(&caller, part, groups, true)))
    }

    /// See how far a school's assessment has come, without levels.
    #[oai(
        path = "/provinces/:province/schools/:school/participation",
        method = "get",
        operation_id = "read_participation"
    )]
    async fn participation(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Query<Uuid>,
    ) -> Result<Json<SchoolCockpit>> {
        let mut tx: Tx<ReadParticipation> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let groups = store::groups(&mut tx, school.0, part.campaign).await?;
        Ok(Json(cockpit(&caller, part, groups, false)))
    }
}

fn cockpit(caller: &Caller, part: Part, groups: Vec<Group>, severity: bool) -> SchoolCockpit {
    SchoolCockpit {
        campaign_id: part.campaign.0,
        campaign_title: part.title,
        school_name: part.school_name,
        notice: Level::notice(caller.request.lang).to_owned(),
        total: figures(&groups, severity),
        groups: groups
            .iter()
            .map(|group| SchoolGroup {
                training_level: group.training_level,
                college: group.college.clone(),
                figures: figures(std::slice::from_ref(group), severity),
            })
            .collect(),
    }
}

fn figures(groups: &[Group], severity: bool) -> SchoolFigures {
    let sum = |of: fn(&Group) -> i64| groups.iter().map(of).sum::<i64>();
    let (eligible, completed, inv) = (sum(|g| g.eligible), sum(|g| g.completed), sum(|g| g.inv));
    let valid = completed - inv;
    let levels = || {
        let (l1, l2, l3, l0) = (sum(|g| g.l1), sum(|g| g.l2), sum(|g| g.l3), sum(|g| g.l0));
        let rate = |count| percent(count, valid);
        let crisis = sum(|g| g.crisis);
        SchoolSeverity {
            l1,
            l2,
            l3,
            l0,
            crisis,
            l1_rate: rate(l1),
            l2_rate: rate(l2),
            l3_rate: rate(l3),
            l0_rate: rate(l0),
        }
    };
    SchoolFigures {
        eligible,
        completed,
        valid,
        inv,
        participation_rate: percent(completed, eligible),
        valid_rate: percent(valid, completed),
        severity: severity.then(levels),
    }
}

/// In percent with one decimal, half rounded up (domain 5 section 5.2, rule 8).
fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| ((part * 2_000 + whole) / (whole * 2)) as f64 / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded_half_up_and_undefined_of_nothing() {
        for (part, whole, rate) in
            [(3_896, 3_924, 99.3), (75, 3_896, 1.9), (1, 2_000, 0.1), (1, 2_001, 0.0), (5, 5, 100.0)]
        {
            assert_eq!(percent(part, whole), Some(rate), "{part}/{whole}");
        }
        assert_eq!(percent(0, 0), None);
    }
}
