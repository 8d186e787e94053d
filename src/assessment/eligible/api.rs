//! Stating how many are to be assessed, over HTTP.

use std::collections::{BTreeMap, HashSet};

use poem_openapi::{Object, OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    access::{Caller, Operation, ReadEligible, StateEligible},
    assessment::{figures, results::Target, scope},
    codes::{ProvinceCode, SchoolCode, TrainingLevel, person::unprintable, tidy},
    db::{About, Db, Tx},
    error::{Error, Fault, Result},
    http::Json,
    ids::CampaignId,
};

/// Most groups of one school.
const GROUPS: usize = 1_000;

/// The routes of numbers to be assessed.
pub struct EligibleApi {
    /// The databases.
    pub db: Db,
}

/// How many students are to be assessed.
#[derive(Debug, Object)]
#[oai(rename = "Eligible")]
struct EligibleList {
    items: Vec<EligibleGroup>,
}

/// One training level of one college.
#[derive(Debug, Object, serde::Serialize, serde::Deserialize)]
pub struct EligibleGroup {
    /// Training level.
    pub training_level: TrainingLevel,
    /// Name of the college, 1–60 characters.
    pub college: String,
    /// 0–500,000.
    pub persons: i32,
}

/// Operations that see the list.
trait SeesEligible: Operation {}
impl SeesEligible for ReadEligible {}
impl SeesEligible for StateEligible {}

#[OpenApi]
impl EligibleApi {
    /// See how many are to be assessed.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/eligible",
        method = "get",
        operation_id = "read_eligible"
    )]
    async fn read(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
    ) -> Result<Json<EligibleList>> {
        let mut tx: Tx<ReadEligible> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        Ok(Json(EligibleList { items: list(&mut tx, school.0, part.campaign).await? }))
    }

    /// State how many are to be assessed: the whole list at once.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/eligible",
        method = "put",
        operation_id = "state_eligible"
    )]
    async fn state(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        body: Json<EligibleList>,
    ) -> Result<Json<EligibleList>> {
        let to = Target { province: province.0, school: school.0, campaign: CampaignId(campaign.0) };
        Ok(Json(EligibleList { items: state(&self.db, &caller, to, body.0.items).await? }))
    }
}

/// State the whole list; published in the same transaction. Returns it as it is held now.
pub async fn state(db: &Db, caller: &Caller, to: Target, items: Vec<EligibleGroup>) -> Result<Vec<EligibleGroup>> {
    let items = check(items)?;
    let mut tx: Tx<StateEligible> = db.begin_in(caller, to.province).await?;
    let part = scope::get(&mut tx, to.school, to.campaign).await?;
    part.must_be_open()?;
    let before = list(&mut tx, to.school, to.campaign).await?;
    replace(&mut tx, to.school, to.campaign, &items).await?;
    let after = list(&mut tx, to.school, to.campaign).await?;
    figures::publish(&mut tx, to.school, to.campaign).await?;
    tx.commit(About::object("eligible", to.school, &part.school_name).changed(&by_group(&before), &by_group(&after)))
        .await?;
    Ok(after)
}

/// As the audit log shows it: one entry per group.
fn by_group(items: &[EligibleGroup]) -> BTreeMap<String, i32> {
    items.iter().map(|item| (format!("{} {}", item.college, item.training_level.zh()), item.persons)).collect()
}

/// Every fault of the list at once.
fn check(items: Vec<EligibleGroup>) -> Result<Vec<EligibleGroup>> {
    let mut faults = Vec::new();
    if items.len() > GROUPS {
        faults.push(Fault::at("/items", "too_many_items").with("max", GROUPS));
    }
    let mut seen = HashSet::new();
    let mut tidied = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let college = tidy(&item.college);
        let fits = (1..=60).contains(&college.chars().count()) && !college.chars().any(unprintable);
        if !fits {
            faults.push(Fault::at(format!("/items/{at}/college"), "college_invalid"));
        }
        if !(0..=500_000).contains(&item.persons) {
            let fault = Fault::at(format!("/items/{at}/persons"), "persons_invalid");
            faults.push(fault.with("max", 500_000));
        }
        if !seen.insert((item.training_level, college.clone())) {
            faults.push(Fault::at(format!("/items/{at}/college"), "college_repeated"));
        }
        tidied.push(EligibleGroup { college, ..item });
    }
    if faults.is_empty() { Ok(tidied) } else { Err(Error::invalid(faults)) }
}

async fn list<O: SeesEligible>(tx: &mut Tx<O>, school: SchoolCode, campaign: CampaignId) -> Result<Vec<EligibleGroup>> {
    let (conn, reach) = tx.parts();
    Ok(sqlx::query_as!(
        EligibleGroup,
        r#"select training_level as "training_level: TrainingLevel", college, persons
           from eligible
           where campaign_id = $2 and school_id = $3 and ($1::text[] is null or school_id = any($1))
           order by training_level, college
           limit 1000"#,
        reach.schools() as Option<&[SchoolCode]>,
        campaign.0,
        school.as_str(),
    )
    .fetch_all(conn)
    .await?)
}

async fn replace(
    tx: &mut Tx<StateEligible>,
    school: SchoolCode,
    campaign: CampaignId,
    items: &[EligibleGroup],
) -> Result<()> {
    let now = tx.now();
    let (conn, _found_with_the_part) = tx.parts();
    sqlx::query!("delete from eligible where campaign_id = $1 and school_id = $2", campaign.0, school.as_str())
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into eligible (campaign_id, school_id, training_level, college, persons, updated_at)
         select $1, $2, n.training_level, n.college, n.persons, $4
         from jsonb_to_recordset($3) as n(training_level text, college text, persons integer)",
        campaign.0,
        school.as_str(),
        serde_json::to_value(items).map_err(anyhow::Error::from)?,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
