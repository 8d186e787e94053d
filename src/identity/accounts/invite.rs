//! Invite a person: an account in the state `invited`, and a mail that follows the commit.

use super::{
    model::NewAccount,
    store::{self, InsertsAccount},
};
use crate::{
    codes::Place,
    crypto::sealing::{self, Cell},
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
    let sealed = seal_email(keys, tx.place(), id, new.email.as_str()).await?;
    store::insert(tx, id, new, &sealed).await?;
    if mail {
        let job = MailLink { account: id, purpose: Purpose::Invite };
        jobs::enqueue(tx, &job).await?;
    }
    store::publish_count(tx).await?;
    Ok(id)
}

/// Seal an address for the account's own row.
pub(in crate::identity) async fn seal_email(
    keys: &Keyring,
    place: Place,
    id: AccountId,
    email: &str,
) -> Result<Vec<u8>> {
    let key = keys.contact(place).await?;
    Ok(sealing::seal(&key, email_cell(place, id), email.as_bytes()).map_err(anyhow::Error::from)?)
}

/// The cell that a sealed address is bound to.
pub(crate) fn email_cell(place: Place, id: AccountId) -> Cell<'static> {
    Cell { place: place.as_str(), table: "account", column: "email_sealed", row: id.0 }
}
