//! SQL of narrowings. They are the place's own: whoever may ask sees all of them.

use super::model::Narrowing;
use crate::{
    access::{Caller, ListNarrowings, Operation, OperationId, ReadPolicy, Role, SwitchOff, SwitchOn},
    db::Tx,
    error::Result,
};

/// Operations that read what is switched off.
pub trait ReadsNarrowings: Operation {}
impl ReadsNarrowings for ListNarrowings {}
impl ReadsNarrowings for ReadPolicy {}
impl ReadsNarrowings for SwitchOff {}
impl ReadsNarrowings for SwitchOn {}

/// All of the place, by role and operation.
pub(super) async fn list<O: ReadsNarrowings>(tx: &mut Tx<O>) -> Result<Vec<Narrowing>> {
    let (conn, _the_place_is_one) = tx.parts();
    let rows = sqlx::query_as!(
        Narrowing,
        r#"select role, operation, reason, by_name as "by", at from narrowing order by role, operation"#,
    );
    Ok(rows.fetch_all(conn).await?)
}

/// One of them.
pub(super) async fn find<O: ReadsNarrowings>(
    tx: &mut Tx<O>,
    role: Role,
    operation: OperationId,
) -> Result<Option<Narrowing>> {
    let (conn, _the_place_is_one) = tx.parts();
    let row = sqlx::query_as!(
        Narrowing,
        r#"select role, operation, reason, by_name as "by", at from narrowing where role = $1 and operation = $2"#,
        role.as_str(),
        operation.name(),
    );
    Ok(row.fetch_optional(conn).await?)
}

/// Switch off; who did so last, and why, is what stands.
pub(super) async fn upsert(
    tx: &mut Tx<SwitchOff>,
    role: Role,
    operation: OperationId,
    by: &Caller,
    reason: &str,
) -> Result<()> {
    let now = tx.now();
    let (conn, _the_place_is_one) = tx.parts();
    sqlx::query!(
        "insert into narrowing (role, operation, reason, by_account, by_name, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (role, operation) do update
         set reason = excluded.reason, by_account = excluded.by_account, by_name = excluded.by_name, at = excluded.at",
        role.as_str(),
        operation.name(),
        reason,
        by.account.0,
        by.name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Switch on again.
pub(super) async fn delete(tx: &mut Tx<SwitchOn>, role: Role, operation: OperationId) -> Result<()> {
    let (conn, _the_place_is_one) = tx.parts();
    sqlx::query!("delete from narrowing where role = $1 and operation = $2", role.as_str(), operation.name())
        .execute(conn)
        .await?;
    Ok(())
}
