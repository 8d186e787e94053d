//! The cache that nodes share: Redis, whose absence is survived.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bytes::Bytes;
use futures_util::StreamExt;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError, cmd};
use tokio::sync::broadcast;
use tokio_util::task::AbortOnDropHandle;

use super::{BACKLOG, Message};

const PATIENCE: Duration = Duration::from_millis(200);
const RETRY: Duration = Duration::from_secs(1);
const COMPLAIN_EVERY: Duration = Duration::from_secs(60);
/// The server may have other users.
const PREFIX: &str = "huixin:";

/// A connection to Redis that mends itself.
pub struct Remote {
    connection: ConnectionManager,
    messages: broadcast::Sender<Message>,
    complained: Mutex<Option<Instant>>,
    _listener: AbortOnDropHandle<()>,
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").finish_non_exhaustive()
    }
}

impl Remote {
    /// Must be called inside a tokio runtime; connects when first used.
    pub(super) fn new(url: &str) -> Result<Self> {
        let client = Client::open(url).context("the Redis URL")?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        let connection = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        let messages = broadcast::Sender::new(BACKLOG);
        let listener = AbortOnDropHandle::new(tokio::spawn(listen(client, messages.clone())));
        Ok(Self { connection, messages, complained: Mutex::new(None), _listener: listener })
    }

    pub(super) async fn get(&self, key: &str) -> Option<Bytes> {
        let (mut connection, key) = (self.connection.clone(), name(key));
        let value: Option<Vec<u8>> =
            self.tolerate(async move { cmd("GET").arg(key).query_async(&mut connection).await }).await?;
        value.map(Bytes::from)
    }

    pub(super) async fn set(&self, key: &str, value: Bytes, ttl: Duration) {
        let (mut connection, key) = (self.connection.clone(), name(key));
        let millis = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX).max(1);
        let set = async move {
            cmd("SET").arg(key).arg(value.as_ref()).arg("PX").arg(millis).exec_async(&mut connection).await
        };
        self.tolerate(set).await;
    }

    pub(super) async fn delete(&self, key: &str) {
        let (mut connection, key) = (self.connection.clone(), name(key));
        self.tolerate(async move { cmd("DEL").arg(key).exec_async(&mut connection).await }).await;
    }

    pub(super) async fn publish(&self, message: Message) {
        let mut connection = self.connection.clone();
        let (channel, text) = (name(&message.channel), message.text.clone());
        let publish = async move { cmd("PUBLISH").arg(channel).arg(text).exec_async(&mut connection).await };
        if self.tolerate(publish).await.is_none() {
            // Nobody listening is no failure.
            let _ = self.messages.send(message);
        }
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Message> {
        self.messages.subscribe()
    }

    pub(super) async fn check(&self) -> Result<()> {
        let mut connection = self.connection.clone();
        let ping = async move { cmd("PING").exec_async(&mut connection).await };
        Ok(tokio::time::timeout(PATIENCE, ping).await.context("Redis does not answer")??)
    }

    /// The outcome, or none: a failure and a silence are the same to whoever asks.
    async fn tolerate<T>(&self, work: impl Future<Output = Result<T, RedisError>>) -> Option<T> {
        let error = match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(value)) => return Some(value),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer".into(),
        };
        let mut complained = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        if complained.is_none_or(|last| last.elapsed() >= COMPLAIN_EVERY) {
            *complained = Some(Instant::now());
            tracing::warn!(error, "Redis fails: going on without a cache");
        }
        None
    }
}

fn name(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// Pass on what other nodes publish, and connect again for ever.
async fn listen(client: Client, messages: broadcast::Sender<Message>) {
    loop {
        if let Err(error) = hear(&client, &messages).await {
            tracing::debug!(%error, "not hearing other nodes");
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn hear(client: &Client, messages: &broadcast::Sender<Message>) -> Result<(), RedisError> {
    let mut connection = client.get_async_pubsub().await?;
    connection.psubscribe(format!("{PREFIX}*")).await?;
    let mut published = connection.into_on_message();
    while let Some(message) = published.next().await {
        let channel = message.get_channel_name();
        let channel = channel.strip_prefix(PREFIX).unwrap_or(channel).to_owned();
        let _ = messages.send(Message { channel, text: message.get_payload()? });
    }
    Ok(())
}
