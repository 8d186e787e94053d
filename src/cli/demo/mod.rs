//! `huixin demo`: everything on this machine, as in earnest: private Postgres with SCRAM and fsync, private Redis, migrations, all
//! provinces, schools, accounts, console and API.
//!
//! One rule: what it does, it does through the same functions as operators and users do. A second start changes nothing; killed at
//! any moment, the next start repairs.

mod accounts;
mod census;
pub(super) mod config;
mod servers;
pub mod students;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use tokio_util::sync::CancellationToken;

use self::{accounts::DemoAccount, servers::Servers};
use super::{
    Ended, build,
    output::{Output, bar, say},
    province::apply_all,
    school::carry_out,
    serve::stop_on_signal,
};
use crate::{
    app::App,
    clock::Clock,
    codes::{Place, ProvinceCode, SchoolCode, SchoolLevel},
    crypto::LoginSecret,
    db::{Login, Tenant},
    http::listener::{Listener, ListenerOptions},
    places::{
        school_imports::{ImportState, Upload, stage_national},
        schools::file::{self, SchoolRecord},
    },
};

const SCHOOLS: &[u8] = include_bytes!("schools.csv");

/// Options of the demo.
#[derive(Args)]
pub(super) struct Demo {
    /// Where everything is kept; the server's unprivileged account must be able to enter it.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Port on 127.0.0.1 and ::1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Students of the synthetic census, spread over the schools; 0: no census.
    #[arg(long, default_value_t = 40_000)]
    students: u32,
    /// Provinces to provision, such as 11,51,xpcc; all 33 if none is named.
    #[arg(long, value_delimiter = ',')]
    provinces: Vec<ProvinceCode>,
    /// Only print the code that an authenticator app would show now for one of the demo's accounts, such as 51/prov.admin.
    #[arg(long, value_name = "REALM/LOGIN")]
    code: Option<String>,
    /// A file of schools to open instead of the demo's own list.
    #[arg(long)]
    schools: Option<PathBuf>,
}

pub(super) async fn run(demo: Demo, out: Output) -> Result<Ended> {
    let dir = match &demo.data_dir {
        Some(dir) => std::path::absolute(dir)?,
        None => config::default_dir()?,
    };
    if let Some(account) = &demo.code {
        out.text(&code(&dir, account)?);
        return Ok(Ended::Done);
    }
    // The port first: without it nothing else is worth starting.
    let listener = Listener::bind_loopback(demo.port, ListenerOptions::default())
        .await
        .with_context(|| format!("port {} is taken; choose another with --port", demo.port))?;
    let port = listener.addresses()?.first().map_or(demo.port, std::net::SocketAddr::port);
    let stop = CancellationToken::new();
    stop_on_signal(stop.clone())?;
    let servers = Servers::start(&dir).await?;
    let ended = tokio::select! {
        ended = ready(&demo, &dir, port, &servers, listener, stop.clone(), out) => ended,
        () = stop.cancelled() => Ok(Ended::Done),
    };
    say("stopping …");
    servers.stop().await?;
    ended
}

/// What an authenticator app would show.
fn code(dir: &std::path::Path, account: &str) -> Result<String> {
    let (realm, login) = account.split_once('/').context("name an account like 51/prov.admin")?;
    let secret = crate::config::secret("HUIXIN_LOGIN_SECRET", Some(&config::secret_file(dir, "login")))?;
    let totp = accounts::totp(&LoginSecret::parse(&secret)?, realm.parse::<Place>()?, login)?;
    Ok(totp.code(Clock::default().now()))
}

async fn ready(
    demo: &Demo,
    dir: &std::path::Path,
    port: u16,
    servers: &Servers,
    listener: Listener,
    stop: CancellationToken,
    out: Output,
) -> Result<Ended> {
    let config = config::write(dir, port, servers)?;
    let app = build(config).await?;
    let tenants = tenants(demo)?;
    say(&format!("data: {}", dir.display()));
    apply_all(&app, &tenants, Output { json: false }).await?;
    let home = tenants.iter().map(|t| t.code).find(|c| c.as_str() == "51").or(tenants.first().map(|t| t.code));
    let home = home.context("no province to show")?;
    let progress = bar(accounts::COUNT, "accounts 账号");
    let ministry = accounts::ministry(&app).await?;
    progress.inc(ministry.len() as u64);
    let operator = ministry.iter().find(|a| a.role == "platform_operator").context("no operator")?;
    // Schools that are there already are there for good: a second start changes nothing.
    if demo.schools.is_some() || accounts::first_school_of(&app, home).await?.is_none() {
        open_schools(demo, &app, &tenants, operator).await?;
    }
    let of_home = accounts::province(&app, home).await?;
    progress.finish_and_clear();
    let steering = ministry.iter().find(|a| a.role == "moe_steering").context("nobody to open a census")?;
    census::make(&app, steering, schools_shown(demo, &tenants)?, demo.students).await?;
    let all: Vec<DemoAccount> = ministry.into_iter().chain(of_home).collect();
    show(dir, &app, &tenants, &all, servers, out)?;
    let owner = app.owner(6)?;
    // A signal ends serving and working first, then the servers below them.
    let (served, worked) = tokio::join!(app.serve(listener, stop.clone()), app.work(&owner, stop.clone()));
    app.close().await;
    owner.close().await;
    served.and(worked)?;
    Ok(Ended::Done)
}

fn tenants(demo: &Demo) -> Result<Vec<Tenant>> {
    let all = config::tenants()?;
    if demo.provinces.is_empty() {
        return Ok(all);
    }
    Ok(all.into_iter().filter(|t| demo.provinces.contains(&t.code)).collect())
}

/// The demo's own list, as far as it belongs to the tenants that are shown; a record is a line of it.
fn schools_of(tenants: &[Tenant]) -> Result<Vec<u8>> {
    let file =
        file::read(SCHOOLS, "schools.csv").map_err(|faults| anyhow::anyhow!("the demo's schools: {faults:?}"))?;
    let shown = |record: &SchoolRecord| tenants.iter().any(|tenant| tenant.code == record.route.tenant);
    let lines: Vec<u32> = file.records().0.iter().filter(|record| shown(record)).map(|record| record.line).collect();
    let kept = std::str::from_utf8(SCHOOLS)?.lines().zip(1..).filter(|(_, line)| *line == 1 || lines.contains(line));
    Ok(kept.flat_map(|(text, _)| [text, "\r\n"]).collect::<String>().into_bytes())
}

/// The schools that take part in the census: those of the demo's list, or of the file that took its place.
fn schools_shown(demo: &Demo, tenants: &[Tenant]) -> Result<Vec<(ProvinceCode, SchoolCode, Option<SchoolLevel>)>> {
    let bytes = match &demo.schools {
        Some(file) => std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?,
        None => SCHOOLS.to_vec(),
    };
    let name =
        demo.schools.as_deref().and_then(|file| file.file_name()).map_or("schools.csv".into(), |n| n.to_string_lossy());
    let file = file::read(&bytes, &name).map_err(|faults| anyhow::anyhow!("the demo's schools: {faults:?}"))?;
    let shown = |record: &SchoolRecord| tenants.iter().any(|tenant| tenant.code == record.route.tenant);
    Ok(file.records().0.into_iter().filter(shown).map(|r| (r.route.tenant, r.code, r.level)).collect())
}

/// The demo's schools go the way of the national list: checked, routed, one job per province.
async fn open_schools(demo: &Demo, app: &App, tenants: &[Tenant], operator: &DemoAccount) -> Result<()> {
    let upload = match &demo.schools {
        Some(file) => {
            let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            Upload::new(file.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes)
        }
        None => Upload::new("演示学校.csv".to_owned(), schools_of(tenants)?),
    };
    let caller = accounts::session(app, operator).await?;
    let staged = stage_national(&app.db, &caller, upload).await?;
    if staged.state == ImportState::Invalid {
        say(&format!("{} of {} schools have faults; see the console's import page", staged.failed, staged.rows));
        return Ok(());
    }
    if staged.created + staged.updated == 0 {
        return Ok(());
    }
    let done = carry_out(app, &caller, &staged).await?;
    let (ended, total) = done.progress();
    say(&format!("{} schools opened, {} unchanged; {ended} of {total} provinces", done.created, done.unchanged));
    Ok(())
}

fn show(
    dir: &std::path::Path,
    app: &App,
    tenants: &[Tenant],
    accounts: &[DemoAccount],
    servers: &Servers,
    out: Output,
) -> Result<()> {
    let base_url = &app.config.base_url;
    say(&format!("\n会心 is ready: {base_url}   (mails: {}; Ctrl-C stops everything)", dir.join("mails").display()));
    Output { json: false }.rows(
        accounts,
        &["role", "单位 realm", "login", "password", "验证器密钥 authenticator"],
        |a| {
            let role = format!("{} {}", a.role, a.role_zh);
            vec![
                role,
                format!("{} ({})", a.place.zh(), a.realm),
                a.login.clone(),
                a.password.clone(),
                a.totp_secret.clone(),
            ]
        },
    );
    say("signing in asks for a code: of an authenticator app with that key, or of `huixin demo --code REALM/LOGIN`");
    let mut urls = serde_json::Map::new();
    urls.insert("owner".to_owned(), servers.owner_url().into());
    let places = std::iter::once(Place::Ministry).chain(tenants.iter().map(|t| Place::Province(t.code)));
    for role in places.flat_map(|place| Login::ALL.map(|login| login.role(place))) {
        let url = servers.url(&role, &app.login_secret.login_password(&role));
        urls.insert(role, url.into());
    }
    let document = serde_json::json!({ "base_url": base_url, "database_urls": urls, "accounts": accounts });
    if out.json {
        config::write_private(&dir.join("demo.json"), &serde_json::to_string_pretty(&document)?)?;
        say(&format!("written: {}", dir.join("demo.json").display()));
    }
    Ok(())
}
