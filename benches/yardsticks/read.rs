//! A signed-in read of one school over HTTP (session, policy, SQL, JSON), against `pgbench` with the same statements on as many
//! connections. Client, server and Postgres share the machine; the client's share of its processors is said.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use huixin::{
    codes::{Place, ProvinceCode},
    crypto::keys::LoginSecret,
};
use sqlx::Connection;

use crate::{
    Row,
    client::{self, Run, cpu_seconds},
    import, median,
    node::{CONNECTIONS, Node},
};

const ROUNDS: usize = 3;
const SECONDS: u64 = 6;
const SCHOOL: &str = "4151000001";

pub async fn run() -> Result<Vec<Row>> {
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    import::national(&node).await?;
    let province: ProvinceCode = "51".parse()?;
    node.appoint(Place::Province(province), "prov_admin", "reader").await?;
    let cookie = node.sign_in("51", "reader")?;
    let yardstick = Yardstick::write(&node).await?;
    let server = node.config.listen[0];
    let request = format!(
        "GET /api/v1/provinces/51/schools/{SCHOOL} HTTP/1.1\r\nhost: {server}\r\ncookie: __Host-huixin={cookie}\r\n\
         accept: application/json\r\naccept-language: zh-CN\r\n\r\n"
    );
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
    let (memory, one) = (client::resident_mib(served.0.id()), client::run(server, &request, 1, 2)?);
    println!(
        "one connection: {:.0} a second, p50 {:.2} ms; the server holds {:.0} MiB",
        one.per_second,
        one.quantile(0.5),
        memory.unwrap_or(0.0)
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
    secret: LoginSecret,
    session_hash: String,
}

impl Yardstick {
    async fn write(node: &Node) -> Result<Self> {
        let school = statement("where s.id = $2 and ($1::text[] is null")?;
        // pgbench knows no null parameter; a caller who reaches the whole province has none here.
        fs::write(node.path("school.sql"), school.replace("$1", "null::text[]").replace("$2", ":school") + ";\n")?;
        let session = statement("from session s")?;
        let session = session.replace("$1", ":hash").replace("$2", "now()").replace("$3", "now() - interval '1 hour'");
        fs::write(node.path("session.sql"), session + ";\n")?;
        let mut admin = sqlx::PgConnection::connect_with(&node.postgres.options("huixin")).await?;
        let session_hash =
            sqlx::query_scalar("select token_hash::text from province_51.session").fetch_one(&mut admin).await?;
        let secret = LoginSecret::parse(&node.config.secrets.login_secret()?)?;
        Ok(Self { secret, session_hash })
    }

    /// Transactions a second.
    fn run(&self, node: &Node, seconds: u64) -> Result<f64> {
        let bench = |role: &str| {
            let mut command = node.client("pgbench", role, &self.secret.login_password(role));
            command.env("PGOPTIONS", "-csearch_path=province_51").args([
                "-n",
                "-M",
                "prepared",
                "-T",
                &seconds.to_string(),
            ]);
            command
        };
        let mut sessions = bench("province_51");
        sessions.args(["-R", "1", "-D", &format!("hash={}", self.session_hash), "-f"]).arg(node.path("session.sql"));
        let mut beside = sessions.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn()?;
        let mut schools = bench("province_51_read");
        schools
            .args(["-c", &CONNECTIONS.to_string(), "-j", "2", "-D", &format!("school={SCHOOL}"), "-f"])
            .arg(node.path("school.sql"));
        let output = schools.output().context("pgbench is part of Debian's postgresql package")?;
        ensure!(beside.wait()?.success(), "pgbench could not look sessions up");
        let said = String::from_utf8_lossy(&output.stdout);
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.with_context(|| format!("pgbench: {said}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// The text of one of the product's statements, as the macros keep it in `.sqlx`.
fn statement(containing: &str) -> Result<String> {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx"))? {
        let kept: serde_json::Value = serde_json::from_str(&fs::read_to_string(entry?.path())?)?;
        if let Some(query) = kept["query"].as_str().filter(|query| query.contains(containing)) {
            return Ok(query.to_owned());
        }
    }
    anyhow::bail!("no statement contains {containing}")
}
