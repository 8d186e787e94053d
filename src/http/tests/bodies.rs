//! Bodies too large, too slow or without end.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

#[tokio::test]
async fn a_body_is_limited_with_and_without_a_length() {
    let site = Site::open(options()).await;
    let sized = |length: u64| format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n\r\n");
    starts(&site.ask(format!("{}{}", sized(KIB), "x".repeat(1 << 10))).await, 200);
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
        write.write_all(chunked("/echo", 0, 0).trim_end_matches("0\r\n\r\n").as_bytes()).await.unwrap();
        while write.write_all(b"4\r\nwiki\r\n").await.is_ok() {}
    });
    let mut head = [0; 12];
    tokio::time::timeout(Duration::from_secs(20), read.read_exact(&mut head)).await.expect("answered").unwrap();
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
    tokio::time::timeout(Duration::from_secs(20), read.read_exact(&mut answer)).await.expect("answered").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    drop(read);
    drip.await.unwrap();
}
