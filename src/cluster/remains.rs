//! What an earlier run left behind in a directory: server processes that still live, and stale lock files.
//!
//! Called under the directory's lock, so whatever lives there belongs to nobody any more.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

const PATIENCE: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(10);

/// End every Postgres process that works inside `dir`, then remove the lock files that they can no longer hold.
pub(super) async fn clear(dir: &Path) -> Result<()> {
    let dir = dir.canonicalize().with_context(|| format!("look at {}", dir.display()))?;
    // In order: a fast shutdown; at once without a checkpoint; by force.
    for signal in [Signal::INT, Signal::QUIT, Signal::KILL] {
        for pid in processes(&dir) {
            tracing::warn!(pid = pid.as_raw_nonzero().get(), ?signal, "ending a database process of an earlier run");
            // Already gone is what we want.
            let _ = kill_process(pid, signal);
        }
        if gone(&dir).await {
            return remove_locks(&dir);
        }
    }
    bail!("a database process of an earlier run in {} does not end", dir.display())
}

async fn gone(dir: &Path) -> bool {
    let until = Instant::now() + PATIENCE;
    while !processes(dir).is_empty() {
        if Instant::now() > until {
            return false;
        }
        tokio::time::sleep(GLANCE).await;
    }
    true
}

/// Postmaster and backends have the data directory as working directory: that, and no file, says whose they are.
fn processes(dir: &Path) -> Vec<Pid> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter(|entry| {
        let is_server = fs::read_link(entry.path().join("exe"))
            .is_ok_and(|exe| exe.file_name().is_some_and(|name| name == "postgres" || name == "initdb"));
        is_server && fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(dir))
    })
    .filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
    .collect()
}

/// Postgres would keep a lock file for alive if its process id has meanwhile been given to somebody else.
fn remove_locks(dir: &Path) -> Result<()> {
    let sockets = fs::read_dir(dir)?.flatten().map(|entry| entry.path());
    let stale = sockets.filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".s.PGSQL.")));
    for path in stale.chain([dir.join("data/postmaster.pid")]) {
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("remove {}", path.display()))?;
        }
    }
    Ok(())
}
