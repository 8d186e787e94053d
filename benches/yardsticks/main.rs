//! The product against yardsticks that run beside it, in the same minute, on the same machine. `cargo bench` runs every row,
//! `cargo bench -- read import` those whose names are given. A missed target is said; nothing fails by it, since only ratios travel
//! from machine to machine.
#![expect(clippy::print_stdout, reason = "a benchmark talks to whoever runs it")]

mod accounts;
mod caller;
mod census;
mod client;
mod cockpit;
mod crowd;
mod decision;
mod import;
mod node;
mod pgbench;
mod provision;
mod read;
mod resume;
mod sign_in;
mod staff;

use anyhow::Result;

/// One line of the table.
struct Row {
    /// What was measured, with its figure.
    what: String,
    /// What it was measured against, with its figure.
    yardstick: String,
    ratio: String,
    target: &'static str,
    met: bool,
}

impl Row {
    fn line(&self) -> String {
        let Self { what, yardstick, ratio, target, met } = self;
        format!("| {what} | {yardstick} | {ratio} | {target} | {} |", if *met { "met" } else { "missed" })
    }
}

const HEAD: &str = "| what | yardstick | ratio | target | |\n|---|---|---|---|---|";

const NAMES: [&str; 11] =
    ["decision", "read", "resume", "accounts", "sign-in", "crowd", "provision", "import", "staff", "census", "cockpit"];

async fn run(name: &str) -> Result<Vec<Row>> {
    match name {
        "decision" => decision::run().await,
        "read" => read::run().await,
        "resume" => resume::run().await,
        "accounts" => accounts::run().await,
        "sign-in" => sign_in::run().await.map(|()| Vec::new()),
        "crowd" => crowd::run().await,
        "provision" => provision::run().await,
        "import" => import::run().await,
        "staff" => staff::run().await,
        "census" => census::run().await,
        _ => cockpit::run().await,
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|n| n == name);
    let mut rows = Vec::new();
    let mut add = |measured: Vec<Row>| {
        measured.iter().for_each(|row| println!("{}\n", row.line()));
        rows.extend(measured);
    };
    for name in NAMES {
        if wanted(name) {
            add(run(name).await?);
        }
    }
    println!("{HEAD}");
    rows.iter().for_each(|row| println!("{}", row.line()));
    Ok(())
}

/// The middle one; of an even number, the upper of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
