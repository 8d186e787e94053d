//! `session end`: shut everybody of a school, of a place or of the country out, at once. They can sign in again.

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use super::{
    Ended, Misused, host,
    output::{Output, say},
};
use crate::{
    app::App,
    codes::{Place, SchoolCode},
    identity::sessions::{Scope, end_as_host},
    places::provinces::{province_of, provisioned},
};

/// Whose sessions to end.
#[derive(Args)]
pub(super) struct EndArgs {
    #[command(flatten)]
    whose: Whose,
    /// Why; kept in the audit log.
    #[arg(long)]
    reason: String,
    /// The code again, or `all`: this signs all these people out.
    #[arg(long)]
    confirm: String,
    /// Say how many would be ended, and end none.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// The people of the school with this identifier.
    #[arg(long)]
    school: Option<SchoolCode>,
    /// Everybody of a province, by its code, or of the `ministry`.
    #[arg(long)]
    province: Option<Place>,
    /// Everybody: the ministry and every province.
    #[arg(long)]
    all: bool,
}

/// What became of one place.
#[derive(Serialize)]
struct Line {
    place: &'static str,
    ended: Option<u64>,
    error: Option<String>,
}

pub(super) async fn run(app: &App, args: EndArgs, out: Output) -> Result<Ended> {
    let code = match (&args.whose.school, args.whose.province) {
        (Some(school), _) => school.to_string(),
        (None, Some(place)) => place.as_str().to_owned(),
        (None, None) => "all".to_owned(),
    };
    if args.confirm != code {
        return Err(Misused(format!("--confirm must repeat `{code}`: this signs all these people out")).into());
    }
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(Misused("--reason must say why".to_owned()).into());
    }
    let mut lines = Vec::new();
    for scope in scopes(app, &args.whose).await? {
        let ended = end_as_host(&app.db, &app.sessions, host(), scope, reason, args.dry_run).await;
        let place = scope.place().as_str();
        lines.push(match ended {
            Ok(ended) => Line { place, ended: Some(ended), error: None },
            Err(error) => Line { place, ended: None, error: Some(error.code().to_owned()) },
        });
    }
    Ok(report(&lines, args.dry_run, out))
}

async fn scopes(app: &App, whose: &Whose) -> Result<Vec<Scope>> {
    if let Some(school) = whose.school {
        return Ok(vec![Scope::School(province_of(&app.db, host(), school).await?, school)]);
    }
    if let Some(place) = whose.province {
        return Ok(vec![Scope::Place(place)]);
    }
    let provinces = provisioned(&app.db, host()).await?.into_iter().map(Place::Province);
    Ok(std::iter::once(Place::Ministry).chain(provinces).map(Scope::Place).collect())
}

fn report(lines: &[Line], dry_run: bool, out: Output) -> Ended {
    let failed = lines.iter().filter(|line| line.error.is_some()).count();
    let ended: u64 = lines.iter().filter_map(|line| line.ended).sum();
    let would = if dry_run { "would be" } else { "are" };
    say(&format!("{ended} sessions {would} ended; {} of {} places are done", lines.len() - failed, lines.len()));
    if out.json || failed > 0 {
        out.rows(lines, &["place", "ended", "error"], |line| {
            let ended = line.ended.map(|n| n.to_string()).unwrap_or_default();
            vec![line.place.to_owned(), ended, line.error.clone().unwrap_or_default()]
        });
    }
    match failed {
        0 if ended == 0 => Ended::Nothing,
        0 => Ended::Done,
        n if n == lines.len() => Ended::Failed,
        _ => Ended::Partly,
    }
}
