//! Accept a code: one of the account's authenticator app, or a recovery code.

use super::{
    model::Code,
    store::{self, ReadsTotp, UsesFactor, WritesTotp},
};
use crate::{
    access::AppointAccount,
    codes::Place,
    crypto::{
        sealing::{self, Cell},
        totp::TotpSecret,
    },
    db::{Keyring, Tx},
    error::Result,
    ids::AccountId,
};

/// Whether a code proves the account's second factor. If so, it is used up with the commit.
pub async fn accept<O: UsesFactor>(tx: &mut Tx<O>, keys: &Keyring, account: AccountId, code: &Code) -> Result<bool> {
    match code {
        Code::Recovery(hash) => store::accept_code(tx, account, hash).await,
        Code::Totp(_) => match step(tx, keys, account, code).await? {
            Some(step) => store::accept_step(tx, account, step).await,
            None => Ok(false),
        },
    }
}

/// Whether an app's code would be accepted; nothing is used up.
pub async fn is_right<O: ReadsTotp>(tx: &mut Tx<O>, keys: &Keyring, account: AccountId, code: &Code) -> Result<bool> {
    Ok(step(tx, keys, account, code).await?.is_some())
}

async fn step<O: ReadsTotp>(tx: &mut Tx<O>, keys: &Keyring, account: AccountId, code: &Code) -> Result<Option<i64>> {
    let Code::Totp(digits) = code else { return Ok(None) };
    let Some(stored) = store::find(tx, account).await? else { return Ok(None) };
    let Some(sealed) = stored.secret else { return Ok(None) };
    let secret = open(keys, tx.place(), account, &sealed).await?;
    Ok(secret.step(digits, tx.now()).filter(|step| *step > stored.last_step))
}

/// Give an account that is opened from the host's command line its app's secret.
pub async fn appoint_totp(
    tx: &mut Tx<AppointAccount>,
    keys: &Keyring,
    account: AccountId,
    secret: &TotpSecret,
) -> Result<()> {
    write(tx, keys, account, secret, 0).await
}

pub(super) async fn write<O: WritesTotp>(
    tx: &mut Tx<O>,
    keys: &Keyring,
    account: AccountId,
    secret: &TotpSecret,
    step: i64,
) -> Result<()> {
    let sealed = seal(keys, tx.place(), account, secret).await?;
    store::confirm(tx, account, &sealed, step).await
}

pub(super) async fn seal(keys: &Keyring, place: Place, account: AccountId, secret: &TotpSecret) -> Result<Vec<u8>> {
    let key = keys.factors(place).await?;
    Ok(sealing::seal(&key, cell(place, account), secret.as_bytes()).map_err(anyhow::Error::from)?)
}

pub(super) async fn open(keys: &Keyring, place: Place, account: AccountId, sealed: &[u8]) -> Result<TotpSecret> {
    let key = keys.factors(place).await?;
    let bytes = sealing::open(&key, cell(place, account), sealed).map_err(anyhow::Error::from)?;
    Ok(TotpSecret::from_bytes(&bytes).ok_or_else(|| anyhow::anyhow!("a second factor's secret has another length"))?)
}

/// The app's secret and the one to be confirmed are sealed for the same row, so that confirming moves nothing in the clear.
fn cell(place: Place, account: AccountId) -> Cell<'static> {
    Cell { place: place.as_str(), table: "totp", column: "secret_sealed", row: account.0 }
}
