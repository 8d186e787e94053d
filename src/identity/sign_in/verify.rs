//! Sign in: locks first, then the password, then the session. No transaction is open while a password is checked.

use super::{
    ACTOR,
    model::Subject,
    store::{self, Credential},
    throttle,
};
use crate::{
    access::{FindCredential, OpenSession, Request, SystemActor},
    codes::{Login, Place},
    crypto::passwords::Passwords,
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    identity::{
        factors::{self, Code},
        passwords::busy,
    },
    sessions, telemetry,
};

/// Somebody's attempt to sign in.
pub struct Attempt<'a> {
    realm: Place,
    login: String,
    password: &'a str,
    /// What was typed as a second factor: none, nothing that could be one, or a code.
    code: Option<Option<Code>>,
    subjects: [Subject; 2],
    request: &'a Request,
}

impl<'a> Attempt<'a> {
    /// An attempt in a realm, perhaps with a second factor's code at once.
    pub fn new(realm: Place, login: &str, password: &'a str, code: Option<&str>, request: &'a Request) -> Self {
        let (login, network) = (login.trim().to_lowercase(), request.network());
        let subjects = [Subject::account(&login, &network), Subject::network(&network)];
        let code = code.filter(|code| !code.trim().is_empty()).map(Code::parse);
        Self { realm, login, password, code, subjects, request }
    }
}

/// Check an attempt and open a session; returns the cookie's value.
pub async fn open_session(db: &Db, keys: &Keyring, passwords: &Passwords, attempt: Attempt<'_>) -> Result<String> {
    let mut tx: Tx<FindCredential> = db.begin_as_system(ACTOR, attempt.realm).await?;
    let locked = throttle::locked(&mut tx, &attempt.subjects).await?;
    let found = match attempt.login.parse::<Login>() {
        Ok(login) => store::find(&mut tx, &login).await?,
        Err(_) => None,
    };
    if let Some(seconds) = locked {
        // An app's code opens the lock: only its owner has it, and guessing it is counted against the same subjects.
        let opened = match (&found, &attempt.code) {
            (Some(found), Some(Some(code))) => factors::is_right(&mut tx, keys, found.account, code).await?,
            _ => false,
        };
        if !opened {
            return Err(throttle::refusal(seconds));
        }
    }
    drop(tx);
    let right = passwords.verify(attempt.password, found.as_ref().map(|c| c.password_hash.as_str())).await;
    let (right, account) = (right.map_err(busy)?, found.as_ref().map(|c| c.account));
    if let (Some(found), true) = (found, right)
        && let Some(cookie) = succeed(db, keys, &attempt, found).await?
    {
        return Ok(cookie);
    }
    throttle::fail(db, attempt.realm, &attempt.login, account, &attempt.subjects, attempt.request).await?;
    Err(Error::unauthenticated("sign_in_failed"))
}

/// A session with everything proved, for what the host does in a person's name: the demo does nothing by another way.
pub async fn open_for_host(db: &Db, actor: SystemActor, realm: Place, login: &str) -> Result<String> {
    let mut tx: Tx<FindCredential> = db.begin_as_system(actor.clone(), realm).await?;
    let login: Login = login.parse().map_err(|_| Error::not_found())?;
    let found = store::find(&mut tx, &login).await?.ok_or_else(Error::not_found)?;
    drop(tx);
    let mut tx: Tx<OpenSession> = db.begin_as_system(actor, realm).await?;
    let cookie = sessions::open(&mut tx, found.account, true).await?;
    tx.commit(About::object("account", found.account, login.as_str())).await?;
    Ok(cookie)
}

/// None, if the code that came along is wrong.
async fn succeed(db: &Db, keys: &Keyring, attempt: &Attempt<'_>, found: Credential) -> Result<Option<String>> {
    let Attempt { realm, login, code, subjects, request, .. } = attempt;
    let mut tx: Tx<OpenSession> = db.begin_as_system(ACTOR, *realm).await?;
    tx.on_request(request);
    tx.acting_for(found.account, format!("{login} {}", found.name));
    let proved = match code {
        None => false,
        Some(Some(code)) if factors::accept(&mut tx, keys, found.account, code).await? => true,
        Some(_) => return Ok(None),
    };
    store::signed_in(&mut tx, found.account, &subjects[0]).await?;
    let cookie = sessions::open(&mut tx, found.account, proved).await?;
    tx.commit(About::object("account", found.account, login)).await?;
    telemetry::sign_in("done");
    Ok(Some(cookie))
}
