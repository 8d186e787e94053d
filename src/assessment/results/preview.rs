//! What the commit of a staged file will do, in counts: nothing here tells one student from another.

use sqlx::types::Json;

use super::{changes::Changes, model::LevelCounts, store};
use crate::{
    access::{CommitResults, ImportResults},
    codes::SchoolCode,
    db::Tx,
    error::{Error, Result},
    ids::{CampaignId, ResultImportId},
};

/// Note what a file would change.
pub(super) async fn note(tx: &mut Tx<ImportResults>, id: ResultImportId, changes: &Changes) -> Result<()> {
    let figures = changes.figures(held(tx, id).await?);
    let (conn, _own_import) = tx.parts();
    sqlx::query!(
        "update result_import set created = $2, changed = $3, unchanged = $4, withdrawn = $5, figures = $6 where id = $1",
        id.0,
        changes.created,
        changes.changed,
        changes.unchanged,
        changes.withdrawn,
        Json(&figures) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The school's figures as they are.
async fn held(tx: &mut Tx<ImportResults>, id: ResultImportId) -> Result<LevelCounts> {
    let (conn, _own_import) = tx.parts();
    Ok(sqlx::query_as!(
        LevelCounts,
        r#"select coalesce(sum(c.completed), 0) as "completed!", coalesce(sum(c.l1), 0) as "l1!", coalesce(sum(c.l2), 0) as "l2!",
                  coalesce(sum(c.l3), 0) as "l3!", coalesce(sum(c.l0), 0) as "l0!", coalesce(sum(c.inv), 0) as "inv!",
                  coalesce(sum(c.crisis), 0) as "crisis!"
           from result_import i
           left join result_count c on c.campaign_id = i.campaign_id and c.school_id = i.school_id
           where i.id = $1"#,
        id.0,
    )
    .fetch_one(conn)
    .await?)
}

/// What the preview promised must still hold: nobody committed since, and every row is on the stage. The stage's last line.
pub(super) async fn check(
    tx: &mut Tx<CommitResults>,
    id: ResultImportId,
    school: SchoolCode,
    campaign: CampaignId,
) -> Result<i32> {
    let last_commit = store::last_commit(tx, school, campaign).await?;
    let found = sqlx::query!(
        r#"select i.based_on, i.created + i.changed + i.withdrawn as "expected!", s.staged as "staged!", s.last as "last!"
           from result_import i
           cross join (select count(*)::integer as staged, coalesce(max(line), 0) as last
                       from result_stage where import_id = $1) s
           where i.id = $1"#,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    match found.staged == found.expected {
        _ if found.based_on != last_commit => Err(Error::conflict("import_stale")),
        true => Ok(found.last),
        false => Err(Error::conflict("import_stage_lost")),
    }
}
