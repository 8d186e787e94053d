//! Provisioning 33 provinces by the operator's command, and doing it again when nothing is left to do; against one `psql` that is fed
//! the same DDL, transaction after transaction. The DDL is what the product really sends: Postgres writes it down in a run of its own.

use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use sqlx::Connection;

use crate::{Row, median, node::Node};

const ROUNDS: usize = 3;

pub async fn run() -> Result<Vec<Row>> {
    let ddl = capture().await?;
    println!("{} transactions of DDL, {} KiB", ddl.matches("\nbegin;").count(), ddl.len() / 1024);
    let (mut ours, mut again, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let node = prepared().await?;
        ours.push(node.huixin(&["province", "apply"])?.as_secs_f64());
        again.push(node.huixin(&["province", "apply"])?.as_secs_f64());
        node.stop().await?;
        let node = prepared().await?;
        theirs.push(psql(&node, &ddl)?.as_secs_f64());
        node.stop().await?;
    }
    println!("provision: {ours:.2?} s, again: {again:.2?} s, psql: {theirs:.2?} s");
    let (ours, again, theirs) = (median(ours), median(again), median(theirs));
    Ok(vec![
        Row {
            what: format!("provision 33 provinces: {ours:.2} s"),
            yardstick: format!("`psql` with the same DDL in a row: {theirs:.2} s"),
            ratio: format!("{:.2} ×", ours / theirs),
            target: "≤ 1.2 ×",
            met: ours / theirs <= 1.2,
        },
        Row {
            what: format!("provision again, nothing to do: {again:.2} s"),
            yardstick: "–".to_owned(),
            ratio: "–".to_owned(),
            target: "≤ 2 s",
            met: again <= 2.0,
        },
    ])
}

/// A node with what comes before the first province.
async fn prepared() -> Result<Node> {
    let node = Node::start().await?;
    node.huixin(&["migrate"])?;
    Ok(node)
}

fn psql(node: &Node, ddl: &str) -> Result<Duration> {
    let file = node.path("ddl.sql");
    fs::write(&file, ddl)?;
    let start = Instant::now();
    let mut psql = node.client("psql", "huixin_owner", &node.owner_password);
    let output = psql
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file"])
        .arg(&file)
        .output()?;
    ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
    Ok(start.elapsed())
}

/// Provision once with every statement logged, and put the transactions that hold DDL one after another.
async fn capture() -> Result<String> {
    let node = prepared().await?;
    let mut admin = sqlx::PgConnection::connect_with(&node.postgres.options("postgres")).await?;
    sqlx::raw_sql("alter role huixin_owner set log_statement = 'all'").execute(&mut admin).await?;
    admin.close().await?;
    node.huixin(&["province", "apply"])?;
    let log = fs::read_to_string(node.path("postgres/postgres.log"))?;
    node.stop().await?;
    let mut ddl = String::from("\\set VERBOSITY terse\n");
    for transaction in transactions(&log)? {
        ddl.push_str(&format!("\nbegin;\n{transaction}\ncommit;\n"));
    }
    Ok(ddl)
}

/// The DDL of each transaction, in the order of their ends.
fn transactions(log: &str) -> Result<Vec<String>> {
    let (mut open, mut ended): (HashMap<String, String>, Vec<String>) = (HashMap::new(), Vec::new());
    for (process, statement) in statements(log)? {
        let word = statement.split_whitespace().next().unwrap_or("").to_lowercase();
        match word.as_str() {
            "begin" => drop(open.insert(process, String::new())),
            "commit" => ended.extend(open.remove(&process).filter(|ddl| !ddl.is_empty())),
            "create" | "alter" | "grant" | "revoke" | "do" | "comment" | "--" => {
                let ddl = open.entry(process).or_default();
                ddl.push_str(&format!("{};\n", statement.trim_end_matches([';', ' ', '\n'])));
                // The product sets it by a parameter, which no script can repeat.
                if let Some(schema) = statement.strip_prefix("create schema if not exists ") {
                    ddl.push_str(&format!("set local search_path to {schema};\n"));
                }
            }
            _ => {}
        }
    }
    Ok(ended)
}

/// Process and text of every statement that the owner sent; further lines of a statement begin with a tab.
fn statements(log: &str) -> Result<Vec<(String, String)>> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in log.lines() {
        if let (Some(more), true) = (line.strip_prefix('\t'), inside) {
            let (_, text) = all.last_mut().context("a line that continues nothing")?;
            text.push_str(&format!("\n{more}"));
            continue;
        }
        inside = false;
        let (Some((_, rest)), true) = (line.split_once(" LOG:  "), line.contains("huixin_owner@huixin ")) else {
            continue;
        };
        let process = line.split(['[', ']']).nth(1).context("no process in a line of the log")?;
        let simple = rest.strip_prefix("statement: ");
        let prepared = || rest.strip_prefix("execute ").and_then(|rest| Some(rest.split_once(": ")?.1));
        if let Some(text) = simple.or_else(prepared) {
            all.push((process.to_owned(), text.to_owned()));
            inside = true;
        }
    }
    Ok(all)
}
