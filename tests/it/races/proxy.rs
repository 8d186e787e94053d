//! A way to Redis that can fall silent: connections stay open, and nothing comes through any more.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split},
    net::{TcpListener, UnixStream},
};

/// The way, and where it begins.
pub(super) struct Proxy {
    pub(super) url: String,
    silent: Arc<AtomicBool>,
}

impl Proxy {
    /// To the Redis at this URL, which is a socket's.
    pub(super) async fn start(redis: &str) -> Self {
        let (path, password) = redis.strip_prefix("redis+unix://").unwrap().split_once("?pass=").unwrap();
        let (path, silent) = (path.to_owned(), Arc::new(AtomicBool::new(false)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://:{password}@{}/", listener.local_addr().unwrap());
        let falls = Arc::clone(&silent);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = UnixStream::connect(&path).await.unwrap();
                let ((near_out, near_in), (far_out, far_in)) = (split(near), split(far));
                tokio::spawn(carry(near_out, far_in, Arc::clone(&falls)));
                tokio::spawn(carry(far_out, near_in, Arc::clone(&falls)));
            }
        });
        Self { url, silent }
    }

    /// From now on what is sent is lost.
    pub(super) fn fall_silent(&self) {
        self.silent.store(true, Ordering::SeqCst);
    }
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, silent: Arc<AtomicBool>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if !silent.load(Ordering::SeqCst) && to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
