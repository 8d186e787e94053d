//! The cache of a single node: this process's memory, at most 256 MiB of it.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::broadcast;

use super::{BACKLOG, Message};

const MAX_BYTES: u64 = 256 << 20;

/// Values in memory, each with its own life.
#[derive(Debug)]
pub struct Local {
    values: moka::sync::Cache<String, Entry>,
    messages: broadcast::Sender<Message>,
}

#[derive(Clone, Debug)]
struct Entry {
    value: Bytes,
    ttl: Duration,
}

struct EachItsOwn;

impl moka::Expiry<String, Entry> for EachItsOwn {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(&self, _: &String, entry: &Entry, _: Instant, _: Option<Duration>) -> Option<Duration> {
        Some(entry.ttl)
    }
}

impl Local {
    pub(super) fn new() -> Self {
        let weight = |key: &String, entry: &Entry| u32::try_from(key.len() + entry.value.len()).unwrap_or(u32::MAX);
        let values = moka::sync::Cache::builder().max_capacity(MAX_BYTES).weigher(weight).expire_after(EachItsOwn);
        Self { values: values.build(), messages: broadcast::Sender::new(BACKLOG) }
    }

    pub(super) fn get(&self, key: &str) -> Option<Bytes> {
        self.values.get(key).map(|entry| entry.value)
    }

    pub(super) fn set(&self, key: &str, value: Bytes, ttl: Duration) {
        self.values.insert(key.into(), Entry { value, ttl });
    }

    pub(super) fn delete(&self, key: &str) {
        self.values.invalidate(key);
    }

    pub(super) fn publish(&self, message: Message) {
        // Nobody listening is no failure.
        let _ = self.messages.send(message);
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Message> {
        self.messages.subscribe()
    }
}
