//! A cluster through its whole life, against the system's real binaries.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{Postgres, PostgresOptions};

const HOLD: &str = "HUIXIN_TEST_HOLD_CLUSTER";

fn options(dir: &Path) -> PostgresOptions {
    PostgresOptions { durable: false, max_connections: 20, ..PostgresOptions::new(dir) }
}

async fn connect(postgres: &Postgres) -> PgConnection {
    postgres.options("postgres").connect().await.unwrap()
}

async fn make_row(postgres: &Postgres) {
    let mut connection = connect(postgres).await;
    sqlx::raw_sql("create table kept (id int); insert into kept values (7)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn row(postgres: &Postgres) -> i32 {
    sqlx::query_scalar("select id from kept").fetch_one(&mut connect(postgres).await).await.unwrap()
}

#[tokio::test]
async fn a_second_start_is_quick_and_keeps_data_port_and_password() {
    let dir = tempfile::tempdir().unwrap();
    let first = Postgres::start(options(dir.path())).await.unwrap();
    make_row(&first).await;
    let url = first.url("postgres");
    first.stop().await.unwrap();

    let began = Instant::now();
    let second = Postgres::start(options(dir.path())).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!((row(&second).await, second.url("postgres")), (7, url));
}

#[tokio::test]
async fn nobody_enters_without_the_password() {
    let dir = tempfile::tempdir().unwrap();
    let postgres = Postgres::start(options(dir.path())).await.unwrap();
    let wrong = postgres.options("postgres").password("wrong").connect().await.unwrap_err();
    assert_eq!(wrong.as_database_error().unwrap().code().unwrap(), "28P01");
    let socket = postgres.options("postgres").socket(postgres.socket_dir().unwrap()).password("wrong");
    assert_eq!(socket.connect().await.unwrap_err().as_database_error().unwrap().code().unwrap(), "28P01");
}

#[tokio::test]
async fn one_directory_has_one_owner() {
    let dir = tempfile::tempdir().unwrap();
    let _held = Postgres::start(options(dir.path())).await.unwrap();
    let error = Postgres::start(options(dir.path())).await.unwrap_err().to_string();
    assert!(error.ends_with("is in use by another huixin process"), "{error}");
}

#[tokio::test]
async fn a_postmaster_killed_outright_is_repaired() {
    let dir = tempfile::tempdir().unwrap();
    let durable = PostgresOptions { durable: true, ..options(dir.path()) };
    let first = Postgres::start(durable).await.unwrap();
    make_row(&first).await;
    // A backend at work does not notice that its postmaster is gone: it must be ended too.
    let mut busy = connect(&first).await;
    let sleeping = tokio::spawn(async move { sqlx::query("select pg_sleep(600)").execute(&mut busy).await });
    let mut observer = connect(&first).await;
    let mut asleep = false;
    while !asleep {
        let query = "select count(*) > 0 from pg_stat_activity where wait_event = 'PgSleep'";
        asleep = sqlx::query_scalar(query).fetch_one(&mut observer).await.unwrap();
    }
    let postmaster = rustix::process::Pid::from_raw(first.pid()).unwrap();
    rustix::process::kill_process(postmaster, rustix::process::Signal::KILL).unwrap();
    drop(first);

    let second = Postgres::start(options(dir.path())).await.unwrap();
    assert!(sleeping.await.unwrap().is_err());
    assert_eq!(row(&second).await, 7);
}

/// In the inner run (the variable names a directory) this only holds a cluster until it is killed.
#[tokio::test]
async fn a_cluster_ends_with_its_owner_and_starts_again() {
    if let Some(dir) = std::env::var_os(HOLD) {
        let durable = PostgresOptions { durable: true, ..options(Path::new(&dir)) };
        let held = Postgres::start(durable).await.unwrap();
        make_row(&held).await;
        announce(held.pid());
        std::future::pending::<()>().await;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "cluster::tests::a_cluster_ends_with_its_owner_and_starts_again"])
        .env(HOLD, dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    let old = lines.find_map(|line| line.unwrap().split("postmaster ").nth(1)?.parse::<i32>().ok()).unwrap();
    owner.kill().unwrap();
    owner.wait().unwrap();

    let again = Postgres::start(options(dir.path())).await.unwrap();
    assert_ne!(again.pid(), old);
    assert!(std::fs::read_link(format!("/proc/{old}/exe")).is_err(), "the old postmaster has ended");
    assert_eq!(row(&again).await, 7);
}

fn announce(pid: i32) {
    use std::io::Write;
    writeln!(std::io::stdout(), "postmaster {pid}").unwrap();
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let dir = tempfile::tempdir().unwrap();
    let error = Postgres::start(PostgresOptions { port: Some(port), ..options(dir.path()) }).await.unwrap_err();
    assert_eq!(error.to_string(), format!("the database's port {port} is taken"));
}
