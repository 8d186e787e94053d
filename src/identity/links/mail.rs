//! Mail a link: make it, store its hash, send, commit. A failure in between leaves a link that is not stored.
//!
//! The token is derived from the job, so that a job that is tried again sends the same letter: where the server's answer was lost, both
//! copies lead to the same link.

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::{model::Purpose, store};
use crate::{
    access::{self, SystemActor},
    codes::Place,
    crypto::tokens::Token,
    db::{About, Tx},
    error::Result,
    ids::AccountId,
    jobs::{Job, Services},
    mail::{AccountLetter, Link, Mail, Sent},
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
        let mut tx: Tx<access::MailLink> = services.db.begin_as_system(actor.clone(), from).await?;
        let Some(to) = store::addressee(&mut tx, self.account).await?.filter(|to| to.state == self.purpose.wants())
        else {
            return Ok(());
        };
        let token = self.token(from, services).await?;
        if store::is_sent(&mut tx, token.hash().as_bytes()).await? {
            return Ok(());
        }
        store::replace(&mut tx, self.account, self.purpose, token.hash().as_bytes()).await?;
        let mailbox = services.mailbox(from, self.account, to.name.clone(), &to.email_sealed).await?;
        let letter = self.letter(from, &to, mailbox, &token, tx.now(), &services.base_url);
        let id = services.letter_to(self.account.0, from);
        let sent = services.mailer.send(letter, &id).await.map_err(anyhow::Error::from)?;
        if sent != Sent::Accepted {
            // Nobody has the link, so it is not stored, and one sent before stays alive.
            drop(tx);
            tx = services.db.begin_as_system(actor, from).await?;
        }
        let about = About::object("account", self.account, &to.login).because(self.purpose.as_str());
        tx.commit(sent.note(about)).await
    }
}

impl MailLink {
    async fn token(&self, from: Place, services: &Services) -> Result<Token> {
        let key = services.keys.links(from).await?;
        let (account, job) = (self.account.0.into_bytes(), services.job.to_be_bytes());
        Ok(Token::derived(&key, &[&account, self.purpose.as_str().as_bytes(), &job]))
    }

    fn letter(
        &self,
        from: Place,
        to: &store::Addressee,
        mailbox: Mailbox,
        token: &Token,
        now: DateTime<Utc>,
        base_url: &str,
    ) -> Mail {
        let unit = to.school.clone().unwrap_or_else(|| from.zh().to_owned());
        let link = Link::new(base_url, "/activate", &format!("{from}.{}", token.reveal()));
        let letter = AccountLetter { to: mailbox, unit, link, valid_until: now + self.purpose.life() };
        match self.purpose {
            Purpose::Invite => letter.invitation(),
            Purpose::Reset => letter.password_reset(),
        }
    }
}
