//! Keys of service accounts over HTTP.

use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};
use uuid::Uuid;

use super::{
    binding::Binding,
    keys_store,
    model::{Key, Service},
    store,
    view::{IssueBody, IssuedView, KeyView, ServiceView},
};
use crate::{
    access::{Caller, IssueServiceKey, Operation, RevokeServiceKey},
    crypto::tokens::Token,
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Created, Json, Reason},
    identity::assignments::is_same,
    ids::AccountId,
    sessions::{self, KEY_HINT, Sessions},
};

/// The routes of keys.
pub struct ServiceKeysApi {
    /// The databases.
    pub db: Db,
    /// Keys that are remembered, to be dropped.
    pub sessions: Sessions,
}

/// A key in the audit log: whose it is, how it begins, what it is bound to.
fn about(service: &Service, key: &Key) -> About {
    About::object("service_key", key.id, format!("{} {} {}", service.login, service.name, key.hint))
}

#[OpenApi]
impl ServiceKeysApi {
    /// Issue a key, bound to operations, networks and a last day. It is shown this once.
    #[oai(path = "/services/:id/keys", method = "post", operation_id = "issue_service_key")]
    async fn issue(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one made, but for the secret; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _repeats: Header<Option<String>>,
        body: Json<IssueBody>,
    ) -> Result<Created<IssuedView>> {
        let id = AccountId(id.0);
        let mut tx: Tx<IssueServiceKey> = self.db.begin(&caller).await?;
        let service = store::get(&mut tx, id).await?;
        let bindable = service.bindable(&self.db.policy(), caller.realm);
        let binding = Binding::parse(&body.0.operations, &body.0.networks, body.0.expires_on, &bindable, tx.now())?;
        if let Some(key) = tx.replayed().and_then(|key| key.parse().ok()) {
            let key = find(&service, key)?.clone();
            return Ok(self.issued(&caller, id, key, None));
        }
        keys_store::lock(&mut tx, id).await?;
        let service = store::get(&mut tx, id).await?;
        service.check(IssueServiceKey::ID, &caller, tx.now())?;
        // Whoever opened it, by whichever account.
        if is_same(&mut tx, caller.account, service.created_by).await? {
            return Err(Error::conflict("service_creator_refused"));
        }
        let token = Token::random();
        let secret = sessions::reveal(tx.place(), &token);
        let hint: String = token.reveal().chars().take(KEY_HINT).collect();
        let key = keys_store::insert_key(&mut tx, id, (token.hash().as_bytes(), &hint), &caller.name, &binding).await?;
        let key = find(&store::get(&mut tx, id).await?, key)?.clone();
        tx.commit(about(&service, &key).created(&key)).await?;
        Ok(self.issued(&caller, id, key, Some(secret)))
    }

    /// Revoke a key: it is dead on every node within a second.
    #[oai(path = "/services/:id/keys/:key/revoke", method = "post", operation_id = "revoke_service_key")]
    async fn revoke(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        key: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _repeats: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<ServiceView>> {
        let (id, reason) = (AccountId(id.0), body.0.parse()?);
        let mut tx: Tx<RevokeServiceKey> = self.db.begin(&caller).await?;
        let service = store::get(&mut tx, id).await?;
        let before = find(&service, key.0)?;
        let view = ServiceView::seen_by(&self.db, &caller, tx.now());
        if tx.repeats(key.0)? {
            return Ok(Json(view(service)));
        }
        before.check(RevokeServiceKey::ID, tx.now())?;
        keys_store::revoke_key(&mut tx, key.0, &caller.name, &reason).await?;
        let after = store::get(&mut tx, id).await?;
        let told = about(&after, before).changed(before, find(&after, key.0)?);
        tx.commit(told.because(reason)).await?;
        self.sessions.drop_everywhere(id).await;
        Ok(Json(view(after)))
    }
}

impl ServiceKeysApi {
    fn issued(&self, caller: &Caller, id: AccountId, key: Key, secret: Option<String>) -> Created<IssuedView> {
        let location = format!("/api/v1/services/{id}");
        let key = KeyView::seen_by(&self.db, caller, self.db.clock().now())(key);
        Created { body: IssuedView { key, secret }, location }
    }
}

/// One of its keys, or not found.
fn find(service: &Service, id: Uuid) -> Result<&Key> {
    service.keys.iter().find(|key| key.id == id).ok_or_else(Error::not_found)
}
