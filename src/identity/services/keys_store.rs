//! SQL of keys. The account was found within reach before.

use uuid::Uuid;

use super::binding::Binding;
use crate::{
    access::{IssueServiceKey, RevokeServiceKey},
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// Let nobody else issue a key to it before this transaction ends.
pub(super) async fn lock(tx: &mut Tx<IssueServiceKey>, id: AccountId) -> Result<()> {
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!("select 1 as one from account where id = $1 for update", id.0).fetch_optional(conn).await?;
    Ok(())
}

/// Keep a key's hash and what it is bound to.
pub(super) async fn insert_key(
    tx: &mut Tx<IssueServiceKey>,
    account: AccountId,
    (hash, hint): (&[u8; 32], &str),
    by: &str,
    binding: &Binding,
) -> Result<Uuid> {
    let (id, now) = (tx.new_id(), tx.now());
    let operations: Vec<String> = binding.operations.iter().map(|name| (*name).to_owned()).collect();
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "insert into service_key (id, account_id, token_hash, hint, operations, networks, created_by_name, created_at, expires_on)
         values ($1, $2, $3, $4, $5, $6::text[]::cidr[], $7, $8, $9)",
        id,
        account.0,
        hash,
        hint,
        &operations,
        &binding.networks,
        by,
        now,
        binding.expires_on,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Revoke a key.
pub(super) async fn revoke_key(tx: &mut Tx<RevokeServiceKey>, id: Uuid, by: &str, reason: &str) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update service_key set revoked_at = $2, revoked_by_name = $3, revoked_reason = $4 where id = $1 and revoked_at is null",
        id,
        now,
        by,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
