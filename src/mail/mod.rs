//! Mail to people: letters in Chinese with English below, by SMTP or into a directory.
//!
//! One rule: a job sends, never a handler, and what a letter links to is the configured base URL, never a request's
//! `Host`. Letters carry a name, a unit and a link; nothing about a student.
//!
//! Never twice: a letter is sent when the server has accepted it, and the job's commit says so. Where its answer is lost, nobody can
//! know (RFC 5321 4.5.3.2.6): the job tries again, and sends the same letter with the same `Message-ID`, by which the reader's server
//! may tell that it is one.

mod alert;
mod emergency;
mod letter;
mod registration;
mod smtp;
mod task;
mod templates;

use std::path::{Path, PathBuf};

use lettre::{
    Message,
    message::{Mailbox, MultiPart},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::About;

pub use alert::AlertLetter;
pub use emergency::EmergencyLetter;
pub use letter::Link;
pub use registration::RegistrationLetter;
pub use smtp::{PATIENCE, Smtp, Step, Tls};
pub use task::TaskLetter;
pub use templates::AccountLetter;

/// How mail leaves.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// To a mail server.
    Smtp(Smtp),
    /// As `.eml` files, which a person or a test opens: for the demo.
    Directory(PathBuf),
}

/// A letter ready to go.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: Mailbox,
    /// One line; control characters in it become spaces.
    pub subject: String,
    /// For readers of plain text.
    pub text: String,
    /// The same, marked up.
    pub html: String,
}

/// Which letter it is: the same whenever a job tries again.
#[derive(Clone, Debug)]
pub struct LetterId(String);

impl LetterId {
    /// Of the letter that a job sends to an account; nothing can be read from it.
    pub fn of(place: &str, job: i64, account: Uuid) -> Self {
        let digest = Sha256::digest(format!("letter {place} {job} {account}"));
        Self(data_encoding::HEXLOWER.encode(&digest[..16]))
    }
}

/// Why a letter did not leave. Neither says what the server said, which may hold the reader's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Trying again would not help: the reader or the letter is refused.
    #[error("the mail is refused at {at}{}", code.map(|code| format!(": {code}")).unwrap_or_default())]
    Refused {
        /// Where.
        at: Step,
        /// The server's code.
        code: Option<u16>,
    },
    /// Trying again later may help.
    #[error("the mail server is not available at {at}: {why}")]
    Unavailable {
        /// Where.
        at: Step,
        /// A code, or what the connection says.
        why: String,
    },
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was accepted.
    Accepted,
    /// It was refused for good; why, for the audit row.
    Refused(String),
}

impl Sent {
    /// An audit row that says so, where it was refused.
    pub fn note(&self, about: About) -> About {
        match self {
            Self::Accepted => about,
            Self::Refused(why) => about.created(&serde_json::json!({ "refused": why })),
        }
    }
}

/// Sends letters.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    route: Route,
}

#[derive(Debug)]
enum Route {
    Smtp(smtp::Server),
    Directory(PathBuf),
}

impl Mailer {
    /// Nothing is sent or connected yet.
    ///
    /// # Errors
    /// When the machine has no certificate authorities to judge a server by.
    pub fn new(from: Mailbox, delivery: &Delivery) -> anyhow::Result<Self> {
        let route = match delivery {
            Delivery::Smtp(smtp) => Route::Smtp(smtp::Server::new(smtp)?),
            Delivery::Directory(directory) => Route::Directory(directory.clone()),
        };
        Ok(Self { from, route })
    }

    /// Hand a letter over. What is refused for good is said in the answer; an error is worth another try.
    ///
    /// # Errors
    /// [`MailError::Unavailable`].
    pub async fn send(&self, mail: Mail, id: &LetterId) -> Result<Sent, MailError> {
        match self.try_to_send(mail, id).await {
            Ok(()) => Ok(Sent::Accepted),
            Err(refused @ MailError::Refused { .. }) => {
                tracing::warn!(%refused, "a letter will not be sent again");
                Ok(Sent::Refused(refused.to_string()))
            }
            Err(unavailable) => Err(unavailable),
        }
    }

    async fn try_to_send(&self, mail: Mail, id: &LetterId) -> Result<(), MailError> {
        let message = self.compose(mail, id)?;
        match &self.route {
            Route::Smtp(server) => server.send(&message).await,
            Route::Directory(directory) => drop_letter(directory, &message.formatted())
                .await
                .map_err(|e| MailError::Unavailable { at: Step::Letter, why: e.kind().to_string() }),
        }
    }

    /// Whether letters would leave: connects and signs in, or touches the directory. For `doctor`.
    ///
    /// # Errors
    /// What the server or the file system said.
    pub async fn check(&self) -> anyhow::Result<()> {
        match &self.route {
            Route::Smtp(server) => server.check().await?,
            Route::Directory(directory) => {
                tokio::fs::create_dir_all(directory).await?;
                let probe = directory.join(format!("{}.part", Uuid::new_v4()));
                tokio::fs::write(&probe, b"").await?;
                tokio::fs::remove_file(&probe).await?;
            }
        }
        Ok(())
    }

    /// In ASCII alone, so that every server can take it: words are encoded (RFC 2045, RFC 2047), and an address has no others.
    fn compose(&self, mail: Mail, id: &LetterId) -> Result<Message, MailError> {
        let refused = || MailError::Refused { at: Step::Letter, code: None };
        let to = Mailbox::new(mail.to.name.as_deref().map(one_line), mail.to.email);
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", id.0, self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&mail.subject))
            .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))
            .map_err(|_| refused())?;
        if message.formatted().is_ascii() { Ok(message) } else { Err(refused()) }
    }
}

/// Names say nothing; a reader never sees half a letter.
async fn drop_letter(directory: &Path, letter: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(directory).await?;
    let name = Uuid::new_v4();
    let partial = directory.join(format!("{name}.part"));
    tokio::fs::write(&partial, letter).await?;
    tokio::fs::rename(&partial, directory.join(format!("{name}.eml"))).await
}

/// A header is one line: whatever could end it becomes a space.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
