//! Mail to people: letters in Chinese with English below, by SMTP or into a directory.
//!
//! One rule: a job sends, never a handler, and what a letter links to is the configured base URL, never a request's
//! `Host`. Letters carry a name, a unit and a link; nothing about a student.

mod alert;
mod letter;
mod registration;
mod task;
mod templates;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;
use tokio::time::timeout;
use uuid::Uuid;

pub use alert::AlertLetter;
pub use letter::Link;
pub use registration::RegistrationLetter;
pub use task::TaskLetter;
pub use templates::AccountLetter;

/// For a whole conversation with the mail server: lettre's own limit covers no more than connecting.
const PATIENCE: Duration = Duration::from_secs(60);

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// To a mail server.
    Smtp(Smtp),
    /// As `.eml` files, which a person or a test opens: for the demo.
    Directory(PathBuf),
}

/// A mail server.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port; by default 587, 465 or 25, as `tls` has it.
    pub port: Option<u16>,
    /// How the conversation is protected.
    #[serde(default)]
    pub tls: Tls,
    /// Account, where it wants one.
    pub username: Option<String>,
    /// The account's password.
    pub password: Option<String>,
}

/// Protection of the conversation.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Begin in clear and insist on changing to TLS.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None; only for a server on the same machine.
    None,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("host", &self.host).field("tls", &self.tls).finish_non_exhaustive()
    }
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

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Trying again would not help: the address or the letter is refused.
    #[error("the mail is refused: {0}")]
    Refused(String),
    /// Trying again later may help.
    #[error("the mail server is not available: {0}")]
    Unavailable(String),
}

/// Sends letters.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    route: Route,
}

#[derive(Debug)]
enum Route {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Directory(PathBuf),
}

impl Mailer {
    /// Nothing is sent or connected yet.
    ///
    /// # Errors
    /// When the machine has no certificate authorities to judge a server by.
    pub fn new(from: Mailbox, delivery: &Delivery) -> anyhow::Result<Self> {
        let route = match delivery {
            Delivery::Smtp(smtp) => Route::Smtp(transport(smtp)?),
            Delivery::Directory(directory) => Route::Directory(directory.clone()),
        };
        Ok(Self { from, route })
    }

    /// Hand a letter over.
    ///
    /// # Errors
    /// See [`MailError`].
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = self.compose(mail)?;
        match &self.route {
            Route::Smtp(server) => match timeout(PATIENCE, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
                Ok(Err(error)) => Err(MailError::Unavailable(error.to_string())),
                Err(_) => Err(MailError::Unavailable("it takes too long".into())),
            },
            Route::Directory(directory) => {
                drop_letter(directory, &message.formatted()).await.map_err(|e| MailError::Unavailable(e.to_string()))
            }
        }
    }

    /// Whether letters would leave: connects and signs in, or touches the directory. For `doctor`.
    ///
    /// # Errors
    /// What the server or the file system said.
    pub async fn check(&self) -> anyhow::Result<()> {
        match &self.route {
            Route::Smtp(server) => {
                let connected = timeout(PATIENCE, server.test_connection()).await;
                ensure!(connected.context("the mail server takes too long")??, "the mail server hangs up");
            }
            Route::Directory(directory) => {
                tokio::fs::create_dir_all(directory).await?;
                let probe = directory.join(format!("{}.part", Uuid::new_v4()));
                tokio::fs::write(&probe, b"").await?;
                tokio::fs::remove_file(&probe).await?;
            }
        }
        Ok(())
    }

    fn compose(&self, mail: Mail) -> Result<Message, MailError> {
        let to = Mailbox::new(mail.to.name.as_deref().map(one_line), mail.to.email);
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&mail.subject))
            .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))
            .map_err(|error| MailError::Refused(error.to_string()))
    }
}

fn transport(smtp: &Smtp) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
    type Server = AsyncSmtpTransport<Tokio1Executor>;
    let mut builder = match smtp.tls {
        Tls::Starttls => Server::starttls_relay(&smtp.host)?,
        Tls::Tls => Server::relay(&smtp.host)?,
        Tls::None => Server::builder_dangerous(&smtp.host),
    };
    if let Some(port) = smtp.port {
        builder = builder.port(port);
    }
    if let (Some(username), Some(password)) = (&smtp.username, &smtp.password) {
        builder = builder.credentials(Credentials::new(username.clone(), password.clone()));
    }
    Ok(builder.timeout(Some(PATIENCE)).build())
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
