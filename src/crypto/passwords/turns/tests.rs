//! With processes that sleep in place of those that hash: the kernel says which of them stand still.

use std::process::{Child, Command};

use super::*;

struct Process(Child);

impl Process {
    fn start() -> Self {
        Self(Command::new("sleep").arg("600").spawn().unwrap())
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.0)
    }

    fn state(&self) -> char {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap();
        stat.rsplit_once(") ").unwrap().1.chars().next().unwrap()
    }

    /// The kernel stops and continues in its own time.
    fn becomes(&self, stands: bool) {
        let until = std::time::Instant::now() + Duration::from_secs(10);
        while (self.state() == 'T') != stands {
            assert!(std::time::Instant::now() < until, "{} for good, not {stands}", self.state());
            std::thread::yield_now();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// What is meant to be, at once; and what the kernel makes of it.
fn stand(turns: &Turns, processes: &[Process], expected: &[bool]) {
    let meant =
        |process: &Process| turns.state.lock().unwrap().hashing.iter().any(|h| h.process == process.pid() && h.stands);
    assert_eq!(processes.iter().map(meant).collect::<Vec<_>>(), expected);
    processes.iter().zip(expected).for_each(|(process, stands)| process.becomes(*stands));
}

#[test]
fn each_request_takes_the_core_of_one_that_hashes_and_gives_it_back() {
    let turns = Arc::new(Turns::new(2));
    let processes = [Process::start(), Process::start()];
    let hashing = processes.each_ref().map(|process| turns.hash(process.pid()));
    stand(&turns, &processes, &[false, false]);
    let one = turns.answer();
    stand(&turns, &processes, &[false, true]);
    let (two, three) = (turns.answer(), turns.answer());
    stand(&turns, &processes, &[true, true]);
    drop((one, two));
    stand(&turns, &processes, &[false, true]);
    drop(three);
    stand(&turns, &processes, &[false, false]);
    drop(hashing);
}

#[test]
fn who_starts_beside_requests_stands_still_and_who_is_done_does_not() {
    let turns = Arc::new(Turns::new(1));
    let processes = [Process::start()];
    let request = turns.answer();
    let hashing = turns.hash(processes[0].pid());
    stand(&turns, &processes, &[true]);
    drop(hashing);
    stand(&turns, &processes, &[false]);
    let again = turns.answer();
    stand(&turns, &processes, &[false]);
    assert!(turns.state.lock().unwrap().hashing.is_empty(), "it is not known any more");
    drop((request, again));
}

#[test]
fn who_waits_for_what_is_hashed_is_not_being_answered() {
    let turns = Arc::new(Turns::new(1));
    let processes = [Process::start()];
    let hashing = turns.hash(processes[0].pid());
    let request = turns.answer();
    stand(&turns, &processes, &[true]);
    let waiting = turns.wait();
    stand(&turns, &processes, &[false]);
    let other = turns.answer();
    stand(&turns, &processes, &[true]);
    drop(other);
    stand(&turns, &processes, &[false]);
    drop(waiting);
    stand(&turns, &processes, &[true]);
    drop((request, hashing));
    let command = turns.wait();
    drop(command);
    stand(&turns, &processes, &[false]);
}

#[test]
fn who_insists_goes_on_beside_requests() {
    let turns = Arc::new(Turns::new(2));
    let processes = [Process::start(), Process::start()];
    let hashing = processes.each_ref().map(|process| turns.hash(process.pid()));
    let requests = [turns.answer(), turns.answer()];
    stand(&turns, &processes, &[true, true]);
    hashing[1].insist();
    stand(&turns, &processes, &[true, false]);
    let third = turns.answer();
    stand(&turns, &processes, &[true, false]);
    drop((requests, third, hashing));
    stand(&turns, &processes, &[false, false]);
}
