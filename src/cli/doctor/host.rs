//! What can be seen without asking anybody: the configuration, the secrets' files, the tenants' files.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};

use super::Findings;
use crate::{
    cli::province::read_tenants,
    codes::ProvinceCode,
    config::{Config, Mail},
};

pub(super) fn check(config: &Config, findings: &mut Findings) {
    findings.add("config", origin(config));
    findings.all("secrets", open_files(config), "no file can be read by others".to_owned());
    findings.add(
        "tenants",
        read_tenants(&config.tenants).map(|all| format!("{} of {}", all.len(), ProvinceCode::ALL.len())),
    );
}

/// Cookies and links need TLS everywhere but on this very machine; nodes can only tell each other by Redis.
fn origin(config: &Config) -> Result<String> {
    let authority = config.base_url.split_once("://").map_or("", |(_, rest)| rest);
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    ensure!(here || config.base_url.starts_with("https://"), "base_url {} must be https", config.base_url);
    ensure!(!config.listen.is_empty(), "listen is empty: `serve` would answer nobody");
    ensure!(config.database.nodes == 1 || config.redis_url.is_some(), "{} nodes need redis_url", config.database.nodes);
    Ok(format!("base_url {}", config.base_url))
}

/// Secrets that somebody else than their owner can read.
fn open_files(config: &Config) -> Vec<String> {
    let secrets = &config.secrets;
    let mut files = vec![&secrets.login_secret_file, &secrets.root_key_file];
    files.extend(&secrets.owner_password_file);
    if let Mail::Smtp { password_file, .. } = &config.mail {
        files.extend(password_file);
    }
    files.into_iter().filter_map(open_file).collect()
}

/// A file that is not there was given in the environment, or its want has been told already.
fn open_file(file: &PathBuf) -> Option<String> {
    let mode = std::fs::metadata(Path::new(file)).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| format!("{} can be read by others (mode {mode:o}): chmod 600", file.display()))
}
