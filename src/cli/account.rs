//! `account appoint`: accounts that only the host can open, such as the ministry's first and every auditor's.

use anyhow::Result;
use clap::Subcommand;

use super::{
    Ended, Misused, host,
    output::{Output, say},
};
use crate::{
    app::App,
    codes::{Lang, Place},
    error::texts,
    identity::accounts::{NewAccount, appoint, rehearse},
};

/// Verbs of accounts.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Open an account and mail its activation link.
    Appoint {
        /// `ministry` or a province's code.
        #[arg(long)]
        realm: Place,
        /// Role, such as `platform_operator` or `audit_admin`.
        #[arg(long)]
        role: String,
        /// Login name.
        #[arg(long)]
        login: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Where the activation link goes.
        #[arg(long)]
        email: String,
        /// Identifier of the school, for roles held in one.
        #[arg(long)]
        school: Option<String>,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(app: &App, verb: Verb, out: Output) -> Result<Ended> {
    let Verb::Appoint { realm, role, login, name, email, school, dry_run } = verb;
    let new = NewAccount::parse("", &login, &name, &email, &role, school.as_deref()).map_err(|faults| {
        let line = |f: &crate::error::Fault| format!("{}: {}", f.pointer, texts::text(f.code, Lang::En, &f.params));
        Misused(faults.iter().map(line).collect::<Vec<_>>().join("\n"))
    })?;
    let known = || {
        say(&format!("{login} has an account at {} already", realm.zh()));
        Ok(Ended::Nothing)
    };
    if dry_run {
        if !rehearse(&app.db, &app.keys, host(), realm, &new).await? {
            return known();
        }
        say(&format!("{login} would be appointed {role} at {}", realm.zh()));
        return Ok(Ended::Done);
    }
    match appoint(&app.db, &app.keys, &app.passwords, host(), realm, &new, None).await? {
        Some(id) => {
            say(&format!("{login} is appointed {role} at {}; the activation link goes to {email}", realm.zh()));
            if out.json {
                out.value(&serde_json::json!({ "id": id, "realm": realm.as_str(), "login": login, "role": role }));
            }
            Ok(Ended::Done)
        }
        None => known(),
    }
}
