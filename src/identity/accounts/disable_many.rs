//! Disable many accounts at once: each is judged as a single one is, and has an audit row of its own.

use std::collections::{HashMap, HashSet};

use poem_openapi::{Object, OpenApi, param::Header};
use uuid::Uuid;

use super::{
    api::about,
    model::{Account, AccountState},
    store::{self, Filter},
};
use crate::{
    access::{Caller, DisableAccount, DisableAccounts, Operation},
    codes::Lang,
    db::{Db, Tx},
    error::{Error, Fault, Result, texts},
    http::Json,
    ids::AccountId,
    sessions::{self, Sessions},
};

/// Accounts that are disabled at once, at most.
const MOST: usize = 500;

/// The route of disabling many.
pub struct BulkApi {
    /// The databases.
    pub db: Db,
    /// Sessions, to be ended with the accounts.
    pub sessions: Sessions,
}

/// Accounts to be disabled, and why.
#[derive(Debug, Object)]
#[oai(rename = "DisableAccounts")]
struct Body {
    /// Their identifiers, at most 500.
    ids: Vec<Uuid>,
    /// The reason; kept in the audit log.
    #[oai(validator(max_length = 500))]
    reason: String,
}

/// What became of one of them.
#[derive(Debug, Object)]
#[oai(rename = "AccountDisabled")]
struct Outcome {
    id: Uuid,
    /// Who it is; none where there is no such account within reach.
    login: Option<String>,
    name: Option<String>,
    disabled: bool,
    /// Stable code of what refused it.
    code: Option<String>,
    /// The same in words.
    reason: Option<String>,
}

/// What became of each, in the order that was asked.
#[derive(Debug, Object)]
#[oai(rename = "AccountsDisabled")]
struct Report {
    disabled: u32,
    refused: u32,
    items: Vec<Outcome>,
}

#[OpenApi]
impl BulkApi {
    /// Disable many accounts and end their sessions; what may not be disabled is left, and told.
    #[oai(path = "/account-disablings", method = "post", operation_id = "disable_accounts")]
    async fn disable(
        &self,
        caller: Caller,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Body>,
    ) -> Result<Json<Report>> {
        let (ids, reason) = parse(&body.0)?;
        let mut tx: Tx<DisableAccounts> = self.db.begin(&caller).await?;
        let before = find(&mut tx, &ids).await?;
        if let Some(done) = tx.replayed().map(disabled_before) {
            return Ok(Json(self.report(&caller, &ids, &before, |id| done.contains(id))));
        }
        let policy = self.db.policy();
        let may = |account: &&Account| account.check(DisableAccount::ID, &caller, &policy).is_ok();
        let doomed: HashSet<AccountId> = before.values().filter(may).map(|account| account.id).collect();
        let report = self.report(&caller, &ids, &before, |id| doomed.contains(id));
        if doomed.is_empty() {
            return Ok(Json(report));
        }
        let doomed: Vec<Uuid> = ids.into_iter().filter(|id| doomed.contains(&AccountId(*id))).collect();
        store::set_states(&mut tx, &doomed, AccountState::Disabled).await?;
        sessions::end_of(&mut tx, &doomed).await?;
        let after = find(&mut tx, &doomed).await?;
        store::publish_count(&mut tx).await?;
        let told = after.values().map(|now| about(now).changed(&before[&now.id], now).because(reason.clone()));
        let told = told.collect();
        let names: Vec<String> = doomed.iter().map(Uuid::to_string).collect();
        tx.commit_each(told, &names.join(",")).await?;
        self.sessions.drop_place_everywhere(caller.realm).await;
        Ok(Json(report))
    }
}

impl BulkApi {
    fn report(
        &self,
        caller: &Caller,
        ids: &[Uuid],
        found: &HashMap<AccountId, Account>,
        done: impl Fn(&AccountId) -> bool,
    ) -> Report {
        let (policy, lang) = (self.db.policy(), caller.request.lang);
        let one = |id: &Uuid| match found.get(&AccountId(*id)) {
            None => Outcome::refused(*id, None, &Error::not_found(), lang),
            Some(account) if done(&account.id) => Outcome::of(*id, Some(account), true),
            Some(account) => match account.check(DisableAccount::ID, caller, &policy) {
                Ok(()) => Outcome::of(*id, Some(account), false),
                Err(error) => Outcome::refused(*id, Some(account), &error, lang),
            },
        };
        let items: Vec<_> = ids.iter().map(one).collect();
        let disabled = items.iter().filter(|item| item.disabled).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Report { disabled: count(disabled), refused: count(items.len() - disabled), items }
    }
}

impl Outcome {
    fn of(id: Uuid, account: Option<&Account>, disabled: bool) -> Self {
        let (login, name) = account.map(|account| (account.login.clone(), account.name.clone())).unzip();
        Self { id, login, name, disabled, code: None, reason: None }
    }

    fn refused(id: Uuid, account: Option<&Account>, error: &Error, lang: Lang) -> Self {
        let reason = match error {
            Error::Refused { code, params, .. } => Some(texts::text(code, lang, params)),
            Error::Internal(_) => None,
        };
        Self { code: Some(error.code().to_owned()), reason, ..Self::of(id, account, false) }
    }
}

fn parse(body: &Body) -> Result<(Vec<Uuid>, String)> {
    let mut seen = HashSet::new();
    let ids: Vec<Uuid> = body.ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    let reason = body.reason.trim().to_owned();
    let mut faults = Vec::new();
    if ids.is_empty() {
        faults.push(Fault::at("/ids", "accounts_required"));
    }
    if ids.len() > MOST {
        faults.push(Fault::at("/ids", "too_many_accounts").with("max", MOST));
    }
    if reason.is_empty() {
        faults.push(Fault::at("/reason", "reason_required"));
    }
    if faults.is_empty() { Ok((ids, reason)) } else { Err(Error::invalid(faults)) }
}

/// Those of them that are within reach.
async fn find(tx: &mut Tx<DisableAccounts>, ids: &[Uuid]) -> Result<HashMap<AccountId, Account>> {
    let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let these = Filter { ids: Some(ids.to_vec()), limit, ..Filter::default() };
    let found = store::list(tx, &these, None).await?;
    Ok(found.into_iter().map(|row| (row.account.id, row.account)).collect())
}

/// What the first request with the same key disabled.
fn disabled_before(remembered: &str) -> HashSet<AccountId> {
    remembered.split(',').filter_map(|id| id.parse().ok()).collect()
}
