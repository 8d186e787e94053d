//! The mail that sends a head to the list: no name, no number, no score. A job each, so that one that fails repeats no other's.

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    access::{self, SystemActor},
    codes::{Place, SchoolCode},
    db::{About, Tx},
    error::Result,
    ids::{AccountId, CampaignId},
    jobs::{self, Job, Services},
    mail::{Link, TaskLetter},
};

const ACTOR: SystemActor = SystemActor::System("mail_contacts");

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
        let Self { school, campaign } = self;
        let mut tx: Tx<access::MailContacts> = services.db.begin_as_system(ACTOR, from).await?;
        if !store::waiting(&mut tx, school, campaign).await? {
            return Ok(());
        }
        for head in store::heads(&mut tx, school).await? {
            jobs::enqueue(&mut tx, &MailHead { school, campaign, head: AccountId(head.id) }).await?;
        }
        tx.commit(About::object("school", school, school)).await
    }
}

/// The job: one head of the school's counselling centre.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailHead {
    /// The school.
    pub school: SchoolCode,
    /// The campaign.
    pub campaign: CampaignId,
    /// The head's account.
    pub head: AccountId,
}

impl Job for MailHead {
    const TASK: &'static str = "mail_head";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.school, self.campaign, self.head))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let mut tx: Tx<access::MailContacts> = services.db.begin_as_system(ACTOR, from).await?;
        let heads = store::heads(&mut tx, self.school).await?;
        let Some(head) = heads.into_iter().find(|head| head.id == self.head.0) else { return Ok(()) };
        if !store::waiting(&mut tx, self.school, self.campaign).await? {
            return Ok(());
        }
        let to = services.mailbox(from, self.head, head.name, &head.email_sealed).await?;
        let page = Link::to_page(&services.base_url, "/contacts");
        let letter = TaskLetter { to, page }.somebody_needs_contact();
        let id = services.letter_to(self.head.0, from);
        let sent = services.mailer.send(letter, &id).await.map_err(anyhow::Error::from)?;
        tx.commit(sent.note(About::object("school", self.school, self.school))).await
    }
}
