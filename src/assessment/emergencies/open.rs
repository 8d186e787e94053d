//! Open the record: the requester alone, while it runs, each time with an audit row before anything is seen.

use serde_json::json;
use uuid::Uuid;

use super::{
    model::Emergency,
    record::{Record, Sealed},
    second::Which,
    store,
};
use crate::{
    access::{Caller, OpenEmergency, Operation},
    assessment::{results::Sealer, scope},
    codes::Level,
    codes::TrainingLevel,
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    ids::{CampaignId, ResultId},
};

pub(super) async fn open(db: &Db, keys: &Keyring, caller: &Caller, which: Which) -> Result<(Emergency, Record)> {
    let Which { province, school, id } = which;
    let mut tx: Tx<OpenEmergency> = db.begin_in(caller, province).await?;
    let emergency = store::lock(&mut tx, school, id).await?;
    emergency.check(OpenEmergency::ID, caller, &db.policy(), tx.now())?;
    let (campaign, sealed) = sealed(&mut tx, id).await?;
    let part = scope::get(&mut tx, school, campaign).await?;
    let own = keys.results(tx.place(), school, campaign).await?.ok_or_else(Error::not_found)?;
    let sealer = Sealer::new(own, tx.place(), school, campaign);
    let record = Record::open(&part, &sealer, sealed, caller.request.lang)?;
    let opening = count(&mut tx, id).await?;
    let after = store::get(&mut tx, school, id).await?;
    let about = About::object("emergency", id, &after.school_name).created(&json!({ "opening": opening }));
    // The row is written before anybody sees the record.
    tx.commit(about.because(&emergency.reason)).await?;
    Ok((after, record))
}

/// What is sealed of the student's result; withdrawn meanwhile, it is gone.
async fn sealed(tx: &mut Tx<OpenEmergency>, id: Uuid) -> Result<(CampaignId, Sealed)> {
    let (conn, _checked_by_lock) = tx.parts();
    let row = sqlx::query!(
        r#"select r.campaign_id, r.id, r.training_level as "training_level: TrainingLevel", r.college, r.enrol_year, r.gender,
                  r.level as "level: Level", r.crisis, r.identity, r.answers, r.updated_at
           from emergency_student s
           join emergency e on e.id = s.emergency_id
           join result r on r.campaign_id = s.campaign_id and r.id = s.result_id and r.school_id = e.school_id
           where s.emergency_id = $1"#,
        id,
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| Error::gone("emergency_record_gone"))?;
    let sealed = Sealed {
        id: ResultId(row.id),
        training_level: row.training_level,
        college: row.college,
        enrol_year: row.enrol_year,
        gender: row.gender,
        level: row.level,
        crisis: row.crisis,
        identity: row.identity,
        answers: row.answers,
        updated_at: row.updated_at,
    };
    Ok((CampaignId(row.campaign_id), sealed))
}

/// One more opening; says which.
async fn count(tx: &mut Tx<OpenEmergency>, id: Uuid) -> Result<i32> {
    let now = tx.now();
    let (conn, _checked_by_lock) = tx.parts();
    let opening = sqlx::query_scalar!(
        "update emergency set opened = opened + 1, opened_at = $2 where id = $1 returning opened",
        id,
        now
    );
    Ok(opening.fetch_one(conn).await?)
}
