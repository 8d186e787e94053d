//! SQL of what a commit writes: schools, the directory, the parts of a national file.

use crate::{
    access::{AdvanceFanOut, ImportNationalSchools, ImportSchools, ImportSchoolsPart, Writes},
    codes::ProvinceCode,
    db::Tx,
    error::{Error, OnConstraint, Result},
    files::import::PartState,
    ids::ImportId,
};

/// Write a province's own file into its schools, and publish them.
pub(super) async fn apply(tx: &mut Tx<ImportSchools>, id: ImportId) -> Result<()> {
    let now = tx.now();
    let (conn, _whole) = tx.parts();
    sqlx::query!(
        "insert into school as s (id, name, name_en, name_pinyin, name_initials, competent_dept, affiliation, category, level,
                                  ownership, location, created_at, updated_at)
         select school_id, name, name_en, name_pinyin, name_initials, competent_dept, affiliation, category, level,
                ownership, location, $2, $2
         from school_import_row where import_id = $1 and action in ('create', 'update')
         on conflict (id) do update
         set name = excluded.name, name_en = coalesce(excluded.name_en, s.name_en), name_pinyin = excluded.name_pinyin,
             name_initials = excluded.name_initials, competent_dept = excluded.competent_dept,
             affiliation = excluded.affiliation, category = excluded.category, level = excluded.level,
             ownership = excluded.ownership, location = excluded.location, version = s.version + 1,
             updated_at = excluded.updated_at",
        id.0,
        now,
    )
    .execute(conn)
    .await?;
    publish_changed(tx).await
}

/// Write a province's part of a national file; what differs is written, and counted.
pub(super) async fn apply_part(tx: &mut Tx<ImportSchoolsPart>, id: ImportId) -> Result<(i32, i32, i32)> {
    let now = tx.now();
    let counts = sqlx::query!(
        r#"with incoming as materialized (
               select i.*, s.id is null as new,
                      s.id is not null and (s.name, s.name_en, s.competent_dept, s.affiliation, s.category, s.level, s.ownership,
                                            s.location)
                          is distinct from (i.name, coalesce(i.name_en, s.name_en), i.competent_dept, i.affiliation, i.category,
                                            i.level, i.ownership, i.location) as changed
               from ministry.import_part($1) i
               left join school s on s.id = i.school_id),
           written as (
               insert into school as s (id, name, name_en, name_pinyin, name_initials, competent_dept, affiliation, category,
                                        level, ownership, location, created_at, updated_at)
               select school_id, name, name_en, name_pinyin, name_initials, competent_dept, affiliation, category, level,
                      ownership, location, $2, $2
               from incoming where new or changed
               on conflict (id) do update
               set name = excluded.name, name_en = coalesce(excluded.name_en, s.name_en), name_pinyin = excluded.name_pinyin,
                   name_initials = excluded.name_initials, competent_dept = excluded.competent_dept,
                   affiliation = excluded.affiliation, category = excluded.category, level = excluded.level,
                   ownership = excluded.ownership, location = excluded.location, version = s.version + 1,
                   updated_at = excluded.updated_at)
           select count(*) filter (where new)::integer as "created!", count(*) filter (where changed)::integer as "updated!",
                  count(*) filter (where not new and not changed)::integer as "unchanged!"
           from incoming"#,
        id.0,
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    publish_changed(tx).await?;
    sqlx::query!(
        "select ministry.finish_import_part($1, $2, $3, $4)",
        id.0,
        counts.created,
        counts.updated,
        counts.unchanged
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((counts.created, counts.updated, counts.unchanged))
}

/// Operations that write many schools at once.
trait WritesSchools: Writes {}
impl WritesSchools for ImportSchools {}
impl WritesSchools for ImportSchoolsPart {}

/// Publish what this transaction wrote, which bears its moment.
async fn publish_changed<O: WritesSchools>(tx: &mut Tx<O>) -> Result<()> {
    let now = tx.now();
    let (conn, _whole) = tx.parts();
    sqlx::query!(
        "select ministry.publish_schools(coalesce((select jsonb_agg(to_jsonb(s)) from school s where s.updated_at = $1), '[]'))",
        now
    )
    .fetch_one(conn)
    .await
    .on_constraint("school_published_elsewhere", || Error::conflict("school_published_elsewhere"))
    .on_constraint("province_school_limit", || Error::conflict("school_limit_reached"))?;
    Ok(())
}

/// A part per province that the file has rows for; those that wait for a job. A province that is not provisioned fails at once.
pub(super) async fn fan_out(tx: &mut Tx<ImportNationalSchools>, id: ImportId) -> Result<Vec<ProvinceCode>> {
    let now = tx.now();
    let (conn, _whole) = tx.parts();
    let parts = sqlx::query!(
        r#"insert into ministry.fan_out (job, province, state, rows, failed, error, updated_at)
           select $1, r.province, case when p.code is null then 'failed' else 'waiting' end, count(*),
                  case when p.code is null then count(*) else 0 end, case when p.code is null then 'place_not_ready' end, $2
           from ministry.school_import_row r
           left join ministry.province p on p.code = r.province
           where r.import_id = $1 and r.action <> 'error'
           group by r.province, p.code
           returning province as "province: ProvinceCode", state as "state: PartState""#,
        id.0,
        now,
    )
    .fetch_all(conn)
    .await?;
    Ok(parts.into_iter().filter(|part| part.state == PartState::Waiting).map(|part| part.province).collect())
}

/// Note how a part fares, short of being done: that is the province's own word, and the last. False when it was said.
pub(super) async fn advance(
    tx: &mut Tx<AdvanceFanOut>,
    id: ImportId,
    province: ProvinceCode,
    state: PartState,
    error: Option<&str>,
) -> Result<bool> {
    let now = tx.now();
    let noted = sqlx::query!(
        "update ministry.fan_out
         set state = $3, error = $4, failed = case when $3 = 'failed' then rows else 0 end, updated_at = $5
         where job = $1 and province = $2 and state <> 'done'",
        id.0,
        province.as_str(),
        state.as_str(),
        error,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(noted.rows_affected() == 1)
}
