//! SQL of signing in.

use chrono::{DateTime, Utc};

use super::model::{FORGET, Subject};
use crate::{
    access::{CountFailure, FindCredential, OpenSession, Operation, ReadSelf, RequestEmergency},
    clock::beijing_day,
    codes::{Login, SchoolCode},
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// What signing in compares with.
pub(super) struct Credential {
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) password_hash: String,
}

/// Operations that ask whether somebody is locked.
pub trait ReadsLocks: Operation {}
impl ReadsLocks for FindCredential {}
impl ReadsLocks for RequestEmergency {}

/// Until when any of the subjects is locked.
pub(super) async fn locked_until<O: ReadsLocks>(tx: &mut Tx<O>, subjects: &[Subject]) -> Result<Option<DateTime<Utc>>> {
    let now = tx.now();
    let (conn, _whoever_it_is) = tx.parts();
    let hashes: Vec<Vec<u8>> = subjects.iter().map(|s| s.hash.to_vec()).collect();
    let until = sqlx::query_scalar!(
        "select max(locked_until) from sign_in_throttle where subject = any($1) and locked_until > $2",
        &hashes,
        now,
    );
    Ok(until.fetch_one(conn).await?)
}

/// The credential of an account that may sign in.
pub(super) async fn find(tx: &mut Tx<FindCredential>, login: &Login) -> Result<Option<Credential>> {
    let today = beijing_day(tx.now());
    let found = sqlx::query_as!(
        Credential,
        r#"select a.id as "account: AccountId", a.name, c.password_hash
           from account a
           join credential c on c.account_id = a.id
           where a.login = $1 and a.state = 'active' and (a.expires_on is null or a.expires_on >= $2)"#,
        login.as_str(),
        today,
    );
    Ok(found.fetch_optional(tx.conn()).await?)
}

/// Count a failure against every subject and lock those that have had enough.
pub(super) async fn count_failure(tx: &mut Tx<CountFailure>, subjects: &[Subject]) -> Result<()> {
    let now = tx.now();
    for subject in subjects {
        let failures = sqlx::query_scalar!(
            "insert into sign_in_throttle as t (subject, failures, failed_at) values ($1, 1, $2)
             on conflict (subject) do update
             set failures = case when t.failed_at < $3 then 1 else t.failures + 1 end, failed_at = $2
             returning failures",
            &subject.hash,
            now,
            now - FORGET,
        )
        .fetch_one(tx.conn())
        .await?;
        sqlx::query!(
            "update sign_in_throttle set locked_until = $2 where subject = $1",
            &subject.hash,
            subject.locked_until(failures, now),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Forget the account's failures and note the sign-in.
pub(super) async fn signed_in(tx: &mut Tx<OpenSession>, account: AccountId, subject: &Subject) -> Result<()> {
    let now = tx.now();
    sqlx::query!("delete from sign_in_throttle where subject = $1", &subject.hash).execute(tx.conn()).await?;
    sqlx::query!("update account set last_sign_in_at = $2 where id = $1", account.0, now).execute(tx.conn()).await?;
    Ok(())
}

/// Names of the schools that the caller belongs to.
pub(super) async fn school_names(tx: &mut Tx<ReadSelf>, schools: &[SchoolCode]) -> Result<Vec<(SchoolCode, String)>> {
    let (conn, _own) = tx.parts();
    let rows = sqlx::query!(
        r#"select id as "id: SchoolCode", name from school where id = any($1) order by id"#,
        schools as &[SchoolCode],
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
