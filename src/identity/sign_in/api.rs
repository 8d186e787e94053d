//! Sessions over HTTP: signing in and out, oneself, the list of realms.

use poem_openapi::{Object, OpenApi};

use super::{
    me::{Me, RealmRef},
    verify::{Attempt, open_session},
};
use crate::{
    access::{Caller, CloseSession},
    codes::Place,
    crypto::passwords::Passwords,
    db::{About, Db, Keyring, Tx},
    error::{Error, Fault, Result},
    http::{Json, NoContent, Visitor, WithCookie},
    sessions::{self, Sessions},
};

/// The routes of sessions.
pub struct SessionApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// Password hashing.
    pub passwords: Passwords,
    /// Sessions.
    pub sessions: Sessions,
}

/// The realms to choose from.
#[derive(Debug, Object)]
#[oai(rename = "RealmChoices")]
struct Realms {
    items: Vec<RealmRef>,
}

/// What one signs in with.
#[derive(Debug, Object)]
#[oai(rename = "SignIn")]
struct SignInBody {
    /// `ministry` or a province's code.
    #[oai(validator(max_length = 16))]
    realm: String,
    /// Login name in that realm.
    #[oai(validator(max_length = 254))]
    login: String,
    /// Password.
    #[oai(validator(max_length = 1024))]
    password: String,
    /// A second factor's code, where one has it at hand; it also opens a soft lock. Otherwise it is asked for afterwards.
    #[oai(validator(max_length = 64))]
    code: Option<String>,
}

#[OpenApi]
impl SessionApi {
    /// The realms that one can sign in to.
    #[oai(path = "/realms", method = "get", operation_id = "list_realms")]
    async fn realms(&self) -> Json<Realms> {
        Json(Realms { items: Place::all().map(RealmRef::of).collect() })
    }

    /// Sign in.
    #[oai(path = "/session", method = "post", operation_id = "open_session")]
    async fn open(&self, visitor: Visitor, body: Json<SignInBody>) -> Result<WithCookie<Me>> {
        let body = body.0;
        let unknown = |_| Error::malformed(vec![Fault::at("/realm", "province_invalid")]);
        let realm: Place = body.realm.parse().map_err(unknown)?;
        let attempt = Attempt::new(realm, &body.login, &body.password, body.code.as_deref(), &visitor.0);
        let cookie = open_session(&self.db, &self.keys, &self.passwords, attempt).await?;
        let caller = self.sessions.resolve(&cookie, &visitor.0).await?;
        Ok(WithCookie(Me::of(&self.db, &self.sessions, &caller).await?, Some(sessions::cookie(&cookie))))
    }

    /// Oneself.
    #[oai(path = "/session", method = "get", operation_id = "read_self")]
    async fn read(&self, caller: Caller) -> Result<Json<Me>> {
        Ok(Json(Me::of(&self.db, &self.sessions, &caller).await?))
    }

    /// Sign out.
    #[oai(path = "/session", method = "delete", operation_id = "close_session")]
    async fn close(&self, caller: Caller) -> Result<NoContent> {
        let mut tx: Tx<CloseSession> = self.db.begin(&caller).await?;
        sessions::close(&mut tx, caller.session).await?;
        tx.commit(About::object("account", caller.account, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(NoContent(Some(sessions::cookie_end())))
    }
}
