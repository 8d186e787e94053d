//! The private cluster that all tests share, as the program that starts it describes it to them.

use std::path::Path;

use huixin::{
    config::{Config, Database, Log, Mail, PasswordProfile, Secrets},
    crypto::keys::{LoginSecret, RootKey},
    db::Owner,
};
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Environment variable that holds a [`Cluster`] as JSON.
pub const VARIABLE: &str = "HUIXIN_TEST_CLUSTER";

/// The database that every test's own is a copy of, and that of the wrapped keys, which tests share.
pub const TEMPLATE: &str = "huixin_template";
pub const TEMPLATE_KEYS: &str = "huixin_template_keys";

/// What a test must know to reach the cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cluster {
    pub port: u16,
    pub superuser: String,
    pub superuser_password: String,
    pub owner_password: String,
    /// Roles are the cluster's, so all databases share what their passwords derive from.
    pub login_secret: String,
    pub root_key: String,
    pub redis_url: Option<String>,
}

impl Cluster {
    /// A node's configuration; secrets, mails and tenants lie below `dir`.
    pub fn config(&self, dir: &Path, name: &str, keys_name: &str) -> Config {
        let secret = |name: &str| dir.join("secrets").join(name);
        Config {
            base_url: "http://localhost:8080".to_owned(),
            listen: vec![([127, 0, 0, 1], 0).into()],
            trusted_proxies: vec![[127, 0, 0, 1].into()],
            // A login's CONNECTION LIMIT counts in the whole cluster: enough for all tests that run at once.
            database: Database {
                host: "127.0.0.1".to_owned(),
                port: self.port,
                name: name.to_owned(),
                keys_name: keys_name.to_owned(),
                pool: 4,
                nodes: 20,
                tls: false,
            },
            secrets: Secrets {
                login_secret_file: secret("login"),
                root_key_file: secret("root"),
                owner_password_file: Some(secret("owner")),
            },
            redis_url: None,
            mail: Mail::Files { dir: dir.join("mails"), from: "会心 <no-reply@huixin.invalid>".to_owned() },
            tenants: dir.join("tenants"),
            log: Log::Json,
            password_profile: PasswordProfile::default(),
        }
    }

    pub fn secrets(&self) -> (LoginSecret, RootKey) {
        (LoginSecret::parse(&self.login_secret).unwrap(), RootKey::parse(&self.root_key).unwrap())
    }

    pub fn owner(&self, config: &Config) -> Owner {
        Owner::new(&config.database, &self.owner_password, 6)
    }

    /// Sign-in of the superuser, who prepares databases and looks where no login of the product may.
    pub fn admin(&self, database: &str) -> PgConnectOptions {
        self.sign_in(database, &self.superuser, &self.superuser_password)
    }

    /// Sign-in of one of the product's roles, with no setting of our own.
    pub fn login(&self, database: &str, role: &str) -> PgConnectOptions {
        self.sign_in(database, role, &self.secrets().0.login_password(role))
    }

    pub fn sign_in(&self, database: &str, role: &str, password: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .database(database)
            .username(role)
            .password(password)
            .ssl_mode(PgSslMode::Disable)
    }
}
