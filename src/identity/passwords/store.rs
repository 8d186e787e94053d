//! SQL of passwords that are chosen.

use crate::{
    access::{ChangePassword, LookUpLink, Operation, Role, UseLink, Writes},
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// What a new password of an account is judged by.
#[derive(Debug)]
pub struct Known {
    pub(super) login: String,
    /// Name of the school that administers the account.
    pub(super) school: Option<String>,
    /// The hash in use.
    pub(super) current: Option<String>,
    /// Those before, the latest first.
    former: Vec<String>,
    roles: Vec<String>,
}

impl Known {
    /// Hashes of the last passwords, the one in use among them.
    pub(super) fn last(&self, how_many: usize) -> Vec<String> {
        self.current.iter().chain(&self.former).take(how_many).cloned().collect()
    }

    /// A role that the policy no longer knows gives nothing.
    pub fn roles(&self) -> Vec<Role> {
        self.roles.iter().filter_map(|role| role.parse().ok()).collect()
    }
}

/// Operations that judge a new password.
pub trait JudgesPassword: Operation {}
impl JudgesPassword for ChangePassword {}
impl JudgesPassword for LookUpLink {}

/// What a new password of this account is judged by.
pub async fn known<O: JudgesPassword>(tx: &mut Tx<O>, account: AccountId) -> Result<Known> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    let known = sqlx::query_as!(
        Known,
        r#"select a.login, s.name as "school?",
                  (select c.password_hash from credential c where c.account_id = a.id) as current,
                  array(select h.password_hash from password_history h where h.account_id = a.id
                        order by h.retired_at desc, h.id desc) as "former!",
                  array(select g.role from assignment g
                        where g.account_id = a.id and (g.ends_at is null or g.ends_at > $2)) as "roles!"
           from account a
           left join school s on s.id = a.school_id
           where a.id = $1"#,
        account.0,
        now,
    );
    Ok(known.fetch_one(conn).await?)
}

/// Operations that set a password.
pub trait SetsPassword: Writes {}
impl SetsPassword for ChangePassword {}
impl SetsPassword for UseLink {}

/// Set an account's password. The one before is kept as a hash, beside others, so that `remembered` of them are known with the new one.
/// False, if the one before is no longer `current`: somebody else has set it meanwhile.
pub async fn replace<O: SetsPassword>(
    tx: &mut Tx<O>,
    account: AccountId,
    known: &Known,
    hash: &str,
    remembered: usize,
) -> Result<bool> {
    let (id, now, former) =
        (tx.new_id(), tx.now(), i64::try_from(remembered).unwrap_or(i64::MAX).saturating_sub(1).max(0));
    let (conn, _own) = tx.parts();
    sqlx::query!(
        "insert into password_history (id, account_id, password_hash, retired_at)
         select $2, account_id, password_hash, $3 from credential where account_id = $1",
        account.0,
        id,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from password_history
         where account_id = $1
           and id not in (select id from password_history where account_id = $1 order by retired_at desc, id desc limit $2)",
        account.0,
        former,
    )
    .execute(&mut *conn)
    .await?;
    let set = sqlx::query!(
        "insert into credential as c (account_id, password_hash, changed_at) values ($1, $2, $3)
         on conflict (account_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at
         where c.password_hash = $4",
        account.0,
        hash,
        now,
        known.current,
    )
    .execute(conn)
    .await?;
    Ok(set.rows_affected() == 1)
}
