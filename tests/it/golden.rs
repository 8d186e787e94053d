//! Golden files: reviewed as diffs. `UPDATE_GOLDEN=1` writes them.

use std::{fs, path::PathBuf};

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/golden", name].iter().collect()
}

pub fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

/// Compare with the golden file, or write it.
#[track_caller]
pub fn compare(name: &str, now: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(path(name), now).unwrap();
    }
    let golden = fs::read_to_string(path(name)).unwrap_or_default();
    let (old, new): (Vec<_>, Vec<_>) = (golden.lines().collect(), now.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    let differences: Vec<String> = gone.chain(come).collect();
    let hint = "review, then run again with UPDATE_GOLDEN=1";
    assert!(golden == now, "tests/golden/{name} ({hint}):\n{}", differences.join("\n"));
}
