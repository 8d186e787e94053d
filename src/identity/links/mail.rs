//! Mail a link: mint it, store its hash, send, commit. A failure in between leaves a link that nobody has.

use serde::{Deserialize, Serialize};

use super::{model::Purpose, store};
use crate::{
    access::{self, SystemActor},
    codes::Place,
    crypto::{sealing, tokens::Token},
    db::{About, Tx},
    error::Result,
    identity::accounts::email_cell,
    ids::AccountId,
    jobs::{Job, Services},
    mail::{Letter, LetterKind},
};

/// The job: which account, and what for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailLink {
    /// The account in the realm that the job comes from.
    pub account: AccountId,
    /// What the link is for.
    pub purpose: Purpose,
}

impl Job for MailLink {
    const TASK: &'static str = "mail_link";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.account, self.purpose))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let actor = SystemActor::System("mail_link");
        let mut tx: Tx<access::MailLink> = services.db.begin_as_system(actor, from).await?;
        let Some(to) = store::addressee(&mut tx, self.account).await?.filter(|to| to.state == self.purpose.wants()) else {
            return Ok(());
        };
        let token = Token::random();
        store::replace(&mut tx, self.account, self.purpose, token.hash().as_bytes()).await?;
        let key = services.keys.contact(from).await?;
        let address = sealing::open(&key, email_cell(from, self.account), &to.email_sealed).map_err(anyhow::Error::from)?;
        let letter = Letter {
            kind: match self.purpose {
                Purpose::Invite => LetterKind::Invitation,
                Purpose::Reset => LetterKind::PasswordReset,
            },
            unit_zh: from.zh(),
            unit_en: from.en(),
            name: &to.name,
            login: &to.login,
            link: format!("{}/activate#{from}.{}", services.base_url, token.reveal()),
            hours: self.purpose.life().num_hours(),
        };
        services.mailer.send(&String::from_utf8_lossy(&address), &letter).await?;
        tx.commit(About::object("account", self.account, &to.login).because(self.purpose.as_str())).await
    }
}
