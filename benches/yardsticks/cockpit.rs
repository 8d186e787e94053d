//! The ministry's cockpit when few results have come in and when a hundred times as many have: published cells make it cost the same.
//! Against the same figures counted out of the raw rows of all provinces, by one statement through `psql`.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use huixin::{
    codes::{Place, ProvinceCode},
    crypto::keys::LoginSecret,
};
use reqwest::Method;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::{
    Row,
    caller::{Caller, open},
    client::{self, Run},
    import, median,
    node::Node,
};

/// How long one cockpit is asked for, over and over.
const SECONDS: u64 = 5;
const ROUNDS: usize = 3;
/// So many times as many results come in later.
const TIMES: u64 = 100;
/// Bytes of a sealed identity and of sealed answers, as the product seals them.
const SEALED: (u32, u32) = (162, 77);

pub async fn run() -> Result<Vec<Row>> {
    let wanted: u64 = std::env::var("HUIXIN_BENCH_RESULTS").map_or(Ok(4_000_000), |results| results.parse())?;
    let few = wanted / TIMES;
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    import::national(&node).await?;
    node.appoint(Place::Ministry, "moe_steering", "steering").await?;
    let served = node.serve_and_work()?;
    let steering = Caller::new(&node, node.sign_in("ministry", "steering")?);
    let campaign: Uuid = open(&steering).await?.parse()?;
    let nation = Nation::of(&node, campaign).await?;

    nation.fill(0, few).await?;
    let early = nation.measure(&node, &steering, few).await?;
    nation.fill(few, wanted).await?;
    let late = nation.measure(&node, &steering, wanted).await?;
    let raw = nation.count_raw_rows(&node, wanted)?;
    drop(served);
    node.stop().await?;
    Ok(rows((few, early), (wanted, late), raw))
}

fn rows((few, early): (u64, Run), (wanted, late): (u64, Run), raw: Duration) -> Vec<Row> {
    let (half, rare) = (late.quantile(0.5), late.quantile(0.99));
    let what = format!(
        "ministry cockpit over HTTP at {wanted} results in 33 provinces, one connection: p50 {half:.2} ms, p99 {rare:.2} ms"
    );
    let times = half / early.quantile(0.5);
    let slower = raw.as_secs_f64() * 1e3 / half;
    vec![
        Row {
            what: what.clone(),
            yardstick: format!(
                "the same at {few}: p50 {:.2} ms, p99 {:.2} ms",
                early.quantile(0.5),
                early.quantile(0.99)
            ),
            ratio: format!("{times:.2} ×"),
            target: "≤ 1.2 ×, p99 < 20 ms",
            met: times <= 1.2 && rare < 20.0,
        },
        Row {
            what,
            yardstick: format!("one `union all` over the raw rows, warm: {:.2} s", raw.as_secs_f64()),
            ratio: format!("{slower:.0} × faster"),
            target: "≥ 100 × faster",
            met: slower >= 100.0,
        },
    ]
}

/// Every province's results of one campaign.
struct Nation {
    campaign: Uuid,
    provinces: Vec<ProvinceCode>,
    postgres: sqlx::postgres::PgConnectOptions,
    secret: LoginSecret,
}

impl Nation {
    async fn of(node: &Node, campaign: Uuid) -> Result<Self> {
        let postgres = node.postgres.options("huixin");
        let mut admin = PgConnection::connect_with(&postgres).await?;
        let codes: Vec<String> = sqlx::query_scalar("select distinct province from ministry.school order by 1")
            .fetch_all(&mut admin)
            .await?;
        let provinces = codes.iter().map(|code| code.parse()).collect::<Result<Vec<ProvinceCode>, _>>()?;
        ensure!(provinces.len() == 33, "schools in {} provinces only", provinces.len());
        let secret = LoginSecret::parse(&node.config.secrets.login_secret()?)?;
        Ok(Self { campaign, provinces, postgres, secret })
    }

    /// Bring the results from so many to so many, each province's spread evenly over its schools, and let every province publish.
    async fn fill(&self, have: u64, want: u64) -> Result<()> {
        let start = Instant::now();
        let mut admin = PgConnection::connect_with(&self.postgres).await?;
        for province in &self.provinces {
            sqlx::raw_sql(AssertSqlSafe(self.results(*province, have, want))).execute(&mut admin).await?;
        }
        let before: Option<chrono::DateTime<chrono::Utc>> = self.released(&mut admin).await?;
        for province in &self.provinces {
            self.publish(*province).await?;
        }
        let queued = "select count(*) from jobs._private_jobs";
        while self.released(&mut admin).await? == before
            || sqlx::query_scalar::<_, i64>(queued).fetch_one(&mut admin).await? > 0
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // As autovacuum leaves it a minute later.
        for rest in ["vacuum analyze", "checkpoint"] {
            sqlx::raw_sql(rest).execute(&mut admin).await?;
        }
        println!("{want} results are there and released after {:.0} s", start.elapsed().as_secs_f64());
        Ok(admin.close().await?)
    }

    /// Rows as a census leaves them: 2 % of level L1, 8 % L2, 15 % L3, 73 % L0 and 2 % invalid.
    fn results(&self, province: ProvinceCode, have: u64, want: u64) -> String {
        let (schema, campaign, (identity, answers)) = (province.schema(), self.campaign, SEALED);
        let bytes = |count: u32| {
            let digests = vec!["sha256(uuid_send(gen_random_uuid()))"; count.div_ceil(32) as usize];
            format!("substring({}, 1, {count})", digests.join(" || "))
        };
        format!(
            "insert into {schema}.result (campaign_id, id, school_id, training_level, college, enrol_year, gender, level, crisis,
                                          identity, answers, mac, import_id, updated_at)
             select '{campaign}', gen_random_uuid(), s.id, 'undergraduate', '第' || i % 8 || '学院', 2023 + i % 4, 1 + i % 2,
                    (array['L1', 'L2', 'L3', 'L0', 'INV'])[1 + width_bucket(random(), array[0.02, 0.1, 0.25, 0.98])],
                    random() < 0.01, {}, {}, {}, '{campaign}', now()
             from (select id, province, row_number() over (order by id) as at, count(*) over () as schools from ministry.school) s
             cross join lateral generate_series({have} / s.schools + (s.at <= {have} % s.schools)::int + 1,
                                                {want} / s.schools + (s.at <= {want} % s.schools)::int) i
             where s.province = '{province}'",
            bytes(identity),
            bytes(answers),
            bytes(32),
        )
    }

    async fn released(&self, admin: &mut PgConnection) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
        let released = sqlx::query_scalar("select released_at from ministry.campaign where id = $1");
        Ok(released.bind(self.campaign).fetch_one(admin).await?)
    }

    /// As the province's own login: nobody else may.
    async fn publish(&self, province: ProvinceCode) -> Result<()> {
        let role = province.schema();
        let login = self.postgres.clone().username(role).password(&self.secret.login_password(role));
        let mut conn = PgConnection::connect_with(&login).await?;
        let counts = format!(
            "select ministry.publish_counts($1, (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from (
                 select school_id, count(*) as eligible, count(*) as completed, count(*) filter (where level <> 'INV') as valid,
                        count(*) filter (where level = 'L1') as l1, count(*) filter (where level = 'L2') as l2,
                        count(*) filter (where level = 'L3') as l3, count(*) filter (where level = 'L0') as l0,
                        count(*) filter (where crisis) as crisis
                 from {role}.result where campaign_id = $1 group by school_id) c))"
        );
        sqlx::query(AssertSqlSafe(counts)).bind(self.campaign).execute(&mut conn).await?;
        Ok(conn.close().await?)
    }

    /// Ask for the nation's cockpit over and over, after a look that it is about all of these results.
    async fn measure(&self, node: &Node, steering: &Caller, results: u64) -> Result<Run> {
        let path = format!("/cockpit?campaign={}", self.campaign);
        let cockpit = steering.send(Method::GET, &path, None).await?;
        ensure!(cockpit["total"]["completed"] == results, "{}", cockpit["total"]);
        ensure!(cockpit["units"].as_array().is_some_and(|units| units.len() == 33), "not of 33 provinces");
        let server = node.config.listen[0];
        let request = format!(
            "GET /api/v1{path} HTTP/1.1\r\nhost: {server}\r\ncookie: {}\r\naccept: application/json\r\n\r\n",
            steering.cookie
        );
        client::run(server, &request, 1, 2)?;
        let mut runs = Vec::new();
        for _ in 0..ROUNDS {
            let run = client::run(server, &request, 1, SECONDS)?;
            println!("cockpit at {results}: p50 {:.2} ms, p99 {:.2} ms", run.quantile(0.5), run.quantile(0.99));
            runs.push(run);
        }
        // The middle one of the rounds.
        runs.sort_by(|a, b| a.quantile(0.5).total_cmp(&b.quantile(0.5)));
        Ok(runs.swap_remove(ROUNDS / 2))
    }

    /// The same figures out of the rows themselves, by province and school level; how long that takes once everything is in memory.
    fn count_raw_rows(&self, node: &Node, results: u64) -> Result<Duration> {
        let all: Vec<String> = self.provinces.iter().map(|p| format!("select * from {}.result", p.schema())).collect();
        let count = format!(
            "select s.province, coalesce(s.level, 'other'), count(*), count(*) filter (where r.level <> 'INV'),
                    count(*) filter (where r.level = 'L1'), count(*) filter (where r.level = 'L2'),
                    count(*) filter (where r.level = 'L3'), count(*) filter (where r.level = 'L0')
             from ({}) r join ministry.school s on s.id = r.school_id
             where r.campaign_id = '{}' group by 1, 2",
            all.join(" union all "),
            self.campaign
        );
        let password = fs::read_to_string(node.path("postgres/password"))?;
        let mut times = Vec::new();
        for round in 0..=ROUNDS {
            let mut psql = node.client("psql", self.postgres.get_username(), password.trim());
            let start = Instant::now();
            let output = psql.args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", &count]).output()?;
            // The first round brings everything into memory.
            if round > 0 {
                times.push(start.elapsed().as_secs_f64());
            }
            ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
            let said = String::from_utf8(output.stdout)?;
            let completed = said
                .lines()
                .map(|line| line.split('|').nth(2).context("a column")?.parse::<u64>().context(line.to_owned()));
            ensure!(completed.sum::<Result<u64>>()? == results, "psql counted otherwise:\n{said}");
        }
        println!("union all over raw rows: {times:.2?} s");
        Ok(Duration::from_secs_f64(median(times)))
    }
}
