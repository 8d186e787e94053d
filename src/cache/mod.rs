//! What may be forgotten at any time, and short messages between nodes.
//!
//! One rule: losing it loses nothing. A failure is a miss, said in the log once a minute; the truth is in Postgres.
//! Nothing secret goes in without being sealed, and nothing is decided by what is absent here.

mod local;
mod remote;

use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use tokio::sync::broadcast;

use local::Local;
use remote::Remote;

/// Messages that a slow subscriber may fall behind.
const BACKLOG: usize = 1024;

/// Redis where there are several nodes, this process where there is one.
#[derive(Debug)]
pub enum Cache {
    /// Shared by all nodes.
    Redis(Remote),
    /// Kept in this process.
    InProcess(Local),
}

/// A message that was published on a channel.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Message {
    channel: String,
    text: String,
}

impl Cache {
    /// The Redis at `url`, which need not be up yet; without a URL, this process's memory.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(url: Option<&str>) -> Result<Self> {
        match url {
            Some(url) => Ok(Self::Redis(Remote::new(url)?)),
            None => Ok(Self::InProcess(Local::new())),
        }
    }

    /// The value of `key`, unless it has expired, been dropped, or cannot be had within 200 ms.
    pub async fn get(&self, key: &str) -> Option<Bytes> {
        match self {
            Self::Redis(remote) => remote.get(key).await,
            Self::InProcess(local) => local.get(key),
        }
    }

    /// Keep `value` for `ttl`, at least a millisecond.
    pub async fn set(&self, key: &str, value: impl Into<Bytes>, ttl: Duration) {
        match self {
            Self::Redis(remote) => remote.set(key, value.into(), ttl).await,
            Self::InProcess(local) => local.set(key, value.into(), ttl),
        }
    }

    /// Forget `key`.
    pub async fn delete(&self, key: &str) {
        match self {
            Self::Redis(remote) => remote.delete(key).await,
            Self::InProcess(local) => local.delete(key),
        }
    }

    /// Tell every node's subscribers, this one's too; with Redis gone, this one's only.
    pub async fn publish(&self, channel: &str, text: &str) {
        let message = Message { channel: channel.into(), text: text.into() };
        match self {
            Self::Redis(remote) => remote.publish(message).await,
            Self::InProcess(local) => local.publish(message),
        }
    }

    /// What is published on `channel` from now on. A message may be lost: nothing may depend on it for longer
    /// than it takes to look the truth up.
    pub fn subscribe(&self, channel: &str) -> Subscription {
        let messages = match self {
            Self::Redis(remote) => remote.subscribe(),
            Self::InProcess(local) => local.subscribe(),
        };
        Subscription { channel: channel.into(), messages }
    }

    /// Whether it answers: for `doctor` and readiness.
    ///
    /// # Errors
    /// What Redis said, or that it did not answer within 200 ms.
    pub async fn check(&self) -> Result<()> {
        match self {
            Self::Redis(remote) => remote.check().await,
            Self::InProcess(_) => Ok(()),
        }
    }
}

/// The messages of one channel.
#[derive(Debug)]
pub struct Subscription {
    channel: String,
    messages: broadcast::Receiver<Message>,
}

impl Subscription {
    /// The next message; `None` when the cache is gone.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            match self.messages.recv().await {
                Ok(message) if message.channel == self.channel => return Some(message.text),
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Redis;

    const MINUTE: Duration = Duration::from_secs(60);

    async fn holds_and_forgets(cache: &Cache) {
        assert_eq!(cache.get("k").await, None);
        cache.set("k", "v", MINUTE).await;
        assert_eq!(cache.get("k").await.as_deref(), Some(b"v".as_slice()));
        cache.delete("k").await;
        assert_eq!(cache.get("k").await, None);
        cache.set("k", "longer", MINUTE).await;
        cache.set("k", "brief", Duration::from_millis(20)).await;
        while cache.get("k").await.is_some() {
            tokio::task::yield_now().await;
        }
    }

    /// A subscriber may need a moment to connect: ask again until it hears.
    async fn hear(publisher: &Cache, subscription: &mut Subscription) -> String {
        loop {
            publisher.publish("other", "no").await;
            publisher.publish("sessions", "drop 7").await;
            let heard = tokio::time::timeout(Duration::from_millis(50), subscription.next());
            if let Ok(Some(text)) = heard.await {
                return text;
            }
        }
    }

    #[tokio::test]
    async fn in_process_it_holds_forgets_and_tells() {
        let cache = Cache::new(None).unwrap();
        holds_and_forgets(&cache).await;
        let mut subscription = cache.subscribe("sessions");
        assert_eq!(hear(&cache, &mut subscription).await, "drop 7");
        cache.check().await.unwrap();
    }

    #[tokio::test]
    async fn by_redis_it_holds_forgets_and_tells_other_nodes() {
        let dir = tempfile::tempdir().unwrap();
        let redis = Redis::start(dir.path()).await.unwrap().unwrap();
        let (one, other) = (Cache::new(Some(redis.url())).unwrap(), Cache::new(Some(redis.url())).unwrap());
        holds_and_forgets(&one).await;
        one.set("shared", "yes", MINUTE).await;
        assert_eq!(other.get("shared").await.as_deref(), Some(b"yes".as_slice()));
        let mut subscription = other.subscribe("sessions");
        assert_eq!(hear(&one, &mut subscription).await, "drop 7");
    }

    #[tokio::test]
    async fn a_lost_redis_is_a_miss_and_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let redis = Redis::start(dir.path()).await.unwrap().unwrap();
        let old = redis.url().to_owned();
        let cache = Cache::new(Some(&old)).unwrap();
        cache.set("k", "v", MINUTE).await;
        redis.stop().await.unwrap();
        let began = std::time::Instant::now();
        assert_eq!(cache.get("k").await, None);
        cache.set("k", "v", MINUTE).await;
        assert!(began.elapsed() < Duration::from_secs(5));
        cache.check().await.unwrap_err();
        let mut subscription = cache.subscribe("sessions");
        assert_eq!(hear(&cache, &mut subscription).await, "drop 7", "this node still tells itself");

        let again = Redis::start(dir.path()).await.unwrap().unwrap();
        assert_eq!(again.url(), old);
        while cache.get("k").await.is_none() {
            cache.set("k", "v", MINUTE).await;
        }
        cache.check().await.unwrap();
    }
}
