//! Registrations over HTTP, for those who review them.

use chrono::{DateTime, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    decide::{Reviewer, about},
    evidence,
    model::{Registration, RegistrationState},
    store::{self, Cursor, Filter},
    view::{OPERATIONS, RegistrationView},
};
use crate::{
    access::{Caller, ListRegistrations, OpenEvidence, ReadRegistration},
    codes::Login,
    db::{Db, Keyring, Tx},
    error::{Error, Result},
    http::{File, Json, Judge, Page, Reason, page},
};

/// The routes of reviewers.
pub struct RegistrationsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
}

/// That an application is approved.
#[derive(Debug, Object)]
struct Approval {
    /// The login that the account gets.
    #[oai(validator(max_length = 64))]
    login: String,
    /// When the role ends: within three years.
    ends_at: DateTime<Utc>,
}

#[OpenApi(prefix_path = "/registrations")]
impl RegistrationsApi {
    /// List who asks to be registered, the last submitted first.
    #[oai(path = "/", method = "get", operation_id = "list_registrations")]
    async fn list(
        &self,
        caller: Caller,
        state: Query<Option<RegistrationState>>,
        role: Query<Option<String>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<RegistrationView>>> {
        let limit = page::limit(limit.0)?;
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let filter = Filter { state: state.0, role: role.0, after, limit, ..Filter::default() };
        let mut tx: Tx<ListRegistrations> = self.db.begin(&caller).await?;
        let rows = store::list(&mut tx, filter).await?;
        let cursor = |row: &Registration| (row.submitted_at, row.id);
        Ok(Json(Page::of(rows, limit, None, cursor, self.view(&caller))))
    }

    /// See one registration with its evidence.
    #[oai(path = "/:id", method = "get", operation_id = "read_registration")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Json<RegistrationView>> {
        let mut tx: Tx<ReadRegistration> = self.db.begin(&caller).await?;
        let registration = store::get(&mut tx, id.0).await?;
        Ok(Json(self.view(&caller)(registration)))
    }

    /// Open a file of evidence.
    #[oai(path = "/:id/evidence/:file", method = "get", operation_id = "open_evidence")]
    async fn open(&self, caller: Caller, id: Path<Uuid>, file: Path<Uuid>) -> Result<File> {
        let mut tx: Tx<OpenEvidence> = self.db.begin(&caller).await?;
        let registration = store::get(&mut tx, id.0).await?;
        let opened = evidence::open(&mut tx, &self.keys, id.0, file.0).await?;
        tx.commit(about(&registration).because(format!("evidence {}", file.0))).await?;
        Ok(opened)
    }

    /// Take a registration under review, or take it over.
    #[oai(path = "/:id/review", method = "post", operation_id = "take_registration")]
    async fn take(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<RegistrationView>> {
        let taken = self.reviewer(&caller).take(id.0).await?;
        Ok(Json(self.view(&caller)(taken)))
    }

    /// Approve a registration: an account is opened, and its activation link sent.
    #[oai(path = "/:id/approval", method = "post", operation_id = "approve_registration")]
    async fn approve(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Approval>,
    ) -> Result<Json<RegistrationView>> {
        let Approval { login, ends_at } = body.0;
        let login: Login = login.parse().map_err(|_| Error::invalid_field("/login", "login_invalid"))?;
        let approved = self.reviewer(&caller).approve(id.0, login, ends_at).await?;
        Ok(Json(self.view(&caller)(approved)))
    }

    /// Refuse a registration, with a reason that the applicant reads.
    #[oai(path = "/:id/refusal", method = "post", operation_id = "refuse_registration")]
    async fn refuse(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<RegistrationView>> {
        let reason = body.0.parse()?;
        let refused = self.reviewer(&caller).refuse(id.0, reason).await?;
        Ok(Json(self.view(&caller)(refused)))
    }
}

impl RegistrationsApi {
    fn reviewer<'a>(&'a self, caller: &'a Caller) -> Reviewer<'a> {
        Reviewer { db: &self.db, keys: &self.keys, caller }
    }

    /// How the caller sees registrations, with what may be done to each.
    fn view<'a>(&self, caller: &'a Caller) -> impl Fn(Registration) -> RegistrationView + use<'a> {
        let judge = Judge::new(&self.db, caller, OPERATIONS);
        move |registration| {
            let can = judge.beside(|operation| registration.check(operation, caller));
            RegistrationView::of(registration, caller.request.lang, can)
        }
    }
}
