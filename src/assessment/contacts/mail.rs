//! The mail that sends a head to the list: no name, no number, no score.

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    access::{self, SystemActor},
    codes::{Place, SchoolCode},
    crypto::sealing,
    db::{About, Tx},
    error::Result,
    identity::accounts::email_cell,
    ids::{AccountId, CampaignId},
    jobs::{Job, Services},
    mail::{Link, TaskLetter},
};

/// The job: which school has somebody to contact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailContacts {
    /// The school.
    pub school: SchoolCode,
    /// The campaign.
    pub campaign: CampaignId,
}

impl Job for MailContacts {
    const TASK: &'static str = "mail_contacts";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.school, self.campaign))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let mut tx: Tx<access::MailContacts> =
            services.db.begin_as_system(SystemActor::System("mail_contacts"), from).await?;
        if !store::waiting(&mut tx, self.school, self.campaign).await? {
            return Ok(());
        }
        let key = services.keys.contact(from).await?;
        for head in store::heads(&mut tx, self.school).await? {
            let cell = email_cell(from, AccountId(head.id));
            let address = sealing::open(&key, cell, &head.email_sealed).map_err(anyhow::Error::from)?;
            let address = String::from_utf8_lossy(&address).parse().map_err(anyhow::Error::from)?;
            let letter = TaskLetter {
                to: Mailbox::new(Some(head.name), address),
                page: Link::to_page(&services.base_url, "/contacts"),
            };
            services.mailer.send(letter.somebody_needs_contact()).await.map_err(anyhow::Error::from)?;
        }
        tx.commit(About::object("school", self.school, self.school)).await
    }
}
