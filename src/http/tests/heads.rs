//! Heads and framing that no honest client sends.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

#[tokio::test]
async fn a_head_too_long_or_too_full_is_refused() {
    let site = Site::open(options()).await;
    let fields = |count: usize| (0..count).map(|n| format!("X-{n}: 1\r\n")).collect::<String>();
    starts(&site.ask(format!("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n", fields(62))).await, 200);
    starts(&site.ask(format!("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n", fields(63))).await, 431);
    let long = format!("GET / HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n", "x".repeat(64 << 10));
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
    let _ = tokio::time::timeout(20 * SHORT, read.read_to_end(&mut answer)).await.expect("cut");
    assert!(answer.is_empty(), "{answer:?}");
    drip.await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let site = Site::open(options()).await;
    starts(&site.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await, 200);
}

#[tokio::test]
async fn doubtful_framing_is_refused_or_ends_the_connection() {
    let site = Site::open(options()).await;
    let post = |fields: &str| format!("POST /echo HTTP/1.1\r\nHost: h\r\n{fields}\r\n");
    starts(&site.ask(post("Content-Length: 3\r\nContent-Length: 4\r\n") + "xxxx").await, 400);
    starts(&site.ask(post("Content-Length: +3\r\n") + "xxx").await, 400);
    starts(&site.ask(post("Transfer-Encoding: gzip\r\n") + "xxx").await, 400);
    starts(&site.ask(post("Content-Encoding: gzip\r\nContent-Length: 1\r\n") + "x").await, 415);
    starts(&site.ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await, 400);
    starts(&site.ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n").await, 400);

    // Chunks win over a length, and nothing after them is taken for a request.
    let both = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n";
    let smuggled = site.ask(post(both) + "3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    starts(&smuggled, 200);
    assert!(smuggled.contains("connection: close") && smuggled.ends_with("\r\n\r\n3"), "{smuggled}");
}
