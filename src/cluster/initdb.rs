//! Making a data directory, so that an interrupted attempt leaves nothing behind that looks finished.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use data_encoding::HEXLOWER;

use super::account::Account;

/// The superuser of a private cluster.
pub(super) const SUPERUSER: &str = "postgres";

/// The folder of Postgres binaries: those that made `dir`'s data, else Debian's newest, else the first in PATH.
pub(super) fn binaries(dir: &Path) -> Result<PathBuf> {
    let made_by = fs::read_to_string(dir.join("data/PG_VERSION")).unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let best = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .max_by_key(|(version, _)| (version.to_string() == made_by.trim(), *version));
    if let Some((_, bin)) = best {
        return Ok(bin);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|dir| dir.join("initdb").exists() && dir.join("postgres").exists())
        .context("PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)")
}

/// The data directory inside `dir`, made if absent, and the superuser's password.
pub(super) fn prepare(dir: &Path, bin: &Path, account: Account, durable: bool) -> Result<(PathBuf, String)> {
    let data = dir.join("data");
    let secret = dir.join("password");
    let exists = data.join("PG_VERSION").exists();
    if !secret.exists() {
        ensure!(!exists, "{} is missing, so nobody can sign in to {}", secret.display(), data.display());
        write_secret(&secret, account)?;
    }
    let password = fs::read_to_string(&secret).with_context(|| format!("read {}", secret.display()))?;
    if !exists {
        initdb(dir, &data, &secret, bin, account, durable)?;
    }
    Ok((data, password))
}

/// A new random password (192 bits), readable by its owner only, complete or absent.
pub(super) fn write_secret(path: &Path, account: Account) -> Result<()> {
    let partial = path.with_extension("new");
    remove(&partial)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    file.write_all(HEXLOWER.encode(&rand::random::<[u8; 24]>()).as_bytes())?;
    file.sync_all()?;
    account.own(&partial)?;
    fs::rename(&partial, path).with_context(|| format!("write {}", path.display()))
}

fn initdb(dir: &Path, data: &Path, secret: &Path, bin: &Path, account: Account, durable: bool) -> Result<()> {
    let partial = dir.join("data.new");
    remove(&partial)?;
    let mut command = account.command("KILL", &bin.join("initdb"));
    command.arg("--pgdata").arg(&partial).arg("--pwfile").arg(secret).args(["--username", SUPERUSER]);
    command.args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]);
    if !durable {
        command.arg("--no-sync");
    }
    let output = command.current_dir(dir).stdin(Stdio::null()).output().context("run initdb")?;
    ensure!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    fs::rename(&partial, data).with_context(|| format!("move the new cluster to {}", data.display()))
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
