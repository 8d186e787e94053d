//! SQL of acknowledgements.

use crate::{
    access::{AcknowledgeRules, AppointAccount, Writes},
    config::RULES_VERSION,
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// Operations by which an account has acknowledged the rules.
pub trait AcknowledgesRules: Writes {}
impl AcknowledgesRules for AcknowledgeRules {}
impl AcknowledgesRules for AppointAccount {}

/// Note that an account has acknowledged the version in force.
pub async fn acknowledge<O: AcknowledgesRules>(tx: &mut Tx<O>, account: AccountId) -> Result<()> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    sqlx::query!(
        "insert into acknowledgement (account_id, version, at) values ($1, $2, $3)
         on conflict (account_id, version) do nothing",
        account.0,
        RULES_VERSION,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
