//! What strangers send, over real sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::{Body, Endpoint, EndpointExt, Response, Route, endpoint::make, get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::limit::{BodyLimit, Limit, LimitError, Patience};
use super::listener::{Listener, ListenerOptions};

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
        let listener = Listener::bind(&[([127, 0, 0, 1], 0).into()], options)
            .await
            .unwrap();
        let address = listener.addresses().unwrap()[0];
        let shutdown = CancellationToken::new();
        let site = site(Arc::clone(&entered), Arc::clone(&release));
        let served = tokio::spawn(listener.serve(site, shutdown.clone()));
        Self {
            address,
            shutdown,
            served,
            entered,
            release,
        }
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
    let patience = Patience {
        stall: SHORT,
        rate: 1,
        total: 3 * SHORT,
    };
    let echo = || {
        make(|mut request| async move {
            Ok::<_, poem::Error>(request.take_body().into_vec().await?.len().to_string())
        })
    };
    let slow = make(move |_| {
        let (entered, release) = (Arc::clone(&entered), Arc::clone(&release));
        async move {
            entered.notify_one();
            release.notified().await;
            "done"
        }
    });
    Route::new()
        .at("/", get(make(|_| async { "hello" })))
        .at("/echo", post(echo()))
        .at("/school-imports", post(echo()))
        .at("/slow", get(slow))
        .at(
            "/big",
            get(make(|_| async { Body::from_vec(vec![b'x'; 32 << 20]) })),
        )
        .with(
            Limit::new(BodyLimit {
                bytes: KIB,
                patience,
            })
            .larger(
                "/school-imports",
                BodyLimit {
                    bytes: 4 * KIB,
                    patience,
                },
            ),
        )
        .catch_error(|error: LimitError| async move {
            Response::builder()
                .status(poem::error::ResponseError::status(&error))
                .body(format!("{error:?}"))
        })
        .map_to_response()
}

fn options() -> ListenerOptions {
    ListenerOptions {
        header_timeout: SHORT,
        linger: SHORT,
        grace: SHORT,
        ..ListenerOptions::default()
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset ends it as well as an end of file does.
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer))
        .await
        .expect("closed");
    String::from_utf8(answer).unwrap()
}

fn chunked(path: &str, chunk: usize, chunks: usize) -> String {
    let body = format!("{chunk:x}\r\n{}\r\n", "x".repeat(chunk)).repeat(chunks);
    format!("POST {path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{body}0\r\n\r\n")
}

fn starts(answer: &str, status: u16) {
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status} ")),
        "{answer}"
    );
}

#[tokio::test]
async fn a_head_too_long_or_too_full_is_refused() {
    let site = Site::open(options()).await;
    let fields = |count: usize| {
        (0..count)
            .map(|n| format!("X-{n}: 1\r\n"))
            .collect::<String>()
    };
    starts(
        &site
            .ask(format!(
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n",
                fields(62)
            ))
            .await,
        200,
    );
    starts(
        &site
            .ask(format!(
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n",
                fields(63)
            ))
            .await,
        431,
    );
    let long = format!(
        "GET / HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n",
        "x".repeat(64 << 10)
    );
    starts(&site.ask(long).await, 431);
}

#[tokio::test]
async fn a_dripping_head_is_cut() {
    let site = Site::open(options()).await;
    let (mut read, mut write) = site.connect().await.into_split();
    let drip = tokio::spawn(async move {
        let mut every = tokio::time::interval(SHORT / 10);
        while write.write_all(b"x").await.is_ok() {
            every.tick().await;
        }
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(20 * SHORT, read.read_to_end(&mut answer))
        .await
        .expect("cut");
    assert!(answer.is_empty(), "{answer:?}");
    drip.await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let site = Site::open(options()).await;
    starts(&site.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await, 200);
}

#[tokio::test]
async fn a_body_is_limited_with_and_without_a_length() {
    let site = Site::open(options()).await;
    let sized =
        |length: u64| format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n\r\n");
    starts(&site.ask(sized(KIB) + &"x".repeat(1 << 10)).await, 200);
    let early = site.ask(sized(KIB + 1)).await;
    starts(&early, 413);
    assert!(early.ends_with("TooLarge(1024)"), "{early}");
    starts(&site.ask(chunked("/echo", 256, 4)).await, 200);
    starts(&site.ask(chunked("/echo", 256, 5)).await, 413);
    starts(&site.ask(chunked("/school-imports", 256, 5)).await, 200);
}

#[tokio::test]
async fn an_endless_body_is_cut_and_the_answer_arrives() {
    let site = Site::open(options()).await;
    let (mut read, mut write) = site.connect().await.into_split();
    let endless = tokio::spawn(async move {
        write
            .write_all(
                chunked("/echo", 0, 0)
                    .trim_end_matches("0\r\n\r\n")
                    .as_bytes(),
            )
            .await
            .unwrap();
        while write.write_all(b"4\r\nwiki\r\n").await.is_ok() {}
    });
    let mut head = [0; 12];
    tokio::time::timeout(Duration::from_secs(20), read.read_exact(&mut head))
        .await
        .expect("answered")
        .unwrap();
    assert_eq!(&head, b"HTTP/1.1 413");
    drop(read);
    endless.await.unwrap();
}

#[tokio::test]
async fn a_stalling_and_a_dripping_body_are_cut() {
    let site = Site::open(options()).await;
    let head = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
    starts(&site.ask(format!("{head}xxx")).await, 408);

    let (mut read, mut write) = site.connect().await.into_split();
    let drip = tokio::spawn(async move {
        write.write_all(head.as_bytes()).await.unwrap();
        let mut every = tokio::time::interval(SHORT / 10);
        while write.write_all(b"x").await.is_ok() {
            every.tick().await;
        }
    });
    let mut answer = [0; 12];
    tokio::time::timeout(Duration::from_secs(20), read.read_exact(&mut answer))
        .await
        .expect("answered")
        .unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    drop(read);
    drip.await.unwrap();
}

#[tokio::test]
async fn doubtful_framing_is_refused_or_ends_the_connection() {
    let site = Site::open(options()).await;
    let post = |fields: &str| format!("POST /echo HTTP/1.1\r\nHost: h\r\n{fields}\r\n");
    starts(
        &site
            .ask(post("Content-Length: 3\r\nContent-Length: 4\r\n") + "xxxx")
            .await,
        400,
    );
    starts(&site.ask(post("Content-Length: +3\r\n") + "xxx").await, 400);
    starts(
        &site.ask(post("Transfer-Encoding: gzip\r\n") + "xxx").await,
        400,
    );
    starts(
        &site
            .ask(post("Content-Encoding: gzip\r\nContent-Length: 1\r\n") + "x")
            .await,
        415,
    );
    starts(
        &site
            .ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            .await,
        400,
    );
    starts(
        &site
            .ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n")
            .await,
        400,
    );

    // Chunks win over a length, and nothing after them is taken for a request.
    let both = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n";
    let smuggled = site
        .ask(post(both) + "3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
        .await;
    starts(&smuggled, 200);
    assert!(
        smuggled.contains("connection: close") && smuggled.ends_with("\r\n\r\n3"),
        "{smuggled}"
    );
}

#[tokio::test]
async fn a_reader_who_does_not_read_is_cut() {
    let output = Patience {
        stall: SHORT,
        rate: 1,
        total: Duration::from_secs(60),
    };
    let site = Site::open(ListenerOptions {
        output,
        grace: Duration::from_secs(60),
        ..options()
    })
    .await;
    let mut stream = site.connect().await;
    stream
        .write_all(b"GET /big HTTP/1.1\r\nHost: h\r\n\r\n")
        .await
        .unwrap();
    stream.read_exact(&mut [0; 1]).await.unwrap();
    site.shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(20), site.served)
        .await
        .expect("cut")
        .unwrap();
}

#[tokio::test]
async fn shutdown_finishes_what_is_under_way_and_nothing_else() {
    let site = Site::open(ListenerOptions {
        grace: Duration::from_secs(20),
        ..options()
    })
    .await;
    let mut idle = site.connect().await;
    let mut busy = site.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
        .await
        .unwrap();
    site.entered.notified().await;
    site.shutdown.cancel();
    assert_eq!(read_to_end(&mut idle).await, "");
    assert!(!site.served.is_finished());
    site.release.notify_one();
    let answer = read_to_end(&mut busy).await;
    assert!(answer.ends_with("\r\n\r\ndone"), "{answer}");
    site.served.await.unwrap();
    assert!(TcpStream::connect(site.address).await.is_err());
}

#[tokio::test]
async fn shutdown_cuts_what_does_not_finish_in_time() {
    let site = Site::open(options()).await;
    let mut busy = site.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
        .await
        .unwrap();
    site.entered.notified().await;
    site.shutdown.cancel();
    assert_eq!(read_to_end(&mut busy).await, "");
    site.served.await.unwrap();
}

#[tokio::test]
async fn more_connections_than_allowed_wait_their_turn() {
    let site = Site::open(ListenerOptions {
        max_connections: 1,
        ..options()
    })
    .await;
    let mut first = site.connect().await;
    first
        .write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    site.entered.notified().await;
    let mut second = site.connect().await;
    second
        .write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(
        tokio::time::timeout(SHORT, second.read_exact(&mut [0; 1]))
            .await
            .is_err()
    );
    site.release.notify_one();
    starts(&read_to_end(&mut first).await, 200);
    drop(first);
    assert!(read_to_end(&mut second).await.ends_with("hello"));
}
