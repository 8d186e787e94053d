//! How connections end, and how many there may be.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

#[tokio::test]
async fn a_reader_who_does_not_read_is_cut() {
    let output = Patience { stall: SHORT, rate: 1, total: Duration::from_secs(60) };
    let site = Site::open(ListenerOptions { output, grace: Duration::from_secs(60), ..options() }).await;
    let mut stream = site.connect().await;
    stream.write_all(b"GET /big HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
    stream.read_exact(&mut [0; 1]).await.unwrap();
    site.shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(20), site.served).await.expect("cut").unwrap();
}

#[tokio::test]
async fn shutdown_finishes_what_is_under_way_and_nothing_else() {
    let site = Site::open(ListenerOptions { grace: Duration::from_secs(20), ..options() }).await;
    let mut idle = site.connect().await;
    let mut busy = site.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
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
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
    site.entered.notified().await;
    site.shutdown.cancel();
    assert_eq!(read_to_end(&mut busy).await, "");
    site.served.await.unwrap();
}

#[tokio::test]
async fn more_connections_than_allowed_wait_their_turn() {
    let site = Site::open(ListenerOptions { max_connections: 1, ..options() }).await;
    let mut first = site.connect().await;
    first.write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await.unwrap();
    site.entered.notified().await;
    let mut second = site.connect().await;
    second.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await.unwrap();
    assert!(tokio::time::timeout(SHORT, second.read_exact(&mut [0; 1])).await.is_err());
    site.release.notify_one();
    starts(&read_to_end(&mut first).await, 200);
    drop(first);
    assert!(read_to_end(&mut second).await.ends_with("hello"));
}
