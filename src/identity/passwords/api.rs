//! One's own password, over HTTP.

use poem_openapi::{Object, OpenApi};

use super::{
    choose::{self, busy},
    store,
};
use crate::{
    access::{Caller, ChangePassword},
    crypto::passwords::{self, Passwords},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Json, NoContent},
    sessions::{self, Sessions},
};

/// The routes of one's own password.
pub struct PasswordApi {
    /// The databases.
    pub db: Db,
    /// Password hashing.
    pub passwords: Passwords,
    /// Sessions, ended by a new password.
    pub sessions: Sessions,
}

/// A change of one's own password.
#[derive(Debug, Object)]
#[oai(rename = "PasswordChange")]
struct PasswordBody {
    /// The password in use.
    #[oai(validator(max_length = 1024))]
    current: String,
    /// One that keeps the rules which `GET /session` names.
    #[oai(validator(max_length = 1024))]
    new: String,
}

#[OpenApi]
impl PasswordApi {
    /// Change one's own password; every other session ends.
    #[oai(path = "/password", method = "put", operation_id = "change_password")]
    async fn change_password(&self, caller: Caller, body: Json<PasswordBody>) -> Result<NoContent> {
        let PasswordBody { current, new } = &body.0;
        let known = {
            let mut tx: Tx<ChangePassword> = self.db.begin(&caller).await?;
            store::known(&mut tx, caller.account).await?
        };
        let at = ("/new", [caller.name.as_str(), caller.realm.zh(), caller.realm.en()]);
        let password = choose::accept(&self.passwords, &self.db.policy(), &known, new, (at.0, &at.1))?;
        if passwords::same(current, new) {
            return Err(Error::invalid_field("/new", "password_unchanged"));
        }
        if !self.passwords.verify(current, known.current.as_deref()).await.map_err(busy)? {
            return Err(Error::invalid_field("/current", "password_current_wrong"));
        }
        let hash = choose::hash_fresh(&self.passwords, &known, &password, "/new").await?;
        let mut tx: Tx<ChangePassword> = self.db.begin(&caller).await?;
        if !store::replace(&mut tx, caller.account, &known, &hash, self.passwords.rules().remembered).await? {
            return Err(Error::invalid_field("/current", "password_current_wrong"));
        }
        sessions::end_all(&mut tx, caller.account, Some(caller.session)).await?;
        tx.commit(About::object("account", caller.account, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(NoContent::default())
    }
}
