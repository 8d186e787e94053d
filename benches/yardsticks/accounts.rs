//! A page of accounts, fifty of a place's twenty thousand, for those who look after them: a school's administrator (half of them are
//! of that school) and the province's. Over HTTP, with what may be done to each, against `pgbench` with the same statement.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use huixin::codes::{Place, ProvinceCode};
use reqwest::Method;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{
    Row,
    caller::Caller,
    client::{self, Run},
    import, median,
    node::{CONNECTIONS, Node},
    pgbench,
    read::SCHOOL,
};

const ACCOUNTS: u32 = 20_000;
const ROUNDS: usize = 3;
const SECONDS: u64 = 4;

/// Who asks: the login, its role, its school.
const WHO: [(&str, &str, Option<&str>); 2] =
    [("school.admin", "school_admin", Some(SCHOOL)), ("prov.admin", "prov_admin", None)];

pub async fn run() -> Result<Vec<Row>> {
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    import::national(&node).await?;
    let province: ProvinceCode = "51".parse()?;
    for (login, role, school) in WHO {
        node.appoint_at(Place::Province(province), role, login, school).await?;
    }
    fill(&node).await?;
    let served = node.serve()?;
    let mut rows = Vec::new();
    for (login, _, school) in WHO {
        let cookie = node.sign_in("51", login)?;
        look(&Caller::new(&node, cookie.clone()), school).await?;
        let request = client::get(node.config.listen[0], "/accounts", &cookie);
        let yardstick = Yardstick::write(&node, school)?;
        for connections in [1, CONNECTIONS] {
            client::run(node.config.listen[0], &request, connections, 1)?;
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                let http = client::run(node.config.listen[0], &request, connections, SECONDS)?;
                rounds.push((http, yardstick.run(&node, connections)?));
            }
            rows.push(row(school, connections, &rounds));
        }
    }
    drop(served);
    node.stop().await?;
    Ok(rows)
}

/// Accounts as an import of staff leaves them: every other one of one school, the rest of all the others, each with one role.
async fn fill(node: &Node) -> Result<()> {
    let mut admin = PgConnection::connect_with(&node.postgres.options("huixin")).await?;
    let fill = format!(
        "set search_path = province_51;
         insert into account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id, state, invited_at,
                              created_at, updated_at)
         select gen_random_uuid(), 'staff.' || to_char(i, 'FM00000'), '王' || i, 'wang' || i, 'w' || i, a.email_sealed, a.email_masked,
                case when i % 2 = 0 then '{SCHOOL}' else s.ids[1 + i / 2 % cardinality(s.ids)] end, 'active', now(), now(), now()
         from generate_series(1, {ACCOUNTS} - (select count(*) from account)) i,
              (select array_agg(id order by id) as ids from school where id <> '{SCHOOL}') s,
              (select email_sealed, email_masked from account limit 1) a;
         insert into assignment (id, account_id, role, school_id, created_at)
         select gen_random_uuid(), id, 'college_officer', school_id, created_at from account where login like 'staff.%';
         vacuum analyze account, assignment"
    );
    for one in fill.split(";\n") {
        sqlx::raw_sql(AssertSqlSafe(one)).execute(&mut admin).await?;
    }
    Ok(admin.close().await?)
}

/// That the list is of as many as it should be.
async fn look(caller: &Caller, school: Option<&str>) -> Result<()> {
    let page = caller.send(Method::GET, "/accounts?total=true", None).await?;
    let items = page["items"].as_array().context("a page has items")?;
    let total = page["total"].as_u64().context("a total was asked for")?;
    let expected = if school.is_some() { ACCOUNTS / 2 } else { ACCOUNTS };
    ensure!(items.len() == 50 && total.abs_diff(expected.into()) <= 1, "{} of {total}", items.len());
    ensure!(items[0]["_can"]["account.disable"].is_object(), "{}", items[0]);
    Ok(())
}

/// The product's own statement, asked for the first page by login.
struct Yardstick {
    script: PathBuf,
    reach: Option<String>,
}

impl Yardstick {
    fn write(node: &Node, school: Option<&str>) -> Result<Self> {
        let reach = school.map(|school| format!("reach={{{school}}}"));
        // pgbench knows no null parameter.
        let schools = if reach.is_some() { ":reach" } else { "null" };
        let values = [
            schools,
            "null",
            "null",
            "null",
            "null",
            ":sort",
            ":descending",
            "null",
            "null",
            ":limit",
            "now()",
            "null",
            "null",
            "null",
        ];
        let script = pgbench::script(node, "accounts.sql", "coalesce(g.held, '[]')", &values)?;
        Ok(Self { script, reach })
    }

    /// Milliseconds of the middle one of all pages.
    fn run(&self, node: &Node, connections: u32) -> Result<f64> {
        let log = node.path("pages");
        let mut command = pgbench::command(node, "province_51_read", SECONDS)?;
        command.args(["-c", &connections.to_string(), "-j", "2", "-l", "--log-prefix"]).arg(&log);
        for variable in self.reach.iter().map(String::as_str).chain(["sort=login", "descending=false", "limit=50"]) {
            command.args(["-D", variable]);
        }
        pgbench::latency(command.arg("-f").arg(&self.script), &log)
    }
}

fn row(school: Option<&str>, connections: u32, rounds: &[(Run, f64)]) -> Row {
    let of = |measure: fn(&(Run, f64)) -> f64| median(rounds.iter().map(measure).collect());
    let (http, alone) = (of(|(http, _)| http.quantile(0.5)), of(|(_, alone)| *alone));
    let times = of(|(http, alone)| http.quantile(0.5) / alone);
    let connections = if connections == 1 { "one connection".to_owned() } else { format!("{connections} connections") };
    let who = if school.is_some() { "a school's administrator" } else { "a province's administrator" };
    Row {
        what: format!(
            "page of 50 of {ACCOUNTS} accounts over HTTP, {who}, on {connections}: p50 {http:.2} ms, p99 {:.2} ms",
            of(|(http, _)| http.quantile(0.99))
        ),
        yardstick: format!("`pgbench -M prepared`, the same statement on as many: p50 {alone:.2} ms"),
        ratio: format!("{times:.2} ×"),
        target: "≤ 1.5 ×",
        met: times <= 1.5,
    }
}
