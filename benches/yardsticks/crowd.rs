//! People who sign in, two hundred a second, however many are still waiting; many more than can be served, since each check of a
//! password takes a core for a while. Beside them callers read at their own moderate pace, by the clock too. Against the same reads
//! without the crowd, in turns in the same run; and the memory of the server, with what hashes for it, against what its own bounds
//! allow.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use huixin::crypto::passwords;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::{JoinHandle, JoinSet},
    time::MissedTickBehavior,
};

use crate::{
    Row,
    client::{self, Run, memory_mib, memory_of_all_mib},
    median,
    node::{Node, PASSWORD},
    read,
};

/// Sign-ins offered a second.
const OFFERED: u32 = 200;
/// Accounts that sign in by turns.
const PEOPLE: u64 = 1_000;
/// Callers who read, and how often each: a busy school, and cores left to be fought for.
const READERS: u32 = 2;
const PACE: Duration = Duration::from_millis(10);
/// MiB that the server may hold for those who wait for their turn, and for those who come and are refused.
const PASSING: f64 = 32.0;
/// As long as a password check may wait for its turn, and more: by then the server refuses as many as it ever will.
const SETTLE: u64 = 6;
const SECONDS: u64 = 15;
const ROUNDS: usize = 3;

pub async fn run() -> Result<Vec<Row>> {
    let node = read::node().await?;
    people(&node).await?;
    let server = node.config.listen[0];
    let request = client::get(server, &read::path(), &node.sign_in("51", "reader")?);
    let served = node.serve()?;
    let read = |seconds| client::paced(server, &request, READERS, PACE, seconds);
    if let Err(refused) = std::thread::spawn(client::go_first).join().expect("a thread ends") {
        println!("the readers wait for the server's cores, too, which makes what they measure longer: {refused}");
    }
    read(2)?;
    let before = memory_mib(served.0.id(), "VmHWM")?;
    let (mut rounds, mut answers) = (Vec::new(), Answers::default());
    for _ in 0..ROUNDS {
        let alone = read(SECONDS)?;
        let crowd = offer(server, Duration::from_secs(SETTLE + SECONDS));
        tokio::time::sleep(Duration::from_secs(SETTLE)).await;
        let beside = read(SECONDS)?;
        answers.add(crowd.await??);
        rounds.push((alone, beside));
    }
    let most = memory_of_all_mib(served.0.id(), "VmHWM")?;
    drop(served);
    node.stop().await?;
    Ok(vec![waiting(&rounds, &answers), memory(before, most)?])
}

/// Accounts with the password that everybody has here.
async fn people(node: &Node) -> Result<()> {
    let mut admin = PgConnection::connect_with(&node.postgres.options("huixin")).await?;
    let people = format!(
        "set search_path = province_51;
         insert into account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, state, created_at, updated_at)
         select gen_random_uuid(), 'crowd.' || i, name, name_pinyin, name_initials, email_sealed, email_masked, state, created_at, updated_at
         from account, generate_series(1, {PEOPLE}) i where login = 'reader';
         insert into assignment (id, account_id, role, created_at)
         select gen_random_uuid(), a.id, x.role, x.created_at
         from account a, assignment x join account r on r.id = x.account_id where a.login like 'crowd.%' and r.login = 'reader';
         insert into credential (account_id, password_hash, changed_at)
         select a.id, c.password_hash, c.changed_at
         from account a, credential c join account r on r.id = c.account_id where a.login like 'crowd.%' and r.login = 'reader'"
    );
    sqlx::raw_sql(AssertSqlSafe(people)).execute(&mut admin).await?;
    Ok(admin.close().await?)
}

/// How many were answered with each status.
#[derive(Default)]
struct Answers(BTreeMap<u16, u64>);

impl Answers {
    fn add(&mut self, other: Self) {
        for (status, count) in other.0 {
            *self.0.entry(status).or_default() += count;
        }
    }
}

/// Let people arrive by the clock for so long; ends when the last of them has an answer.
fn offer(server: SocketAddr, life: Duration) -> JoinHandle<Result<Answers>> {
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(Duration::from_secs(1) / OFFERED);
        clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (start, mut crowd) = (Instant::now(), JoinSet::new());
        for person in 0.. {
            clock.tick().await;
            if start.elapsed() > life {
                break;
            }
            crowd.spawn(sign_in(server, person % PEOPLE + 1));
        }
        let mut answers = Answers::default();
        while let Some(status) = crowd.join_next().await {
            *answers.0.entry(status??).or_default() += 1;
        }
        Ok(answers)
    })
}

/// On a connection of one's own, as a browser comes; the answer's status.
async fn sign_in(server: SocketAddr, person: u64) -> Result<u16> {
    let body =
        serde_json::json!({ "realm": "51", "login": format!("crowd.{person}"), "password": PASSWORD }).to_string();
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (mut stream, mut answer) = (TcpStream::connect(server).await?, Vec::new());
    stream.write_all(request.as_bytes()).await?;
    stream.read_to_end(&mut answer).await?;
    let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let status = status.with_context(|| format!("no answer: {}", String::from_utf8_lossy(&answer)))?;
    ensure!([200, 503].contains(&status), "{}", String::from_utf8_lossy(&answer));
    Ok(status)
}

fn waiting(rounds: &[(Run, Run)], answers: &Answers) -> Row {
    for (alone, beside) in rounds {
        let times = |run: &Run| [0.5, 0.9, 0.99, 0.999].map(|share| run.quantile(share));
        println!(
            "reads alone, p50, p90, p99, p99.9: {:.2?} ms; beside sign-ins: {:.2?} ms",
            times(alone),
            times(beside)
        );
    }
    println!("sign-ins by status: {:?}", answers.0);
    let of = |measure: fn(&(Run, Run)) -> f64| median(rounds.iter().map(measure).collect());
    let (alone, beside) = (of(|(alone, _)| alone.quantile(0.99)), of(|(_, beside)| beside.quantile(0.99)));
    let times = of(|(alone, beside)| beside.quantile(0.99) / alone.quantile(0.99));
    let every = f64::from(READERS) / PACE.as_secs_f64();
    let took = ROUNDS as f64 * (SETTLE + SECONDS) as f64;
    let rate = |status| *answers.0.get(&status).unwrap_or(&0) as f64 / took;
    Row {
        what: format!(
            "{every:.0} signed-in reads a second while {OFFERED} sign-ins a second are offered ({:.0} let in, {:.0} told to try later): p99 {beside:.2} ms",
            rate(200),
            rate(503)
        ),
        yardstick: format!("the same reads alone: p99 {alone:.2} ms"),
        ratio: format!("{times:.2} ×"),
        target: "≤ 2 ×",
        met: times <= 2.0,
    }
}

/// One computation's memory for each place, and as much as all who wait, come and go may take.
fn memory(before: f64, most: f64) -> Result<Row> {
    let places = passwords::at_once(std::thread::available_parallelism()?.get());
    let hashing = places as f64 * f64::from(passwords::MEMORY_KIB) / 1024.0;
    let bound = before + hashing + PASSING;
    Ok(Row {
        what: format!("the memory of the server and the process that hashes meanwhile, at most: {most:.0} MiB"),
        yardstick: format!(
            "before: {before:.0} MiB; {places} hashed at once: {hashing:.0} MiB; those who wait, come and go: {PASSING:.0} MiB"
        ),
        ratio: format!("{:.2} ×", most / bound),
        target: "≤ 1 ×",
        met: most <= bound,
    })
}
