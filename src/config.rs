//! Configuration: one TOML file; secrets by file or environment, never in it and never on a command line.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// Everything a node must be told. See `deploy/` for examples.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The canonical origin, such as `https://huixin.example.cn`: links in mails and the Origin check use it.
    pub base_url: String,
    /// Addresses to listen on.
    pub listen: Vec<SocketAddr>,
    /// Peers whose `X-Forwarded-For` is believed (the proxy in front); none by default.
    #[serde(default)]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Postgres.
    pub database: Database,
    /// Where the secrets lie.
    pub secrets: Secrets,
    /// `redis://…`; absent: an in-process cache (single node). `HUIXIN_REDIS_URL` overrides.
    #[serde(default)]
    pub redis_url: Option<String>,
    /// How mails leave.
    pub mail: Mail,
    /// Where the tenants' TOML files lie.
    #[serde(default = "default_tenants")]
    pub tenants: PathBuf,
    /// `json` (default) or `pretty`.
    #[serde(default)]
    pub log: Log,
    /// Which passwords are allowed: `djbh3` (default) or `nist`.
    #[serde(default)]
    pub password_profile: PasswordProfile,
}

/// The Postgres server with its two databases.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Host name or address.
    pub host: String,
    /// Port.
    #[serde(default = "default_port")]
    pub port: u16,
    /// The main database.
    #[serde(default = "default_database")]
    pub name: String,
    /// The database of wrapped keys, backed up apart.
    #[serde(default = "default_keys_database")]
    pub keys_name: String,
    /// Connections per place for writing, on this node.
    #[serde(default = "default_pool")]
    pub pool: u32,
    /// Nodes that connect: each login's CONNECTION LIMIT is nodes × pool + 1.
    #[serde(default = "default_nodes")]
    pub nodes: u32,
    /// Demand TLS to Postgres (`verify-full`).
    #[serde(default)]
    pub tls: bool,
}

/// Files that hold the secrets; each may instead be given in the environment variable named in its comment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// Derives the password of every place's logins (`HUIXIN_LOGIN_SECRET`).
    pub login_secret_file: PathBuf,
    /// Wraps the data keys (`HUIXIN_ROOT_KEY`).
    pub root_key_file: PathBuf,
    /// Password of `huixin_owner`; only `work` and the command line have it (`HUIXIN_OWNER_PASSWORD`).
    #[serde(default)]
    pub owner_password_file: Option<PathBuf>,
}

/// How mails leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Mail {
    /// Written to a directory as `.eml` files (the demo, tests).
    Files {
        /// The directory.
        dir: PathBuf,
        /// The sender's address.
        from: String,
    },
    /// Sent by SMTP.
    Smtp {
        /// Host name.
        host: String,
        /// Port.
        port: u16,
        /// `starttls`, `tls` or `none`.
        security: MailSecurity,
        /// The sender's address.
        from: String,
        /// User name, if the server asks for one.
        #[serde(default)]
        username: Option<String>,
        /// File that holds the password (`HUIXIN_SMTP_PASSWORD`).
        #[serde(default)]
        password_file: Option<PathBuf>,
        /// Certificate authority of the server (PEM), where the machine's own list has it not.
        #[serde(default)]
        ca_file: Option<PathBuf>,
    },
}

/// Protection of the connection to the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// STARTTLS, required.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: only for a relay on the same host.
    None,
}

/// Which passwords are allowed, and for how long; the figures are in `crypto/passwords/rules.rs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordProfile {
    /// Level three of the classified protection of China: complexity and periodic change (GB/T 22239-2019 8.1.4.1 a).
    #[default]
    Djbh3,
    /// NIST SP 800-63B-4: length, and neither of the two.
    Nist,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// One JSON object a line.
    #[default]
    Json,
    /// For people.
    Pretty,
}

/// Idle life of a session (GB/T 22239-2019 8.1.4.1 c asks for a time-out).
pub const SESSION_IDLE: Duration = Duration::from_secs(30 * 60);
/// Use of a session is noted at most so often, so that an idle session may end this much early.
pub const SESSION_TOUCH: Duration = Duration::from_secs(60);
/// The version of the platform's rules that everybody must have acknowledged.
pub const RULES_VERSION: i32 = 1;

/// Absolute life of a session.
pub const SESSION_LIFE: Duration = Duration::from_secs(12 * 60 * 60);

impl Config {
    /// Read the file; relative paths in it start at its folder.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut config: Self =
            toml::from_str(&text).with_context(|| format!("{} is not a valid configuration", path.display()))?;
        config.redis_url = std::env::var("HUIXIN_REDIS_URL").ok().or(config.redis_url);
        config.resolve(path.parent().unwrap_or(Path::new(".")));
        config.check()?;
        Ok(config)
    }

    fn resolve(&mut self, base: &Path) {
        let secrets = &mut self.secrets;
        for file in [&mut secrets.login_secret_file, &mut secrets.root_key_file, &mut self.tenants] {
            *file = base.join(&*file);
        }
        if let Some(file) = &mut secrets.owner_password_file {
            *file = base.join(&*file);
        }
        match &mut self.mail {
            Mail::Files { dir, .. } => *dir = base.join(&*dir),
            Mail::Smtp { password_file, ca_file, .. } => {
                for file in [password_file, ca_file].into_iter().flatten() {
                    *file = base.join(&*file);
                }
            }
        }
    }

    fn check(&self) -> Result<()> {
        let origin = self.base_url.as_str();
        if !(origin.starts_with("https://") || origin.starts_with("http://")) || origin.ends_with('/') {
            bail!("base_url must be an origin such as https://huixin.example.cn, without a slash at the end");
        }
        if self.database.pool == 0 || self.database.nodes == 0 {
            bail!("database.pool and database.nodes must be at least 1");
        }
        Ok(())
    }
}

impl Secrets {
    /// The secret from which the logins' passwords are derived.
    pub fn login_secret(&self) -> Result<String> {
        secret("HUIXIN_LOGIN_SECRET", Some(&self.login_secret_file))
    }

    /// The root key, as text.
    pub fn root_key(&self) -> Result<String> {
        secret("HUIXIN_ROOT_KEY", Some(&self.root_key_file))
    }

    /// The owner's password; an error where this node has none, as in `serve`.
    pub fn owner_password(&self) -> Result<String> {
        secret("HUIXIN_OWNER_PASSWORD", self.owner_password_file.as_deref())
    }
}

/// A secret from the environment, else from its file.
pub fn secret(variable: &str, file: Option<&Path>) -> Result<String> {
    if let Ok(value) = std::env::var(variable) {
        return Ok(value);
    }
    let file = file.with_context(|| format!("neither {variable} nor a file for it is configured"))?;
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read the secret in {}", file.display()))?;
    let text = text.trim();
    if text.is_empty() {
        bail!("the secret in {} is empty", file.display());
    }
    Ok(text.to_owned())
}

fn default_tenants() -> PathBuf {
    "tenants".into()
}
fn default_port() -> u16 {
    5432
}
fn default_database() -> String {
    "huixin".into()
}
fn default_keys_database() -> String {
    "huixin_keys".into()
}
fn default_pool() -> u32 {
    4
}
fn default_nodes() -> u32 {
    1
}
