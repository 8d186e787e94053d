//! A province's schools over HTTP.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use super::{
    model::{School, SchoolFields, SchoolState},
    store::{self, Cursor, Filter, Listed, SetsSchoolState},
    view::{OPERATIONS, SchoolBody, SchoolEdit, SchoolView, parse},
};
use crate::{
    access::{Caller, CreateSchool, ListSchools, Operation, ReadSchool, ResumeSchool, SuspendSchool, UpdateSchool},
    codes::{Affiliation, Ownership, ProvinceCode, SchoolCode, SchoolLevel},
    db::{About, Db, Keyring, Tx},
    error::Result,
    http::{Created, Json, Judge, Page, Reason, Straight, Versioned, page},
    identity::accounts::{Invitation, invite},
    sessions::Sessions,
};

/// The routes of schools.
pub struct SchoolsApi {
    /// The databases.
    pub db: Db,
    /// Data keys, for the first administrator's address.
    pub keys: Keyring,
    /// Sessions: what is suspended is so at once.
    pub sessions: Sessions,
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
    ) -> Result<Straight<Page<SchoolView>>> {
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
        let judge = self.judge(&caller);
        Ok(Straight(Page::of(
            rows,
            limit,
            total,
            |row: &Listed| Cursor(row.key.clone(), row.school.id),
            |row| SchoolView::of(row.school, &judge),
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
        let judge = self.judge(&caller);
        let location = format!("/api/v1/provinces/{}/schools/{id}", province.0);
        if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
            return Ok(Created { body: SchoolView::of(store::get(&mut tx, id).await?, &judge), location });
        }
        store::insert(&mut tx, id, &fields).await?;
        store::publish(&mut tx, id).await?;
        if let Some(new) = &admin {
            new.post().check_grant(CreateSchool::ID, &caller, &self.db.policy())?;
            invite(&mut tx, Invitation { keys: &self.keys, new, mail: true }).await?;
        }
        let school = store::get(&mut tx, id).await?;
        tx.commit(about(&school).created(&school)).await?;
        Ok(Created { body: SchoolView::of(school, &judge), location })
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
        Ok(self.versioned(&caller, school))
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
        Ok(self.versioned(&caller, after))
    }

    /// Suspend a school.
    #[oai(path = "/provinces/:province/schools/:id/suspend", method = "post", operation_id = "suspend_school")]
    async fn suspend(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<SchoolView>> {
        self.set_state::<SuspendSchool>(&caller, province.0, id.0, &body.0).await
    }

    /// Resume a suspended school.
    #[oai(path = "/provinces/:province/schools/:id/resume", method = "post", operation_id = "resume_school")]
    async fn resume(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<SchoolView>> {
        self.set_state::<ResumeSchool>(&caller, province.0, id.0, &body.0).await
    }
}

impl SchoolsApi {
    fn judge<'a>(&self, caller: &'a Caller) -> Judge<'a> {
        Judge::new(&self.db, caller, OPERATIONS)
    }

    fn versioned(&self, caller: &Caller, school: School) -> Versioned<SchoolView> {
        let version = school.version;
        Versioned(SchoolView::of(school, &self.judge(caller)), version)
    }

    async fn set_state<O: SetsSchoolState>(
        &self,
        caller: &Caller,
        province: ProvinceCode,
        id: SchoolCode,
        reason: &Reason,
    ) -> Result<Json<SchoolView>> {
        let reason = reason.parse()?;
        let mut tx: Tx<O> = self.db.begin_in(caller, province).await?;
        let before = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(SchoolView::of(before, &self.judge(caller))));
        }
        before.state.check(O::ID)?;
        store::set_state(&mut tx, id).await?;
        store::publish(&mut tx, id).await?;
        let after = store::get(&mut tx, id).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        self.sessions.drop_place_everywhere(caller.realm).await;
        Ok(Json(SchoolView::of(after, &self.judge(caller))))
    }
}
