//! Sign in: locks first, then the password, then the session. No transaction is open while a password is checked.

use super::{model::Subject, store};
use crate::{
    access::{CountFailure, FindCredential, OpenSession, Request, SystemActor},
    codes::{Login, Place},
    crypto::passwords::{NewPassword, PasswordError, Passwords},
    db::{About, Db, Tx},
    error::{Error, Result},
    ids::AccountId,
    sessions, telemetry,
};

const ACTOR: SystemActor = SystemActor::System("sign_in");

/// Check login and password in a realm and open a session; returns the cookie's value.
pub async fn open_session(
    db: &Db,
    passwords: &Passwords,
    realm: Place,
    login: &str,
    password: &str,
    request: &Request,
) -> Result<String> {
    let login = login.trim().to_lowercase();
    let network = request.network();
    let subjects = [Subject::account(&login, &network), Subject::network(&network)];
    let mut tx: Tx<FindCredential> = db.begin_as_system(ACTOR, realm).await?;
    if let Some(until) = store::locked_until(&mut tx, &subjects).await? {
        telemetry::sign_in("locked");
        let seconds = (until - tx.now()).num_seconds().max(1);
        return Err(Error::too_many("sign_in_locked", seconds.unsigned_abs()));
    }
    let found = match login.parse::<Login>() {
        Ok(login) => store::find(&mut tx, &login).await?,
        Err(_) => None,
    };
    drop(tx);
    let right = passwords.verify(password, found.as_ref().map(|c| c.password_hash.as_str())).await;
    match (found, right.map_err(busy)?) {
        (Some(found), true) => succeed(db, realm, &login, found, &subjects[0], request).await,
        (found, _) => {
            telemetry::sign_in("failed");
            fail(db, realm, &login, found.map(|c| c.account), &subjects, request).await?;
            Err(Error::unauthenticated("sign_in_failed"))
        }
    }
}

async fn succeed(
    db: &Db,
    realm: Place,
    login: &str,
    found: store::Credential,
    subject: &Subject,
    request: &Request,
) -> Result<String> {
    let mut tx: Tx<OpenSession> = db.begin_as_system(ACTOR, realm).await?;
    tx.on_request(request);
    tx.acting_for(found.account, format!("{login} {}", found.name));
    store::signed_in(&mut tx, found.account, subject).await?;
    let cookie = sessions::open(&mut tx, found.account).await?;
    tx.commit(About::object("account", found.account, login)).await?;
    telemetry::sign_in("done");
    Ok(cookie)
}

/// The same statements whether the account exists or not, so that their time tells nothing.
async fn fail(
    db: &Db,
    realm: Place,
    login: &str,
    account: Option<AccountId>,
    subjects: &[Subject],
    request: &Request,
) -> Result<()> {
    let mut tx: Tx<CountFailure> = db.begin_as_system(ACTOR, realm).await?;
    tx.on_request(request);
    store::count_failure(&mut tx, subjects).await?;
    let known = account.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let label: String = login.chars().take(64).collect();
    tx.commit(About::object("account", known, label)).await
}

/// Hash a new password, behind the bounded semaphore.
pub async fn hash_password(passwords: &Passwords, password: &NewPassword) -> Result<String> {
    passwords.hash(password).await.map_err(busy)
}

pub(super) fn busy(error: PasswordError) -> Error {
    match error {
        PasswordError::Busy => Error::unavailable("sign_in_busy"),
        PasswordError::Failed => Error::Internal(error.into()),
    }
}
