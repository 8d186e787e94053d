//! `doctor`: is this deployment as it should be?

use anyhow::Result;
use serde::Serialize;

use super::{Ended, output::Output};
use crate::{
    app::App,
    codes::Place,
    db::{Login, Owner},
};

/// One finding.
#[derive(Serialize)]
struct Finding {
    check: String,
    ok: bool,
    detail: String,
}

/// Clocks may differ by so much (threat 33).
const CLOCK_TOLERANCE_MS: i64 = 2_000;

pub(super) async fn run(app: &App, out: Output) -> Result<Ended> {
    let mut findings = vec![finding("config", Ok(format!("base_url {}", app.config.base_url)))];
    match app.owner(2) {
        Ok(owner) => {
            databases(app, &owner, &mut findings).await;
            owner.close().await;
        }
        Err(error) => findings.push(finding("owner", Err(error))),
    }
    findings.push(finding("database keys", app.keys.ping().await.map(|()| "answers".to_owned()).map_err(Into::into)));
    let redis = if app.config.redis_url.is_some() { "Redis answers" } else { "in process: one node only" };
    findings.push(finding("cache", app.cache.check().await.map(|()| redis.to_owned())));
    findings.push(finding("mail", app.mailer.check().await.map(|()| "accepts mail".to_owned())));
    out.rows(&findings, &["check", "", "detail"], |f| {
        vec![f.check.clone(), if f.ok { "ok" } else { "FAULT" }.to_owned(), f.detail.clone()]
    });
    Ok(if findings.iter().all(|f| f.ok) { Ended::Done } else { Ended::Failed })
}

async fn databases(app: &App, owner: &Owner, findings: &mut Vec<Finding>) {
    findings.push(finding("database owner", owner.ping().await.map(|()| "answers".to_owned()).map_err(Into::into)));
    findings.push(finding("clock", clock(app, owner).await));
    let observed = match owner.observe().await {
        Ok(observed) => observed,
        Err(error) => return findings.push(finding("roles and rights", Err(error.into()))),
    };
    findings.push(finding("connection budget", budget(app, observed.max_connections)));
    let mut behind = 0;
    for place in Place::all() {
        match observed.place(place, &app.config.database) {
            Ok(facts) if facts.complete() => {
                if let Err(error) = app.db.ping(place, Login::Read).await {
                    findings.push(finding(&format!("login of {place}"), Err(error.into())));
                }
            }
            Ok(facts) if facts.untouched() => behind += 1,
            Ok(facts) => {
                let migrated = if facts.migrated { "" } else { "migrations missing; " };
                let detail = format!("{migrated}{}", facts.faults.join("; "));
                findings.push(finding(&format!("place {place}"), Err(anyhow::anyhow!(detail))));
            }
            Err(error) => findings.push(finding(&format!("place {place}"), Err(error.into()))),
        }
    }
    let provisioned = Place::all().count() - behind;
    findings.push(finding("places", Ok(format!("{provisioned} provisioned, {behind} not yet"))));
}

async fn clock(app: &App, owner: &Owner) -> Result<String> {
    let theirs = owner.clock().await?;
    let apart = (app.db.clock().now() - theirs).num_milliseconds().abs();
    anyhow::ensure!(apart <= CLOCK_TOLERANCE_MS, "the database's clock is {apart} ms apart");
    Ok(format!("{apart} ms from the database's"))
}

/// All logins at their limits must fit, with some left for the owner and the administrator.
fn budget(app: &App, max_connections: i64) -> Result<String> {
    let database = &app.config.database;
    let wanted: i64 = Place::all()
        .flat_map(|_| Login::ALL)
        .map(|login| i64::from(database.nodes * login.pool_size(database.pool) + 1))
        .sum();
    let left = max_connections - wanted;
    anyhow::ensure!(left >= 20, "the logins may open {wanted} of {max_connections} connections; 20 must be left");
    Ok(format!("{wanted} of {max_connections} at most"))
}

fn finding(check: &str, result: Result<String>) -> Finding {
    let (ok, detail) = match result {
        Ok(detail) => (true, detail),
        Err(error) => (false, format!("{error:#}")),
    };
    Finding { check: check.to_owned(), ok, detail }
}
