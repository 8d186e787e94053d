//! `session open|close|end`: sign in for business verbs (the session lies in a file that only its owner can read), and end the
//! sessions of many.

use std::{
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Subcommand;

use super::{
    Ended,
    end_sessions::{self as end, EndArgs},
    output::{Output, say},
};
use crate::{
    access::{Caller, CloseSession, Request},
    app::App,
    codes::Place,
    config,
    db::{About, Tx},
    identity::sign_in::{Attempt, open_session},
    sessions,
};

/// Verbs of sessions.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Sign in and write the session to a file.
    Open {
        /// `ministry` or a province's code.
        #[arg(long)]
        realm: Place,
        /// Login name.
        #[arg(long)]
        login: String,
        /// File that holds the password; else `HUIXIN_PASSWORD`.
        #[arg(long)]
        password_file: Option<PathBuf>,
        /// File that holds a code of the second factor; else `HUIXIN_CODE`. Without one, only what needs none can be done.
        #[arg(long)]
        code_file: Option<PathBuf>,
        /// Where to write the session.
        #[arg(long)]
        session_file: PathBuf,
    },
    /// End every session of a school, of a province or of the ministry, or of the whole country.
    End(EndArgs),
    /// Sign out and remove the file.
    Close {
        /// The session.
        #[arg(long)]
        session_file: PathBuf,
    },
}

pub(super) async fn run(app: &App, verb: Verb, out: Output) -> Result<Ended> {
    match verb {
        Verb::Open { realm, login, password_file, code_file, session_file } => {
            let password = config::secret("HUIXIN_PASSWORD", password_file.as_deref())?;
            let code = match (std::env::var_os("HUIXIN_CODE"), &code_file) {
                (None, None) => None,
                _ => Some(config::secret("HUIXIN_CODE", code_file.as_deref())?),
            };
            let request = request();
            let attempt = Attempt::new(realm, &login, &password, code.as_deref(), &request);
            let cookie = open_session(&app.db, &app.keys, &app.passwords, attempt).await?;
            write_private(&session_file, &cookie)?;
            let caller = caller(app, &session_file).await?;
            say(&format!("signed in as {} {} at {}", caller.login, caller.name, realm.zh()));
            if out.json {
                out.value(&serde_json::json!({ "realm": realm.as_str(), "login": caller.login, "expires_at": caller.expires_at }));
            }
        }
        Verb::End(args) => return end::run(app, args, out).await,
        Verb::Close { session_file } => {
            let caller = caller(app, &session_file).await?;
            let mut tx: Tx<CloseSession> = app.db.begin(&caller).await?;
            sessions::close(&mut tx, caller.session).await?;
            tx.commit(About::object("account", caller.account, &caller.login)).await?;
            std::fs::remove_file(&session_file)?;
            say("signed out");
        }
    }
    Ok(Ended::Done)
}

/// The person whose session a file holds, resolved as HTTP does.
pub(super) async fn caller(app: &App, session_file: &Path) -> Result<Caller> {
    let cookie = std::fs::read_to_string(session_file)
        .with_context(|| format!("cannot read {}: sign in with `huixin session open`", session_file.display()))?;
    Ok(app.sessions.resolve(cookie.trim(), &request()).await?)
}

fn request() -> Request {
    Request { id: uuid::Uuid::new_v4().to_string(), user_agent: "huixin command line".to_owned(), ..Request::default() }
}

fn write_private(file: &Path, text: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let opened = options.write(true).create(true).truncate(true).mode(0o600).open(file);
    opened.and_then(|mut f| writeln!(f, "{text}")).with_context(|| format!("cannot write {}", file.display()))
}
