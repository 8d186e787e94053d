//! A signed-in read of one school over HTTP (session, policy, SQL, JSON), against `pgbench` with the same statements on as many
//! connections. Client, server and Postgres share the machine; the client's share of its processors is said.

use std::{path::PathBuf, process::Stdio};

use anyhow::{Result, ensure};
use huixin::{
    codes::{Place, ProvinceCode},
    config::RULES_VERSION,
};
use sqlx::Connection;

use crate::{
    Row,
    client::{self, Run, cpu_seconds},
    import, median,
    node::{CONNECTIONS, Node},
    pgbench,
};

const ROUNDS: usize = 3;
const SECONDS: u64 = 6;
pub const SCHOOL: &str = "4151000001";

/// What is read.
pub fn path() -> String {
    format!("/provinces/51/schools/{SCHOOL}")
}

/// A node with every school, and somebody of Sichuan who reads.
pub async fn node() -> Result<Node> {
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    import::national(&node).await?;
    let province: ProvinceCode = "51".parse()?;
    node.appoint(Place::Province(province), "prov_admin", "reader").await?;
    Ok(node)
}

pub async fn run() -> Result<Vec<Row>> {
    let node = node().await?;
    let cookie = node.sign_in("51", "reader")?;
    let yardstick = Yardstick::write(&node).await?;
    let server = node.config.listen[0];
    let request = client::get(server, &path(), &cookie);
    let served = node.serve()?;
    client::run(server, &request, CONNECTIONS, 2)?;
    yardstick.run(&node, 1)?;
    let (mut rounds, mut shares) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = Used::now(&node, &served.0);
        let http = client::run(server, &request, CONNECTIONS, SECONDS)?;
        shares.push(Used::now(&node, &served.0).since(&before));
        rounds.push((http, yardstick.run(&node, SECONDS)?));
    }
    let row = row(&rounds, &shares);
    let (memory, one) = (client::memory_mib(served.0.id(), "VmRSS")?, client::run(server, &request, 1, 2)?);
    println!(
        "one connection: {:.0} a second, p50 {:.2} ms; the server holds {:.0} MiB",
        one.per_second,
        one.quantile(0.5),
        memory
    );
    drop(served);
    node.stop().await?;
    Ok(vec![row])
}

fn row(rounds: &[(Run, f64)], shares: &[Used]) -> Row {
    for ((http, pgbench), used) in rounds.iter().zip(shares) {
        println!(
            "HTTP {:.0}/s (p50 {:.2} ms, p99 {:.2} ms; processor seconds: client {:.1}, server {:.1}, Postgres {:.1}); pgbench {pgbench:.0}/s",
            http.per_second,
            http.quantile(0.5),
            http.quantile(0.99),
            used.client,
            used.server,
            used.postgres,
        );
    }
    let of = |measure: fn(&(Run, f64)) -> f64| median(rounds.iter().map(measure).collect());
    let ratio = of(|(http, pgbench)| http.per_second / pgbench);
    let share = median(shares.iter().map(|u| u.client / (u.client + u.server + u.postgres)).collect());
    Row {
        what: format!(
            "signed-in read of one school over HTTP, {CONNECTIONS} connections: {:.0} a second, p50 {:.2} ms, p99 {:.2} ms \
             (the client uses {:.0} % of the processor time)",
            of(|(http, _)| http.per_second),
            of(|(http, _)| http.quantile(0.5)),
            of(|(http, _)| http.quantile(0.99)),
            share * 100.0
        ),
        yardstick: format!(
            "`pgbench -M prepared`, the same statements and connections: {:.0} a second",
            of(|(_, pgbench)| *pgbench)
        ),
        ratio: format!("{ratio:.2} of its rate"),
        target: "≥ 0.3",
        met: ratio >= 0.3,
    }
}

/// Processor seconds used so far.
struct Used {
    client: f64,
    server: f64,
    postgres: f64,
}

impl Used {
    fn now(node: &Node, served: &std::process::Child) -> Self {
        let (me, server, postgres) = (std::process::id() as i32, served.id() as i32, node.postgres.pid());
        Self {
            client: cpu_seconds(|pid, _| pid == me),
            server: cpu_seconds(|pid, _| pid == server),
            postgres: cpu_seconds(|_, parent| parent == postgres),
        }
    }

    fn since(self, before: &Self) -> Self {
        Self {
            client: self.client - before.client,
            server: self.server - before.server,
            postgres: self.postgres - before.postgres,
        }
    }
}

/// `pgbench` with the product's own statement texts: the school at full speed, and the session once a second, as a node asks.
struct Yardstick {
    school: PathBuf,
    session: PathBuf,
    session_hash: String,
}

impl Yardstick {
    async fn write(node: &Node) -> Result<Self> {
        // pgbench knows no null parameter; a caller who reaches the whole province has none here.
        let school = pgbench::script(
            node,
            "school.sql",
            "where s.id = $2 and ($1::text[] is null",
            &["null::text[]", ":school"],
        )?;
        let (idle, lasts) = ("now() - interval '1 hour'", "now() - interval '90 days'");
        let values = [":hash", "now()", idle, ":network", "current_date", ":rules", lasts];
        let session =
            pgbench::script(node, "session.sql", "join account a on a.id = s.account_id\n           where", &values)?;
        let mut admin = sqlx::PgConnection::connect_with(&node.postgres.options("huixin")).await?;
        let session_hash =
            sqlx::query_scalar("select token_hash::text from province_51.session").fetch_one(&mut admin).await?;
        Ok(Self { school, session, session_hash })
    }

    /// Transactions a second.
    fn run(&self, node: &Node, seconds: u64) -> Result<f64> {
        let mut sessions = pgbench::command(node, "province_51", seconds)?;
        let (hash, rules) = (format!("hash={}", self.session_hash), format!("rules={RULES_VERSION}"));
        sessions.args(["-R", "1", "-D", &hash, "-D", &rules, "-D", "network=127.0.0.0/24", "-f"]).arg(&self.session);
        let mut beside = sessions.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut schools = pgbench::command(node, "province_51_read", seconds)?;
        let school = format!("school={SCHOOL}");
        schools.args(["-c", &CONNECTIONS.to_string(), "-j", "2", "-D", &school, "-f"]).arg(&self.school);
        let rate = pgbench::rate(&mut schools)?;
        ensure!(beside.wait()?.success(), "pgbench could not look sessions up");
        Ok(rate)
    }
}
