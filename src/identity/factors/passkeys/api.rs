//! Passkeys over HTTP.

use poem_openapi::{Object, OpenApi, param::Path, types::Any};
use serde_json::Value;
use uuid::Uuid;

use super::store::{self, Held};
use crate::{
    access::{BeginProof, Caller, EnrolFactor, ProveFactor, RemoveFactor},
    crypto::passkeys::{PasskeyError, Passkeys},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Json, NoContent, WithCookie},
    identity::{
        factors::{self, api::RecoveryCodes},
        sign_in::{Me, check_factor, fail_factor},
    },
    sessions::{self, Sessions},
};

/// Longest name of a passkey, in characters.
const LONGEST: usize = 40;

/// The routes of passkeys.
pub struct PasskeysApi {
    /// The databases.
    pub db: Db,
    /// Asks and verifies.
    pub passkeys: Passkeys,
    /// Sessions.
    pub sessions: Sessions,
}

/// What the browser's authenticator is asked.
#[derive(Debug, Object)]
struct PasskeyOptions {
    /// For `navigator.credentials` (WebAuthn level 3); binary fields in base64url.
    options: Any<Value>,
}

/// A new passkey.
#[derive(Debug, Object)]
struct NewPasskey {
    /// A name by which its owner knows it, such as the device.
    #[oai(validator(max_length = 200))]
    name: String,
    /// What `navigator.credentials.create` answered; binary fields in base64url.
    credential: Any<Value>,
}

/// A proof by a passkey.
#[derive(Debug, Object)]
struct PasskeyProof {
    /// What `navigator.credentials.get` answered; binary fields in base64url.
    credential: Any<Value>,
}

#[OpenApi]
impl PasskeysApi {
    /// Begin to add a passkey.
    #[oai(path = "/factors/passkeys/options", method = "post", operation_id = "begin_passkey")]
    async fn begin(&self, caller: Caller) -> Result<Json<PasskeyOptions>> {
        let mut tx: Tx<EnrolFactor> = self.db.begin(&caller).await?;
        let held = credentials(&store::list(&mut tx, caller.account).await?);
        let asked =
            self.passkeys.ask_new(caller.account.0, &caller.login, &caller.name, &held).map_err(cannot_be_asked)?;
        store::ask(&mut tx, caller.account, &asked.state).await?;
        tx.commit(own(&caller)).await?;
        Ok(Json(PasskeyOptions { options: Any(asked.options) }))
    }

    /// Add the passkey. The session has then proved a second factor; with the first factor, recovery codes follow.
    #[oai(path = "/factors/passkeys", method = "post", operation_id = "add_passkey")]
    async fn add(&self, caller: Caller, body: Json<NewPasskey>) -> Result<WithCookie<RecoveryCodes>> {
        let NewPasskey { name, credential } = body.0;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
            return Err(Error::invalid_field("/name", "passkey_name_invalid"));
        }
        let mut tx: Tx<EnrolFactor> = self.db.begin(&caller).await?;
        let state = store::take(&mut tx, caller.account).await?.ok_or_else(|| Error::conflict("passkey_not_begun"))?;
        let (id, passkey) =
            self.passkeys.accept_new(state, credential.0).map_err(|_| Error::conflict("passkey_refused"))?;
        store::insert(&mut tx, caller.account, name, &id, &passkey).await?;
        let codes = factors::first_codes(&mut tx, caller.account).await?;
        let cookie = sessions::prove(&mut tx, &caller).await?;
        tx.commit(own(&caller)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(WithCookie(RecoveryCodes { codes }, cookie.as_deref().map(sessions::cookie)))
    }

    /// Remove a passkey of one's own; the last factor stays.
    #[oai(path = "/factors/passkeys/:passkey", method = "delete", operation_id = "remove_passkey")]
    async fn remove(&self, caller: Caller, passkey: Path<Uuid>) -> Result<NoContent> {
        let mut tx: Tx<RemoveFactor> = self.db.begin(&caller).await?;
        let others = store::list(&mut tx, caller.account).await?.iter().any(|held| held.id != passkey.0);
        if !others && !factors::has_app(&mut tx, caller.account).await? {
            return Err(Error::conflict("factor_last"));
        }
        if !store::delete(&mut tx, caller.account, passkey.0).await? {
            return Err(Error::not_found());
        }
        tx.commit(own(&caller)).await?;
        Ok(NoContent::default())
    }

    /// Begin to prove a second factor by a passkey.
    #[oai(path = "/session/factor/passkey-options", method = "post", operation_id = "begin_proof")]
    async fn begin_proof(&self, caller: Caller) -> Result<Json<PasskeyOptions>> {
        let mut tx: Tx<BeginProof> = self.db.begin(&caller).await?;
        let held = store::list(&mut tx, caller.account).await?;
        if held.is_empty() {
            return Err(Error::conflict("passkey_none"));
        }
        let asked = self.passkeys.ask_proof(&credentials(&held)).map_err(cannot_be_asked)?;
        store::ask(&mut tx, caller.account, &asked.state).await?;
        Ok(Json(PasskeyOptions { options: Any(asked.options) }))
    }

    /// Prove a second factor by a passkey. The first time in a session the cookie is a new one.
    #[oai(path = "/session/factor/passkey", method = "post", operation_id = "prove_by_passkey")]
    async fn prove(&self, caller: Caller, body: Json<PasskeyProof>) -> Result<WithCookie<Me>> {
        check_factor(&self.db, caller.realm, caller.account, &caller.request).await?;
        let mut tx: Tx<ProveFactor> = self.db.begin(&caller).await?;
        let held = store::list(&mut tx, caller.account).await?;
        let proved = store::take(&mut tx, caller.account)
            .await?
            .and_then(|state| self.passkeys.accept_proof(state, body.0.credential.0, &credentials(&held)).ok());
        let Some((at, passkey)) = proved else {
            drop(tx);
            fail_factor(&self.db, caller.realm, &caller.login, caller.account, &caller.request).await?;
            return Err(Error::unauthenticated("passkey_wrong"));
        };
        store::used(&mut tx, held[at].id, &passkey).await?;
        let cookie = sessions::prove(&mut tx, &caller).await?;
        tx.commit(own(&caller)).await?;
        let caller = self.sessions.again(&caller, cookie.as_deref()).await?;
        Ok(WithCookie(Me::of(&self.db, &self.sessions, &caller).await?, cookie.as_deref().map(sessions::cookie)))
    }
}

fn credentials(held: &[Held]) -> Vec<Value> {
    held.iter().map(|held| held.credential.clone()).collect()
}

fn cannot_be_asked(error: PasskeyError) -> Error {
    match error {
        PasskeyError::NoHostName => Error::conflict("passkey_not_offered"),
        other => Error::Internal(other.into()),
    }
}

fn own(caller: &Caller) -> About {
    About::object("account", caller.account, &caller.login)
}
