//! Second factors over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::{
    model::{CODES, Code, recovery_code},
    passkeys, prove,
    store::{self, WritesCodes},
};
use crate::{
    access::{Caller, EnrolFactor, ListFactors, ProveFactor, RenewRecoveryCodes},
    crypto::{passkeys::Passkeys, totp::TotpSecret},
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    http::{Json, WithCookie},
    identity::sign_in::{Me, check_factor, fail_factor},
    ids::AccountId,
    sessions::{self, Sessions},
};

/// The routes of second factors.
pub struct FactorsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// Whether passkeys are offered.
    pub passkeys: Passkeys,
    /// Sessions.
    pub sessions: Sessions,
}

/// A code that proves a second factor.
#[derive(Debug, Object)]
#[oai(rename = "FactorCode")]
struct CodeBody {
    /// Six digits of an authenticator app, or a recovery code.
    #[oai(validator(max_length = 64))]
    code: String,
}

/// One's own second factors.
#[derive(Debug, Object)]
struct Factors {
    /// Since when an authenticator app is set up; null: none is.
    totp_since: Option<DateTime<Utc>>,
    /// Passkeys, the oldest first.
    passkeys: Vec<PasskeyView>,
    /// Recovery codes not used yet.
    recovery_codes_left: i64,
    /// Whether passkeys are offered: they need a host name, never an address.
    passkeys_offered: bool,
}

/// A passkey of one's own.
#[derive(Debug, Object)]
#[oai(rename = "Passkey")]
struct PasskeyView {
    id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

/// What an authenticator app needs; shown once.
#[derive(Debug, Object)]
struct TotpOffer {
    /// Base32 without padding (RFC 4648 §6), to be typed.
    secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    uri: String,
}

/// Recovery codes; shown once. None, where codes that were given before still work.
#[derive(Debug, Object)]
pub(super) struct RecoveryCodes {
    pub(super) codes: Vec<String>,
}

#[OpenApi]
impl FactorsApi {
    /// Prove a second factor: the second step of signing in, and again before sensitive operations. The first time the
    /// cookie is a new one.
    #[oai(path = "/session/factor", method = "post", operation_id = "prove_factor")]
    async fn prove(&self, caller: Caller, body: Json<CodeBody>) -> Result<WithCookie<Me>> {
        check_factor(&self.db, caller.realm, caller.account, &caller.request).await?;
        let mut tx: Tx<ProveFactor> = self.db.begin(&caller).await?;
        let accepted = match Code::parse(&body.0.code) {
            Some(code) => prove::accept(&mut tx, &self.keys, caller.account, &code).await?,
            None => false,
        };
        if !accepted {
            drop(tx);
            return Err(self.refuse(&caller).await?);
        }
        let cookie = sessions::prove(&mut tx, &caller).await?;
        tx.commit(own(&caller)).await?;
        let caller = self.sessions.again(&caller, cookie.as_deref()).await?;
        Ok(WithCookie(Me::of(&self.db, &self.sessions, &caller).await?, cookie.as_deref().map(sessions::cookie)))
    }

    /// One's own second factors.
    #[oai(path = "/factors", method = "get", operation_id = "list_factors")]
    async fn list(&self, caller: Caller) -> Result<Json<Factors>> {
        let mut tx: Tx<ListFactors> = self.db.begin(&caller).await?;
        let held = store::held(&mut tx, caller.account).await?;
        let passkeys = passkeys::list(&mut tx, caller.account).await?.into_iter().map(|held| PasskeyView {
            id: held.id,
            name: held.name,
            created_at: held.created_at,
            used_at: held.used_at,
        });
        Ok(Json(Factors {
            totp_since: held.confirmed_at,
            passkeys: passkeys.collect(),
            recovery_codes_left: held.codes_left,
            passkeys_offered: self.passkeys.is_offered(),
        }))
    }

    /// Begin to set up an authenticator app: a secret, in force once a code of it was given.
    #[oai(path = "/factors/totp", method = "post", operation_id = "begin_totp")]
    async fn begin(&self, caller: Caller) -> Result<Json<TotpOffer>> {
        let mut tx: Tx<EnrolFactor> = self.db.begin(&caller).await?;
        let secret = TotpSecret::random();
        let sealed = prove::seal(&self.keys, tx.place(), caller.account, &secret).await?;
        store::set_pending(&mut tx, caller.account, &sealed).await?;
        tx.commit(own(&caller)).await?;
        let account = format!("{}.{}", caller.realm, caller.login);
        Ok(Json(TotpOffer { secret: secret.base32(), uri: secret.uri("Huixin", &account) }))
    }

    /// Confirm the app by a code of it. The session has then proved a second factor; the first time, recovery codes follow.
    #[oai(path = "/factors/totp", method = "put", operation_id = "confirm_totp")]
    async fn confirm(&self, caller: Caller, body: Json<CodeBody>) -> Result<WithCookie<RecoveryCodes>> {
        check_factor(&self.db, caller.realm, caller.account, &caller.request).await?;
        let mut tx: Tx<EnrolFactor> = self.db.begin(&caller).await?;
        let pending = store::find(&mut tx, caller.account).await?.and_then(|stored| stored.pending);
        let pending = pending.ok_or_else(|| Error::conflict("totp_not_begun"))?;
        let secret = prove::open(&self.keys, tx.place(), caller.account, &pending).await?;
        let Some(step) = secret.step(body.0.code.trim(), tx.now()) else {
            drop(tx);
            return Err(self.refuse(&caller).await?);
        };
        store::confirm(&mut tx, caller.account, &pending, step).await?;
        let codes = first_codes(&mut tx, caller.account).await?;
        let cookie = sessions::prove(&mut tx, &caller).await?;
        tx.commit(own(&caller)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(WithCookie(RecoveryCodes { codes }, cookie.as_deref().map(sessions::cookie)))
    }

    /// Make new recovery codes; the old ones stop working.
    #[oai(path = "/factors/recovery-codes", method = "post", operation_id = "renew_recovery_codes")]
    async fn renew_codes(&self, caller: Caller) -> Result<Json<RecoveryCodes>> {
        let mut tx: Tx<RenewRecoveryCodes> = self.db.begin(&caller).await?;
        let codes = new_codes(&mut tx, caller.account).await?;
        tx.commit(own(&caller)).await?;
        Ok(Json(RecoveryCodes { codes }))
    }
}

impl FactorsApi {
    /// Count the failure, and say what was wrong.
    async fn refuse(&self, caller: &Caller) -> Result<Error> {
        fail_factor(&self.db, caller.realm, &caller.login, caller.account, &caller.request).await?;
        Ok(Error::unauthenticated("factor_wrong"))
    }
}

/// Recovery codes for whoever has none left; otherwise none.
pub(in crate::identity::factors) async fn first_codes(
    tx: &mut Tx<EnrolFactor>,
    account: AccountId,
) -> Result<Vec<String>> {
    if store::has_codes(tx, account).await? { Ok(vec![]) } else { new_codes(tx, account).await }
}

/// A new set of recovery codes in the place of the old one; what is returned is shown once.
async fn new_codes<O: WritesCodes>(tx: &mut Tx<O>, account: AccountId) -> Result<Vec<String>> {
    let (codes, hashes): (Vec<_>, Vec<_>) = (0..CODES).map(|_| recovery_code()).unzip();
    let hashes: Vec<Vec<u8>> = hashes.into_iter().map(|hash| hash.to_vec()).collect();
    store::replace_codes(tx, account, &hashes).await?;
    Ok(codes)
}

fn own(caller: &Caller) -> About {
    About::object("account", caller.account, &caller.login)
}
