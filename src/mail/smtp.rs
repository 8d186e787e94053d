//! One conversation with a mail server, step by step (RFC 5321).
//!
//! One rule: what the server has accepted is sent, whatever comes after; and only what it refuses about this letter or its reader is
//! refused for good. Its own words are never repeated, since they hold addresses.

use std::{error::Error as _, fmt, future::Future, path::PathBuf, time::Duration};

use anyhow::Context;
use lettre::{
    Message,
    transport::smtp::{
        Error as Fault,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Noop, Rcpt},
        extension::ClientId,
    },
};
use tokio::time::{Instant, timeout, timeout_at};

use super::MailError;

/// For a whole conversation. Less than a transaction may stay idle (60 s), since the job that sends holds one open.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// For taking leave.
const FAREWELL: Duration = Duration::from_secs(1);

/// Protection of the conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tls {
    /// Begin in clear and insist on changing to TLS.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None; only for a server on the same machine.
    None,
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is protected.
    pub tls: Tls,
    /// Certificate authority (PEM) of its certificate, where the machine's own list has it not.
    pub ca_file: Option<PathBuf>,
    /// Account and password, where it wants them.
    pub credentials: Option<(String, String)>,
    /// For a whole conversation.
    pub patience: Duration,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("host", &self.host).field("tls", &self.tls).finish_non_exhaustive()
    }
}

/// How far a conversation has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Nothing is said yet: the letter itself.
    Letter,
    /// Connecting, the server's greeting, and ours.
    Greeting,
    /// Changing to TLS.
    Starttls,
    /// Signing in.
    Auth,
    /// Naming the sender.
    Sender,
    /// Naming the reader.
    Reader,
    /// Announcing the letter.
    Data,
    /// The letter, and whether it is accepted.
    Content,
}

impl Step {
    /// Whether a refusal here is about the letter or its reader, and not about us.
    const fn is_about_letter(self) -> bool {
        matches!(self, Self::Letter | Self::Reader | Self::Data | Self::Content)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Letter => "the letter",
            Self::Greeting => "the greeting",
            Self::Starttls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Sender => "MAIL",
            Self::Reader => "RCPT",
            Self::Data => "DATA",
            Self::Content => "the end of the letter",
        })
    }
}

/// A server to talk to.
pub(super) struct Server {
    smtp: Smtp,
    tls: Option<TlsParameters>,
    hello: ClientId,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.smtp.fmt(f)
    }
}

impl Server {
    /// Nothing is connected yet; an error, if there is no certificate authority to judge the server by.
    pub(super) fn new(smtp: &Smtp) -> anyhow::Result<Self> {
        let tls = match smtp.tls {
            Tls::None => None,
            Tls::Starttls | Tls::Tls => {
                let mut parameters = TlsParameters::builder(smtp.host.clone());
                if let Some(file) = &smtp.ca_file {
                    let pem = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
                    parameters = parameters.add_root_certificate(Certificate::from_pem(&pem)?);
                }
                Some(parameters.build()?)
            }
        };
        Ok(Self { smtp: smtp.clone(), tls, hello: ClientId::default() })
    }

    /// Hand a letter over.
    pub(super) async fn send(&self, message: &Message) -> Result<(), MailError> {
        let until = Instant::now() + self.smtp.patience;
        let mut talk = self.open(until).await?;
        let sent = self.hand_over(&mut talk, message, until).await;
        // Who no longer answers hears no farewell either.
        if Instant::now() < until {
            leave(talk).await;
        }
        sent
    }

    /// Whether it would talk to us.
    pub(super) async fn check(&self) -> Result<(), MailError> {
        let until = Instant::now() + self.smtp.patience;
        let mut talk = self.open(until).await?;
        let answered = within(until, Step::Greeting, talk.command(Noop)).await;
        leave(talk).await;
        answered.map(drop)
    }

    async fn open(&self, until: Instant) -> Result<AsyncSmtpConnection, MailError> {
        let server = (self.smtp.host.as_str(), self.smtp.port);
        let wrapped = self.tls.clone().filter(|_| self.smtp.tls == Tls::Tls);
        let connect = AsyncSmtpConnection::connect_tokio1(server, Some(self.smtp.patience), &self.hello, wrapped, None);
        let mut talk = within(until, Step::Greeting, connect).await?;
        if let (Tls::Starttls, Some(tls)) = (self.smtp.tls, &self.tls) {
            // An error where it is not offered: nothing more is said in clear.
            within(until, Step::Starttls, talk.starttls(tls.clone(), &self.hello)).await?;
        }
        if let Some((username, password)) = &self.smtp.credentials {
            let credentials = Credentials::new(username.clone(), password.clone());
            within(until, Step::Auth, talk.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(talk)
    }

    async fn hand_over(
        &self,
        talk: &mut AsyncSmtpConnection,
        message: &Message,
        until: Instant,
    ) -> Result<(), MailError> {
        let envelope = message.envelope();
        within(until, Step::Sender, talk.command(Mail::new(envelope.from().cloned(), vec![]))).await?;
        for reader in envelope.to() {
            within(until, Step::Reader, talk.command(Rcpt::new(reader.clone(), vec![]))).await?;
        }
        within(until, Step::Data, talk.command(Data)).await?;
        within(until, Step::Content, talk.message(&message.formatted())).await.map(drop)
    }
}

/// What is said after the answer changes nothing, so it is waited for no longer than politeness asks.
async fn leave(mut talk: AsyncSmtpConnection) {
    let _whatever = timeout(FAREWELL, talk.quit()).await;
}

async fn within<T>(until: Instant, at: Step, said: impl Future<Output = Result<T, Fault>>) -> Result<T, MailError> {
    match timeout_at(until, said).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(fault)) => Err(judge(at, &fault)),
        Err(_) => Err(MailError::Unavailable { at, why: "it takes too long".to_owned() }),
    }
}

fn judge(at: Step, fault: &Fault) -> MailError {
    match fault.status() {
        Some(code) if fault.is_permanent() && at.is_about_letter() => {
            MailError::Refused { at, code: Some(code.into()) }
        }
        Some(code) => MailError::Unavailable { at, why: code.to_string() },
        None if fault.is_response() => MailError::Unavailable { at, why: "no answer that can be read".to_owned() },
        None => {
            let mut why = fault.to_string();
            let mut source = fault.source();
            while let Some(deeper) = source {
                let words = deeper.to_string();
                if !why.contains(&words) {
                    why = format!("{why}: {words}");
                }
                source = deeper.source();
            }
            MailError::Unavailable { at, why }
        }
    }
}
