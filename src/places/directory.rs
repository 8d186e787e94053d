//! The public directory of schools, in the ministry: what provinces have published, and no further down.
//!
//! One rule: it reads `ministry.school` alone, which holds published fields only.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
};
use serde::{Deserialize, Serialize};

use crate::{
    access::{Caller, ListDirectory},
    codes::{Affiliation, Ownership, ProvinceCode, SchoolCategory, SchoolCode, SchoolLevel},
    db::{Db, Tx},
    error::Result,
    http::{Json, Page, page},
    places::schools::SchoolState,
};

/// The routes of the directory.
pub struct DirectoryApi {
    /// The databases.
    pub db: Db,
}

/// A school as it is published.
#[derive(Debug, Object)]
#[oai(rename = "DirectorySchool")]
struct PublicSchool {
    id: SchoolCode,
    /// The older five-digit code (院校代码).
    code5: String,
    name: String,
    name_en: Option<String>,
    competent_dept: String,
    affiliation: Affiliation,
    category: SchoolCategory,
    level: Option<SchoolLevel>,
    ownership: Ownership,
    location: String,
    state: SchoolState,
}

struct Filter {
    province: ProvinceCode,
    q: Option<String>,
    level: Option<SchoolLevel>,
    ownership: Option<Ownership>,
    state: Option<SchoolState>,
    sort: &'static str,
    descending: bool,
    limit: i64,
}

#[derive(Serialize, Deserialize)]
struct Cursor(String, SchoolCode);

#[OpenApi(prefix_path = "/directory")]
impl DirectoryApi {
    /// List a province's published schools.
    #[oai(path = "/:province/schools", method = "get", operation_id = "list_directory")]
    #[expect(clippy::too_many_arguments, reason = "one argument per query parameter")]
    async fn list(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        q: Query<Option<String>>,
        level: Query<Option<SchoolLevel>>,
        ownership: Query<Option<Ownership>>,
        state: Query<Option<SchoolState>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
        sort: Query<Option<String>>,
        total: Query<Option<bool>>,
    ) -> Result<Json<Page<PublicSchool>>> {
        let (sort, descending) = page::sort(sort.0.as_deref(), &["name", "id"])?;
        let limit = page::limit(limit.0)?;
        let q = page::contains(q.0.as_deref());
        let (level, ownership, state) = (level.0, ownership.0, state.0);
        let filter = Filter { province: province.0, q, level, ownership, state, sort, descending, limit };
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListDirectory> = self.db.begin_at_ministry(&caller).await?;
        let rows = rows(&mut tx, &filter, after).await?;
        let total = if total.0 == Some(true) { Some(count(&mut tx, &filter).await?) } else { None };
        Ok(Json(Page::of(rows, limit, total, |(key, school)| Cursor(key.clone(), school.id), |(_, school)| school)))
    }
}

async fn rows(
    tx: &mut Tx<ListDirectory>,
    filter: &Filter,
    after: Option<Cursor>,
) -> Result<Vec<(String, PublicSchool)>> {
    let (conn, _ministry) = tx.parts();
    let (key, id) = after.map_or((None, None), |Cursor(key, id)| (Some(key), Some(id.to_string())));
    let rows = sqlx::query!(
        r#"select s.id as "id: SchoolCode", s.name, s.name_en, s.competent_dept, s.affiliation as "affiliation: Affiliation",
                  s.category as "category: SchoolCategory", s.level as "level: SchoolLevel",
                  s.ownership as "ownership: Ownership", s.location, s.state as "state: SchoolState", s.key as "key!"
           from (select *, case $6 when 'id' then id else name_pinyin end as key from ministry.school where province = $1) s
           where ($2::text is null or lower(s.name) like $2 or s.id like $2 or s.name_pinyin like $2 or s.name_initials like $2)
             and ($3::text is null or s.level = $3)
             and ($4::text is null or s.ownership = $4)
             and ($5::text is null or s.state = $5)
             and ($8::text is null or case when $7 then (s.key, s.id) < ($8, $9) else (s.key, s.id) > ($8, $9) end)
           order by case when $7 then s.key end desc, case when $7 then s.id end desc, s.key, s.id
           limit $10::bigint + 1"#,
        filter.province.as_str(),
        filter.q.as_deref(),
        filter.level.map(|v| v.as_str().to_owned()),
        filter.ownership.map(|v| v.as_str().to_owned()),
        filter.state.map(|v| v.as_str().to_owned()),
        filter.sort,
        filter.descending,
        key,
        id,
        filter.limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|s| {
            let school = PublicSchool {
                code5: s.id.code5().to_owned(),
                id: s.id,
                name: s.name,
                name_en: s.name_en,
                competent_dept: s.competent_dept,
                affiliation: s.affiliation,
                category: s.category,
                level: s.level,
                ownership: s.ownership,
                location: s.location,
                state: s.state,
            };
            (s.key, school)
        })
        .collect())
}

async fn count(tx: &mut Tx<ListDirectory>, filter: &Filter) -> Result<i64> {
    let (conn, _ministry) = tx.parts();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from ministry.school s
           where s.province = $1
             and ($2::text is null or lower(s.name) like $2 or s.id like $2 or s.name_pinyin like $2 or s.name_initials like $2)
             and ($3::text is null or s.level = $3)
             and ($4::text is null or s.ownership = $4)
             and ($5::text is null or s.state = $5)"#,
        filter.province.as_str(),
        filter.q.as_deref(),
        filter.level.map(|v| v.as_str().to_owned()),
        filter.ownership.map(|v| v.as_str().to_owned()),
        filter.state.map(|v| v.as_str().to_owned()),
    );
    Ok(count.fetch_one(conn).await?)
}
