//! SQL of schools. Every statement is bounded by the caller's reach.

use serde::{Deserialize, Serialize};

use super::model::{School, SchoolFields, SchoolState};
use crate::{
    access::{
        AtProvince, CreateSchool, FindFirstSchool, ForPeople, ListSchools, Operation, ReadSchool, ResumeSchool,
        SuspendSchool, SystemActor, UpdateSchool, Writes,
    },
    codes::{Affiliation, Ownership, ProvinceCode, SchoolCategory, SchoolCode, SchoolLevel},
    db::{Db, Tx},
    error::{Error, OnConstraint, Result},
};

/// Operations that read one school.
pub trait ReadsSchool: Operation {}
impl ReadsSchool for ReadSchool {}
impl ReadsSchool for CreateSchool {}
impl ReadsSchool for UpdateSchool {}
impl ReadsSchool for SuspendSchool {}
impl ReadsSchool for ResumeSchool {}

/// Operations that publish a school to the directory.
pub trait PublishesSchool: Writes {}
impl PublishesSchool for CreateSchool {}
impl PublishesSchool for UpdateSchool {}
impl PublishesSchool for SuspendSchool {}
impl PublishesSchool for ResumeSchool {}

/// Operations that put a school in or out of service.
pub trait SetsSchoolState: ReadsSchool + PublishesSchool + ForPeople + AtProvince {
    /// How the school stands afterwards.
    const TO: SchoolState;
}
impl SetsSchoolState for SuspendSchool {
    const TO: SchoolState = SchoolState::Suspended;
}
impl SetsSchoolState for ResumeSchool {
    const TO: SchoolState = SchoolState::Active;
}

/// What a list is narrowed to and how it is sorted.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) q: Option<String>,
    pub(super) state: Option<SchoolState>,
    pub(super) level: Option<SchoolLevel>,
    pub(super) ownership: Option<Ownership>,
    pub(super) affiliation: Option<Affiliation>,
    pub(super) sort: &'static str,
    pub(super) descending: bool,
    pub(super) limit: i64,
}

/// Where a page starts: the last row's sort key and identifier.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cursor(pub(super) String, pub(super) SchoolCode);

pub(super) struct Listed {
    pub(super) school: School,
    pub(super) key: String,
}

macro_rules! school {
    ($row:expr) => {{
        let row = $row;
        School {
            id: row.id,
            fields: SchoolFields {
                name: row.name,
                name_en: row.name_en,
                competent_dept: row.competent_dept,
                affiliation: row.affiliation,
                category: row.category,
                level: row.level,
                ownership: row.ownership,
                location: row.location,
            },
            state: row.state,
            accounts: row.accounts,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }};
}

pub(super) async fn list(tx: &mut Tx<ListSchools>, filter: &Filter, after: Option<Cursor>) -> Result<Vec<Listed>> {
    let (conn, reach) = tx.parts();
    let (key, id) = after.map_or((None, None), |Cursor(key, id)| (Some(key), Some(id.to_string())));
    let rows = sqlx::query!(
        r#"select s.id as "id: SchoolCode", s.name, s.name_en, s.competent_dept, s.affiliation as "affiliation: Affiliation",
                  s.category as "category: SchoolCategory", s.level as "level: SchoolLevel",
                  s.ownership as "ownership: Ownership", s.location, s.state as "state: SchoolState", s.version,
                  s.created_at, s.updated_at, s.key as "key!",
                  (select count(*) from account a where a.school_id = s.id and a.kind = 'person' and a.state not in ('disabled', 'left')) as "accounts!"
           from (select *, case $7 when 'id' then id when 'updated_at' then to_char(updated_at, 'YYYYMMDDHH24MISSUS')
                           else name_pinyin end as key
                 from school) s
           where ($1::text[] is null or s.id = any($1))
             and ($2::text is null or lower(s.name) like $2 or s.id like $2 or s.name_pinyin like $2 or s.name_initials like $2)
             and ($3::text is null or s.state = $3)
             and ($4::text is null or s.level = $4)
             and ($5::text is null or s.ownership = $5)
             and ($6::text is null or s.affiliation = $6)
             and ($9::text is null or case when $8 then (s.key, s.id) < ($9, $10) else (s.key, s.id) > ($9, $10) end)
           order by case when $8 then s.key end desc, case when $8 then s.id end desc, s.key, s.id
           limit $11::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.q.as_deref(),
        filter.state.map(|v| v.as_str().to_owned()),
        filter.level.map(|v| v.as_str().to_owned()),
        filter.ownership.map(|v| v.as_str().to_owned()),
        filter.affiliation.map(|v| v.as_str().to_owned()),
        filter.sort,
        filter.descending,
        key,
        id,
        filter.limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Listed { key: row.key.clone(), school: school!(row) }).collect())
}

pub(super) async fn count(tx: &mut Tx<ListSchools>, filter: &Filter) -> Result<i64> {
    let (conn, reach) = tx.parts();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from school s
           where ($1::text[] is null or s.id = any($1))
             and ($2::text is null or lower(s.name) like $2 or s.id like $2 or s.name_pinyin like $2 or s.name_initials like $2)
             and ($3::text is null or s.state = $3)
             and ($4::text is null or s.level = $4)
             and ($5::text is null or s.ownership = $5)
             and ($6::text is null or s.affiliation = $6)"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.q.as_deref(),
        filter.state.map(|v| v.as_str().to_owned()),
        filter.level.map(|v| v.as_str().to_owned()),
        filter.ownership.map(|v| v.as_str().to_owned()),
        filter.affiliation.map(|v| v.as_str().to_owned()),
    );
    Ok(count.fetch_one(conn).await?)
}

/// One school within reach, or not found.
pub(super) async fn get<O: ReadsSchool>(tx: &mut Tx<O>, id: SchoolCode) -> Result<School> {
    let (conn, reach) = tx.parts();
    let row = sqlx::query!(
        r#"select s.id as "id: SchoolCode", s.name, s.name_en, s.competent_dept, s.affiliation as "affiliation: Affiliation",
                  s.category as "category: SchoolCategory", s.level as "level: SchoolLevel",
                  s.ownership as "ownership: Ownership", s.location, s.state as "state: SchoolState", s.version,
                  s.created_at, s.updated_at,
                  (select count(*) from account a where a.school_id = s.id and a.kind = 'person' and a.state not in ('disabled', 'left')) as "accounts!"
           from school s
           where s.id = $2 and ($1::text[] is null or s.id = any($1))"#,
        reach.schools() as Option<&[SchoolCode]>,
        id.as_str(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| school!(row)).ok_or_else(Error::not_found)
}

pub(super) async fn insert(tx: &mut Tx<CreateSchool>, id: SchoolCode, new: &SchoolFields) -> Result<()> {
    let now = tx.now();
    let (full, initials) = new.pinyin();
    let (conn, _opening_needs_the_whole_place) = tx.parts();
    sqlx::query!(
        "insert into school (id, name, name_en, name_pinyin, name_initials, competent_dept, affiliation, category, level,
                             ownership, location, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        id.as_str(),
        new.name,
        new.name_en,
        full,
        initials,
        new.competent_dept,
        new.affiliation.as_str(),
        new.category.as_str(),
        new.level.map(|level| level.as_str()),
        new.ownership.as_str(),
        new.location,
        now,
    )
    .execute(conn)
    .await
    .on_constraint("school_pkey", || Error::invalid_field("/id", "school_id_taken"))?;
    Ok(())
}

/// Change a school, provided that nobody did meanwhile.
pub(super) async fn update(tx: &mut Tx<UpdateSchool>, id: SchoolCode, version: i32, new: &SchoolFields) -> Result<()> {
    let now = tx.now();
    let (full, initials) = new.pinyin();
    let (conn, reach) = tx.parts();
    let updated = sqlx::query!(
        "update school
         set name = $4, name_en = $5, name_pinyin = $6, name_initials = $7, competent_dept = $8, affiliation = $9,
             category = $10, level = $11, ownership = $12, location = $13, version = version + 1, updated_at = $14
         where id = $2 and version = $3 and ($1::text[] is null or id = any($1))",
        reach.schools() as Option<&[SchoolCode]>,
        id.as_str(),
        version,
        new.name,
        new.name_en,
        full,
        initials,
        new.competent_dept,
        new.affiliation.as_str(),
        new.category.as_str(),
        new.level.map(|level| level.as_str()),
        new.ownership.as_str(),
        new.location,
        now,
    )
    .execute(conn)
    .await?;
    if updated.rows_affected() == 0 { Err(Error::version_stale()) } else { Ok(()) }
}

pub(super) async fn set_state<O: SetsSchoolState>(tx: &mut Tx<O>, id: SchoolCode) -> Result<()> {
    let now = tx.now();
    let (conn, reach) = tx.parts();
    sqlx::query!(
        "update school set state = $3, version = version + 1, updated_at = $4
         where id = $2 and ($1::text[] is null or id = any($1))",
        reach.schools() as Option<&[SchoolCode]>,
        id.as_str(),
        O::TO.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Publish a school's row to the directory, in the same transaction. An identifier of another province is refused.
pub(super) async fn publish<O: PublishesSchool>(tx: &mut Tx<O>, id: SchoolCode) -> Result<()> {
    let (conn, _the_row_was_just_written) = tx.parts();
    sqlx::query!(
        "select ministry.publish_schools((select jsonb_agg(to_jsonb(s)) from school s where s.id = $1))",
        id.as_str()
    )
    .fetch_one(conn)
    .await
    .on_constraint("school_published_elsewhere", || Error::invalid_field("/id", "school_published_elsewhere"))
    .on_constraint("province_school_limit", || Error::conflict("school_limit_reached"))?;
    Ok(())
}

/// The province's first school by identifier, for the demo.
pub async fn first_school(db: &Db, actor: SystemActor, province: ProvinceCode) -> Result<Option<SchoolCode>> {
    let mut tx: Tx<FindFirstSchool> = db.begin_as_system(actor, province.into()).await?;
    let first = sqlx::query_scalar!(r#"select id as "id: SchoolCode" from school order by id limit 1"#);
    Ok(first.fetch_optional(tx.conn()).await?)
}
