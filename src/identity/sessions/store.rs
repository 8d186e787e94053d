//! SQL of sessions as people see them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::end::EndsMany;
use crate::{
    access::{EndOtherSessions, EndSession, ListSessions, ListSharingAlerts},
    codes::SchoolCode,
    config::SESSION_IDLE,
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// Sessions shown at most; whoever has more ends them all.
const SHOWN: i64 = 100;
/// How long its owner is told of an alert.
const TOLD: TimeDelta = TimeDelta::days(7);

pub(super) struct Own {
    pub(super) id: Uuid,
    pub(super) token_hash: Vec<u8>,
    pub(super) network: String,
    pub(super) user_agent: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) seen_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

pub(super) struct LastAlert {
    pub(super) network: String,
    pub(super) other: String,
    pub(super) created_at: DateTime<Utc>,
}

/// The caller's own live sessions, the last used first.
pub(super) async fn list(tx: &mut Tx<ListSessions>, account: AccountId) -> Result<Vec<Own>> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    let rows = sqlx::query_as!(
        Own,
        "select id, token_hash, network, user_agent, created_at, seen_at, expires_at
         from session
         where account_id = $1 and expires_at > $2 and seen_at > $3
         order by seen_at desc, id
         limit $4",
        account.0,
        now,
        now - TimeDelta::from_std(SESSION_IDLE).unwrap_or_default(),
        SHOWN,
    );
    Ok(rows.fetch_all(conn).await?)
}

/// The last alert about the caller's own account, while it is news.
pub(super) async fn last_alert(tx: &mut Tx<ListSessions>, account: AccountId) -> Result<Option<LastAlert>> {
    let since = tx.now() - TOLD;
    let (conn, _own) = tx.parts();
    let row = sqlx::query_as!(
        LastAlert,
        "select network, other, created_at from sharing_alert
         where account_id = $1 and created_at > $2
         order by created_at desc
         limit 1",
        account.0,
        since,
    );
    Ok(row.fetch_optional(conn).await?)
}

/// End one session of the caller's own; whether there was one.
pub(super) async fn delete(tx: &mut Tx<EndSession>, account: AccountId, id: Uuid) -> Result<bool> {
    let (conn, _own) = tx.parts();
    let ended = sqlx::query!("delete from session where id = $1 and account_id = $2", id, account.0);
    Ok(ended.execute(conn).await?.rows_affected() == 1)
}

/// End the caller's other sessions; how many.
pub(super) async fn delete_others(tx: &mut Tx<EndOtherSessions>, account: AccountId, own: [u8; 32]) -> Result<u64> {
    let (conn, _own) = tx.parts();
    let ended = sqlx::query!("delete from session where account_id = $1 and token_hash <> $2", account.0, &own);
    Ok(ended.execute(conn).await?.rows_affected())
}

/// Of whom sessions are ended: the people of one school, or everybody in the place; one session may stay.
pub(super) async fn delete_many<O: EndsMany>(
    tx: &mut Tx<O>,
    school: Option<SchoolCode>,
    but: Option<[u8; 32]>,
) -> Result<u64> {
    let (conn, reach) = tx.parts();
    let ended = sqlx::query!(
        "delete from session s
         where ($1::bytea is null or s.token_hash <> $1)
           and ($2::text is null or exists (select from account a where a.id = s.account_id and a.school_id = $2)
                or exists (select from assignment g where g.account_id = s.account_id and g.school_id = $2))
           and ($3::text[] is null or exists (select from account a where a.id = s.account_id and a.school_id = any($3)))",
        but.as_ref().map(|hash| hash.as_slice()),
        school.map(|school| school.to_string()),
        reach.schools() as Option<&[SchoolCode]>,
    );
    Ok(ended.execute(conn).await?.rows_affected())
}

/// The name of a school within reach.
pub(super) async fn school_name<O: EndsMany>(tx: &mut Tx<O>, school: SchoolCode) -> Result<Option<String>> {
    let (conn, reach) = tx.parts();
    let name = sqlx::query_scalar!(
        "select name from school where id = $1 and ($2::text[] is null or id = any($2))",
        school.as_str(),
        reach.schools() as Option<&[SchoolCode]>,
    );
    Ok(name.fetch_optional(conn).await?)
}

pub(super) struct Alert {
    pub(super) id: Uuid,
    pub(super) account: Uuid,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) school_id: Option<SchoolCode>,
    pub(super) school_name: Option<String>,
    pub(super) day: NaiveDate,
    pub(super) network: String,
    pub(super) other: String,
    pub(super) created_at: DateTime<Utc>,
}

/// Where a page of alerts starts.
pub(super) type Cursor = (DateTime<Utc>, Uuid);

pub(super) async fn list_alerts(
    tx: &mut Tx<ListSharingAlerts>,
    limit: i64,
    after: Option<Cursor>,
) -> Result<Vec<Alert>> {
    let (at, id) = after.unzip();
    let (conn, _auditors_see_the_whole_place) = tx.parts();
    let rows = sqlx::query_as!(
        Alert,
        r#"select w.id, a.id as account, a.login, a.name, a.school_id as "school_id: SchoolCode", s.name as "school_name?",
                  w.day, w.network, w.other, w.created_at
           from sharing_alert w
           join account a on a.id = w.account_id
           left join school s on s.id = a.school_id
           where $1::timestamptz is null or (w.created_at, w.id) < ($1, $2)
           order by w.created_at desc, w.id desc
           limit $3::bigint + 1"#,
        at,
        id,
        limit,
    );
    Ok(rows.fetch_all(conn).await?)
}
