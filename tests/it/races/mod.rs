//! Revocations raced by sessions in use: on the same node nothing succeeds that begins after the revocation was answered, on another
//! node nothing that begins a second after its commit, with Redis up, down, and reachable but silent.
//!
//! `HUIXIN_RACES=10000` runs so many in all; without it a few hundred are run.

mod people;
mod proxy;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use huixin::{
    access::{ReadSchool, Request},
    app::App,
    ids::AccountId,
};
use tokio::{sync::watch, task::JoinSet, time::sleep_until};

use crate::harness::{TestApp, cluster, people::*};
use people::{KINDS, Racer, Stable};
use proxy::Proxy;

/// The bound of the design on another node.
const ELSEWHERE: Duration = Duration::from_secs(1);

/// What is known of a revocation: not later than when it was committed, and that its caller has been answered.
#[derive(Clone, Copy, Default)]
struct Known {
    committed: Option<Instant>,
    answered: bool,
}

type Course = Arc<watch::Sender<Known>>;

/// Whether a request that begins now would be let in: the session is found, and the policy permits what it is used for.
async fn let_in(node: &App, cookie: &str) -> bool {
    let request = Request { address: Some([127, 0, 0, 1].into()), ..Request::default() };
    let caller = match node.sessions.resolve(cookie, &request).await {
        Ok(caller) => caller,
        Err(error) => {
            assert_eq!(error.code(), "session_ended", "{error:?}");
            return false;
        }
    };
    node.db.policy().permit::<ReadSchool>(caller.standing, &caller.assignments).is_ok()
}

fn moment(most: u64) -> Duration {
    Duration::from_micros(rand::random_range(0..most * 1_000))
}

/// Uses a session on the node where it is revoked, from before until some time after.
async fn here(node: App, cookie: String, course: Course) {
    tokio::time::sleep(moment(8)).await;
    let mut afterwards = 3;
    while afterwards > 0 {
        let answered = course.borrow().answered;
        let ok = let_in(&node, &cookie).await;
        assert!(!(ok && answered), "let in on the same node after the revocation was answered");
        if !ok {
            course
                .send_if_modified(|known| known.committed.replace(known.committed.unwrap_or(Instant::now())).is_none());
        }
        afterwards -= u8::from(answered);
        tokio::time::sleep(moment(4)).await;
    }
}

/// Uses it on another node, until a second after; how long after the commit somebody was let in last.
async fn elsewhere(node: App, cookie: String, course: Course) -> Duration {
    let (mut heard, mut latest) = (course.subscribe(), Duration::ZERO);
    loop {
        let begun = Instant::now();
        let ok = let_in(&node, &cookie).await;
        let after = course.borrow().committed.map(|at| begun.saturating_duration_since(at));
        match after {
            Some(after) if after >= ELSEWHERE => {
                assert!(!ok, "let in on another node {after:?} after the commit");
                return latest;
            }
            Some(after) if ok => latest = latest.max(after),
            _ => {}
        }
        let soon = Instant::now() + moment(200);
        let bound = course.borrow().committed.map(|at| at + ELSEWHERE);
        tokio::select! {
            () = sleep_until(bound.map_or(soon, |bound| soon.min(bound)).into()) => {}
            // Until then nobody knows when the second ends.
            _ = heard.wait_for(|known| known.committed.is_some()), if bound.is_none() => {}
        }
    }
}

/// One revocation of every kind, each raced by its sessions; how long after a commit somebody was let in elsewhere.
async fn round(stable: &Stable, other: &TestApp) -> Duration {
    let app = &stable.app;
    let (mut races, mut revocations) = (JoinSet::new(), JoinSet::new());
    let mut ahead = JoinSet::new();
    for kind in KINDS {
        for (racers, revoke) in stable.line_up(kind).await {
            let course = Course::default();
            for Racer { cookie } in racers {
                ahead.spawn(here(app.node.clone(), cookie.clone(), Arc::clone(&course)));
                ahead.spawn(here(app.node.clone(), cookie.clone(), Arc::clone(&course)));
                races.spawn(elsewhere(other.node.clone(), cookie, Arc::clone(&course)));
            }
            revocations.spawn(async move {
                tokio::time::sleep(moment(8)).await;
                let answer = revoke.await;
                assert!((200..300).contains(&answer.status), "{kind:?}: {}", answer.body);
                course.send_modify(|known| known.answered = true);
            });
        }
    }
    revocations.join_all().await;
    ahead.join_all().await;
    let latest = races.join_all().await.into_iter().max().unwrap_or_default();
    stable.restore().await;
    latest
}

fn rounds() -> usize {
    let all = std::env::var("HUIXIN_RACES").map_or(0, |races| races.parse::<usize>().unwrap());
    // Three tests share them.
    (all / 3).div_ceil(people::PER_ROUND).max(1)
}

#[expect(clippy::print_stdout, reason = "how many races were run is a figure that people read")]
async fn run(redis: &str, app: TestApp) {
    let other = app.another_node().await;
    let stable = Stable::of(app).await;
    let mut latest = Duration::ZERO;
    for _ in 0..rounds() {
        latest = latest.max(round(&stable, &other).await);
    }
    let races = rounds() * people::PER_ROUND;
    println!("Redis {redis}: {races} races; let in elsewhere {} ms after a commit at the latest", latest.as_millis());
    other.leave_jobs_and_mails().await;
    stable.app.leave_jobs_and_mails().await;
}

async fn start(redis: &str) -> TestApp {
    let url = Some(redis.to_owned());
    TestApp::start_with(move |config| (config.redis_url, config.database.pool) = (url, 6)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_redis_up_a_revocation_wins_every_race() {
    let app = start(&cluster().redis_url.expect("redis-server is installed for tests")).await;
    run("up", app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_redis_down_a_revocation_wins_every_race() {
    run("down", start("redis://127.0.0.1:1/").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_redis_silent_a_revocation_wins_every_race() {
    let proxy = Proxy::start(&cluster().redis_url.expect("redis-server is installed for tests")).await;
    let app = start(&proxy.url).await;
    let mut heard = app.node.cache.subscribe("races");
    let told = async {
        loop {
            app.node.cache.publish("races", "ready").await;
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { _ = heard.next() => {}, () = told => {} }
    proxy.fall_silent();
    run("silent", app).await;
}

/// Between the question to the database and its answer the session ends: what the question found is not remembered for longer than
/// the end allows.
#[tokio::test]
async fn what_was_asked_before_an_end_is_not_remembered_after_it() {
    let app = TestApp::start().await;
    // In process the two hear nothing of each other.
    let other = app.another_node().await;
    let account = app.account(&PROV_ANALYST).await;
    let cookie = app.session("51", account).await;
    app.sql(
        "alter function ministry.place_state() rename to place_state_at_once;
         create function ministry.place_state() returns text language plpgsql security definer as $$ begin
             perform pg_sleep(0.4);
             return ministry.place_state_at_once();
         end $$",
    )
    .await;
    let ask = |node: &App| {
        let (node, cookie) = (node.clone(), cookie.clone());
        tokio::spawn(async move { let_in(&node, &cookie).await })
    };
    let (asked_here, asked_there) = (ask(&app.node), ask(&other.node));
    let under_way =
        "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()";
    while app.one::<i64>(under_way).await < 2 {}
    app.sql("delete from province_51.session").await;
    let committed = Instant::now();
    app.node.sessions.drop_everywhere(AccountId(account)).await;
    assert!(asked_here.await.unwrap() && asked_there.await.unwrap(), "both were found before the end");
    assert!(!let_in(&app.node, &cookie).await, "remembered on the same node");
    let mut begun = Instant::now();
    while let_in(&other.node, &cookie).await {
        assert!(begun - committed < ELSEWHERE, "let in {:?} after the commit", begun - committed);
        tokio::time::sleep(Duration::from_millis(10)).await;
        begun = Instant::now();
    }
    other.leave_jobs_and_mails().await;
    app.done().await;
}
