//! SQL of imports: set-based, the same statements in the ministry and in a province, since both have `school`.

use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::{
    access::{
        ForPeople, ImportNationalSchools, ImportSchools, Operation, ReadNationalImport, ReadSchoolImport, Writes,
    },
    codes::ProvinceCode,
    db::Tx,
    error::{Error, Result},
    files::import::{FileHead, Import, ImportState, Part, PartState, Row, RowAction, RowFault},
    ids::ImportId,
    places::schools::file::SchoolRecord,
};

/// A row as it is listed, out of any of the queries that select its columns.
macro_rules! read_row {
    ($row:expr) => {{
        let row = $row;
        Row {
            line: row.line,
            action: row.action,
            school_id: row.school_id,
            name: row.name,
            login: None,
            role: None,
            changes: serde_json::from_value(row.changes).map_err(anyhow::Error::from)?,
            errors: serde_json::from_value(row.errors).map_err(anyhow::Error::from)?,
        }
    }};
}

/// Operations that stage and commit a file.
pub trait StagesImport: Writes + ForPeople {}
impl StagesImport for ImportSchools {}
impl StagesImport for ImportNationalSchools {}

/// Operations that read an import.
pub trait ReadsImport: Operation {}
impl ReadsImport for ImportSchools {}
impl ReadsImport for ImportNationalSchools {}
impl ReadsImport for ReadSchoolImport {}
impl ReadsImport for ReadNationalImport {}

/// Operations at the ministry that see the parts of a national file.
pub trait ReadsParts: ReadsImport {}
impl ReadsParts for ImportNationalSchools {}
impl ReadsParts for ReadNationalImport {}

/// A row to be staged.
#[derive(Default)]
pub(super) struct StagedRow {
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
    pub(super) errors: Vec<RowFault>,
    pub(super) province: Option<ProvinceCode>,
    pub(super) school_id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) record: Option<SchoolRecord>,
}

pub(super) async fn insert<O: StagesImport>(
    tx: &mut Tx<O>,
    id: ImportId,
    filename: &str,
    sha256: &[u8; 32],
    header: &FileHead,
    rows: usize,
    state: ImportState,
) -> Result<()> {
    let (now, account) = (tx.now(), tx.actor_account());
    let cells = serde_json::to_value(&header.cells).map_err(anyhow::Error::from)?;
    let (conn, _a_new_row) = tx.parts();
    sqlx::query!(
        "insert into school_import (id, filename, sha256, format, encoding, header, state, rows, account_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.0,
        filename,
        sha256,
        header.format,
        header.encoding,
        cells,
        state.as_str(),
        i32::try_from(rows).unwrap_or(i32::MAX),
        account.map(|a| a.0),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn insert_rows<O: StagesImport>(tx: &mut Tx<O>, id: ImportId, rows: &[StagedRow]) -> Result<()> {
    let json = |value: serde_json::Result<Value>| value.unwrap_or_default();
    let (mut lines, mut cells, mut errors, mut actions) = (vec![], vec![], vec![], vec![]);
    for row in rows {
        lines.push(i32::try_from(row.line).unwrap_or(i32::MAX));
        cells.push(json(serde_json::to_value(&row.cells)));
        errors.push(json(serde_json::to_value(&row.errors)));
        actions.push(if row.errors.is_empty() { RowAction::Unchanged } else { RowAction::Error }.as_str());
    }
    let text = |of: fn(&SchoolRecord) -> Option<String>| -> Vec<Option<String>> {
        rows.iter().map(|row| row.record.as_ref().and_then(of)).collect()
    };
    let (full, initials): (Vec<_>, Vec<_>) = rows.iter().map(|row| row.pinyin().unzip()).unzip();
    let provinces: Vec<Option<String>> = rows.iter().map(|row| row.province.map(|p| p.to_string())).collect();
    let (ids, names): (Vec<_>, Vec<_>) = rows.iter().map(|row| (row.school_id.clone(), row.name.clone())).unzip();
    let (conn, _a_new_file) = tx.parts();
    sqlx::query!(
        "insert into school_import_row (import_id, line, cells, errors, action, province, school_id, name, name_en, name_pinyin,
                                        name_initials, competent_dept, affiliation, category, level, ownership, location)
         select $1, * from unnest($2::integer[], $3::jsonb[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::text[],
                                  $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
                                  $16::text[], $17::text[])",
        id.0,
        &lines,
        &cells,
        &errors,
        &actions as &[&str],
        &provinces as &[Option<String>],
        &ids as &[Option<String>],
        &names as &[Option<String>],
        &text(|r| r.name_en.clone()) as &[Option<String>],
        &full as &[Option<String>],
        &initials as &[Option<String>],
        &text(|r| Some(r.competent_dept.as_str().to_owned())) as &[Option<String>],
        &text(|r| Some(r.route.affiliation.to_string())) as &[Option<String>],
        &text(|r| Some(r.category.to_string())) as &[Option<String>],
        &text(|r| r.level.map(|l| l.to_string())) as &[Option<String>],
        &text(|r| Some(r.ownership.to_string())) as &[Option<String>],
        &text(|r| Some(r.location.clone())) as &[Option<String>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What each row would do now, field by field. An English name that the file leaves empty stays as it is.
/// Each row looks its school up: a join of the table with itself is planned by statistics that know nothing of a file this fresh.
pub(super) async fn plan<O: StagesImport>(tx: &mut Tx<O>, id: ImportId) -> Result<()> {
    let (conn, _own_file) = tx.parts();
    sqlx::query!(
        "update school_import_row r
         set (action, changes) = (
             select case when s.id is null then 'create' when d.changes = '[]' then 'unchanged' else 'update' end, d.changes
             from (values (r.school_id)) i (school_id)
             left join school s on s.id = i.school_id
             cross join lateral (
                 select coalesce(jsonb_agg(jsonb_build_object('field', f.field, 'old', f.old, 'new', f.new)), '[]') as changes
                 from (values ('name', s.name, r.name), ('name_en', s.name_en, coalesce(r.name_en, s.name_en)),
                              ('competent_dept', s.competent_dept, r.competent_dept),
                              ('affiliation', s.affiliation, r.affiliation), ('category', s.category, r.category),
                              ('level', s.level, r.level), ('ownership', s.ownership, r.ownership),
                              ('location', s.location, r.location)) f (field, old, new)
                 where s.id is not null and f.old is distinct from f.new) d)
         where r.import_id = $1 and r.action <> 'error'",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A school that another province has published cannot be opened here: it stays where it is, and the row says so.
pub(super) async fn mark_published_elsewhere(tx: &mut Tx<ImportNationalSchools>, id: ImportId) -> Result<u64> {
    let (conn, _own_file) = tx.parts();
    let marked = sqlx::query!(
        "update ministry.school_import_row r
         set action = 'error', changes = '[]',
             errors = r.errors || jsonb_build_array(jsonb_build_object(
                 'column', null, 'code', 'published_elsewhere', 'params', jsonb_build_array(jsonb_build_array('province', s.province)),
                 'value', r.school_id))
         from ministry.school s
         where r.import_id = $1 and s.id = r.school_id and s.province <> r.province",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(marked.rows_affected())
}

/// Bring an import's counts and state in line with its rows.
pub(super) async fn recount<O: StagesImport>(tx: &mut Tx<O>, id: ImportId, state: ImportState) -> Result<()> {
    let now = tx.now();
    let (conn, _own_file) = tx.parts();
    sqlx::query!(
        "update school_import i
         set state = $2, created = c.created, updated = c.updated, unchanged = c.unchanged, failed = c.failed,
             committed_at = case when $2 in ('done', 'running') then $3::timestamptz end
         from (select count(*) filter (where action = 'create')::integer as created,
                      count(*) filter (where action = 'update')::integer as updated,
                      count(*) filter (where action = 'unchanged')::integer as unchanged,
                      count(*) filter (where action = 'error')::integer as failed
               from school_import_row where import_id = $1) c
         where i.id = $1",
        id.0,
        state.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One import, without its parts.
pub(super) async fn get<O: ReadsImport>(tx: &mut Tx<O>, id: ImportId) -> Result<Import> {
    let (conn, reach) = tx.parts();
    if !reach.is_whole() {
        return Err(Error::not_found());
    }
    let row = sqlx::query!(
        r#"select id as "id: ImportId", filename, sha256, format, encoding, state as "state: ImportState", rows, created,
                  updated, unchanged, failed, created_at
           from school_import where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(Error::not_found)?;
    Ok(Import {
        id: row.id,
        filename: row.filename,
        sha256: HEXLOWER.encode(&row.sha256),
        format: row.format,
        encoding: row.encoding,
        state: row.state,
        rows: row.rows,
        created: row.created,
        updated: row.updated,
        unchanged: row.unchanged,
        failed: row.failed,
        created_at: row.created_at,
        parts: vec![],
    })
}

/// A national import with its parts; state and counts follow from them.
pub async fn find_national<O: ReadsParts>(tx: &mut Tx<O>, id: ImportId) -> Result<Import> {
    let mut import = get(tx, id).await?;
    let (conn, _whole) = tx.parts();
    import.parts = sqlx::query_as!(
        Part,
        r#"select province as "province: ProvinceCode", state as "state: PartState", rows, created, updated, unchanged, failed, error
           from ministry.fan_out where job = $1 order by province"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(import.summed())
}

/// Rows after a line, of one action or of all.
pub(super) async fn rows<O: ReadsImport>(
    tx: &mut Tx<O>,
    id: ImportId,
    only: Option<RowAction>,
    after: i32,
    limit: i64,
) -> Result<Vec<Row>> {
    get(tx, id).await?;
    let (conn, _whole) = tx.parts();
    let rows = sqlx::query!(
        r#"select line, action as "action: RowAction", school_id, name, changes, errors
           from school_import_row
           where import_id = $1 and line > $2 and ($3::text is null or action = $3)
           order by line limit $4::bigint + 1"#,
        id.0,
        after,
        only.map(|action| action.as_str().to_owned()),
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Ok(read_row!(row))).collect()
}

/// A file as it was uploaded, with what became of each row.
pub(super) async fn uploaded<O: ReadsImport>(
    tx: &mut Tx<O>,
    id: ImportId,
) -> Result<(FileHead, Vec<(Vec<String>, Row)>)> {
    let import = get(tx, id).await?;
    let (conn, _whole) = tx.parts();
    let header =
        sqlx::query_scalar!("select header from school_import where id = $1", id.0).fetch_one(&mut *conn).await?;
    let cells = serde_json::from_value(header).map_err(anyhow::Error::from)?;
    let rows = sqlx::query!(
        r#"select line, cells, action as "action: RowAction", school_id, name, changes, errors
           from school_import_row where import_id = $1 order by line"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let cells = serde_json::from_value(row.cells.clone()).map_err(anyhow::Error::from)?;
        Ok((cells, read_row!(row)))
    });
    Ok((FileHead { format: import.format, encoding: import.encoding, cells }, rows.collect::<Result<_>>()?))
}
