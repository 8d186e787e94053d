//! Service accounts over HTTP.

use chrono::NaiveDate;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    model::{Described, NewService, Service},
    store::{self, ChangesService, Filter},
    view::{CreateBody, ServiceView, UpdateBody},
};
use crate::{
    access::{
        AtRealm, Caller, CreateService, DisableService, EnableService, ForPeople, ListServices, ReadService,
        UpdateService,
    },
    codes::{Email, Login, PersonName, SchoolCode, person::unprintable, tidy},
    db::{About, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    http::{Created, Json, Page, Reason, Versioned, page},
    identity::accounts::{AccountState, check_expiry, parse_new_address, parse_new_expiry},
    ids::AccountId,
    sessions::Sessions,
};

/// The routes of service accounts.
pub struct ServicesApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// Keys that are remembered, to be dropped.
    pub sessions: Sessions,
}

pub(super) fn about(service: &Service) -> About {
    About::object("service", service.id, format!("{} {}", service.login, service.name))
}

#[OpenApi(prefix_path = "/services")]
impl ServicesApi {
    /// List the service accounts within reach, with their keys.
    #[oai(path = "/", method = "get", operation_id = "list_services")]
    async fn list(
        &self,
        caller: Caller,
        q: Query<Option<String>>,
        state: Query<Option<AccountState>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ServiceView>>> {
        let (limit, after) = (page::limit(limit.0)?, page::after(cursor.0.as_deref())?);
        let filter = Filter { id: None, q: page::contains(q.0.as_deref()), state: state.0, after, limit };
        let mut tx: Tx<ListServices> = self.db.begin(&caller).await?;
        let rows = store::list(&mut tx, filter).await?;
        let view = ServiceView::seen_by(&self.db, &caller, tx.now());
        Ok(Json(Page::of(rows, limit, None, |service: &Service| service.login.clone(), view)))
    }

    /// See one service account with its keys.
    #[oai(path = "/:id", method = "get", operation_id = "read_service")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Versioned<ServiceView>> {
        let mut tx: Tx<ReadService> = self.db.begin(&caller).await?;
        let service = store::get(&mut tx, AccountId(id.0)).await?;
        Ok(self.versioned(&caller, service))
    }

    /// Open a service account, without a key.
    #[oai(path = "/", method = "post", operation_id = "create_service")]
    async fn create(
        &self,
        caller: Caller,
        /// A repeated request with the same key is answered with what the first one made; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<CreateBody>,
    ) -> Result<Created<ServiceView>> {
        let new = parse(&body.0)?;
        let mut tx: Tx<CreateService> = self.db.begin(&caller).await?;
        new.expires_on.map_or(Ok(()), |day| check_expiry(day, tx.now()))?;
        let service = if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
            store::get(&mut tx, id).await?
        } else {
            let id = AccountId(tx.new_id());
            let sealed = self.keys.seal_address(tx.place(), id, new.email.as_str()).await?;
            store::insert(&mut tx, id, &new, (caller.account, &caller.name), &sealed).await?;
            let service = store::get(&mut tx, id).await?;
            tx.commit(about(&service).created(&service)).await?;
            service
        };
        let location = format!("/api/v1/services/{}", service.id);
        Ok(Created { body: self.view(&caller, service), location })
    }

    /// Change a service account's name, purpose, contact or last day.
    #[oai(path = "/:id", method = "put", operation_id = "update_service")]
    async fn update(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// The version that is edited, as `ETag` gave it (RFC 9110 §13.1.1); the edge reads it.
        #[oai(name = "If-Match")]
        _version: Header<Option<String>>,
        body: Json<UpdateBody>,
    ) -> Result<Versioned<ServiceView>> {
        let (id, Change { about: described, email, expires_on }) = (AccountId(id.0), parse_change(&body.0)?);
        let mut tx: Tx<UpdateService> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id).await?;
        let expires_on = expires_on.unwrap_or(before.expires_on);
        if let Some(day) = expires_on.filter(|_| expires_on != before.expires_on) {
            check_expiry(day, tx.now())?;
        }
        let version = tx.expected_version()?;
        let email = match email {
            Some(email) => Some((self.keys.seal_address(tx.place(), id, email.as_str()).await?, email.masked())),
            None => None,
        };
        store::update(&mut tx, id, version, &described, email, expires_on).await?;
        let after = store::get(&mut tx, id).await?;
        tx.commit(about(&after).changed(&before, &after)).await?;
        self.sessions.drop_everywhere(id).await;
        Ok(self.versioned(&caller, after))
    }

    /// Disable a service account: none of its keys works.
    #[oai(path = "/:id/disable", method = "post", operation_id = "disable_service")]
    async fn disable(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<ServiceView>> {
        self.set_state::<DisableService>(&caller, AccountId(id.0), &body.0, AccountState::Disabled).await
    }

    /// Enable a disabled service account: its live keys work again.
    #[oai(path = "/:id/enable", method = "post", operation_id = "enable_service")]
    async fn enable(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<ServiceView>> {
        self.set_state::<EnableService>(&caller, AccountId(id.0), &body.0, AccountState::Active).await
    }
}

impl ServicesApi {
    fn view(&self, caller: &Caller, service: Service) -> ServiceView {
        ServiceView::seen_by(&self.db, caller, self.db.clock().now())(service)
    }

    fn versioned(&self, caller: &Caller, service: Service) -> Versioned<ServiceView> {
        let version = service.version;
        Versioned(self.view(caller, service), version)
    }

    async fn set_state<O: ChangesService + ForPeople + AtRealm>(
        &self,
        caller: &Caller,
        id: AccountId,
        reason: &Reason,
        state: AccountState,
    ) -> Result<Json<ServiceView>> {
        let reason = reason.parse()?;
        let mut tx: Tx<O> = self.db.begin(caller).await?;
        let before = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(self.view(caller, before)));
        }
        before.check(O::ID, caller, tx.now())?;
        store::set_state(&mut tx, id, state).await?;
        let after = store::get(&mut tx, id).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        self.sessions.drop_everywhere(id).await;
        Ok(Json(self.view(caller, after)))
    }
}

/// Characters of what a system is said to be for.
const PURPOSE: usize = 200;

fn describe(name: &str, purpose: &str, contact: &str, faults: &mut Vec<Fault>) -> Option<Described> {
    let mut keep = |field: &str, code, text: &str| {
        text.parse::<PersonName>().map_err(|_| faults.push(Fault::at(format!("/{field}"), code))).ok()
    };
    let (name, contact) = (keep("name", "service_name_invalid", name), keep("contact", "name_invalid", contact));
    let purpose = tidy(purpose);
    if !(1..=PURPOSE).contains(&purpose.chars().count()) || purpose.chars().any(unprintable) {
        faults.push(Fault::at("/purpose", "service_purpose_invalid").with("max", PURPOSE));
    }
    Some(Described { name: name?, purpose, contact: contact? })
}

fn parse(body: &CreateBody) -> Result<NewService> {
    let mut faults = Vec::new();
    let login = body.login.parse::<Login>().map_err(|_| faults.push(Fault::at("/login", "login_invalid"))).ok();
    let described = describe(&body.name, &body.purpose, &body.contact, &mut faults);
    let email = body.contact_email.parse::<Email>();
    let email = email.map_err(|_| faults.push(Fault::at("/contact_email", "email_invalid"))).ok();
    let school = body.school_id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::parse::<SchoolCode>);
    let school = school.transpose().map_err(|_| faults.push(Fault::at("/school_id", "school_id_invalid"))).ok();
    match (login, described, email, school) {
        (Some(login), Some(about), Some(email), Some(school)) if faults.is_empty() => {
            Ok(NewService { login, about, email, school, expires_on: body.expires_on })
        }
        _ => Err(Error::invalid(faults)),
    }
}

struct Change {
    about: Described,
    email: Option<Email>,
    /// None: it stays; none in it: no end.
    expires_on: Option<Option<NaiveDate>>,
}

fn parse_change(body: &UpdateBody) -> Result<Change> {
    let mut faults = Vec::new();
    let described = describe(&body.name, &body.purpose, &body.contact, &mut faults);
    let email =
        parse_new_address("/contact_email", body.contact_email.as_deref()).map_err(|fault| faults.push(fault)).ok();
    let expires_on = parse_new_expiry(body.expires_on.as_deref()).map_err(|fault| faults.push(fault)).ok();
    match (described, email, expires_on) {
        (Some(about), Some(email), Some(expires_on)) if faults.is_empty() => Ok(Change { about, email, expires_on }),
        _ => Err(Error::invalid(faults)),
    }
}
