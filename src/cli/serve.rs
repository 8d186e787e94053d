//! `serve` and `work`.

use anyhow::{Context, Result};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::Ended;
use crate::app::App;

/// Answer requests.
#[derive(Args)]
pub(super) struct Serve {
    /// Also run the queue in this process.
    #[arg(long)]
    work: bool,
}

/// Connections of the owner that the queue's worker uses.
const QUEUE_CONNECTIONS: u32 = 6;

pub(super) async fn run(app: &App, serve: Serve) -> Result<Ended> {
    // Nobody could sign in: better said now.
    app.passwords.verify("", None).await.context("passwords cannot be hashed")?;
    let stop = CancellationToken::new();
    let listener = app.bind().await?;
    stop_on_signal(stop.clone())?;
    let worker = async {
        if !serve.work {
            return Ok(());
        }
        // A node whose queue stands still must not look well: whoever watches over it starts it again.
        let _end = stop.clone().drop_guard();
        let owner = app.owner(QUEUE_CONNECTIONS)?;
        app.work(&owner, stop.clone()).await
    };
    let (served, worked) = tokio::join!(app.serve(listener, stop.clone()), worker);
    app.close().await;
    served.and(worked)?;
    Ok(Ended::Done)
}

pub(super) async fn work(app: &App) -> Result<Ended> {
    let stop = CancellationToken::new();
    stop_on_signal(stop.clone())?;
    let owner = app.owner(QUEUE_CONNECTIONS)?;
    let worked = app.work(&owner, stop).await;
    app.close().await;
    owner.close().await;
    worked.map(|()| Ended::Done)
}

/// Cancel the token at SIGINT or SIGTERM.
pub(super) fn stop_on_signal(stop: CancellationToken) -> Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    });
    Ok(())
}
