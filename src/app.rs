//! Builds everything once, in order; runs `serve`, `work` or both; shuts down in order.

use std::{ffi::OsStr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use tokio_util::sync::CancellationToken;

use crate::{
    access::{PolicyHandle, PolicySources},
    assessment::{
        campaigns::ApplyCampaign,
        contacts::{MailContacts, MailHead},
        emergencies::MailEmergency,
        results::CommitResults,
    },
    cache::Cache,
    clock::Clock,
    cockpit::ReleaseCells,
    config::{self, Config},
    crypto::{
        keys::{LoginSecret, RootKey},
        passwords::{self, Passwords, Rules},
    },
    db::{Db, Keyring, Owner},
    housekeeping,
    http::{
        edge::Origin,
        listener::{Listener, ListenerOptions},
    },
    identity::{
        links::{MailFirstLink, MailLink},
        registrations::MailRegistration,
    },
    jobs::{Services, Worker},
    mail::{Delivery, Mailer, PATIENCE as MAIL_PATIENCE, Smtp, Tls},
    places::school_imports::ImportPart,
    routes,
    sessions::{MailSharing, Sessions},
};

/// Seconds that a password check waits for its turn before it answers "busy".
const PATIENCE: Duration = Duration::from_secs(5);

/// A node: everything that handlers and jobs work with.
#[derive(Clone)]
pub struct App {
    /// The configuration.
    pub config: Arc<Config>,
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// The cache.
    pub cache: Arc<Cache>,
    /// Sessions.
    pub sessions: Sessions,
    /// Password hashing.
    pub passwords: Passwords,
    /// Mail.
    pub mailer: Arc<Mailer>,
    /// Derives the logins' passwords.
    pub login_secret: Arc<LoginSecret>,
    /// Wraps data keys.
    pub root_key: Arc<RootKey>,
}

impl App {
    /// Build a node. Fails closed: no policy, no secret, no key → no node.
    pub async fn build(config: Config, clock: Clock) -> Result<Self> {
        let secrets = secrets(&config)?;
        Self::with_secrets(config, clock, secrets).await
    }

    /// The same for one command: a single connection a login, which is what each login's limit leaves beside the nodes.
    pub async fn for_command(config: Config, clock: Clock) -> Result<Self> {
        let secrets = secrets(&config)?;
        Self::assemble(config, clock, secrets, 1).await
    }

    /// A node with secrets that were read elsewhere. Nothing is connected yet.
    pub async fn with_secrets(config: Config, clock: Clock, secrets: (LoginSecret, RootKey)) -> Result<Self> {
        let pool = config.database.pool;
        Self::assemble(config, clock, secrets, pool).await
    }

    async fn assemble(config: Config, clock: Clock, (login, root): (LoginSecret, RootKey), pool: u32) -> Result<Self> {
        // redis-rs and lettre ask rustls for its process-wide provider; a second node in one process finds it set.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let policy = PolicyHandle::load(&PolicySources::embedded()).await?;
        let (login_secret, root_key) = (Arc::new(login), Arc::new(root));
        let db = Db::new(&config::Database { pool, ..config.database.clone() }, &login_secret, policy, clock)?;
        let keys = Keyring::new(&config.database, &login_secret, Arc::clone(&root_key));
        let cache = Arc::new(Cache::new(config.redis_url.as_deref())?);
        let mailer = Arc::new(mailer(&config.mail)?);
        let rules = Rules::of(config.password_profile);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            sessions: Sessions::new(db.clone(), Arc::clone(&cache), rules),
            passwords: Passwords::new(rules, passwords::at_once(cores), PATIENCE),
            config: Arc::new(config),
            db,
            keys,
            cache,
            mailer,
            login_secret,
            root_key,
        })
    }

    /// The same node, whose passwords are hashed in processes of this program (the path of `huixin`).
    #[must_use]
    pub fn hashing_apart(self, program: &OsStr) -> Self {
        Self { passwords: self.passwords.apart(program), ..self }
    }

    /// The owner's connections; an error where this node has no password for them.
    pub fn owner(&self, parallel: u32) -> Result<Owner> {
        Ok(Owner::new(&self.config.database, &self.config.secrets.owner_password()?, parallel))
    }

    /// Answer requests until told to stop.
    pub async fn serve(&self, listener: Listener, stop: CancellationToken) -> Result<()> {
        for address in listener.addresses()? {
            tracing::info!(%address, "listening");
        }
        listener.serve(routes::endpoint(self, Arc::new(Origin::new(&self.config))), stop).await;
        Ok(())
    }

    /// Bind the configured addresses.
    pub async fn bind(&self) -> Result<Listener> {
        let addresses = &self.config.listen;
        Listener::bind(addresses, ListenerOptions::default())
            .await
            .with_context(|| format!("cannot listen on {addresses:?}"))
    }

    /// Run the queue until told to stop.
    pub async fn work(&self, owner: &Owner, stop: CancellationToken) -> Result<()> {
        tokio::select! {
            worked = self.worker(owner).run(stop.cancelled_owned()) => worked,
            never = self.sweep() => never,
        }
    }

    /// Every hour, give up what nobody carries on, and disable accounts whose last day has passed.
    async fn sweep(&self) -> ! {
        let mut hours = tokio::time::interval(Duration::from_secs(3600));
        loop {
            hours.tick().await;
            match housekeeping::sweep(&self.db).await {
                Ok(cleared) => tracing::debug!(cleared, "what nobody carries on was cleared"),
                Err(error) => tracing::warn!(error = ?error, "nothing was swept"),
            }
        }
    }

    /// Do every job that is due now, and return.
    pub async fn work_once(&self, owner: &Owner) -> Result<()> {
        self.worker(owner).run_once().await
    }

    /// A worker that can do every kind of job.
    fn worker(&self, owner: &Owner) -> Worker {
        let services = Services {
            db: self.db.clone(),
            owner: owner.clone(),
            keys: self.keys.clone(),
            mailer: Arc::clone(&self.mailer),
            base_url: self.config.base_url.clone(),
            job: 0,
        };
        Worker::new(owner, services, 4)
            .can::<MailLink>()
            .can::<MailFirstLink>()
            .can::<MailSharing>()
            .can::<MailRegistration>()
            .can::<ImportPart>()
            .can::<CommitResults>()
            .can::<MailContacts>()
            .can::<MailHead>()
            .can::<MailEmergency>()
            .can::<ApplyCampaign>()
            .can::<ReleaseCells>()
    }

    /// Close every connection.
    pub async fn close(&self) {
        self.db.close().await;
        self.keys.close().await;
    }
}

fn secrets(config: &Config) -> Result<(LoginSecret, RootKey)> {
    let login = LoginSecret::parse(&config.secrets.login_secret()?).context("the login secret")?;
    let root = RootKey::parse(&config.secrets.root_key()?).context("the root key")?;
    Ok((login, root))
}

fn mailer(mail: &config::Mail) -> Result<Mailer> {
    let (from, delivery) = match mail {
        config::Mail::Files { dir, from } => (from, Delivery::Directory(dir.clone())),
        config::Mail::Smtp { host, port, security, from, username, password_file, ca_file } => {
            let password = match password_file {
                Some(file) => Some(config::secret("HUIXIN_SMTP_PASSWORD", Some(file))?),
                None => None,
            };
            let tls = match security {
                config::MailSecurity::Starttls => Tls::Starttls,
                config::MailSecurity::Tls => Tls::Tls,
                config::MailSecurity::None => Tls::None,
            };
            let (host, port, ca_file, patience) = (host.clone(), *port, ca_file.clone(), MAIL_PATIENCE);
            let credentials = username.clone().zip(password);
            let smtp = Smtp { host, port, tls, ca_file, credentials, patience };
            (from, Delivery::Smtp(smtp))
        }
    };
    Mailer::new(from.parse().with_context(|| format!("mail.from is not an address: {from}"))?, &delivery)
}
