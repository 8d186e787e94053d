//! What strangers send, over real sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::make;
use poem::error::ResponseError;
use poem::{Body, Endpoint, EndpointExt, Response, Route, get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::limit::{BodyLimit, Limit, LimitError, Patience};
use super::listener::{Listener, ListenerOptions};

mod bodies;
mod heads;
mod shutdown;

const SHORT: Duration = Duration::from_millis(150);
const KIB: u64 = 1 << 10;

struct Site {
    address: SocketAddr,
    shutdown: CancellationToken,
    served: JoinHandle<()>,
    /// A request has reached `/slow`.
    entered: Arc<Notify>,
    /// `/slow` may answer.
    release: Arc<Notify>,
}

impl Site {
    async fn open(options: ListenerOptions) -> Self {
        let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let listener = Listener::bind(&[([127, 0, 0, 1], 0).into()], options).await.unwrap();
        let address = listener.addresses().unwrap()[0];
        let shutdown = CancellationToken::new();
        let site = site(Arc::clone(&entered), Arc::clone(&release));
        let served = tokio::spawn(listener.serve(site, shutdown.clone()));
        Self { address, shutdown, served, entered, release }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Send, and read until the server closes.
    async fn ask(&self, request: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        stream.write_all(request.as_ref()).await.unwrap();
        read_to_end(&mut stream).await
    }
}

fn site(entered: Arc<Notify>, release: Arc<Notify>) -> impl Endpoint<Output = Response> {
    let patience = Patience { stall: SHORT, rate: 1, total: 3 * SHORT };
    let limit = |bytes| BodyLimit { bytes, patience };
    let big = make(|_| async { Body::from_vec(vec![b'x'; 32 << 20]) });
    Route::new()
        .at("/", get(make(|_| async { "hello" })))
        .at("/echo", post(echo()))
        .at("/school-imports", post(echo()))
        .at("/slow", get(slow(entered, release)))
        .at("/big", get(big))
        .with(Limit::new(limit(KIB)).larger("/school-imports", limit(4 * KIB)))
        .catch_error(|error: LimitError| async move {
            Response::builder().status(ResponseError::status(&error)).body(format!("{error:?}"))
        })
        .map_to_response()
}

/// Says how long the body was.
fn echo() -> impl Endpoint {
    make(|mut request| async move {
        let body = request.take_body().into_vec().await?;
        Ok::<_, poem::Error>(body.len().to_string())
    })
}

fn slow(entered: Arc<Notify>, release: Arc<Notify>) -> impl Endpoint {
    make(move |_| {
        let (entered, release) = (Arc::clone(&entered), Arc::clone(&release));
        async move {
            entered.notify_one();
            release.notified().await;
            "done"
        }
    })
}

fn options() -> ListenerOptions {
    ListenerOptions { header_timeout: SHORT, linger: SHORT, grace: SHORT, ..ListenerOptions::default() }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset ends it as well as an end of file does.
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.expect("closed");
    String::from_utf8(answer).unwrap()
}

fn chunked(path: &str, chunk: usize, chunks: usize) -> String {
    let body = format!("{chunk:x}\r\n{}\r\n", "x".repeat(chunk)).repeat(chunks);
    format!("POST {path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{body}0\r\n\r\n")
}

fn starts(answer: &str, status: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
}
