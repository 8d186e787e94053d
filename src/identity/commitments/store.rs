//! SQL of commitments. Whose they are was found within reach before.

use uuid::Uuid;

use super::model::{Commitment, Terms};
use crate::{
    access::{
        CheckAssignment, GiveAssignment, ListCommitments, LookUpLink, OpenCommitment, Operation, RecordCommitment,
        WithdrawCommitment,
    },
    clock::beijing_day,
    db::Tx,
    error::{Error, Result},
    files::scan::Scan,
    ids::AccountId,
};

/// Operations that ask whether somebody has a commitment in force.
pub trait KnowsCommitment: Operation {}
impl KnowsCommitment for LookUpLink {}
impl KnowsCommitment for CheckAssignment {}
impl KnowsCommitment for GiveAssignment {}

/// Operations that read commitments.
pub(super) trait ReadsCommitment: Operation {}
impl ReadsCommitment for ListCommitments {}
impl ReadsCommitment for RecordCommitment {}
impl ReadsCommitment for OpenCommitment {}
impl ReadsCommitment for WithdrawCommitment {}

/// Whether the account has a commitment in force today; `sessions` asks the same with each session that it finds.
pub async fn in_force<O: KnowsCommitment>(tx: &mut Tx<O>, account: AccountId) -> Result<bool> {
    let today = beijing_day(tx.now());
    let (conn, _found_with_the_account) = tx.parts();
    let found = sqlx::query_scalar!(
        r#"select exists (select from commitment
                          where account_id = $1 and withdrawn_at is null and $2 between signed_on and ends_on) as "found!""#,
        account.0,
        today,
    );
    Ok(found.fetch_one(conn).await?)
}

/// The commitments of an account, the longest lasting first. They are as few as the years somebody works here.
pub(super) async fn list<O: ReadsCommitment>(tx: &mut Tx<O>, account: AccountId) -> Result<Vec<Commitment>> {
    let (conn, _found_with_the_account) = tx.parts();
    let all = sqlx::query_as!(
        Commitment,
        "select id, vendor, signed_on, ends_on, name, size, recorded_by_name, recorded_at, withdrawn_by_name, withdrawn_reason,
                withdrawn_at
         from commitment where account_id = $1
         order by ends_on desc, recorded_at desc limit 100",
        account.0,
    );
    Ok(all.fetch_all(conn).await?)
}

/// One of them, or not found.
pub(super) async fn get<O: ReadsCommitment>(tx: &mut Tx<O>, account: AccountId, id: Uuid) -> Result<Commitment> {
    list(tx, account).await?.into_iter().find(|one| one.id == id).ok_or_else(Error::not_found)
}

pub(super) async fn insert(
    tx: &mut Tx<RecordCommitment>,
    id: Uuid,
    account: AccountId,
    terms: &Terms,
    (scan, sealed): (&Scan, &[u8]),
    by: (AccountId, &str),
) -> Result<()> {
    let now = tx.now();
    let (conn, _found_with_the_account) = tx.parts();
    sqlx::query!(
        "insert into commitment (id, account_id, vendor, signed_on, ends_on, name, media_type, size, sha256, recorded_by,
                                 recorded_by_name, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id,
        account.0,
        terms.vendor,
        terms.signed_on,
        terms.ends_on,
        scan.name,
        scan.media_type,
        scan.size(),
        &scan.sha256()[..],
        by.0.0,
        by.1,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("insert into commitment_file (commitment_id, sealed) values ($1, $2)", id, sealed)
        .execute(conn)
        .await?;
    Ok(())
}

/// The scan as it is kept: media type and sealed content.
pub(super) async fn scan(tx: &mut Tx<OpenCommitment>, id: Uuid) -> Result<(String, Vec<u8>)> {
    let (conn, _checked_by_get) = tx.parts();
    let found = sqlx::query!(
        "select c.media_type, f.sealed from commitment c join commitment_file f on f.commitment_id = c.id where c.id = $1",
        id,
    );
    let row = found.fetch_one(conn).await?;
    Ok((row.media_type, row.sealed))
}

pub(super) async fn withdraw(tx: &mut Tx<WithdrawCommitment>, id: Uuid, by_name: &str, reason: &str) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update commitment set withdrawn_at = $2, withdrawn_by_name = $3, withdrawn_reason = $4 where id = $1",
        id,
        now,
        by_name,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
