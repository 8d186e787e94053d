//! Invite a person: an account in the state `invited`, and a mail that follows the commit.

use super::{
    model::NewAccount,
    store::{self, InsertsAccount},
};
use crate::{
    db::{Keyring, Tx},
    error::Result,
    identity::links::{MailLink, Purpose},
    ids::AccountId,
    jobs,
};

/// What inviting needs besides the transaction.
#[derive(Clone, Copy)]
pub struct Invitation<'a> {
    /// Data keys.
    pub keys: &'a Keyring,
    /// The person.
    pub new: &'a NewAccount,
    /// Whether a mail with an activation link follows the commit.
    pub mail: bool,
}

/// Open the account and queue its mail, in the caller's transaction.
pub async fn invite<O: InsertsAccount>(tx: &mut Tx<O>, invitation: Invitation<'_>) -> Result<AccountId> {
    let Invitation { keys, new, mail } = invitation;
    let id = AccountId(tx.new_id());
    let sealed = keys.seal_address(tx.place(), id, new.email.as_str()).await?;
    store::insert(tx, id, new, &sealed).await?;
    if mail {
        let job = MailLink { account: id, purpose: Purpose::Invite };
        jobs::enqueue(tx, &job).await?;
    }
    store::publish_count(tx).await?;
    Ok(id)
}
