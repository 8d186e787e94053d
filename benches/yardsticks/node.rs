//! A node to measure: a private Postgres as in earnest (fsync on, SCRAM) and a private Redis, a configuration beside them, and the
//! real binary to run on it.

use std::{
    fs::{self, File, Permissions},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use huixin::{
    access::SystemActor,
    app::App,
    clock::Clock,
    cluster::{Postgres, PostgresOptions, Redis},
    codes::Place,
    config::{Config, Database, Log, Mail, PasswordProfile, Secrets},
    crypto::{keys::RootKey, passwords::Whose, totp::TotpSecret},
    identity::accounts::{Credentials, NewAccount, appoint},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// Connections per place: as many as the clients of a benchmark, so that the yardstick has the same.
pub const CONNECTIONS: u32 = 8;

pub const PASSWORD: &str = "量一量 9-Yardsticks";

pub struct Node {
    pub dir: TempDir,
    pub config: Config,
    pub postgres: Postgres,
    pub owner_password: String,
    redis: Option<Redis>,
}

/// A process that ends with its handle.
pub struct Served(pub Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Node {
    /// Servers, databases, secrets and configuration; nothing is provisioned yet.
    pub async fn start() -> Result<Self> {
        // The servers run as another user than root and must be able to enter.
        let dir =
            tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).prefix("huixin-bench-").tempdir()?;
        let postgres = Postgres::start(PostgresOptions::new(dir.path().join("postgres"))).await?;
        let redis = Redis::start(&dir.path().join("redis")).await?;
        let owner_password = RootKey::generate_text();
        let mut admin = PgConnection::connect_with(&postgres.options("postgres")).await?;
        let role = format!("create role huixin_owner login createrole password '{owner_password}'");
        for ddl in
            [&role, "create database huixin owner huixin_owner", "create database huixin_keys owner huixin_owner"]
        {
            sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut admin).await?;
        }
        admin.close().await?;
        let config = config(&dir, &postgres, redis.as_ref())?;
        let node = Self { dir, config, postgres, owner_password, redis };
        for (name, text) in [
            ("login", RootKey::generate_text()),
            ("root", RootKey::generate_text()),
            ("owner", node.owner_password.clone()),
        ] {
            fs::write(node.path(name), text)?;
        }
        fs::write(node.path("huixin.toml"), toml::to_string(&node.config)?)?;
        Ok(node)
    }

    pub async fn stop(self) -> Result<()> {
        if let Some(redis) = self.redis {
            redis.stop().await?;
        }
        self.postgres.stop().await
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Run the real binary to its end; how long that took.
    pub fn huixin(&self, args: &[&str]) -> Result<Duration> {
        let start = Instant::now();
        let output = self.command(args).output()?;
        let took = start.elapsed();
        ensure!(output.status.success(), "huixin {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(took)
    }

    /// `huixin serve`, once it answers. It logs as in earnest, to a file.
    pub fn serve(&self) -> Result<Served> {
        self.spawn(&["serve"])
    }

    /// The same with the queue's worker in it.
    pub fn serve_and_work(&self) -> Result<Served> {
        self.spawn(&["serve", "--work"])
    }

    fn spawn(&self, args: &[&str]) -> Result<Served> {
        let log = File::create(self.path("serve.log"))?;
        let served = Served(self.command(args).stdout(Stdio::null()).stderr(log).spawn()?);
        let until = Instant::now() + Duration::from_secs(30);
        while std::net::TcpStream::connect(self.config.listen[0]).is_err() {
            ensure!(Instant::now() < until, "{}", fs::read_to_string(self.path("serve.log"))?);
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(served)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huixin"));
        command.arg("--config").arg(self.path("huixin.toml")).args(args).env("HUIXIN_PASSWORD", PASSWORD);
        command
    }

    /// A program of Postgres's own, on the main database as this role.
    pub fn client(&self, program: &str, role: &str, password: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PGHOST", "127.0.0.1").env("PGPORT", self.postgres.port().to_string()).env("PGDATABASE", "huixin");
        command.env("PGUSER", role).env("PGPASSWORD", password).env("PGSSLMODE", "disable");
        command
    }

    /// The product in this process, for what the command line cannot do: an account with a password.
    pub async fn appoint(&self, place: Place, role: &str, login: &str) -> Result<()> {
        self.appoint_at(place, role, login, None).await
    }

    /// The same in a school.
    pub async fn appoint_at(&self, place: Place, role: &str, login: &str, school: Option<&str>) -> Result<()> {
        let app = App::build(self.config.clone(), Clock::default()).await?;
        let new = NewAccount::parse("", login, "量度", "bench@example.invalid", role, school);
        let new = new.map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
        let password = app.passwords.accept(PASSWORD, "", &Whose::login(login));
        let password = password.map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
        let credentials = Credentials { password: &password, totp: &totp() };
        let actor = SystemActor::Host("bench".to_owned());
        appoint(&app.db, &app.keys, &app.passwords, actor, place, &new, Some(credentials)).await?;
        app.close().await;
        Ok(())
    }

    /// Sign in; the cookie's value lies in the file of that name.
    pub fn sign_in(&self, realm: &str, login: &str) -> Result<String> {
        let file = self.path("session");
        let file = file.to_str().context("a temporary directory has a plain name")?;
        fs::write(self.path("code"), totp().code(Clock::default().now()))?;
        let code = self.path("code");
        let code = code.to_str().context("a temporary directory has a plain name")?;
        self.huixin(&[
            "session",
            "open",
            "--code-file",
            code,
            "--realm",
            realm,
            "--login",
            login,
            "--session-file",
            file,
        ])?;
        Ok(fs::read_to_string(file)?.trim().to_owned())
    }
}

/// What everybody's authenticator app holds.
fn totp() -> TotpSecret {
    TotpSecret::from_bytes(b"yardsticks-share-one").unwrap_or_else(TotpSecret::random)
}

fn config(dir: &TempDir, postgres: &Postgres, redis: Option<&Redis>) -> Result<Config> {
    let at = |name: &str| dir.path().join(name);
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    Ok(Config {
        base_url: format!("http://{free}"),
        listen: vec![free],
        trusted_proxies: vec![],
        database: Database {
            host: "127.0.0.1".to_owned(),
            port: postgres.port(),
            name: "huixin".to_owned(),
            keys_name: "huixin_keys".to_owned(),
            pool: CONNECTIONS,
            nodes: 2,
            tls: false,
        },
        secrets: Secrets {
            login_secret_file: at("login"),
            root_key_file: at("root"),
            owner_password_file: Some(at("owner")),
        },
        redis_url: redis.map(|redis| redis.url().to_owned()),
        mail: Mail::Files { dir: at("mails"), from: "会心 <no-reply@huixin.invalid>".to_owned() },
        tenants: concat!(env!("CARGO_MANIFEST_DIR"), "/tenants").into(),
        log: Log::Json,
        password_profile: PasswordProfile::default(),
    })
}
