//! The soft lock: whoever fails waits, and waits longer each time; whoever owns the account does not.

use super::{
    model::Subject,
    store::{self, ReadsLocks},
};
use crate::{
    access::{Caller, CountFailure, FindCredential, OperationId, Request},
    codes::Place,
    db::{About, Db, Tx},
    error::{Error, Result},
    ids::AccountId,
    telemetry,
};

/// Seconds for which any of the subjects is locked.
pub(super) async fn locked<O: ReadsLocks>(tx: &mut Tx<O>, subjects: &[Subject]) -> Result<Option<u64>> {
    let until = store::locked_until(tx, subjects).await?;
    Ok(until.map(|until| (until - tx.now()).num_seconds().max(1).unsigned_abs()))
}

/// The answer to whoever is locked.
pub(super) fn refusal(seconds: u64) -> Error {
    telemetry::sign_in("locked");
    Error::too_many("sign_in_locked", seconds)
}

/// Refuse somebody who has failed too often to prove a second factor.
pub(in crate::identity) async fn check_factor(
    db: &Db,
    realm: Place,
    account: AccountId,
    request: &Request,
) -> Result<()> {
    let mut tx: Tx<FindCredential> = db.begin_as_system(super::ACTOR, realm).await?;
    let seconds = locked(&mut tx, &[Subject::factor(account, &request.network())]).await?;
    seconds.map_or(Ok(()), |seconds| Err(refusal(seconds)))
}

/// Refuse somebody who has searched too often for students who are not there, so that nobody tries numbers.
pub async fn check_search<O: ReadsLocks>(tx: &mut Tx<O>, caller: &Caller) -> Result<()> {
    let seconds = locked(tx, &[Subject::search(caller.account)]).await?;
    seconds.map_or(Ok(()), |seconds| Err(Error::too_many("search_locked", seconds)))
}

/// Count a second factor that was not proved.
pub(in crate::identity) async fn fail_factor(
    db: &Db,
    realm: Place,
    login: &str,
    account: AccountId,
    request: &Request,
) -> Result<()> {
    fail(db, realm, login, Some(account), &[Subject::factor(account, &request.network())], request).await
}

/// Count a search that found nobody; the audit log says by whom and for which operation.
pub async fn fail_search(db: &Db, caller: &Caller, operation: OperationId) -> Result<()> {
    let about = About::object("account", caller.account, &caller.login).because(operation.name());
    count(db, caller.realm, &[Subject::search(caller.account)], &caller.request, about).await
}

/// The same statements whether the account exists or not, so that their time tells nothing.
pub(super) async fn fail(
    db: &Db,
    realm: Place,
    login: &str,
    account: Option<AccountId>,
    subjects: &[Subject],
    request: &Request,
) -> Result<()> {
    telemetry::sign_in("failed");
    let known = account.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let label: String = login.chars().take(64).collect();
    count(db, realm, subjects, request, About::object("account", known, label)).await
}

async fn count(db: &Db, realm: Place, subjects: &[Subject], request: &Request, about: About) -> Result<()> {
    let mut tx: Tx<CountFailure> = db.begin_as_system(super::ACTOR, realm).await?;
    tx.on_request(request);
    store::count_failure(&mut tx, subjects).await?;
    tx.commit(about).await
}
