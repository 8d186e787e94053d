//! A node that mails through the tests' server, and what is looked at.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use huixin::{
    config::{Mail, MailSecurity},
    mail::{Delivery, Mailer, Smtp, Tls},
};
use serde_json::json;
use tracing::subscriber::DefaultGuard;

use super::server::{Journal, MailServer, PASSWORD as MAIL_PASSWORD, USERNAME};
use crate::harness::{Client, Letter, TestApp, people::*};

const FROM: &str = "会心 <no-reply@huixin.invalid>";
pub const READER: &str = "counsellor@example.edu.cn";

/// A conversation that goes well.
pub const WHOLE: [&str; 9] = ["banner", "EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "content"];

pub struct Post {
    pub app: TestApp,
    pub server: MailServer,
    admin: Client,
    log: Log,
    _logging: DefaultGuard,
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Journal {
    /// What was heard, but for the farewell, which comes when it comes.
    pub fn steps(&self) -> Vec<&str> {
        self.heard.iter().map(String::as_str).filter(|step| *step != "QUIT").collect()
    }
}

impl Post {
    /// Configured as a real node is.
    pub async fn open() -> Self {
        let (server, log) = (MailServer::start(), Log::default());
        let into = log.clone();
        let lines =
            tracing_subscriber::fmt().with_env_filter("debug").with_ansi(false).with_writer(move || into.clone());
        let logging = tracing::subscriber::set_default(lines.finish());
        let mail = Mail::Smtp {
            host: "localhost".to_owned(),
            port: server.ports.starttls,
            security: MailSecurity::Starttls,
            from: FROM.to_owned(),
            username: Some(USERNAME.to_owned()),
            password_file: Some(server.password_file()),
            ca_file: Some(server.authority()),
        };
        let app = TestApp::start_with(|config| config.mail = mail).await;
        let admin = app.as_person(&SCHOOL_ADMIN).await;
        Self { app, server, admin, log, _logging: logging }
    }

    /// Another mailer, as configured but for this.
    pub fn mailer(&mut self, change: impl FnOnce(&mut Smtp)) {
        let mut smtp = Smtp {
            host: "localhost".to_owned(),
            port: self.server.ports.starttls,
            tls: Tls::Starttls,
            ca_file: Some(self.server.authority()),
            credentials: Some((USERNAME.to_owned(), MAIL_PASSWORD.to_owned())),
            patience: Duration::from_secs(20),
        };
        change(&mut smtp);
        self.app.node.mailer = Arc::new(Mailer::new(FROM.parse().unwrap(), &Delivery::Smtp(smtp)).unwrap());
    }

    /// The mailer as configured, with so much patience.
    pub fn patience(&mut self, milliseconds: u64) {
        self.mailer(|smtp| smtp.patience = Duration::from_millis(milliseconds));
    }

    /// Ask for a letter to the reader.
    pub async fn ask(&self) {
        let path = format!("/accounts/{}/reset-link", self.app.account(&COUNSELLOR).await);
        self.admin.post(&path, json!({})).await.expect(200);
        assert_eq!(self.app.queued().await, 1);
    }

    /// Tries of the job in the queue.
    pub async fn attempts(&self) -> i16 {
        self.app.one("select attempts from jobs._private_jobs").await
    }

    /// The link of a letter leads to the account.
    pub async fn works(&self, sent: &str) {
        assert!(self.is_alive(sent).await, "the link is dead");
    }

    pub async fn is_alive(&self, sent: &str) -> bool {
        let body = json!({ "token": Letter::of(sent).token });
        self.app.anonymous().post("/activation/look-up", body).await.status == 200
    }

    /// What the mail's jobs noted in the audit log, as JSON.
    pub async fn noted(&self, what: &str) -> i64 {
        let noted = format!("select count(*) from province_51.audit_log where operation = 'link.mail' and {what}");
        self.app.one(&noted).await
    }

    /// The end: the log tells of jobs, and has neither address nor secret.
    pub async fn close(self) {
        let log = String::from_utf8(self.log.0.lock().unwrap().clone()).unwrap();
        let login = data_encoding::BASE64.encode(format!("\0{USERNAME}\0{MAIL_PASSWORD}").as_bytes());
        assert!(log.contains("mail_link"), "nothing was logged");
        for secret in [READER, "counsellor@", MAIL_PASSWORD, &login, "/activate#", "赵咨询"] {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "the log has {secret}");
        }
        let errors: Vec<Option<String>> =
            sqlx::query_scalar("select last_error from jobs._private_jobs").fetch_all(&self.app.admin).await.unwrap();
        assert!(errors.iter().flatten().all(|error| !error.contains('@')), "{errors:?}");
        self.app.leave_jobs_and_mails().await;
    }
}
