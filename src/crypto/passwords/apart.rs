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
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process, set_parent_process_death_signal};
use tokio::sync::oneshot;

use super::{
    Seat,
    turns::{Held, PATIENCE, Turns},
    work::{self, Done, Work},
};

/// The verb of `huixin` that does it.
pub const VERB: &str = "passwords";

/// Whoever has not come to an end so long after that is lost: stopped by somebody else, or starved.
const LOST: Duration = Duration::from_secs(5);

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
    seat: Arc<Seat>,
    done: oneshot::Sender<Option<Done>>,
}

impl Apart {
    pub(super) fn new(program: &OsStr, turns: Arc<Turns>) -> Self {
        Self { program: program.to_owned(), turns, idle: Mutex::default() }
    }

    /// Nothing where it cannot be done, or there is no process to do it.
    pub(super) async fn compute(&self, work: Work, seat: Seat) -> Option<Done> {
        let seat = Arc::new(seat);
        let idle = self.idle().pop();
        // One that has ended since it was used is replaced.
        if let Some(helper) = idle
            && let Some(done) = self.ask(helper, &work, &seat).await
        {
            return done;
        }
        let helper = Helper::start(&self.program).await;
        let started = helper.inspect_err(|error| tracing::error!(%error, program = ?self.program, "nobody hashes"));
        self.ask(started.ok()?, &work, &seat).await?
    }

    /// What it comes to; nothing where the process ends, and so where it is lost.
    async fn ask(&self, helper: Helper, work: &Work, seat: &Arc<Seat>) -> Option<Option<Done>> {
        let turn = self.turns.hash(helper.process);
        let (done, result) = oneshot::channel();
        helper.work.send(Order { work: work.clone(), seat: Arc::clone(seat), done }).ok()?;
        let result = patiently(result, &turn).await;
        if result.is_none() {
            let _ended = kill_process(helper.process, Signal::KILL);
        }
        // Before the helper, which keeps its number from being given to another process.
        drop(turn);
        let done = result?;
        self.idle().push(helper);
        Some(done)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Helper>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wait for it, then insist, then give it up.
async fn patiently<T>(mut result: oneshot::Receiver<T>, turn: &Held) -> Option<T> {
    if let Ok(result) = tokio::time::timeout(PATIENCE, &mut result).await {
        return result.ok();
    }
    turn.insist();
    tokio::time::timeout(LOST, result).await.ok()?.ok()
}

impl Helper {
    async fn start(program: &OsStr) -> io::Result<Self> {
        let mut command = Command::new(program);
        // In a group of its own, so that Ctrl-C reaches it through us only.
        command.arg0("huixin").arg(VERB).env_clear().process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let (started, start) = oneshot::channel();
        let (work, orders) = mpsc::channel();
        let live = move || match command.spawn() {
            Ok(process) => {
                let _nobody_waits = started.send(Ok(Pid::from_child(&process)));
                if let Err(error) = speak(process, &orders) {
                    tracing::warn!(%error, "a process that hashes passwords has ended");
                }
            }
            Err(error) => drop(started.send(Err(error))),
        };
        thread::Builder::new().name("passwords".to_owned()).spawn(live)?;
        let process = start.await.map_err(io::Error::other)??;
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
    for Order { work, seat, done } in orders {
        let (mut order, mut answer) = (serde_json::to_vec(&work)?, String::new());
        order.push(b'\n');
        to.write_all(&order)?;
        from.read_line(&mut answer)?;
        let result = serde_json::from_str(&answer)?;
        drop(seat);
        let _nobody_waits = done.send(result);
    }
    Ok(())
}
