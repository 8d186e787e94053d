//! The demo's configuration and secrets: written once into its folder, so that the other commands work with
//! `--config DIR/huixin.toml`.

use std::{
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rust_embed::RustEmbed;

use super::servers::Servers;
use crate::{
    config::{Config, Database, Log, Mail, PasswordProfile, Secrets},
    crypto::keys::{LoginSecret, RootKey},
    db::Tenant,
};

#[derive(RustEmbed)]
#[folder = "tenants"]
struct TenantFiles;

/// A folder that an unprivileged server process may enter, also when the checkout lies in root's home.
pub(super) fn default_dir() -> Result<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Ok("/var/lib/huixin-demo".into());
    }
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    Ok(state.or_else(home).context("neither XDG_STATE_HOME nor HOME is set; use --data-dir")?.join("huixin-demo"))
}

/// Write secrets that are missing and the configuration.
pub(super) fn write(dir: &Path, port: u16, servers: &Servers) -> Result<Config> {
    for name in ["login", "root"] {
        let file = secret_file(dir, name);
        if !file.exists() {
            write_private(&file, &RootKey::generate_text())?;
        }
    }
    let mut config = shape(dir);
    config.base_url = format!("http://localhost:{port}");
    config.listen = vec![([127, 0, 0, 1], port).into(), (std::net::Ipv6Addr::LOCALHOST, port).into()];
    config.database.port = servers.port();
    config.redis_url = servers.redis_url();
    for file in TenantFiles::iter() {
        let text = TenantFiles::get(&file).with_context(|| format!("tenants/{file} is not embedded"))?;
        let path = config.tenants.join(&*file);
        std::fs::create_dir_all(&config.tenants)?;
        if std::fs::read(&path).ok().as_deref() != Some(&*text.data) {
            std::fs::write(&path, &text.data)?;
        }
    }
    write_private(&dir.join("huixin.toml"), &toml::to_string_pretty(&config)?)?;
    Ok(config)
}

/// The tenants that the program ships.
pub(super) fn tenants() -> Result<Vec<Tenant>> {
    let mut tenants = TenantFiles::iter()
        .map(|file| {
            let data = TenantFiles::get(&file).with_context(|| format!("tenants/{file} is not embedded"))?.data;
            toml::from_str(std::str::from_utf8(&data)?).with_context(|| format!("tenants/{file} is not a tenant"))
        })
        .collect::<Result<Vec<Tenant>>>()?;
    tenants.sort_by_key(|tenant| tenant.code);
    Ok(tenants)
}

/// A configuration that has the demo's shape.
pub(in crate::cli) fn shape(dir: &Path) -> Config {
    Config {
        base_url: "http://localhost:8080".to_owned(),
        listen: vec![],
        trusted_proxies: vec![],
        database: Database {
            host: "127.0.0.1".to_owned(),
            port: 5432,
            name: "huixin".to_owned(),
            keys_name: "huixin_keys".to_owned(),
            pool: 4,
            nodes: 1,
            tls: false,
        },
        secrets: Secrets {
            login_secret_file: secret_file(dir, "login"),
            root_key_file: secret_file(dir, "root"),
            owner_password_file: Some(secret_file(dir, "owner")),
        },
        redis_url: None,
        mail: Mail::Files { dir: dir.join("mails"), from: "会心 <no-reply@huixin.invalid>".to_owned() },
        tenants: dir.join("tenants"),
        log: Log::Pretty,
        password_profile: PasswordProfile::default(),
    }
}

/// Secrets that nothing is ever protected with, for a node that only shows its shape.
pub(in crate::cli) fn secrets() -> Result<(LoginSecret, RootKey)> {
    Ok((LoginSecret::parse(&RootKey::generate_text())?, RootKey::parse(&RootKey::generate_text())?))
}

pub(super) fn secret_file(dir: &Path, name: &str) -> PathBuf {
    dir.join("secrets").join(name)
}

/// Write a file that only its owner can read, whole or not at all.
pub(super) fn write_private(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().context("no folder")?;
    std::fs::create_dir_all(folder)?;
    let part = file.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    let mut opened = options.write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    writeln!(opened, "{text}")?;
    opened.sync_all()?;
    std::fs::rename(&part, file).with_context(|| format!("cannot write {}", file.display()))
}
