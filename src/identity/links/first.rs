//! The first link of somebody who came with many others: not sent where another was asked for meanwhile.

use serde::{Deserialize, Serialize};

use super::{MailLink, Purpose, store};
use crate::{
    access::{self, SystemActor},
    codes::Place,
    db::Tx,
    error::Result,
    ids::AccountId,
    jobs::{Job, Services},
};

/// The job: which account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailFirstLink {
    /// The account in the realm that the job comes from.
    pub account: AccountId,
}

impl Job for MailFirstLink {
    const TASK: &'static str = "mail_first_link";

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let actor = SystemActor::System("mail_link");
        let mut tx: Tx<access::MailLink> = services.db.begin_as_system(actor, from).await?;
        let again = store::is_invited_again(&mut tx, self.account).await?;
        drop(tx);
        if again {
            return Ok(());
        }
        MailLink { account: self.account, purpose: Purpose::Invite }.run(from, services).await
    }
}
