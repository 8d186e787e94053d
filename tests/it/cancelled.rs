//! A caller who goes away while BEGIN is under way: the connection's next borrower must not sit in a stranger's transaction.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use huixin::{
    access::{CountFailure, SystemActor},
    codes::Place,
    db::{About, Tx},
    error::Result,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::harness::{TestApp, cluster};

/// A wire to Postgres whose answers can be held back.
async fn wire(port: u16, held: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ours = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (mut from_client, mut to_client) = client.into_split();
            let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
            let held = Arc::clone(&held);
            tokio::spawn(async move {
                let mut bytes = [0; 16384];
                while let Ok(n @ 1..) = from_server.read(&mut bytes).await {
                    while held.load(Ordering::SeqCst) {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                    if to_client.write_all(&bytes[..n]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    ours
}

async fn begin(app: &TestApp) -> Result<Tx<CountFailure>> {
    app.node.db.begin_as_system(SystemActor::System("test"), Place::Province("51".parse().unwrap())).await
}

#[tokio::test]
async fn a_begin_cancelled_half_way_never_reaches_the_next_borrower() {
    let held = Arc::new(AtomicBool::new(false));
    let port = wire(cluster().port, Arc::clone(&held)).await;
    let app = TestApp::start_with(|config| (config.database.port, config.database.pool) = (port, 1)).await;
    let written = "select count(*) from province_51.audit_log where object_id = 'next borrower'";
    for round in 0..4_i64 {
        // The connection exists and is idle: what is cancelled is BEGIN and nothing else.
        drop(begin(&app).await.unwrap());
        held.store(true, Ordering::SeqCst);
        let cancelled = tokio::time::timeout(Duration::from_millis(30), begin(&app)).await;
        assert!(cancelled.is_err(), "BEGIN was answered although the wire was held");
        held.store(false, Ordering::SeqCst);

        let tx = begin(&app).await.unwrap();
        tx.commit(About::object("test", "next borrower", round)).await.unwrap();
        assert_eq!(app.one::<i64>(written).await, round + 1, "the next borrower's commit is not visible");
    }
    let open = "select count(*) from pg_stat_activity where usename = 'province_51' and datname = current_database()
                and state like 'idle in transaction%'";
    assert_eq!(app.one::<i64>(open).await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_begin_dropped_after_any_number_of_polls_leaves_the_pool_whole() {
    let app = TestApp::start_with(|config| config.database.pool = 1).await;
    for polls in 0..12 {
        let mut begun = Box::pin(begin(&app));
        for _ in 0..polls {
            if futures_util::poll!(&mut begun).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(begun);
        let tx = begin(&app).await.unwrap();
        tx.commit(About::object("test", format!("after {polls}"), polls)).await.unwrap();
        let seen = format!("select count(*) from province_51.audit_log where object_id = 'after {polls}'");
        assert_eq!(app.one::<i64>(&seen).await, 1);
    }
    app.done().await;
}
