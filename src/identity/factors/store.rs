//! SQL of second factors.

use chrono::{DateTime, Utc};

use crate::{
    access::{
        AppointAccount, EnrolFactor, FindCredential, ListFactors, OpenSession, Operation, ProveFactor, RemoveFactor,
        RenewRecoveryCodes, ResetFactors,
    },
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// Operations that look at an account's authenticator app.
pub trait ReadsTotp: Operation {}
impl ReadsTotp for FindCredential {}
impl ReadsTotp for OpenSession {}
impl ReadsTotp for ProveFactor {}
impl ReadsTotp for EnrolFactor {}

/// Operations that accept a code, which is then used up.
pub trait UsesFactor: ReadsTotp {}
impl UsesFactor for OpenSession {}
impl UsesFactor for ProveFactor {}

/// Operations that write an account's authenticator app.
pub(super) trait WritesTotp: Operation {}
impl WritesTotp for EnrolFactor {}
impl WritesTotp for AppointAccount {}

/// Operations that make recovery codes.
pub(super) trait WritesCodes: Operation {}
impl WritesCodes for EnrolFactor {}
impl WritesCodes for RenewRecoveryCodes {}

/// What is known of an account's authenticator app.
pub(super) struct Stored {
    pub(super) secret: Option<Vec<u8>>,
    pub(super) last_step: i64,
    pub(super) pending: Option<Vec<u8>>,
}

/// One's own second factors, as one sees them.
pub(super) struct Held {
    pub(super) confirmed_at: Option<DateTime<Utc>>,
    pub(super) codes_left: i64,
}

pub(super) async fn find<O: ReadsTotp>(tx: &mut Tx<O>, account: AccountId) -> Result<Option<Stored>> {
    let (conn, _own) = tx.parts();
    let found = sqlx::query_as!(
        Stored,
        "select secret_sealed as secret, last_step, pending_sealed as pending from totp where account_id = $1",
        account.0,
    );
    Ok(found.fetch_optional(conn).await?)
}

pub(super) async fn held(tx: &mut Tx<ListFactors>, account: AccountId) -> Result<Held> {
    let (conn, _own) = tx.parts();
    let held = sqlx::query_as!(
        Held,
        r#"select (select confirmed_at from totp where account_id = $1),
                  (select count(*) from recovery_code where account_id = $1 and used_at is null) as "codes_left!""#,
        account.0,
    );
    Ok(held.fetch_one(conn).await?)
}

/// Whether the account has an authenticator app.
pub(super) async fn has_app(tx: &mut Tx<RemoveFactor>, account: AccountId) -> Result<bool> {
    let (conn, _own) = tx.parts();
    let has = sqlx::query_scalar!(
        r#"select exists (select from totp where account_id = $1 and confirmed_at is not null) as "has!""#,
        account.0,
    );
    Ok(has.fetch_one(conn).await?)
}

/// Whether the account has recovery codes left.
pub(super) async fn has_codes(tx: &mut Tx<EnrolFactor>, account: AccountId) -> Result<bool> {
    let (conn, _own) = tx.parts();
    let has = sqlx::query_scalar!(
        r#"select exists (select from recovery_code where account_id = $1 and used_at is null) as "has!""#,
        account.0,
    );
    Ok(has.fetch_one(conn).await?)
}

/// Use a step up; false if it, or a later one, was used before (RFC 6238 §5.2).
pub(super) async fn accept_step<O: UsesFactor>(tx: &mut Tx<O>, account: AccountId, step: i64) -> Result<bool> {
    let (conn, _own) = tx.parts();
    let accepted = sqlx::query!(
        "update totp set last_step = $2 where account_id = $1 and last_step < $2 and confirmed_at is not null",
        account.0,
        step,
    );
    Ok(accepted.execute(conn).await?.rows_affected() == 1)
}

/// Use a recovery code up; false if there is none such, or no longer.
pub(super) async fn accept_code<O: UsesFactor>(tx: &mut Tx<O>, account: AccountId, hash: &[u8; 32]) -> Result<bool> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    let accepted = sqlx::query!(
        "update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null",
        account.0,
        hash,
        now,
    );
    Ok(accepted.execute(conn).await?.rows_affected() == 1)
}

/// Keep a secret that was shown, until a code confirms that an app has it.
pub(super) async fn set_pending(tx: &mut Tx<EnrolFactor>, account: AccountId, sealed: &[u8]) -> Result<()> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    sqlx::query!(
        "insert into totp (account_id, pending_sealed, pending_at) values ($1, $2, $3)
         on conflict (account_id) do update set pending_sealed = excluded.pending_sealed, pending_at = excluded.pending_at",
        account.0,
        sealed,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The app with this secret is the account's from now on, and this step is used.
pub(super) async fn confirm<O: WritesTotp>(tx: &mut Tx<O>, account: AccountId, sealed: &[u8], step: i64) -> Result<()> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    sqlx::query!(
        "insert into totp (account_id, secret_sealed, confirmed_at, last_step) values ($1, $2, $3, $4)
         on conflict (account_id) do update
         set secret_sealed = excluded.secret_sealed, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step,
             pending_sealed = null, pending_at = null",
        account.0,
        sealed,
        now,
        step,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Put a new set of recovery codes in the place of the old one.
pub(super) async fn replace_codes<O: WritesCodes>(
    tx: &mut Tx<O>,
    account: AccountId,
    hashes: &[Vec<u8>],
) -> Result<()> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    sqlx::query!("delete from recovery_code where account_id = $1", account.0).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into recovery_code (code_hash, account_id, created_at) select hash, $1, $2 from unnest($3::bytea[]) hash",
        account.0,
        now,
        hashes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Take away everything by which the account's owner proves anything: a new password comes by mail, a new factor after it.
pub async fn delete_all(tx: &mut Tx<ResetFactors>, account: AccountId) -> Result<()> {
    let (conn, _found_within_reach) = tx.parts();
    sqlx::query!("delete from totp where account_id = $1", account.0).execute(&mut *conn).await?;
    sqlx::query!("delete from recovery_code where account_id = $1", account.0).execute(&mut *conn).await?;
    sqlx::query!("delete from passkey where account_id = $1", account.0).execute(&mut *conn).await?;
    sqlx::query!("delete from credential where account_id = $1", account.0).execute(conn).await?;
    Ok(())
}
