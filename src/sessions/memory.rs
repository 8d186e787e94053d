//! What the database said of callers, for a second from when it was asked.
//!
//! One rule: what was asked before this node was told to forget, and answered after, is not remembered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use moka::sync::Cache;

/// How long a node may go by what it was told.
const REMEMBERED: Duration = Duration::from_secs(1);

/// By the hash of a token. Clones share it.
pub(super) struct Memory<T> {
    kept: Cache<[u8; 32], (Arc<T>, Instant)>,
    /// How often it was told to forget.
    forgotten: Arc<AtomicU64>,
}

impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Self { kept: self.kept.clone(), forgotten: Arc::clone(&self.forgotten) }
    }
}

/// That a question is about to be asked of the database.
pub(super) struct Asked {
    at: Instant,
    forgotten: u64,
}

impl<T: Send + Sync + 'static> Memory<T> {
    pub(super) fn of(most: u64) -> Self {
        let kept = Cache::builder().max_capacity(most).time_to_live(REMEMBERED).build();
        Self { kept, forgotten: Arc::default() }
    }

    pub(super) fn get(&self, hash: &[u8; 32]) -> Option<Arc<T>> {
        self.kept.get(hash).filter(|(_, asked)| asked.elapsed() < REMEMBERED).map(|(known, _)| known)
    }

    /// To be called before the question.
    pub(super) fn asking(&self) -> Asked {
        Asked { at: Instant::now(), forgotten: self.forgotten.load(Ordering::SeqCst) }
    }

    /// Remember the answer.
    pub(super) fn keep(&self, hash: [u8; 32], answer: Arc<T>, asked: &Asked) {
        self.kept.insert(hash, (answer, asked.at));
        if self.forgotten.load(Ordering::SeqCst) != asked.forgotten {
            self.kept.invalidate(&hash);
        }
    }

    /// Forget those.
    pub(super) fn forget(&self, whose: impl Fn(&T) -> bool) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        let dead: Vec<_> = self.kept.iter().filter(|(_, (known, _))| whose(known)).map(|(hash, _)| *hash).collect();
        for hash in dead {
            self.kept.invalidate(&hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: [u8; 32] = [7; 32];

    fn asked(memory: &Memory<&'static str>, ago: Duration) -> Asked {
        let at = Instant::now().checked_sub(ago).expect("this machine has run for longer");
        Asked { at, ..memory.asking() }
    }

    #[test]
    fn an_answer_is_remembered_for_a_second_from_its_question() {
        let memory = Memory::of(10);
        memory.keep(HASH, Arc::new("now"), &memory.asking());
        assert_eq!(memory.get(&HASH).as_deref(), Some(&"now"));
        memory.keep(HASH, Arc::new("slow"), &asked(&memory, REMEMBERED));
        assert_eq!(memory.get(&HASH), None, "the answer came a second after the question");
    }

    #[test]
    fn an_answer_that_was_overtaken_by_a_forgetting_is_not_remembered() {
        let memory = Memory::of(10);
        let question = memory.asking();
        memory.forget(|_| false);
        memory.keep(HASH, Arc::new("late"), &question);
        assert_eq!(memory.get(&HASH), None);
    }

    #[test]
    fn those_who_are_meant_are_forgotten_in_every_clone_and_no_others() {
        let memory = Memory::of(10);
        for (hash, who) in [([1; 32], "one"), ([2; 32], "other")] {
            memory.keep(hash, Arc::new(who), &memory.asking());
        }
        memory.clone().forget(|who| *who == "one");
        assert_eq!((memory.get(&[1; 32]), memory.get(&[2; 32]).as_deref()), (None, Some(&"other")));
    }
}
