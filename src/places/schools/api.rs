//! A province's schools over HTTP.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};

use super::{
    model::{School, SchoolFields, SchoolState},
    store::{self, Cursor, Filter, Listed},
};
use crate::{
    access::{
        Caller, CreateSchool, ListSchools, Operation, OperationId, ReadSchool, ResumeSchool, SuspendSchool,
        UpdateSchool,
    },
    codes::{Affiliation, Ownership, ProvinceCode, SchoolCategory, SchoolCode, SchoolLevel},
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    http::{Can, Created, Json, Page, Reason, Versioned, page},
    identity::accounts::{Invitation, NewAccount, invite},
};

/// The routes of schools.
pub struct SchoolsApi {
    /// The databases.
    pub db: Db,
    /// Data keys, for the first administrator's address.
    pub keys: Keyring,
}

/// A school to be opened.
#[derive(Debug, Object)]
#[oai(rename = "NewSchool")]
struct SchoolBody {
    /// Ten-digit identifier (学校(机构)标识码); never changes.
    id: String,
    /// Name.
    name: String,
    /// English name.
    name_en: Option<String>,
    /// Competent department (主管部门).
    competent_dept: String,
    affiliation: Affiliation,
    category: SchoolCategory,
    /// Adult schools have none.
    level: Option<SchoolLevel>,
    ownership: Ownership,
    /// Where it lies.
    location: String,
    /// Its first administrator, invited in the same transaction.
    admin: Option<AdministratorBody>,
}

/// A school's first administrator.
#[derive(Debug, Object)]
#[oai(rename = "FirstAdmin")]
struct AdministratorBody {
    /// Login name.
    login: String,
    /// The person's name.
    name: String,
    /// Where the activation link goes.
    email: String,
}

/// What may be edited.
#[derive(Debug, Object)]
#[oai(rename = "SchoolChange")]
struct SchoolEdit {
    /// Name.
    name: String,
    /// English name.
    name_en: Option<String>,
    /// Competent department (主管部门).
    competent_dept: String,
    affiliation: Affiliation,
    category: SchoolCategory,
    /// Adult schools have none.
    level: Option<SchoolLevel>,
    ownership: Ownership,
    /// Where it lies.
    location: String,
}

/// A school as its province sees it.
#[derive(Debug, Object)]
#[oai(rename = "School")]
struct SchoolView {
    /// Ten-digit identifier.
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
    /// Accounts that are not disabled.
    accounts: i64,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: HashMap<String, Can>,
}

/// Per request: what the caller may do with any school, before a school's own state is asked.
struct Judge<'a> {
    caller: &'a Caller,
    base: Vec<(OperationId, Can)>,
}

impl<'a> Judge<'a> {
    fn new(db: &Db, caller: &'a Caller) -> Self {
        let operations = [UpdateSchool::ID, SuspendSchool::ID, ResumeSchool::ID];
        Self { caller, base: operations.into_iter().map(|id| (id, Can::of(db.may(caller, id), caller))).collect() }
    }

    fn view(&self, school: School) -> SchoolView {
        let state = |id: OperationId| match school.state {
            SchoolState::Suspended if id == SuspendSchool::ID => Some("school_already_suspended"),
            SchoolState::Active if id == ResumeSchool::ID => Some("school_already_active"),
            _ => None,
        };
        let judged = |(id, can): &(OperationId, Can)| {
            let can = match state(*id) {
                Some(code) if can.allowed => Can::no(code, self.caller),
                _ => can.clone(),
            };
            (id.name().to_owned(), can)
        };
        let fields = school.fields;
        SchoolView {
            can: self.base.iter().map(judged).collect(),
            id: school.id,
            code5: school.id.code5().to_owned(),
            name: fields.name,
            name_en: fields.name_en,
            competent_dept: fields.competent_dept,
            affiliation: fields.affiliation,
            category: fields.category,
            level: fields.level,
            ownership: fields.ownership,
            location: fields.location,
            state: school.state,
            accounts: school.accounts,
            version: school.version,
            created_at: school.created_at,
            updated_at: school.updated_at,
        }
    }

    fn versioned(&self, school: School) -> Versioned<SchoolView> {
        let version = school.version;
        Versioned(self.view(school), version)
    }
}

fn about(school: &School) -> About {
    About::object("school", school.id, &school.fields.name)
}

#[OpenApi]
impl SchoolsApi {
    /// List the schools within reach.
    #[oai(path = "/provinces/:province/schools", method = "get", operation_id = "list_schools")]
    #[expect(clippy::too_many_arguments, reason = "one argument per query parameter")]
    async fn list(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        q: Query<Option<String>>,
        state: Query<Option<SchoolState>>,
        level: Query<Option<SchoolLevel>>,
        ownership: Query<Option<Ownership>>,
        affiliation: Query<Option<Affiliation>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
        sort: Query<Option<String>>,
        total: Query<Option<bool>>,
    ) -> Result<Json<Page<SchoolView>>> {
        let (sort, descending) = page::sort(sort.0.as_deref(), &["name", "id", "updated_at"])?;
        let limit = page::limit(limit.0)?;
        let filter = Filter {
            q: page::contains(q.0.as_deref()),
            state: state.0,
            level: level.0,
            ownership: ownership.0,
            affiliation: affiliation.0,
            sort,
            descending,
            limit,
        };
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListSchools> = self.db.begin_in(&caller, province.0).await?;
        let rows = store::list(&mut tx, &filter, after).await?;
        let total = if total.0 == Some(true) { Some(store::count(&mut tx, &filter).await?) } else { None };
        let judge = Judge::new(&self.db, &caller);
        Ok(Json(Page::of(
            rows,
            limit,
            total,
            |row: &Listed| Cursor(row.key.clone(), row.school.id),
            |row| judge.view(row.school),
        )))
    }

    /// Open a school.
    #[oai(path = "/provinces/:province/schools", method = "post", operation_id = "create_school")]
    async fn create(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        /// A repeated request with the same key is answered with what the first one made; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<SchoolBody>,
    ) -> Result<Created<SchoolView>> {
        let (id, fields, admin) = parse(body.0)?;
        let mut tx: Tx<CreateSchool> = self.db.begin_in(&caller, province.0).await?;
        let judge = Judge::new(&self.db, &caller);
        let location = format!("/api/v1/provinces/{}/schools/{id}", province.0);
        if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
            return Ok(Created { body: judge.view(store::get(&mut tx, id).await?), location });
        }
        store::insert(&mut tx, id, &fields).await?;
        store::publish(&mut tx, id).await?;
        if let Some(new) = &admin {
            new.check_grant(&caller, &self.db.policy())?;
            invite(&mut tx, Invitation { keys: &self.keys, new, mail: true }).await?;
        }
        let school = store::get(&mut tx, id).await?;
        tx.commit(about(&school).created(&school)).await?;
        Ok(Created { body: judge.view(school), location })
    }

    /// See one school.
    #[oai(path = "/provinces/:province/schools/:id", method = "get", operation_id = "read_school")]
    async fn read(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
    ) -> Result<Versioned<SchoolView>> {
        let mut tx: Tx<ReadSchool> = self.db.begin_in(&caller, province.0).await?;
        let school = store::get(&mut tx, id.0).await?;
        Ok(Judge::new(&self.db, &caller).versioned(school))
    }

    /// Change a school.
    #[oai(path = "/provinces/:province/schools/:id", method = "put", operation_id = "update_school")]
    async fn update(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
        /// The version that is edited, as `ETag` gave it (RFC 9110 §13.1.1); the edge reads it.
        #[oai(name = "If-Match")]
        _version: Header<Option<String>>,
        body: Json<SchoolEdit>,
    ) -> Result<Versioned<SchoolView>> {
        let fields = SchoolFields::from(body.0).check()?;
        let mut tx: Tx<UpdateSchool> = self.db.begin_in(&caller, province.0).await?;
        let before = store::get(&mut tx, id.0).await?;
        let version = tx.expected_version()?;
        store::update(&mut tx, id.0, version, &fields).await?;
        store::publish(&mut tx, id.0).await?;
        let after = store::get(&mut tx, id.0).await?;
        tx.commit(about(&after).changed(&before, &after)).await?;
        Ok(Judge::new(&self.db, &caller).versioned(after))
    }

    /// Suspend a school.
    #[oai(path = "/provinces/:province/schools/:id/suspend", method = "post", operation_id = "suspend_school")]
    async fn suspend(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
        body: Json<Reason>,
    ) -> Result<Json<SchoolView>> {
        let reason = body.0.parse()?;
        let mut tx: Tx<SuspendSchool> = self.db.begin_in(&caller, province.0).await?;
        let before = store::get(&mut tx, id.0).await?;
        if before.state == SchoolState::Suspended {
            return Err(Error::conflict("school_already_suspended"));
        }
        store::set_state(&mut tx, id.0, SchoolState::Suspended).await?;
        store::publish(&mut tx, id.0).await?;
        let after = store::get(&mut tx, id.0).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        Ok(Json(Judge::new(&self.db, &caller).view(after)))
    }

    /// Resume a suspended school.
    #[oai(path = "/provinces/:province/schools/:id/resume", method = "post", operation_id = "resume_school")]
    async fn resume(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
        body: Json<Reason>,
    ) -> Result<Json<SchoolView>> {
        let reason = body.0.parse()?;
        let mut tx: Tx<ResumeSchool> = self.db.begin_in(&caller, province.0).await?;
        let before = store::get(&mut tx, id.0).await?;
        if before.state == SchoolState::Active {
            return Err(Error::conflict("school_already_active"));
        }
        store::set_state(&mut tx, id.0, SchoolState::Active).await?;
        store::publish(&mut tx, id.0).await?;
        let after = store::get(&mut tx, id.0).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        Ok(Json(Judge::new(&self.db, &caller).view(after)))
    }
}

impl From<SchoolEdit> for SchoolFields {
    fn from(body: SchoolEdit) -> Self {
        Self {
            name: body.name,
            name_en: body.name_en,
            competent_dept: body.competent_dept,
            affiliation: body.affiliation,
            category: body.category,
            level: body.level,
            ownership: body.ownership,
            location: body.location,
        }
    }
}

/// Every fault of the form at once: identifier, fields and administrator.
fn parse(body: SchoolBody) -> Result<(SchoolCode, SchoolFields, Option<NewAccount>)> {
    let fields = SchoolFields {
        name: body.name,
        name_en: body.name_en,
        competent_dept: body.competent_dept,
        affiliation: body.affiliation,
        category: body.category,
        level: body.level,
        ownership: body.ownership,
        location: body.location,
    };
    let id = body.id.trim().parse::<SchoolCode>().map_err(|_| Error::invalid_field("/id", "school_id_invalid"));
    let school = id.as_ref().ok().map(ToString::to_string).unwrap_or_else(|| "4111010001".to_owned());
    let admin = body
        .admin
        .map(|a| NewAccount::parse("/admin", &a.login, &a.name, &a.email, "school_admin", Some(&school)))
        .transpose()
        .map_err(Error::invalid);
    match (id, fields.check(), admin) {
        (Ok(id), Ok(fields), Ok(admin)) => Ok((id, fields, admin)),
        (id, fields, admin) => Err([id.err(), fields.err(), admin.err()]
            .into_iter()
            .flatten()
            .fold(Error::invalid(vec![]), Error::and_faults_of)),
    }
}
