//! `pgbench` with the product's own statements, as the product's own logins: the same SQL with nothing around it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use huixin::crypto::keys::LoginSecret;

use crate::{median, node::Node};

/// `pgbench -M prepared` as a login of a place, for so long.
pub fn command(node: &Node, role: &str, seconds: u64) -> Result<Command> {
    let secret = LoginSecret::parse(&node.config.secrets.login_secret()?)?;
    let mut command = node.client("pgbench", role, &secret.login_password(role));
    let seconds = seconds.to_string();
    command.env("PGOPTIONS", "-csearch_path=province_51").args(["-n", "-M", "prepared", "-T", &seconds]);
    Ok(command)
}

/// Transactions a second.
pub fn rate(command: &mut Command) -> Result<f64> {
    let output = command.output().context("pgbench is part of Debian's postgresql package")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.with_context(|| format!("pgbench: {said}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Milliseconds of the middle one of all transactions, out of the logs that it is told to write.
pub fn latency(command: &mut Command, log: &Path) -> Result<f64> {
    rate(command)?;
    let (dir, prefix) = (log.parent().context("a folder")?, log.file_name().context("a name")?.to_string_lossy());
    let mut times = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&format!("{prefix}.")) {
            // client, transaction, microseconds, …
            let lines = fs::read_to_string(entry.path())?;
            times.extend(lines.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<f64>().ok()));
            fs::remove_file(entry.path())?;
        }
    }
    ensure!(!times.is_empty(), "pgbench wrote no log");
    Ok(median(times) / 1e3)
}

/// Write the one statement of the product that contains this into a file, with values for its parameters, in order: pgbench's
/// variables (`:name`), which it sends as parameters too, or what it has no variable for.
pub fn script(node: &Node, name: &str, containing: &str, values: &[&str]) -> Result<PathBuf> {
    let mut text = statement(containing)?;
    for (at, value) in values.iter().enumerate().rev() {
        text = text.replace(&format!("${}", at + 1), value);
    }
    ensure!(!text.contains('$'), "{name} has more parameters: {text}");
    let path = node.path(name);
    fs::write(&path, text + ";\n")?;
    Ok(path)
}

/// As the macros keep it in `.sqlx`.
fn statement(containing: &str) -> Result<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx"))? {
        let kept: serde_json::Value = serde_json::from_str(&fs::read_to_string(entry?.path())?)?;
        found.extend(kept["query"].as_str().filter(|query| query.contains(containing)).map(str::to_owned));
    }
    let one = found.pop().filter(|_| found.is_empty());
    one.with_context(|| format!("not one statement contains {containing}"))
}
