//! `doctor`: is this deployment as it should be? One line a check; a fault says what to do, where that is not plain.

mod host;

use anyhow::{Result, anyhow, ensure};
use serde::Serialize;

use super::{Ended, output::Output};
use crate::{
    app::App,
    assessment::instruments,
    codes::Place,
    db::{KEYRING_POOL, Login, Observed, Owner},
};

/// One finding.
#[derive(Serialize)]
struct Finding {
    check: String,
    ok: bool,
    detail: String,
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, check: &str, result: Result<String>) {
        let (ok, detail) = match result {
            Ok(detail) => (true, detail),
            Err(error) => (false, format!("{error:#}")),
        };
        self.0.push(Finding { check: check.to_owned(), ok, detail });
    }

    /// One good line, or one line for each fault.
    fn all(&mut self, check: &str, faults: Vec<String>, good: String) {
        if faults.is_empty() {
            return self.add(check, Ok(good));
        }
        for fault in faults {
            self.add(check, Err(anyhow!(fault)));
        }
    }
}

/// Clocks may differ by so much (threat 33).
const CLOCK_TOLERANCE_MS: i64 = 2_000;

/// The oldest server that the migrations were written for: 15.
const OLDEST: i64 = 15_00_00;

/// Connections for the owner in each `work`, and for what an administrator does.
const OWNERS: i64 = 20;

pub(super) async fn run(app: &App, out: Output) -> Result<Ended> {
    let mut findings = Findings::default();
    host::check(&app.config, &mut findings);
    match app.owner(2) {
        Ok(owner) => {
            databases(app, &owner, &mut findings).await;
            owner.close().await;
        }
        Err(error) => {
            findings
                .add("owner", Err(error.context("run doctor where `huixin work` runs, or with the owner's password")));
        }
    }
    findings.add("database of keys", app.keys.ping().await.map(|()| "answers".to_owned()).map_err(Into::into));
    let redis = if app.config.redis_url.is_some() { "Redis answers" } else { "in process: one node only" };
    findings.add("cache", app.cache.check().await.map(|()| redis.to_owned()));
    findings.add("mail", app.mailer.check().await.map(|()| "accepts mail".to_owned()));
    out.rows(&findings.0, &["check", "", "detail"], |f| {
        vec![f.check.clone(), if f.ok { "ok" } else { "FAULT" }.to_owned(), f.detail.clone()]
    });
    Ok(if findings.0.iter().all(|f| f.ok) { Ended::Done } else { Ended::Failed })
}

async fn databases(app: &App, owner: &Owner, findings: &mut Findings) {
    if let Err(error) = owner.ping().await {
        return findings.add("database", Err(error.into()));
    }
    findings.add("clock", clock(app, owner).await);
    let observed = match owner.observe().await {
        Ok(observed) => observed,
        Err(error) => {
            let error = anyhow::Error::from(error).context("not prepared yet? run `huixin migrate`");
            return findings.add("migrations", Err(error));
        }
    };
    findings.add("database", version(observed.version));
    let shipped = instruments::versions();
    match owner.instrument_faults(&shipped).await {
        Ok(faults) => findings.all("instruments", faults, format!("{} versions as shipped", shipped.len())),
        Err(error) => findings.add("instruments", Err(error.into())),
    }
    findings.add("connection budget", budget(app, observed.max_connections));
    places(app, &observed, findings).await;
}

async fn places(app: &App, observed: &Observed, findings: &mut Findings) {
    let (mut migrations, mut rights, mut logins, mut provisioned) = (vec![], observed.loose.clone(), vec![], 0);
    match observed.queue_is_current() {
        Ok(true) => {}
        Ok(false) => migrations.push("the queue is behind: run `huixin migrate`".to_owned()),
        Err(error) => migrations.push(format!("{error:#}")),
    }
    for place in Place::all() {
        let facts = match observed.place(place, &app.config.database) {
            Ok(facts) if facts.untouched() => continue,
            Ok(facts) => facts,
            Err(error) => {
                migrations.push(format!("{place}: {error:#}"));
                continue;
            }
        };
        provisioned += 1;
        if !facts.migrated {
            migrations.push(format!("{place} is behind: run `huixin migrate`"));
        }
        if !facts.key {
            rights.push(format!("{place} has no data key: run `huixin province apply`"));
        }
        rights.extend(facts.faults.iter().map(|fault| format!("{place}: {fault}")));
        logins.extend(refused(app, place).await);
    }
    rights.extend(observed.strangers().iter().map(|role| format!("login {role} belongs to no place")));
    let total = Place::all().count();
    findings.all("migrations", migrations, format!("{provisioned} of {total} places provisioned, all up to date"));
    findings.all("roles and rights", rights, format!("exactly as intended at {provisioned} places"));
    findings.all("logins", logins, format!("{} sign in", provisioned * Login::ALL.len()));
}

/// Which of a place's logins cannot sign in.
async fn refused(app: &App, place: Place) -> Vec<String> {
    let mut faults = vec![];
    for login in Login::ALL {
        if let Err(error) = app.db.ping(place, login).await {
            faults.push(format!("{}: {}", login.role(place), error.in_words()));
        }
    }
    app.db.recycle(place);
    faults
}

fn version(version: i64) -> Result<String> {
    let (major, minor) = (version / 10_000, version % 10_000);
    ensure!(version >= OLDEST, "PostgreSQL {major} is too old: 15 or newer is needed");
    Ok(format!("PostgreSQL {major}.{minor} answers"))
}

async fn clock(app: &App, owner: &Owner) -> Result<String> {
    let theirs = owner.clock().await?;
    let apart = (app.db.clock().now() - theirs).num_milliseconds().abs();
    ensure!(apart <= CLOCK_TOLERANCE_MS, "the database's clock is {apart} ms apart");
    Ok(format!("{apart} ms from the database's"))
}

/// All logins at their limits must fit, with some left for the owner and the administrator.
fn budget(app: &App, max_connections: i64) -> Result<String> {
    let database = &app.config.database;
    let places: i64 = Place::all()
        .flat_map(|_| Login::ALL)
        .map(|login| i64::from(database.nodes * login.pool_size(database.pool) + 1))
        .sum();
    let wanted = places + i64::from(database.nodes * KEYRING_POOL) + OWNERS;
    ensure!(
        wanted <= max_connections,
        "{wanted} connections may be asked for, {max_connections} are allowed: raise max_connections, or lower \
         database.pool or database.nodes"
    );
    Ok(format!("{wanted} of {max_connections} at most"))
}
