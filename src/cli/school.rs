//! `school import`: the national list, by the platform's operator.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::Subcommand;
use tokio_util::sync::CancellationToken;

use super::{
    Ended,
    output::{Output, bar, say},
    session,
};
use crate::{
    access::{Caller, ReadNationalImport},
    app::App,
    codes::Lang,
    db::Tx,
    error::Error,
    ids::ImportId,
    places::school_imports::{
        Import, ImportState, Part, Upload, commit_national, find_national, national_faults, stage_national,
    },
};

/// Verbs of schools.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Check a national file and carry it out: one job per province.
    Import {
        /// `.csv` or `.xlsx`.
        file: PathBuf,
        /// Session of a platform operator, from `huixin session open`.
        #[arg(long)]
        session_file: PathBuf,
        /// Check only.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn run(app: &App, verb: Verb, out: Output) -> Result<Ended> {
    let Verb::Import { file, session_file, dry_run } = verb;
    let caller = session::caller(app, &session_file).await?;
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let filename = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let staged = stage_national(&app.db, &caller, Upload::new(filename, bytes)).await?;
    if staged.state == ImportState::Invalid {
        return show_faults(app, &caller, staged, out).await;
    }
    if dry_run {
        summary(&staged, out);
        return Ok(Ended::Done);
    }
    let done = carry_out(app, &caller, &staged).await?;
    summary(&done, out);
    Ok(match done.state {
        ImportState::Done => Ended::Done,
        ImportState::Partly => Ended::Partly,
        _ => Ended::Failed,
    })
}

/// Commit, and work on the queue in this process until every part has ended.
pub(in crate::cli) async fn carry_out(app: &App, caller: &Caller, staged: &Import) -> Result<Import> {
    let owner = app.owner(6)?;
    let stop = CancellationToken::new();
    let committed = commit_national(&app.db, caller, staged.id, &staged.sha256).await?;
    let bar = bar(committed.parts.len(), "schools 学校");
    let watch = async {
        let done = watch(app, caller, committed.id, &bar).await;
        stop.cancel();
        done
    };
    let (done, worked) = tokio::join!(watch, app.work(&owner, stop.clone()));
    owner.close().await;
    bar.finish_and_clear();
    let done = done?;
    worked?;
    Ok(done)
}

async fn watch(app: &App, caller: &Caller, id: ImportId, bar: &indicatif::ProgressBar) -> Result<Import, Error> {
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    loop {
        tick.tick().await;
        let mut tx: Tx<ReadNationalImport> = app.db.begin_at_ministry(caller).await?;
        let import = find_national(&mut tx, id).await?;
        bar.set_position(import.progress().0 as u64);
        if import.state != ImportState::Running {
            return Ok(import);
        }
    }
}

async fn show_faults(app: &App, caller: &Caller, import: Import, out: Output) -> Result<Ended> {
    let faults = national_faults(&app.db, caller, import.id, Lang::Zh).await?;
    say(&format!("{}: {} of {} rows have faults; nothing was changed", import.filename, import.failed, import.rows));
    out.rows(&faults, &["line", "column", "code", "message"], |f| {
        vec![f.line.to_string(), f.column.clone().unwrap_or_default(), f.code.clone(), f.message.clone()]
    });
    Ok(Ended::Failed)
}

fn summary(import: &Import, out: Output) {
    let Import { rows, created, updated, unchanged, failed, .. } = import;
    let (done, total) = import.progress();
    let parts = if total > 0 { format!("; {done} of {total} provinces") } else { String::new() };
    say(&format!("{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, {failed} failed{parts}"));
    if out.json {
        out.value(import);
    } else if total > 0 {
        out.rows(
            &import.parts,
            &["province", "state", "created", "updated", "unchanged", "failed", "error"],
            |p: &Part| {
                let counts = [p.created, p.updated, p.unchanged, p.failed].map(|n| n.to_string());
                let names = vec![format!("{} {}", p.province, p.province.short_zh()), p.state.to_string()];
                [names, counts.to_vec(), vec![p.error.clone().unwrap_or_default()]].concat()
            },
        );
    }
}
