//! SQL of passkeys and of the ceremonies under way.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    access::{BeginProof, EnrolFactor, ListFactors, Operation, ProveFactor, RemoveFactor},
    db::Tx,
    error::{Error, OnConstraint, Result},
    ids::AccountId,
};

/// How long a question may be answered.
const LIFE: TimeDelta = TimeDelta::minutes(5);

/// One's own passkey.
pub struct Held {
    pub(in crate::identity::factors) id: Uuid,
    pub(in crate::identity::factors) name: String,
    pub(super) credential: Value,
    pub(in crate::identity::factors) created_at: DateTime<Utc>,
    pub(in crate::identity::factors) used_at: Option<DateTime<Utc>>,
}

/// Operations that look at one's own passkeys.
pub trait ReadsPasskeys: Operation {}
impl ReadsPasskeys for ListFactors {}
impl ReadsPasskeys for BeginProof {}
impl ReadsPasskeys for ProveFactor {}
impl ReadsPasskeys for EnrolFactor {}
impl ReadsPasskeys for RemoveFactor {}

/// Operations that ask.
pub(super) trait Asks: Operation {
    const KIND: &'static str;
}
impl Asks for EnrolFactor {
    const KIND: &'static str = "enrol";
}
impl Asks for BeginProof {
    const KIND: &'static str = "prove";
}

/// Operations that take an answer.
pub(super) trait Answers: Operation {
    const KIND: &'static str;
}
impl Answers for EnrolFactor {
    const KIND: &'static str = "enrol";
}
impl Answers for ProveFactor {
    const KIND: &'static str = "prove";
}

/// One's own passkeys, the oldest first.
pub async fn list<O: ReadsPasskeys>(tx: &mut Tx<O>, account: AccountId) -> Result<Vec<Held>> {
    let (conn, _own) = tx.parts();
    let held = sqlx::query_as!(
        Held,
        "select id, name, credential, created_at, used_at from passkey where account_id = $1 order by created_at, id",
        account.0,
    );
    Ok(held.fetch_all(conn).await?)
}

/// Keep what was asked.
pub(super) async fn ask<O: Asks>(tx: &mut Tx<O>, account: AccountId, state: &Value) -> Result<()> {
    let expires_at = tx.now() + LIFE;
    let (conn, _own) = tx.parts();
    sqlx::query!(
        "insert into ceremony (account_id, kind, state, expires_at) values ($1, $2, $3, $4)
         on conflict (account_id, kind) do update set state = excluded.state, expires_at = excluded.expires_at",
        account.0,
        O::KIND,
        state,
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was asked, which is forgotten with the commit.
pub(super) async fn take<O: Answers>(tx: &mut Tx<O>, account: AccountId) -> Result<Option<Value>> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    let taken = sqlx::query_scalar!(
        "delete from ceremony where account_id = $1 and kind = $2 and expires_at > $3 returning state",
        account.0,
        O::KIND,
        now,
    );
    Ok(taken.fetch_optional(conn).await?)
}

pub(super) async fn insert(
    tx: &mut Tx<EnrolFactor>,
    account: AccountId,
    name: &str,
    credential_id: &[u8],
    credential: &Value,
) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    let (conn, _own) = tx.parts();
    let inserted = sqlx::query!(
        "insert into passkey (id, account_id, credential_id, credential, name, created_at) values ($1, $2, $3, $4, $5, $6)",
        id,
        account.0,
        credential_id,
        credential,
        name,
        now,
    );
    inserted.execute(conn).await.on_constraint("passkey_credential_key", || Error::conflict("passkey_known"))?;
    Ok(())
}

pub(super) async fn used(tx: &mut Tx<ProveFactor>, id: Uuid, credential: &Value) -> Result<()> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    sqlx::query!("update passkey set credential = $2, used_at = $3 where id = $1", id, credential, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// False, if it is not one's own.
pub(super) async fn delete(tx: &mut Tx<RemoveFactor>, account: AccountId, id: Uuid) -> Result<bool> {
    let (conn, _own) = tx.parts();
    let deleted = sqlx::query!("delete from passkey where account_id = $1 and id = $2", account.0, id);
    Ok(deleted.execute(conn).await?.rows_affected() == 1)
}
