//! Accounts over HTTP.

use chrono::NaiveDate;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::{
    filter::{ends_by, idle_since},
    invite::{Invitation, invite},
    model::{Account, AccountState, NewAccount, check_expiry, parse_new_address, parse_new_expiry},
    store::{self, Cursor, Filter, Listed},
    view::{AccountView, InviteBody, UpdateBody},
};
use crate::{
    access::{
        Caller, DisableAccount, EnableAccount, InviteAccount, ListAccounts, Operation, ReadAccount, ReinviteAccount,
        SendResetLink, UpdateAccount,
    },
    codes::{Email, IdentityNumber, PersonName, SchoolCode},
    db::{About, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    http::{Created, Json, Page, Reason, Straight, Versioned, page},
    identity::{
        assignments::{Post, Who, check_end, identify},
        links::{MailLink, Purpose},
    },
    ids::AccountId,
    jobs,
    sessions::{self, Sessions},
};

/// The routes of accounts.
pub struct AccountsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// Sessions, to be ended with the account.
    pub sessions: Sessions,
}

pub(super) fn about(account: &Account) -> About {
    About::object("account", account.id, format!("{} {}", account.login, account.name))
}

#[OpenApi(prefix_path = "/accounts")]
impl AccountsApi {
    /// List the accounts within reach.
    #[oai(path = "/", method = "get", operation_id = "list_accounts")]
    #[expect(clippy::too_many_arguments, reason = "one argument per query parameter")]
    async fn list(
        &self,
        caller: Caller,
        q: Query<Option<String>>,
        state: Query<Option<AccountState>>,
        role: Query<Option<String>>,
        school: Query<Option<SchoolCode>>,
        /// Those in service that nobody activated or signed in to for so many days (30 to 365).
        inactive_days: Query<Option<u16>>,
        /// Those in service whose last day comes within so many days (1 to 365).
        expiring_days: Query<Option<u16>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
        sort: Query<Option<String>>,
        total: Query<Option<bool>>,
    ) -> Result<Straight<Page<AccountView>>> {
        let (sort, descending) = page::sort(sort.0.as_deref(), &["login", "name", "created_at"])?;
        let limit = page::limit(limit.0)?;
        let q = page::contains(q.0.as_deref());
        let now = self.db.clock().now();
        let filter = Filter {
            ids: None,
            q,
            state: state.0,
            role: role.0,
            school: school.0,
            idle_since: idle_since(inactive_days.0, now)?,
            ends_by: ends_by(expiring_days.0, now)?,
            sort,
            descending,
            limit,
        };
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListAccounts> = self.db.begin(&caller).await?;
        let rows = store::list(&mut tx, &filter, after).await?;
        let total = if total.0 == Some(true) { Some(store::count(&mut tx, &filter).await?) } else { None };
        let mut view = self.view(&caller);
        let cursor = |row: &Listed| Cursor(row.key.clone(), row.account.id);
        Ok(Straight(Page::of(rows, limit, total, cursor, |row| view(row.account))))
    }

    /// Open an account and mail its activation link.
    #[oai(path = "/", method = "post", operation_id = "invite_account")]
    async fn invite(
        &self,
        caller: Caller,
        /// A repeated request with the same key is answered with what the first one made; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<InviteBody>,
    ) -> Result<Created<AccountView>> {
        let new = parse_invitation(&body.0)?;
        let mut tx: Tx<InviteAccount> = self.db.begin(&caller).await?;
        let policy = self.db.policy();
        new.post().check_grant(InviteAccount::ID, &caller, &policy)?;
        new.ends_at.map_or(Ok(()), |end| check_end(end, tx.now()))?;
        new.expires_on.map_or(Ok(()), |day| check_expiry(day, tx.now()))?;
        let mut view = self.view(&caller);
        let mut made = |account: Account| {
            let location = format!("/api/v1/accounts/{}", account.id);
            Created { body: view(account), location }
        };
        if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
            return Ok(made(store::get(&mut tx, id).await?));
        }
        let id = invite(&mut tx, Invitation { keys: &self.keys, new: &new, mail: true }).await?;
        if let Some(number) = &new.identity {
            identify(&mut tx, Who { keys: &self.keys, policy: &policy, lang: caller.request.lang }, id, number).await?;
        }
        let account = store::get(&mut tx, id).await?;
        tx.commit(about(&account).created(&account)).await?;
        Ok(made(account))
    }

    /// See one account.
    #[oai(path = "/:id", method = "get", operation_id = "read_account")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Versioned<AccountView>> {
        let mut tx: Tx<ReadAccount> = self.db.begin(&caller).await?;
        let account = store::get(&mut tx, AccountId(id.0)).await?;
        let version = account.version;
        Ok(Versioned(self.view(&caller)(account), version))
    }

    /// Change an account's name, address or last day.
    #[oai(path = "/:id", method = "put", operation_id = "update_account")]
    async fn update(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// The version that is edited, as `ETag` gave it (RFC 9110 §13.1.1); the edge reads it.
        #[oai(name = "If-Match")]
        _version: Header<Option<String>>,
        body: Json<UpdateBody>,
    ) -> Result<Versioned<AccountView>> {
        let id = AccountId(id.0);
        let Change { name, email, expires_on, identity } = parse_update(&body.0)?;
        let mut tx: Tx<UpdateAccount> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id).await?;
        let policy = self.db.policy();
        before.check(UpdateAccount::ID, &caller, &policy)?;
        if identity.is_some() && id == caller.account {
            return Err(Error::conflict("own_identity_refused"));
        }
        let expires_on = expires_on.unwrap_or(before.expires_on);
        if let Some(day) = expires_on.filter(|_| expires_on != before.expires_on) {
            check_expiry(day, tx.now())?;
        }
        let version = tx.expected_version()?;
        let email = match email {
            Some(email) => Some((self.keys.seal_address(tx.place(), id, email.as_str()).await?, email.masked())),
            None => None,
        };
        store::update(&mut tx, id, version, &name, email, expires_on).await?;
        if let Some(number) = &identity {
            identify(&mut tx, Who { keys: &self.keys, policy: &policy, lang: caller.request.lang }, id, number).await?;
        }
        let after = store::get(&mut tx, id).await?;
        tx.commit(about(&after).changed(&before, &after)).await?;
        let version = after.version;
        Ok(Versioned(self.view(&caller)(after), version))
    }

    /// Disable an account and end its sessions.
    #[oai(path = "/:id/disable", method = "post", operation_id = "disable_account")]
    async fn disable(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<AccountView>> {
        let (id, reason) = (AccountId(id.0), body.0.parse()?);
        let mut tx: Tx<DisableAccount> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(self.view(&caller)(before)));
        }
        before.check(DisableAccount::ID, &caller, &self.db.policy())?;
        store::set_state(&mut tx, id, AccountState::Disabled).await?;
        sessions::end_all(&mut tx, id, None).await?;
        let after = store::get(&mut tx, id).await?;
        store::publish_count(&mut tx).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        self.sessions.drop_everywhere(id).await;
        Ok(Json(self.view(&caller)(after)))
    }

    /// Enable a disabled account.
    #[oai(path = "/:id/enable", method = "post", operation_id = "enable_account")]
    async fn enable(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<AccountView>> {
        let (id, reason) = (AccountId(id.0), body.0.parse()?);
        let mut tx: Tx<EnableAccount> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(self.view(&caller)(before)));
        }
        before.check(EnableAccount::ID, &caller, &self.db.policy())?;
        let active = store::has_credential(&mut tx, id).await?;
        let state = if active { AccountState::Active } else { AccountState::Invited };
        store::set_state(&mut tx, id, state).await?;
        let after = store::get(&mut tx, id).await?;
        store::publish_count(&mut tx).await?;
        tx.commit(about(&after).changed(&before, &after).because(reason)).await?;
        Ok(Json(self.view(&caller)(after)))
    }

    /// Send a new activation link; the old one stops working.
    #[oai(path = "/:id/invitation", method = "post", operation_id = "reinvite_account")]
    async fn reinvite(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<AccountView>> {
        let id = AccountId(id.0);
        let mut tx: Tx<ReinviteAccount> = self.db.begin(&caller).await?;
        let before = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(self.view(&caller)(before)));
        }
        before.check(ReinviteAccount::ID, &caller, &self.db.policy())?;
        store::set_state(&mut tx, id, AccountState::Invited).await?;
        let job = MailLink { account: id, purpose: Purpose::Invite };
        jobs::enqueue(&mut tx, &job).await?;
        let after = store::get(&mut tx, id).await?;
        tx.commit(about(&after)).await?;
        Ok(Json(self.view(&caller)(after)))
    }

    /// Mail a link that lets the account's owner set a new password.
    #[oai(path = "/:id/reset-link", method = "post", operation_id = "send_reset_link")]
    async fn send_reset(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<AccountView>> {
        let id = AccountId(id.0);
        let mut tx: Tx<SendResetLink> = self.db.begin(&caller).await?;
        let found = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(self.view(&caller)(found)));
        }
        found.check(SendResetLink::ID, &caller, &self.db.policy())?;
        let job = MailLink { account: id, purpose: Purpose::Reset };
        jobs::enqueue(&mut tx, &job).await?;
        tx.commit(about(&found)).await?;
        Ok(Json(self.view(&caller)(found)))
    }
}

impl AccountsApi {
    fn view<'a>(&self, caller: &'a Caller) -> impl FnMut(Account) -> AccountView + use<'a> {
        AccountView::seen_by(&self.db, caller)
    }
}

fn parse_invitation(body: &InviteBody) -> Result<NewAccount> {
    let post = Post::parse("", &body.role, body.school_id.as_deref(), body.department.as_deref());
    let identity = parse_identity(body.identity_number.as_deref());
    let new = NewAccount::of("", &body.login, &body.name, &body.email, post);
    match (new, identity) {
        (Ok(new), Ok(identity)) => {
            Ok(NewAccount { ends_at: body.ends_at, expires_on: body.expires_on, identity, ..new })
        }
        (new, identity) => {
            let faults = new.err().into_iter().flatten().chain(identity.err());
            Err(Error::invalid(faults.collect()))
        }
    }
}

struct Change {
    name: PersonName,
    email: Option<Email>,
    /// None: it stays; none in it: no end.
    expires_on: Option<Option<NaiveDate>>,
    identity: Option<IdentityNumber>,
}

fn parse_update(body: &UpdateBody) -> Result<Change> {
    let name = body.name.parse::<PersonName>().map_err(|_| Fault::at("/name", "name_invalid"));
    let email = parse_new_address("/email", body.email.as_deref());
    let expires_on = parse_new_expiry(body.expires_on.as_deref());
    match (name, email, expires_on, parse_identity(body.identity_number.as_deref())) {
        (Ok(name), Ok(email), Ok(expires_on), Ok(identity)) => Ok(Change { name, email, expires_on, identity }),
        (name, email, expires_on, identity) => {
            let faults = [name.err(), email.err(), expires_on.err(), identity.err()];
            Err(Error::invalid(faults.into_iter().flatten().collect()))
        }
    }
}

/// A number of an identity card; blank is none.
fn parse_identity(text: Option<&str>) -> Result<Option<IdentityNumber>, Fault> {
    let given = text.map(str::trim).filter(|text| !text.is_empty());
    given.map(str::parse).transpose().map_err(|_| Fault::at("/identity_number", "identity_number_invalid"))
}
