//! `province apply|list|status|suspend|resume` and `migrate`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::{
    Ended, Misused, host,
    output::{Output, bar, say},
};
use crate::{
    app::App,
    assessment::{campaigns::catch_up, instruments},
    codes::ProvinceCode,
    db::{Owner, Tenant},
    places::provinces::{Applied, Host, ProvinceState, ProvinceStatus, apply, set_state, status},
};

/// Verbs of provinces.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make provinces from their files, or bring them up to date.
    Apply {
        /// Files; all of the configured folder if none is named.
        files: Vec<PathBuf>,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// List the provinces with their state.
    List,
    /// What every province has and lacks.
    Status,
    /// Suspend a province.
    Suspend {
        /// Its code.
        province: ProvinceCode,
        /// Why; shown to its people and kept in the audit log.
        #[arg(long)]
        reason: String,
        /// The code again: this shuts a whole province out.
        #[arg(long)]
        confirm: String,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Resume a suspended province.
    Resume {
        /// Its code.
        province: ProvinceCode,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Connections of the owner while provisioning.
const CONNECTIONS: u32 = 6;

pub(super) async fn run(app: &App, verb: Verb, out: Output) -> Result<Ended> {
    match verb {
        Verb::Apply { files, dry_run } => {
            let tenants = if files.is_empty() { read_tenants(&app.config.tenants)? } else { read_files(&files)? };
            if dry_run { plan(app, &tenants, out).await } else { apply_all(app, &tenants, out).await }
        }
        Verb::List | Verb::Status => show(app, matches!(verb, Verb::Status), out).await,
        Verb::Suspend { province, reason, confirm, dry_run } => {
            if confirm != province.as_str() {
                let words = "must repeat the code: suspending shuts every account out of";
                return Err(Misused(format!("--confirm {words} {} ({province})", province.zh())).into());
            }
            let reason = reason.trim();
            if reason.is_empty() {
                return Err(Misused("--reason must say why".to_owned()).into());
            }
            change(app, province, ProvinceState::Suspended, Some(reason), dry_run).await
        }
        Verb::Resume { province, dry_run } => change(app, province, ProvinceState::Active, None, dry_run).await,
    }
}

/// Bring everything that is provisioned up to date; provinces that are not stay so.
pub(super) async fn migrate(app: &App, out: Output) -> Result<Ended> {
    let owner = app.owner(CONNECTIONS)?;
    apply(&host_of(app, &owner), &[], &|_, _, _| {}).await?;
    let known: Vec<_> = status(&host_of(app, &owner)).await?.into_iter().filter(|s| s.state.is_some()).collect();
    let tenants = read_tenants(&app.config.tenants)?;
    let tenants: Vec<_> = tenants.into_iter().filter(|t| known.iter().any(|s| s.province == t.code)).collect();
    apply_all(app, &tenants, out).await
}

pub(in crate::cli) async fn apply_all(app: &App, tenants: &[Tenant], out: Output) -> Result<Ended> {
    let owner = app.owner(CONNECTIONS)?;
    let bar = bar(tenants.len(), "provinces 省级单位");
    let progress = |_: ProvinceCode, ended: usize, _: usize| bar.set_position(ended as u64);
    let applied = apply(&host_of(app, &owner), tenants, &progress).await?;
    bar.finish_and_clear();
    owner.close().await;
    match catch_up(&app.db, host()).await? {
        0 => {}
        parts => say(&format!("{parts} parts of open campaigns are queued: `huixin work` carries them out")),
    }
    let failed = applied.iter().filter(|a| a.error.is_some()).count();
    let changed = applied.iter().filter(|a| a.changed).count();
    say(&format!(
        "{} of {} provinces are in order; {changed} changed, {failed} failed",
        applied.len() - failed,
        applied.len()
    ));
    if out.json || failed > 0 {
        out.rows(&applied, &["province", "changed", "error"], |a: &Applied| {
            vec![a.province.to_string(), a.changed.to_string(), a.error.clone().unwrap_or_default()]
        });
    }
    Ok(match failed {
        0 => Ended::Done,
        n if n == applied.len() => Ended::Failed,
        _ => Ended::Partly,
    })
}

async fn plan(app: &App, tenants: &[Tenant], out: Output) -> Result<Ended> {
    let owner = app.owner(CONNECTIONS)?;
    owner.ping().await?;
    // Where nothing was ever migrated there is no state to read: everything would be made.
    let all = status(&host_of(app, &owner)).await.unwrap_or_default();
    let differing = if all.is_empty() { vec![] } else { owner.differing(tenants).await? };
    let in_order = |code| all.iter().any(|s| s.province == code && s.is_complete()) && !differing.contains(&code);
    let todo: Vec<_> = tenants.iter().map(|t| t.code).filter(|code| !in_order(*code)).collect();
    say(&format!("{} of {} provinces would be changed", todo.len(), tenants.len()));
    out.rows(&todo, &["province", "name"], |code| vec![code.to_string(), code.zh().to_owned()]);
    Ok(if todo.is_empty() { Ended::Nothing } else { Ended::Done })
}

async fn show(app: &App, detailed: bool, out: Output) -> Result<Ended> {
    let owner = app.owner(CONNECTIONS)?;
    let all = status(&host_of(app, &owner)).await.context("not prepared yet? run `huixin migrate`")?;
    let yes = |ok: bool| if ok { "yes" } else { "no" }.to_owned();
    let state = |s: &ProvinceStatus| s.state.map_or("-".to_owned(), |state| state.to_string());
    if detailed {
        let head = ["province", "name", "state", "migrated", "roles", "grants", "key", "differences"];
        out.rows(&all, &head, |s| {
            let f = &s.facts;
            let ok = [f.migrated, f.roles, f.grants, f.key].map(yes);
            let differences = if s.state.is_some() { f.faults.join("; ") } else { String::new() };
            [vec![s.province.to_string(), s.province.zh().to_owned(), state(s)], ok.to_vec(), vec![differences]]
                .concat()
        });
    } else {
        out.rows(&all, &["province", "name", "state"], |s| {
            vec![s.province.to_string(), s.province.zh().to_owned(), state(s)]
        });
    }
    let behind = all.iter().any(|s| s.state.is_some() && !s.is_complete());
    Ok(if behind { Ended::Partly } else { Ended::Done })
}

async fn change(
    app: &App,
    province: ProvinceCode,
    state: ProvinceState,
    reason: Option<&str>,
    dry_run: bool,
) -> Result<Ended> {
    let name = province.zh();
    match set_state(&app.db, host(), province, state, reason, dry_run).await {
        Ok(()) if dry_run => say(&format!("{name} ({province}) would become {state}")),
        Ok(()) => say(&format!("{name} ({province}) is {state}")),
        Err(refused) if ["province_already_suspended", "province_not_suspended"].contains(&refused.code()) => {
            say(&refused.in_words());
            return Ok(Ended::Nothing);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Ended::Done)
}

fn host_of<'a>(app: &'a App, owner: &'a Owner) -> Host<'a> {
    Host {
        owner,
        db: &app.db,
        keys: &app.keys,
        secret: &app.login_secret,
        root: &app.root_key,
        instruments: instruments::versions(),
        database: &app.config.database,
        actor: host(),
    }
}

/// Every `*.toml` of a folder, by code.
pub(in crate::cli) fn read_tenants(folder: &Path) -> Result<Vec<Tenant>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    read_files(&files)
}

fn read_files(files: &[PathBuf]) -> Result<Vec<Tenant>> {
    let mut tenants: Vec<Tenant> = Vec::with_capacity(files.len());
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let tenant: Tenant = toml::from_str(&text).with_context(|| format!("{} is not a tenant", file.display()))?;
        if tenants.iter().any(|known| known.code == tenant.code) {
            bail!("{} names {}, which another file names too", file.display(), tenant.code);
        }
        tenants.push(tenant);
    }
    tenants.sort_by_key(|tenant| tenant.code);
    Ok(tenants)
}
