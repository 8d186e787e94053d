//! Whose session it is and what they may: what both cost a request, against the whole of a signed-in read over HTTP, on one connection.
//! Measured in this process by the functions that a request calls: the node's own memory of the session, the look into the database
//! that it takes anew every second, and the policy's answer. A caller who comes back after more than a second pays that look alone;
//! that share is said as well.

use std::{
    hint::black_box,
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use anyhow::Result;
use huixin::{
    access::{Operation, ReadSchool, Request},
    app::App,
    clock::Clock,
};

use crate::{
    Row,
    client::{self, Run},
    median, read,
};

const ROUNDS: usize = 3;
const SECONDS: u64 = 4;
/// Questions timed together: one alone is shorter than a look at the clock is exact.
const BATCH: u32 = 1_000;
const BATCHES: usize = 200;
/// Looks into the database.
const LOOKS: usize = 300;

pub async fn run() -> Result<Vec<Row>> {
    let node = read::node().await?;
    let cookie = node.sign_in("51", "reader")?;
    let server = node.config.listen[0];
    let request = client::get(server, &read::path(), &cookie);
    let served = node.serve()?;
    client::run(server, &request, 1, 2)?;
    let app = App::build(node.config.clone(), Clock::default()).await?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let whole = client::run(server, &request, 1, SECONDS)?;
        rounds.push((Cost::measure(&app, &cookie).await?, whole));
    }
    app.close().await;
    drop(served);
    node.stop().await?;
    Ok(vec![row(&rounds)])
}

/// Microseconds.
struct Cost {
    remembered: f64,
    look: f64,
    decision: f64,
}

impl Cost {
    async fn measure(app: &App, cookie: &str) -> Result<Self> {
        // As the server sees this machine's clients.
        let request = Request { address: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), ..Request::default() };
        let (mut remembered, mut looks, mut decisions) = (Vec::new(), Vec::new(), Vec::new());
        let caller = app.sessions.resolve(cookie, &request).await?;
        for _ in 0..BATCHES {
            let start = Instant::now();
            for _ in 0..BATCH {
                black_box(app.sessions.resolve(black_box(cookie), &request).await?);
            }
            remembered.push(microseconds(start.elapsed()) / f64::from(BATCH));
            let start = Instant::now();
            for _ in 0..BATCH {
                black_box(app.db.may(black_box(&caller), ReadSchool::ID)).map_err(|e| anyhow::anyhow!("{e:?}"))?;
            }
            decisions.push(microseconds(start.elapsed()) / f64::from(BATCH));
        }
        for _ in 0..LOOKS {
            app.sessions.drop_everywhere(caller.account).await;
            let start = Instant::now();
            black_box(app.sessions.resolve(cookie, &request).await?);
            looks.push(microseconds(start.elapsed()));
        }
        Ok(Self { remembered: median(remembered), look: median(looks), decision: median(decisions) })
    }

    /// Of a request, when one connection asks so often a second.
    fn each(&self, per_second: f64) -> f64 {
        self.remembered + self.decision + self.look / per_second
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn row(rounds: &[(Cost, Run)]) -> Row {
    let of = |measure: fn(&(Cost, Run)) -> f64| median(rounds.iter().map(measure).collect());
    let whole = of(|(_, whole)| 1e6 / whole.per_second);
    let (remembered, decision, look) = (of(|(c, _)| c.remembered), of(|(c, _)| c.decision), of(|(c, _)| c.look));
    let share = of(|(cost, whole)| cost.each(whole.per_second) * whole.per_second / 1e6);
    let seldom = of(|(cost, whole)| {
        let first = cost.remembered + cost.decision + cost.look;
        first / (first + 1e6 / whole.per_second)
    });
    println!(
        "session from memory {remembered:.2} µs, decision {decision:.2} µs, look into the database {look:.0} µs; \
         whole read {whole:.0} µs; of a first read in a second: {:.0} %",
        seldom * 100.0
    );
    Row {
        what: format!(
            "session and decision of a request: {:.2} µs (memory {remembered:.2} µs, decision {decision:.2} µs, one look a second of {look:.0} µs)",
            of(|(cost, whole)| cost.each(whole.per_second))
        ),
        yardstick: format!("the whole signed-in read over HTTP, one connection: {whole:.0} µs"),
        ratio: format!("{:.1} %", share * 100.0),
        target: "≤ 10 %",
        met: share <= 0.1,
    }
}
