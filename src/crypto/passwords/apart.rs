//! Processes that do nothing but hash, so that they can stand still while this one answers requests ([`super::turns`]), their memory is
//! theirs, and they hold no key. A line in is work, a line out is what came of it, both JSON.
//!
//! One rule: a process ends with whoever started it. The kernel's signal for that comes when the *thread* that started it ends, so each
//! has a thread of its own that starts it, speaks with it and reaps it.

use std::{
    ffi::{OsStr, OsString},
    io::{self, BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

use rustix::process::{Pid, Signal, set_parent_process_death_signal};
use tokio::sync::oneshot;

use super::{
    PasswordError, Place,
    turns::{PATIENCE, Turns},
    work::{self, Done, Work},
};

/// The verb of `huixin` that does it.
pub const VERB: &str = "passwords";

/// What such a process does until whoever started it ends.
pub fn run() -> io::Result<()> {
    work::give_way();
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let mut answers = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let work: Work = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut answers, &work.done())?;
        answers.write_all(b"\n")?;
    }
    Ok(())
}

/// The processes of a node: as many as ever hashed at once.
pub(super) struct Apart {
    program: OsString,
    turns: Arc<Turns>,
    idle: Mutex<Vec<Helper>>,
}

/// A process and the thread that speaks with it; both end when this is dropped.
struct Helper {
    process: Pid,
    work: mpsc::Sender<Order>,
}

struct Order {
    work: Work,
    /// It goes along: a caller that hangs up does not free a core that is still busy.
    place: Arc<Place>,
    done: oneshot::Sender<Result<Done, PasswordError>>,
}

impl Apart {
    pub(super) fn new(program: &OsStr, turns: Arc<Turns>) -> Self {
        Self { program: program.to_owned(), turns, idle: Mutex::default() }
    }

    pub(super) async fn compute(&self, work: Work, place: Place) -> Result<Done, PasswordError> {
        let place = Arc::new(place);
        let idle = self.idle().pop();
        // One that has ended since it was used is replaced.
        if let Some(helper) = idle
            && let Some(result) = self.ask(helper, &work, &place).await
        {
            return result;
        }
        match Helper::start(&self.program).await {
            Ok(helper) => self.ask(helper, &work, &place).await.unwrap_or(Err(PasswordError::Failed)),
            Err(error) => {
                tracing::error!(%error, program = ?self.program, "there is no process to hash passwords");
                Err(PasswordError::Failed)
            }
        }
    }

    /// Nothing where the process has ended.
    async fn ask(&self, helper: Helper, work: &Work, place: &Arc<Place>) -> Option<Result<Done, PasswordError>> {
        let turn = self.turns.hash(helper.process);
        let (done, mut result) = oneshot::channel();
        helper.work.send(Order { work: work.clone(), place: Arc::clone(place), done }).ok()?;
        let result = match tokio::time::timeout(PATIENCE, &mut result).await {
            Ok(result) => result,
            Err(_) => {
                self.turns.insist(helper.process);
                result.await
            }
        };
        drop(turn);
        let result = result.ok()?;
        self.idle().push(helper);
        Some(result)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Helper>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Helper {
    async fn start(program: &OsStr) -> io::Result<Self> {
        let mut command = Command::new(program);
        // In a group of its own, so that Ctrl-C reaches it through us only.
        command.arg(VERB).env_clear().process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let (started, start) = oneshot::channel();
        let (work, orders) = mpsc::channel();
        let live = move || match command.spawn() {
            Ok(process) => {
                let _nobody_waits = started.send(Ok(process.id()));
                if let Err(error) = speak(process, &orders) {
                    tracing::warn!(%error, "a process that hashes passwords has ended");
                }
            }
            Err(error) => drop(started.send(Err(error))),
        };
        thread::Builder::new().name("passwords".to_owned()).spawn(live)?;
        let id = start.await.map_err(io::Error::other)??;
        let process = i32::try_from(id).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self { process, work })
    }
}

/// Carry work there and what came of it back, for as long as anybody has work and the process lives; then end it.
fn speak(mut process: Child, orders: &mpsc::Receiver<Order>) -> io::Result<()> {
    let spoken = match (process.stdin.take(), process.stdout.take()) {
        (Some(to), Some(from)) => carry(orders, to, BufReader::new(from)),
        _ => Err(io::ErrorKind::BrokenPipe.into()),
    };
    // While anybody knows its number it is not reaped: another process might be given that, and be stopped in its place.
    orders.iter().for_each(drop);
    process.kill()?;
    process.wait()?;
    spoken
}

fn carry(orders: &mpsc::Receiver<Order>, mut to: ChildStdin, mut from: BufReader<ChildStdout>) -> io::Result<()> {
    for Order { work, place, done } in orders {
        let (mut order, mut answer) = (serde_json::to_vec(&work)?, String::new());
        order.push(b'\n');
        to.write_all(&order)?;
        from.read_line(&mut answer)?;
        let result = serde_json::from_str(&answer)?;
        drop(place);
        let _nobody_waits = done.send(result);
    }
    Ok(())
}
