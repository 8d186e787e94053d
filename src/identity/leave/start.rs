//! Let somebody go: the account, its sessions and its roles end in one transaction, and a checklist opens.

use chrono::{NaiveDate, TimeDelta};

use super::{
    model::Leave,
    store::{self, New},
};
use crate::{
    access::{Caller, Operation, StartLeave},
    db::{About, Db, Tx},
    error::{Error, Result},
    identity::accounts::{self, AccountState},
    ids::AccountId,
    sessions::{self, Sessions},
};

/// What is known of a leave as it begins.
#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) account: AccountId,
    pub(super) reason: String,
    pub(super) last_day: NaiveDate,
    pub(super) successor: Option<AccountId>,
}

/// A last day lies within a year of today.
const WITHIN: TimeDelta = TimeDelta::days(366);

pub(super) async fn start(db: &Db, live: &Sessions, caller: &Caller, leaving: Leaving) -> Result<Leave> {
    let Leaving { account: id, reason, last_day, successor } = leaving;
    let mut tx: Tx<StartLeave> = db.begin(caller).await?;
    let before = accounts::get(&mut tx, id).await?;
    if tx.repeats(id)? {
        return store::last_of(&mut tx, id).await;
    }
    before.check(StartLeave::ID, caller, &db.policy())?;
    if (last_day - tx.now().date_naive()).abs() > WITHIN {
        return Err(Error::invalid_field("/last_day", "last_day_invalid"));
    }
    let handed_over = match successor {
        Some(to) => hand_over(&mut tx, id, to).await?,
        None => 0,
    };
    accounts::set_state(&mut tx, id, AccountState::Left).await?;
    sessions::end_all(&mut tx, id, None).await?;
    store::end_assignments(&mut tx, id).await?;
    let (by, by_name) = (caller.account, caller.name.as_str());
    store::insert(&mut tx, New { account: id, reason: &reason, last_day, successor, handed_over, by, by_name }).await?;
    let leave = store::last_of(&mut tx, id).await?;
    accounts::publish_count(&mut tx).await?;
    let about = About::object("account", id, format!("{} {}", before.login, before.name));
    tx.commit(about.created(&leave).because(reason)).await?;
    live.drop_everywhere(id).await;
    Ok(leave)
}

/// To somebody in service, within reach, and another person.
async fn hand_over(tx: &mut Tx<StartLeave>, from: AccountId, to: AccountId) -> Result<i32> {
    let unknown = || Error::invalid_field("/successor_id", "successor_unknown");
    let successor = accounts::get(tx, to).await.map_err(|_| unknown())?;
    if to == from || successor.state != AccountState::Active {
        return Err(unknown());
    }
    store::hand_over(tx, from, to, &successor.name).await
}
