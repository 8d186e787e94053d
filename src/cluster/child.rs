//! A server process that cannot outlive us.
//!
//! The kernel's parent-death signal fires when the *thread* that started the child ends, so each child has a
//! thread of its own that does nothing but start it and wait for it.

use std::process::{Command, ExitStatus};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::{oneshot, watch};

/// A running server; dropping it sends the signal that ends it.
#[derive(Debug)]
pub(super) struct Child {
    pid: Pid,
    end: Signal,
    status: watch::Receiver<Option<ExitStatus>>,
}

impl Child {
    /// Start `command` in a process group of its own (so that Ctrl-C reaches it through us only); `end` is the
    /// signal that ends it in good order.
    pub(super) async fn spawn(mut command: Command, end: Signal) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
        let program = format!("{command:?}");
        let (started, start) = oneshot::channel();
        let (ended, status) = watch::channel(None);
        let supervise = move || match command.spawn() {
            Ok(mut child) => {
                // A receiver that is gone means that the child was dropped: it is ended below all the same.
                let _ = started.send(Ok(Pid::from_child(&child)));
                ended.send_replace(child.wait().ok());
            }
            Err(error) => drop(started.send(Err(error))),
        };
        thread::Builder::new().name("server".into()).spawn(supervise).context("start a supervising thread")?;
        let pid = start.await?.with_context(|| format!("start {program}"))?;
        Ok(Self { pid, end, status })
    }

    /// The process id.
    pub(super) fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// How it ended, if it did.
    pub(super) fn ended(&self) -> Option<ExitStatus> {
        *self.status.borrow()
    }

    fn signal(&self, signal: Signal) {
        if self.running() {
            // It may end between the look and the signal: then there is nothing left to do.
            let _ = kill_process(self.pid, signal);
        }
    }

    fn running(&self) -> bool {
        self.ended().is_none() && self.status.has_changed().is_ok()
    }

    /// End it in good order, and by force after `patience`.
    pub(super) async fn stop(mut self, patience: Duration) -> Result<()> {
        self.signal(self.end);
        if tokio::time::timeout(patience, self.wait()).await.is_ok() {
            return Ok(());
        }
        self.signal(Signal::KILL);
        if tokio::time::timeout(patience, self.wait()).await.is_err() {
            bail!("process {} does not end", self.pid);
        }
        Ok(())
    }

    /// Wait for its end.
    pub(super) async fn wait(&mut self) {
        // An error means that the thread is gone, and the child with it.
        let _ = self.status.wait_for(Option::is_some).await;
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.signal(self.end);
    }
}
