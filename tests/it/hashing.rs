//! Passwords are hashed in processes of their own, which stand still while requests are answered and end with the node.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use huixin::{
    config::PasswordProfile::Djbh3,
    crypto::passwords::{PasswordError, Passwords, Rules, Whose, at_once, turns::PATIENCE},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::{
    harness::{Program, TestApp, people::*},
    kill,
};

const HUIXIN: &str = env!("CARGO_BIN_EXE_huixin");

/// Value of a line of proc(5), status; nothing where the process is gone.
fn status(pid: u32, line: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|l| Some(l.strip_prefix(line)?.trim_start_matches([':', '\t']).to_owned()))
}

/// Processes that hash for this one.
fn hashing_for(parent: u32) -> Vec<u32> {
    let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let ours = |pid: &u32| {
        let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        words.ends_with(b"\0passwords\0") && status(*pid, "PPid").is_some_and(|ppid| ppid == parent.to_string())
    };
    pids.filter(ours).collect()
}

fn send(pid: u32, signal: Signal) {
    kill_process(Pid::from_raw(pid.try_into().unwrap()).unwrap(), signal).unwrap();
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[tokio::test]
async fn a_process_comes_to_the_same_is_replaced_when_it_is_killed_and_ends_with_who_uses_it() {
    let here = Passwords::new(Rules::of(Djbh3), 1, Duration::from_secs(60));
    let apart = here.clone().apart(HUIXIN.as_ref());
    assert_eq!(hashing_for(std::process::id()), [0; 0], "it starts when it is wanted");
    let text = "春眠 \"Correct\" \\ horse 1";
    let new = here.accept(text, "", &Whose::default()).unwrap();
    let hash = apart.hash(&new).await.unwrap();
    assert_eq!(here.verify(text, Some(&hash)).await, Ok(true));
    for (typed, hash, right) in [
        (text, Some(&*hash), Ok(true)),
        ("wrong", Some(&hash), Ok(false)),
        ("line\nfeed\r\n", Some(&hash), Ok(false)),
        (text, None, Ok(false)),
        (text, Some("not a hash"), Err(PasswordError::Failed)),
        (text, Some(&hash), Ok(true)),
    ] {
        assert_eq!(apart.verify(typed, hash).await, right, "{typed}");
    }
    let [first] = hashing_for(std::process::id())[..] else { panic!("one at once needs one process") };
    let environment = fs::read(format!("/proc/{first}/environ")).unwrap();
    assert!(environment.is_empty(), "{}", String::from_utf8_lossy(&environment));

    send(first, Signal::KILL);
    eventually("it survives", || status(first, "State").is_none_or(|state| state.starts_with('Z')));
    assert_eq!(apart.verify(text, Some(&hash)).await, Ok(true));
    eventually("it is not reaped", || status(first, "State").is_none());
    let [second] = hashing_for(std::process::id())[..] else { panic!("one at once needs one process") };
    drop(apart);
    eventually("it outlives who used it", || status(second, "State").is_none());

    let nowhere = here.apart("/nowhere/huixin".as_ref());
    assert_eq!(nowhere.verify(text, Some(&hash)).await, Err(PasswordError::Failed), "no process, no answer");
}

/// Ask on a connection of one's own.
fn ask(address: &str, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// The whole answer.
fn sign_in(address: &str) -> String {
    let body = json!({ "realm": PROV_ADMIN.realm, "login": PROV_ADMIN.login, "password": PASSWORD }).to_string();
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut answer = String::new();
    ask(address, &[head, body].concat()).read_to_string(&mut answer).unwrap();
    answer
}

/// A request whose body never comes to its end.
fn endless(address: &str) -> TcpStream {
    ask(
        address,
        &format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{{"
        ),
    )
}

/// A request that Postgres answers when it can.
fn blocked(address: &str, cookie: &str) -> TcpStream {
    ask(
        address,
        &format!("GET /api/v1/registrations HTTP/1.1\r\nhost: {address}\r\ncookie: __Host-huixin={cookie}\r\n\r\n"),
    )
}

/// Sign in; whether this process stood still meanwhile, and how long it took.
fn signs_in(address: &str, process: u32) -> (bool, Duration) {
    let start = Instant::now();
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| sign_in(address));
        let mut stood = false;
        while !answer.is_finished() {
            stood |= status(process, "State").is_some_and(|state| state.starts_with('T'));
        }
        let answer = answer.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        (stood, start.elapsed())
    })
}

#[tokio::test]
async fn what_is_hashed_stands_still_while_requests_are_answered_and_is_done_all_the_same() {
    let app = TestApp::start().await;
    let dir = tempfile::tempdir().unwrap();
    let served = Program::on(&app, dir.path(), &[]).serve(&[], &dir.path().join("log")).await;
    let (address, places) = (&*served.address, at_once(std::thread::available_parallelism().unwrap().get()));
    let [process] = hashing_for(served.pid())[..] else { panic!("nobody hashes apart from the first") };
    let slow: Vec<TcpStream> = (0..places).map(|_| endless(address)).collect();
    // By its end the server has read what there is of them.
    signs_in(address, process);
    for _ in 0..5 {
        assert!(!signs_in(address, process).0, "neither who waits for it nor who sends nothing takes its core");
    }
    drop(slow);

    let cookie = app.session("51", app.account(&PROV_ADMIN).await).await;
    let mut holder = app.admin.begin().await.unwrap();
    sqlx::query("lock table province_51.registration").execute(&mut *holder).await.unwrap();
    let requests: Vec<TcpStream> = (0..places).map(|_| blocked(address, &cookie)).collect();
    let waiting =
        "select count(*) > 0 from pg_locks where relation = 'province_51.registration'::regclass and not granted";
    assert!(kill::until(&app.admin, waiting, || false).await, "nobody waits for the table");
    eventually("it hashed beside requests", || signs_in(address, process).0);
    let (stood, took) = signs_in(address, process);
    assert!(stood && took > PATIENCE && took < Duration::from_secs(4), "it insisted after {took:?}");
    assert!(app.one::<bool>(waiting).await, "they were answered");
    holder.rollback().await.unwrap();
    for mut request in requests {
        let mut start = [0; 12];
        request.read_exact(&mut start).unwrap();
        assert_eq!(&start, b"HTTP/1.1 200");
    }

    send(process, Signal::STOP);
    let (_, took) = signs_in(address, process);
    assert!(took > Duration::from_secs(5), "one that somebody else stopped was not waited for");
    let [other] = hashing_for(served.pid())[..] else { panic!("it was not replaced") };
    assert_ne!(other, process);

    send(other, Signal::STOP);
    drop(served);
    eventually("it outlives its node", || status(other, "State").is_none_or(|state| state.starts_with('Z')));
    app.done().await;
}
