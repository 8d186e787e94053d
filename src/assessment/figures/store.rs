//! SQL of counts.

use crate::{
    access::{CommitResults, Operation, ReadParticipation, ReadSchoolCockpit, StateEligible, Writes},
    codes::{SchoolCode, TrainingLevel},
    db::Tx,
    error::Result,
    ids::CampaignId,
};

/// Operations after which a school's counts are published anew.
pub trait PublishesCounts: Writes {}
impl PublishesCounts for CommitResults {}
impl PublishesCounts for StateEligible {}

/// Operations that see a school's own counts.
pub trait SeesCounts: Operation {}
impl SeesCounts for ReadSchoolCockpit {}
impl SeesCounts for ReadParticipation {}

/// One training level of one college.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) training_level: TrainingLevel,
    pub(super) college: String,
    pub(super) eligible: i64,
    pub(super) completed: i64,
    pub(super) l1: i64,
    pub(super) l2: i64,
    pub(super) l3: i64,
    pub(super) l0: i64,
    pub(super) inv: i64,
    pub(super) crisis: i64,
}

/// Count a school's results again.
pub async fn recount(tx: &mut Tx<CommitResults>, school: SchoolCode, campaign: CampaignId) -> Result<()> {
    sqlx::query!("delete from result_count where campaign_id = $1 and school_id = $2", campaign.0, school.as_str())
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into result_count (campaign_id, school_id, training_level, college, completed, l1, l2, l3, l0, inv, crisis)
         select campaign_id, school_id, training_level, college, count(*),
                count(*) filter (where level = 'L1'), count(*) filter (where level = 'L2'),
                count(*) filter (where level = 'L3'), count(*) filter (where level = 'L0'),
                count(*) filter (where level = 'INV'), count(*) filter (where crisis)
         from result
         where campaign_id = $1 and school_id = $2
         group by campaign_id, school_id, training_level, college",
        campaign.0,
        school.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Hand a school's raw counts to disclosure control. Waits for others who publish, so it comes last in a transaction.
pub async fn publish<O: PublishesCounts>(tx: &mut Tx<O>, school: SchoolCode, campaign: CampaignId) -> Result<()> {
    let (conn, _found_with_the_part) = tx.parts();
    sqlx::query!(
        "select ministry.publish_counts($1, jsonb_build_array(jsonb_build_object(
             'school_id', $2::text,
             'eligible', (select coalesce(sum(e.persons), 0) from eligible e where e.campaign_id = $1 and e.school_id = $2),
             'completed', coalesce(sum(c.completed), 0), 'valid', coalesce(sum(c.completed - c.inv), 0),
             'l1', coalesce(sum(c.l1), 0), 'l2', coalesce(sum(c.l2), 0), 'l3', coalesce(sum(c.l3), 0),
             'l0', coalesce(sum(c.l0), 0), 'crisis', coalesce(sum(c.crisis), 0))))
         from result_count c
         where c.campaign_id = $1 and c.school_id = $2",
        campaign.0,
        school.as_str(),
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// A school's counts by training level and college, stated ones and counted ones together.
pub(super) async fn groups<O: SeesCounts>(
    tx: &mut Tx<O>,
    school: SchoolCode,
    campaign: CampaignId,
) -> Result<Vec<Group>> {
    let (conn, reach) = tx.parts();
    Ok(sqlx::query_as!(
        Group,
        r#"select coalesce(e.training_level, c.training_level) as "training_level!: TrainingLevel",
                  coalesce(e.college, c.college) as "college!", coalesce(e.persons, 0)::bigint as "eligible!",
                  coalesce(c.completed, 0)::bigint as "completed!", coalesce(c.l1, 0)::bigint as "l1!",
                  coalesce(c.l2, 0)::bigint as "l2!", coalesce(c.l3, 0)::bigint as "l3!", coalesce(c.l0, 0)::bigint as "l0!",
                  coalesce(c.inv, 0)::bigint as "inv!", coalesce(c.crisis, 0)::bigint as "crisis!"
           from (select * from eligible where campaign_id = $2 and school_id = $3 and ($1::text[] is null or school_id = any($1))) e
           full join (select * from result_count
                      where campaign_id = $2 and school_id = $3 and ($1::text[] is null or school_id = any($1))) c
             on c.training_level = e.training_level and c.college = e.college
           order by 1, 2"#,
        reach.schools() as Option<&[SchoolCode]>,
        campaign.0,
        school.as_str(),
    )
    .fetch_all(conn)
    .await?)
}
