//! `account appoint`: accounts that only the host can open, such as the ministry's first and every auditor's.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;

use super::{
    Ended, Misused, host,
    output::{Output, say},
};
use crate::{
    app::App,
    codes::{IdentityNumber, Lang, Place},
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
        /// A file with the number of the person's identity card, so that two accounts of one person are recognised.
        #[arg(long, value_name = "FILE")]
        identity_number_file: Option<PathBuf>,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(app: &App, verb: Verb, out: Output) -> Result<Ended> {
    let Verb::Appoint { realm, role, login, name, email, school, identity_number_file, dry_run } = verb;
    let mut new = NewAccount::parse("", &login, &name, &email, &role, school.as_deref()).map_err(|faults| {
        let line = |f: &crate::error::Fault| format!("{}: {}", f.pointer, texts::text(f.code, Lang::En, &f.params));
        Misused(faults.iter().map(line).collect::<Vec<_>>().join("\n"))
    })?;
    new.identity = identity_number_file.as_deref().map(identity_number).transpose()?;
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

fn identity_number(file: &Path) -> Result<IdentityNumber> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    text.parse().map_err(|_| Misused(format!("{}: not a valid identity number", file.display())).into())
}
