//! Accounts whose last day has passed are disabled; files of staff that nobody commits are forgotten. Nobody is written to.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::{model::AccountState, store};
use crate::{
    access::{SweepAccounts, SystemActor},
    clock::beijing_day,
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
    sessions,
};

/// How long a file that was not committed is kept.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Sweep one place; how many accounts were disabled.
pub async fn sweep(db: &Db, place: Place) -> Result<u64> {
    let mut tx: Tx<SweepAccounts> = db.begin_as_system(SystemActor::System("sweep"), place).await?;
    let forgotten = forget_files(&mut tx).await?;
    let expired = disable_expired(&mut tx).await?;
    let mut told: Vec<About> = expired
        .iter()
        .map(|one| {
            let about = About::object("account", one.id, format!("{} {}", one.login, one.name));
            let before = json!({ "state": one.state, "expires_on": one.expires_on });
            about
                .changed(&before, &json!({ "state": AccountState::Disabled, "expires_on": one.expires_on }))
                .because("expired")
        })
        .collect();
    if forgotten > 0 {
        told.push(About::object("staff_import", place, place.zh()).because("abandoned"));
    }
    if told.is_empty() {
        return Ok(0);
    }
    if !expired.is_empty() {
        let ids: Vec<Uuid> = expired.iter().map(|one| one.id).collect();
        sessions::end_of(&mut tx, &ids).await?;
        store::publish_count(&mut tx).await?;
    }
    tx.commit_each(told, "").await?;
    Ok(u64::try_from(expired.len()).unwrap_or(u64::MAX))
}

struct Expired {
    id: Uuid,
    login: String,
    name: String,
    /// Where it stood before.
    state: AccountState,
    expires_on: Option<chrono::NaiveDate>,
}

async fn disable_expired(tx: &mut Tx<SweepAccounts>) -> Result<Vec<Expired>> {
    let (now, today) = (tx.now(), beijing_day(tx.now()));
    let expired = sqlx::query_as!(
        Expired,
        r#"with due as (select id, state from account
                        where expires_on < $2 and state in ('invited', 'active')
                        for update skip locked)
           update account a
           set state = 'disabled', version = a.version + 1, updated_at = $1
           from due where a.id = due.id
           returning a.id, a.login, a.name, due.state as "state: AccountState", a.expires_on"#,
        now,
        today,
    );
    Ok(expired.fetch_all(tx.conn()).await?)
}

async fn forget_files(tx: &mut Tx<SweepAccounts>) -> Result<u64> {
    let before = tx.now() - KEPT;
    let forgotten = sqlx::query!("delete from staff_import where state <> 'done' and created_at < $1", before);
    Ok(forgotten.execute(tx.conn()).await?.rows_affected())
}
