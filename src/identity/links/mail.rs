//! Mail a link: mint it, store its hash, send, commit. A failure in between leaves a link that nobody has.

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
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
    mail::{AccountLetter, Link, Mail},
};

/// The job: which account, and what for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailLink {
    /// The account in the realm that the job comes from.
    pub account: AccountId,
    /// What the link is for.
    pub purpose: Purpose,
    /// Who asked for it, if a person did.
    pub by: Option<AccountId>,
}

impl Job for MailLink {
    const TASK: &'static str = "mail_link";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.account, self.purpose))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let actor = SystemActor::System("mail_link");
        let mut tx: Tx<access::MailLink> = services.db.begin_as_system(actor, from).await?;
        let Some(to) =
            store::addressee(&mut tx, self.account, self.by).await?.filter(|to| to.state == self.purpose.wants())
        else {
            return Ok(());
        };
        let token = Token::random();
        store::replace(&mut tx, self.account, self.purpose, token.hash().as_bytes()).await?;
        let key = services.keys.contact(from).await?;
        let address =
            sealing::open(&key, email_cell(from, self.account), &to.email_sealed).map_err(anyhow::Error::from)?;
        let letter =
            self.letter(from, &to, &String::from_utf8_lossy(&address), &token, tx.now(), &services.base_url)?;
        services.mailer.send(letter).await.map_err(anyhow::Error::from)?;
        tx.commit(About::object("account", self.account, &to.login).because(self.purpose.as_str())).await
    }
}

impl MailLink {
    fn letter(
        &self,
        from: Place,
        to: &store::Addressee,
        address: &str,
        token: &Token,
        now: DateTime<Utc>,
        base_url: &str,
    ) -> Result<Mail> {
        let mailbox = Mailbox::new(Some(to.name.clone()), address.parse().map_err(anyhow::Error::from)?);
        let unit = to.school.clone().unwrap_or_else(|| from.zh().to_owned());
        let sender = to.by.clone().unwrap_or_else(|| from.zh().to_owned());
        let link = Link::new(base_url, "/activate", &format!("{from}.{}", token.reveal()));
        let (login, valid_until) = (to.login.clone(), now + self.purpose.life());
        let letter = AccountLetter { to: mailbox, sender, unit, login, link, valid_until };
        Ok(match self.purpose {
            Purpose::Invite => letter.invitation(),
            Purpose::Reset => letter.password_reset(),
        })
    }
}
