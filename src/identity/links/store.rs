//! SQL of links.

use super::model::{Live, Purpose};
use crate::{
    access::{ForSystem, LookUpLink, MailLink, Operation, UseLink},
    clock::beijing_day,
    db::Tx,
    error::Result,
    identity::accounts::AccountState,
    ids::AccountId,
};

/// Whom a mail goes to.
pub(super) struct Addressee {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) email_sealed: Vec<u8>,
    pub(super) state: AccountState,
    pub(super) school: Option<String>,
}

pub(super) async fn addressee(tx: &mut Tx<MailLink>, account: AccountId) -> Result<Option<Addressee>> {
    let found = sqlx::query_as!(
        Addressee,
        r#"select a.login, a.name, a.email_sealed, a.state as "state: AccountState", s.name as "school?"
           from account a
           left join school s on s.id = a.school_id
           where a.id = $1"#,
        account.0,
    );
    Ok(found.fetch_optional(tx.conn()).await?)
}

/// Whether the link with this hash is stored: an earlier try of the same job was committed after all.
pub(super) async fn is_sent(tx: &mut Tx<MailLink>, hash: &[u8; 32]) -> Result<bool> {
    let found = sqlx::query_scalar!(r#"select exists (select from link where token_hash = $1) as "found!""#, hash);
    Ok(found.fetch_one(tx.conn()).await?)
}

/// Void what was sent before and store the new link's hash.
pub(super) async fn replace(
    tx: &mut Tx<MailLink>,
    account: AccountId,
    purpose: Purpose,
    hash: &[u8; 32],
) -> Result<()> {
    let now = tx.now();
    let conn = tx.conn();
    sqlx::query!("delete from link where account_id = $1 and purpose = $2", account.0, purpose.as_str())
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into link (token_hash, account_id, purpose, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        hash,
        account.0,
        purpose.as_str(),
        now,
        now + purpose.life(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether another invitation was asked for since the account was opened: that one has a job of its own.
pub(super) async fn is_invited_again(tx: &mut Tx<MailLink>, account: AccountId) -> Result<bool> {
    let again = sqlx::query_scalar!(
        r#"select exists (select from account where id = $1 and invited_at > created_at) as "again!""#,
        account.0,
    );
    Ok(again.fetch_one(tx.conn()).await?)
}

/// Operations that read a link by its token.
pub(super) trait ReadsLink: Operation + ForSystem {}
impl ReadsLink for LookUpLink {}
impl ReadsLink for UseLink {}

/// A live link whose account is in the state that its purpose wants; locked, so that it is used once.
pub(super) async fn find<O: ReadsLink>(tx: &mut Tx<O>, hash: &[u8; 32]) -> Result<Option<Live>> {
    let now = tx.now();
    let found = sqlx::query!(
        r#"select l.account_id as "account: AccountId", a.login, a.name, s.name as "school?", l.purpose as "purpose: Purpose",
                  l.expires_at, a.state as "state: AccountState"
           from link l
           join account a on a.id = l.account_id
           left join school s on s.id = a.school_id
           where l.token_hash = $1 and l.used_at is null and l.expires_at > $2
             and (a.expires_on is null or a.expires_on >= $3)
           for update of l"#,
        hash,
        now,
        beijing_day(now),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.filter(|row| row.state == row.purpose.wants()).map(|row| Live {
        account: row.account,
        login: row.login,
        name: row.name,
        school: row.school,
        purpose: row.purpose,
        expires_at: row.expires_at,
    }))
}

pub(super) async fn mark_used(tx: &mut Tx<UseLink>, hash: &[u8; 32]) -> Result<()> {
    let now = tx.now();
    sqlx::query!("update link set used_at = $2 where token_hash = $1", hash, now).execute(tx.conn()).await?;
    Ok(())
}

/// The account is in use from now on.
pub(super) async fn activate(tx: &mut Tx<UseLink>, account: AccountId) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "update account set state = 'active', version = version + 1, updated_at = $2 where id = $1 and state = 'invited'",
        account.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
