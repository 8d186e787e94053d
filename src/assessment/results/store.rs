//! SQL of imports and of their stage.

use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    changes::{Before, COMPARED, Held},
    file::RowFault,
    model::{Figures, ResultImport, ResultImportState},
    stage::Target,
};
use crate::{
    access::{CommitResults, ImportResults, Operation, ReadResultImport, StageResults, SweepStage},
    codes::{Level, SchoolCode},
    db::Tx,
    error::{Error, Result},
    ids::{CampaignId, ResultImportId},
};

/// Rows of the stage, in binary form.
pub(super) const COPY: &str =
    "copy result_stage (import_id, line, id, training_level, college, enrol_year, gender, level,
                               crisis, identity, answers, mac) from stdin (format binary)";

/// Operations that see imports.
pub trait SeesImports: Operation {}
impl SeesImports for ImportResults {}
impl SeesImports for ReadResultImport {}
impl SeesImports for CommitResults {}

/// Operations that carry an import on.
pub trait CarriesImport: Operation {}
impl CarriesImport for ImportResults {}
impl CarriesImport for CommitResults {}

/// A fault as it is kept.
pub(super) struct KeptFault {
    pub(super) line: i32,
    pub(super) column: String,
    pub(super) code: String,
    pub(super) params: Value,
}

macro_rules! import {
    ($row:expr) => {{
        let row = $row;
        ResultImport {
            id: ResultImportId(row.id),
            campaign: CampaignId(row.campaign_id),
            filename: row.filename,
            sha256: row.sha256,
            state: row.state,
            rows: row.rows,
            written: row.written,
            faults: row.faults,
            created: row.created,
            changed: row.changed,
            unchanged: row.unchanged,
            withdrawn: row.withdrawn,
            figures: row.figures.map(|Json(figures)| figures),
            error: row.error,
            account_name: row.account_name,
            created_at: row.created_at,
            done_at: row.done_at,
        }
    }};
}

/// The school's last commit, with whose outcome a new file is compared; another one since then makes its preview stale.
pub(super) async fn last_commit<O: CarriesImport>(
    tx: &mut Tx<O>,
    school: SchoolCode,
    campaign: CampaignId,
) -> Result<Option<Uuid>> {
    let (conn, _found_with_the_part) = tx.parts();
    let last = sqlx::query_scalar!(
        "select id from result_import
         where school_id = $1 and campaign_id = $2 and state = 'done'
         order by done_at desc, id desc
         limit 1",
        school.as_str(),
        campaign.0,
    );
    Ok(last.fetch_optional(conn).await?)
}

/// A new import, still being read, to be compared with what that commit left.
pub(super) async fn insert(
    tx: &mut Tx<ImportResults>,
    id: ResultImportId,
    to: Target,
    filename: &str,
    name: &str,
    based_on: Option<Uuid>,
) -> Result<()> {
    let (now, account) = (tx.now(), tx.actor_account().map(|id| id.0));
    let (conn, _found_with_the_part) = tx.parts();
    sqlx::query!(
        "insert into result_import (id, campaign_id, school_id, filename, state, based_on, account_id, account_name, created_at,
                                    seen_at)
         values ($1, $2, $3, $4, 'reading', $5, $6, $7, $8, $8)",
        id.0,
        to.campaign.0,
        to.school.as_str(),
        filename.chars().take(200).collect::<String>(),
        based_on,
        account.unwrap_or_default(),
        name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One import of a school within reach, or not found.
pub(super) async fn get<O: SeesImports>(
    tx: &mut Tx<O>,
    school: SchoolCode,
    id: ResultImportId,
) -> Result<ResultImport> {
    let (conn, reach) = tx.parts();
    let row = sqlx::query!(
        r#"select id, campaign_id, filename, sha256, state as "state: ResultImportState", rows, written, faults, created, changed, unchanged,
                  withdrawn, figures as "figures: Json<Figures>", error, account_name, created_at, done_at
           from result_import
           where id = $2 and school_id = $3 and ($1::text[] is null or school_id = any($1))"#,
        reach.schools() as Option<&[SchoolCode]>,
        id.0,
        school.as_str(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| import!(row)).ok_or_else(Error::not_found)
}

/// A school's imports for a campaign, newest first.
pub(super) async fn list(
    tx: &mut Tx<ReadResultImport>,
    school: SchoolCode,
    campaign: CampaignId,
    before: Option<ResultImportId>,
    limit: i64,
) -> Result<Vec<ResultImport>> {
    let (conn, reach) = tx.parts();
    let rows = sqlx::query!(
        r#"select id, campaign_id, filename, sha256, state as "state: ResultImportState", rows, written, faults, created, changed, unchanged,
                  withdrawn, figures as "figures: Json<Figures>", error, account_name, created_at, done_at
           from result_import
           where school_id = $2 and campaign_id = $3 and ($1::text[] is null or school_id = any($1))
             and ($4::uuid is null or id < $4)
           order by id desc
           limit $5::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        school.as_str(),
        campaign.0,
        before.map(|id| id.0),
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| import!(row)).collect())
}

/// Where an import is wrong, from a line and column on.
pub(super) async fn faults(
    tx: &mut Tx<ReadResultImport>,
    id: ResultImportId,
    after: (i32, String, String),
    limit: i64,
) -> Result<Vec<KeptFault>> {
    let (conn, _found_with_the_import) = tx.parts();
    Ok(sqlx::query_as!(
        KeptFault,
        r#"select line, col as "column", code, params
           from result_import_fault
           where import_id = $1 and (line, col, code) > ($2, $3, $4)
           order by line, col, code
           limit $5::bigint + 1"#,
        id.0,
        after.0,
        after.1,
        after.2,
        limit,
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn insert_faults(tx: &mut Tx<ImportResults>, id: ResultImportId, faults: &[RowFault]) -> Result<()> {
    let rows: Value = faults
        .iter()
        .map(|f| {
            let params: serde_json::Map<_, _> =
                f.params.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect();
            serde_json::json!({ "line": f.line, "col": f.column, "code": f.code, "params": params })
        })
        .collect();
    let (conn, _own_import) = tx.parts();
    sqlx::query!(
        "insert into result_import_fault (import_id, line, col, code, params)
         select $1, f.line, f.col, f.code, f.params
         from jsonb_to_recordset($2) as f(line integer, col text, code text, params jsonb)
         on conflict do nothing",
        id.0,
        rows,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Note how far reading has come; says nothing to an import that was given up meanwhile.
pub(super) async fn progress(tx: &mut Tx<StageResults>, id: ResultImportId, rows: i32) -> Result<()> {
    let now = tx.now();
    let noted = sqlx::query!(
        "update result_import set rows = $2, seen_at = $3 where id = $1 and state = 'reading'",
        id.0,
        rows,
        now,
    )
    .execute(tx.conn())
    .await?;
    if noted.rows_affected() == 0 { Err(Error::conflict("import_not_reading")) } else { Ok(()) }
}

/// What a school holds already, as far as a comparison needs it: 34 bytes a student.
pub(super) async fn held(tx: &mut Tx<StageResults>, school: SchoolCode, campaign: CampaignId) -> Result<Before> {
    let mut before = Before::default();
    let mut rows = sqlx::query!(
        r#"select id, level as "level: Level", crisis, substring(mac, 1, $3) as "mac!"
           from result where campaign_id = $1 and school_id = $2"#,
        campaign.0,
        school.as_str(),
        COMPARED as i32,
    )
    .fetch(tx.conn());
    while let Some(row) = rows.try_next().await? {
        before.add(row.id, Held { level: row.level, crisis: row.crisis }, &row.mac);
    }
    drop(rows);
    Ok(before.sorted())
}

/// Note how far a commit has come, beside its own transaction.
pub(super) async fn wrote(tx: &mut Tx<StageResults>, id: ResultImportId, written: u64) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "update result_import set written = $2, seen_at = $3 where id = $1 and state = 'committing'",
        id.0,
        i32::try_from(written).unwrap_or(i32::MAX),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Note how reading ended.
pub(super) async fn read(
    tx: &mut Tx<ImportResults>,
    id: ResultImportId,
    rows: i32,
    faults: i32,
    sha256: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    let (conn, _own_import) = tx.parts();
    sqlx::query!(
        "update result_import set rows = $2, faults = $3, sha256 = $4, seen_at = $5 where id = $1",
        id.0,
        rows,
        faults,
        sha256,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Put an import into a state.
pub(super) async fn set_state<O: CarriesImport>(
    tx: &mut Tx<O>,
    id: ResultImportId,
    state: ResultImportState,
    error: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    let (conn, _found_before) = tx.parts();
    sqlx::query!(
        "update result_import
         set state = $2, error = $3, seen_at = $4, done_at = case when $2 = 'done' then $4 else done_at end
         where id = $1",
        id.0,
        state.as_str(),
        error,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn clear_stage<O: CarriesImport>(tx: &mut Tx<O>, id: ResultImportId) -> Result<()> {
    let (conn, _own_import) = tx.parts();
    sqlx::query!("delete from result_stage where import_id = $1", id.0).execute(conn).await?;
    Ok(())
}

/// Operations that give up what nobody carries on.
pub trait Sweeps: Operation {}
impl Sweeps for ImportResults {}
impl Sweeps for SweepStage {}

/// Give up imports, of one school or of all, that nobody carries on: reading that stopped ten minutes ago, previews older than a
/// day. Returns how many.
pub(super) async fn sweep<O: Sweeps>(tx: &mut Tx<O>, school: Option<SchoolCode>) -> Result<u64> {
    let now = tx.now();
    let (conn, _found_with_the_part) = tx.parts();
    let given_up = sqlx::query!(
        r#"with given_up as (
               update result_import set state = 'abandoned', seen_at = $2
               where ($1::text is null or school_id = $1)
                 and (state = 'reading' and seen_at < $2::timestamptz - interval '10 minutes'
                      or state = 'validated' and seen_at < $2::timestamptz - interval '1 day')
               returning id),
             cleared as (delete from result_stage s using given_up g where s.import_id = g.id)
           select count(*) as "count!" from given_up"#,
        school.as_ref().map(SchoolCode::as_str),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(given_up.count.unsigned_abs())
}
