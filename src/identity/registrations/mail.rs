//! Mail the link to an application: mint it, store its hash, send, commit. Each mail voids the link before it.

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ACTOR,
    model::{LINK_LIFE, RegistrationState},
    store,
};
use crate::{
    access,
    codes::Place,
    crypto::{
        sealing::{self, Cell},
        tokens::Token,
    },
    db::{About, Keyring, Tx},
    error::Result,
    jobs::{Job, Services},
    mail::{Link, RegistrationLetter, Sent},
};

/// The job: which registration of the realm that the job comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailRegistration {
    /// The registration.
    pub registration: Uuid,
}

impl Job for MailRegistration {
    const TASK: &'static str = "mail_registration";

    fn key(&self) -> Option<String> {
        Some(self.registration.to_string())
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let mut tx: Tx<access::MailRegistration> = services.db.begin_as_system(ACTOR, from).await?;
        let Some(to) = store::addressee(&mut tx, self.registration).await? else { return Ok(()) };
        let decided = match to.state {
            RegistrationState::Approved | RegistrationState::Withdrawn => return Ok(()),
            state => state == RegistrationState::Refused,
        };
        let (id, job) = (self.registration.into_bytes(), services.job.to_be_bytes());
        let token = Token::derived(&services.keys.links(from).await?, &[b"registration", &id, &job]);
        if store::is_sent(&mut tx, token.hash().as_bytes()).await? {
            return Ok(());
        }
        store::replace_link(&mut tx, self.registration, token.hash().as_bytes()).await?;
        let address = open_email(&services.keys, from, self.registration, &to.email_sealed).await?;
        let name = Some(to.name).filter(|name| !name.is_empty());
        let letter = RegistrationLetter {
            to: Mailbox::new(name, address.parse().map_err(anyhow::Error::from)?),
            unit: from.zh().to_owned(),
            link: Link::new(&services.base_url, "/register", &format!("{from}.{}", token.reveal())),
            valid_until: tx.now() + LINK_LIFE,
        };
        let mail = if decided { letter.decided() } else { letter.application() };
        let id = services.letter_to(self.registration, from);
        let sent = services.mailer.send(mail, &id).await.map_err(anyhow::Error::from)?;
        if sent != Sent::Accepted {
            // Nobody has the link, so it is not stored.
            drop(tx);
            tx = services.db.begin_as_system(ACTOR, from).await?;
        }
        tx.commit(sent.note(About::object("registration", self.registration, &to.email_masked))).await
    }
}

/// Seal an address for the registration's own row.
pub(super) async fn seal_email(keys: &Keyring, place: Place, id: Uuid, email: &str) -> Result<Vec<u8>> {
    let key = keys.registrations(place).await?;
    Ok(sealing::seal(&key, cell(place, id), email.as_bytes()).map_err(anyhow::Error::from)?)
}

/// Open it again.
pub(super) async fn open_email(keys: &Keyring, place: Place, id: Uuid, sealed: &[u8]) -> Result<String> {
    let key = keys.registrations(place).await?;
    let plain = sealing::open(&key, cell(place, id), sealed).map_err(anyhow::Error::from)?;
    Ok(String::from_utf8(plain).map_err(anyhow::Error::from)?)
}

fn cell(place: Place, id: Uuid) -> Cell<'static> {
    Cell { place: place.as_str(), table: "registration", column: "email_sealed", row: id }
}
