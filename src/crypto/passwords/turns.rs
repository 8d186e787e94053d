//! Whose turn it is on the cores. A scheduler gives what hashes its share, and takes the core back at its next tick (4 ms at 250 Hz);
//! four such waits in one answer, and everybody feels a crowd that signs in. So processes that hash stand still meanwhile.
//!
//! One rule: each request that is being answered takes the core of one process that hashes, until that was asked [`PATIENCE`] ago and
//! insists. A request that waits for somebody outside, or for what is hashed, takes none.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

/// After so long a computation insists: it goes on beside requests, and gives way as the scheduler sees fit. So a node that never rests
/// still lets people in.
pub const PATIENCE: Duration = Duration::from_millis(100);

/// Who is answered, who waits, and who hashes.
#[derive(Debug)]
pub struct Turns {
    /// As many as may hash at once.
    places: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    answered: usize,
    /// Of those; and what a command or a job hashes, which no request waits for: then one core more is left to hash.
    waiting: usize,
    /// In the order in which they came: who came first is stopped last.
    hashing: Vec<Hashing>,
}

#[derive(Debug)]
struct Hashing {
    process: Pid,
    insists: bool,
    stands: bool,
}

impl Turns {
    /// Of so many places that hash.
    pub fn new(places: usize) -> Self {
        Self { places, state: Mutex::default() }
    }

    /// A request is being answered until this is dropped.
    pub fn answer(self: &Arc<Self>) -> Held {
        self.enter(Part::Answered)
    }

    /// A request waits until this is dropped: for what is hashed, or for the rest of its body.
    pub fn wait(self: &Arc<Self>) -> Held {
        self.enter(Part::Waiting)
    }

    /// This process hashes until this is dropped. It must not be reaped before.
    pub(super) fn hash(self: &Arc<Self>, process: Pid) -> Held {
        self.enter(Part::Hashing(process))
    }

    fn enter(self: &Arc<Self>, part: Part) -> Held {
        self.change(|state| match part {
            Part::Answered => state.answered += 1,
            Part::Waiting => state.waiting += 1,
            Part::Hashing(process) => state.hashing.push(Hashing { process, insists: false, stands: false }),
        });
        Held { turns: Arc::clone(self), part }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        // Numbers that add up whatever happened to who counted.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        let taken = state.answered.saturating_sub(state.waiting);
        let left = self.places.saturating_sub(taken);
        for (nth, hashing) in state.hashing.iter_mut().enumerate() {
            hashing.stand(nth >= left && !hashing.insists);
        }
    }
}

impl Hashing {
    fn stand(&mut self, stands: bool) {
        if stands != self.stands {
            // One that has just ended needs neither.
            let _ended = kill_process(self.process, if stands { Signal::STOP } else { Signal::CONT });
            self.stands = stands;
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Answered,
    Waiting,
    Hashing(Pid),
}

/// A part that somebody has, until it is dropped.
#[derive(Debug)]
#[must_use = "it ends when it is dropped"]
pub struct Held {
    turns: Arc<Turns>,
    part: Part,
}

impl Held {
    /// What is hashed by this process goes on from now on, whatever else is to be done.
    pub(super) fn insist(&self) {
        self.turns.change(|state| {
            let own =
                |hashing: &&mut Hashing| matches!(self.part, Part::Hashing(process) if process == hashing.process);
            state.hashing.iter_mut().filter(own).for_each(|hashing| hashing.insists = true);
        });
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let part = self.part;
        self.turns.change(|state| match part {
            Part::Answered => state.answered -= 1,
            Part::Waiting => state.waiting -= 1,
            Part::Hashing(process) => {
                let ended = state.hashing.extract_if(.., |hashing| hashing.process == process);
                ended.for_each(|mut hashing| hashing.stand(false));
            }
        });
    }
}

#[cfg(test)]
mod tests;
