//! A node under test.

use std::path::PathBuf;

use chrono::{NaiveTime, TimeDelta};
use huixin::{
    access::{OpenSession, Request, SystemActor},
    app::App,
    clock::{Clock, in_beijing, in_working_hours},
    codes::Place,
    config::Config,
    crypto::{passwords::Whose, totp::TotpSecret},
    db::{About, Owner, Tx},
    http::listener::{Listener, ListenerOptions},
    identity::accounts::{Credentials, NewAccount, appoint},
    ids::AccountId,
    sessions,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Client, Cluster, Letter, cluster,
    mails::Mailbox,
    people::{OWN_SCHOOL, PASSWORD, PROVINCES, Person, TOTP},
};

/// A node with a database of its own.
pub struct TestApp {
    pub cluster: Cluster,
    pub node: App,
    pub clock: Clock,
    /// The superuser's connections to this test's database: to arrange and to look.
    pub admin: PgPool,
    pub database: String,
    base: String,
    owner: Owner,
    mailbox: Mailbox,
    stop: CancellationToken,
    ended: bool,
    _dir: Option<TempDir>,
}

impl TestApp {
    /// A node on a fresh copy of the template, with an in-process cache.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same after a change of its configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let cluster = cluster();
        let database = format!("t_{}", Uuid::new_v4().simple());
        copy_template(&cluster, &database).await;
        let dir = tempfile::tempdir().unwrap();
        let mut config = cluster.config(dir.path(), &database, cluster::TEMPLATE_KEYS);
        change(&mut config);
        Self::on(cluster, config, dir.path().into(), Some(dir)).await
    }

    /// Another node on the same databases, as behind a load balancer. It shares the mails, and has a clock of its own.
    pub async fn another_node(&self) -> Self {
        let config = (*self.node.config).clone();
        let mut node = Self::on(self.cluster.clone(), config, self.mailbox.dir.parent().unwrap().into(), None).await;
        node.ended = true;
        node
    }

    async fn on(cluster: Cluster, config: Config, dir: PathBuf, held: Option<TempDir>) -> Self {
        let (clock, stop) = (Clock::default(), CancellationToken::new());
        let database = config.database.name.clone();
        let owner = cluster.owner(&config);
        let node = App::with_secrets(config, clock.clone(), cluster.secrets()).await.unwrap();
        let listener = Listener::bind(&node.config.listen, ListenerOptions::default()).await.unwrap();
        let base = format!("http://127.0.0.1:{}", listener.addresses().unwrap()[0].port());
        let (serving, until) = (node.clone(), stop.clone());
        tokio::spawn(async move { serving.serve(listener, until).await });
        let admin = PgPoolOptions::new().max_connections(3).connect_lazy_with(cluster.admin(&database));
        let mailbox = Mailbox::new(dir.join("mails"));
        Self { cluster, node, clock, admin, database, base, owner, mailbox, stop, ended: false, _dir: held }
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base)
    }

    /// A person with a new session.
    pub async fn as_person(&self, person: &Person) -> Client {
        let cookie = self.session(person.realm, self.account(person).await).await;
        self.anonymous().with_cookie(&cookie)
    }

    /// A new session of an account; the cookie's value.
    pub async fn session(&self, realm: &str, account: Uuid) -> String {
        let place: Place = realm.parse().unwrap();
        let mut tx: Tx<OpenSession> = self.node.db.begin_as_system(SystemActor::System("test"), place).await.unwrap();
        tx.on_request(&Request { address: Some([127, 0, 0, 1].into()), ..Request::default() });
        let cookie = sessions::open(&mut tx, AccountId(account), true).await.unwrap();
        tx.commit(About::object("account", account, "test")).await.unwrap();
        cookie
    }

    /// What everybody's authenticator app shows at the moment.
    pub fn code(&self) -> String {
        TotpSecret::from_bytes(TOTP).unwrap().code(self.clock.now())
    }

    /// Let a person be there who is in no template, with the password and the app that everybody has.
    pub async fn add(&self, person: &Person) {
        let node = &self.node;
        let email = format!("{}@example.edu.cn", person.login);
        let anybody = NewAccount::parse("", person.login, person.name, &email, "counsellor", Some(OWN_SCHOOL)).unwrap();
        let school = person.school.map(|school| school.parse().unwrap());
        let department = person.department.map(str::to_owned);
        let new = NewAccount { role: person.role.parse().unwrap(), school, department, ..anybody };
        let credentials = Credentials {
            password: &node.passwords.accept(PASSWORD, "", &Whose::login(person.login)).unwrap(),
            totp: &TotpSecret::from_bytes(TOTP).unwrap(),
        };
        let (actor, place) = (SystemActor::System("test"), person.realm.parse().unwrap());
        appoint(&node.db, &node.keys, &node.passwords, actor, place, &new, Some(credentials)).await.unwrap();
    }

    /// The account of a person of the template.
    pub async fn account(&self, person: &Person) -> Uuid {
        self.account_of(person.realm, person.login).await
    }

    /// The account with this login.
    pub async fn account_of(&self, realm: &str, login: &str) -> Uuid {
        let schema = realm.parse::<Place>().unwrap().schema();
        self.one(&format!("select id from {schema}.account where login = '{login}'")).await
    }

    /// Change or look at the database as its superuser: what no login of the product may.
    pub async fn sql(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.admin).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// The first column of every row.
    pub async fn all<T>(&self, sql: &str) -> Vec<T>
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&self.admin).await.unwrap()
    }

    /// One value.
    pub async fn one<T>(&self, sql: &str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        let found = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.admin).await;
        found.unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// Do every job that is due, and those that they queue.
    pub async fn work(&self) {
        let due = "select count(*) from jobs._private_jobs where run_at <= now() and locked_at is null";
        while self.one::<i64>(due).await > 0 {
            self.node.work_once(&self.owner).await.unwrap();
        }
    }

    /// Make jobs due that failed and wait.
    pub async fn make_due(&self) {
        self.sql("update jobs._private_jobs set run_at = now() where run_at > now()").await;
    }

    /// Jobs in the queue.
    pub async fn queued(&self) -> i64 {
        self.one("select count(*) from jobs._private_jobs").await
    }

    /// Do every job, then read the one mail to this address that was not read before.
    pub async fn mail_to(&self, address: &str) -> Letter {
        self.work().await;
        self.mailbox.read(address)
    }

    /// Every mail ever sent, as it was sent and as it reads.
    pub fn mails(&self) -> Vec<String> {
        self.mailbox.all()
    }

    /// Let time pass.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// Let time pass until it is this time of the day in Beijing.
    pub fn await_time(&self, time: &str) {
        let left = time.parse::<NaiveTime>().unwrap() - in_beijing(self.clock.now()).time();
        self.pass(if left < TimeDelta::zero() { left + TimeDelta::days(1) } else { left });
    }

    /// Let time pass until it is within working hours, or outside, for an hour at least.
    pub fn await_working_hours(&self, within: bool) {
        let is = |at| in_working_hours(at) == within;
        let now = self.clock.now();
        if !is(now) || !is(now + TimeDelta::hours(1)) {
            self.await_time(if within { "07:00:00" } else { "22:00:00" });
        }
    }

    /// End the test: nothing may be left to do or to read.
    pub async fn done(self) {
        assert_eq!(self.queued().await, 0, "jobs are left in the queue");
        let unread: Vec<_> = self.mailbox.unread().collect();
        assert!(unread.is_empty(), "mails are left unread: {unread:?}");
        self.leave_jobs_and_mails().await;
    }

    /// End a test that is not about what follows later. Nobody may have done what is not theirs.
    pub async fn leave_jobs_and_mails(mut self) {
        self.ended = true;
        if self._dir.is_some() {
            let provinces = PROVINCES.iter().map(|province| format!("province_{province}"));
            crate::matrix::actors::check(&self.admin, &provinces.chain(["ministry".to_owned()]).collect::<Vec<_>>())
                .await;
        }
        self.stop.cancel();
        self.node.close().await;
        self.owner.close().await;
        self.admin.close().await;
        if self._dir.is_some() {
            let drop = format!("drop database {} with (force)", self.database);
            let mut admin = PgConnection::connect_with(&self.cluster.admin("postgres")).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut admin).await.unwrap();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(self.ended || std::thread::panicking(), "end the test with app.done().await");
    }
}

/// Copy the template. Rights to connect are the database's own, so they are given again.
async fn copy_template(cluster: &Cluster, name: &str) {
    let mut admin = PgConnection::connect_with(&cluster.admin("postgres")).await.unwrap();
    let logins: String = sqlx::query_scalar(
        "select string_agg(acl.grantee::regrole::text, ', ') from pg_database d, aclexplode(d.datacl) acl
         where d.datname = $1 and acl.grantee <> d.datdba",
    )
    .bind(cluster::TEMPLATE)
    .fetch_one(&mut admin)
    .await
    .unwrap();
    let template = cluster::TEMPLATE;
    for ddl in [
        format!("create database {name} template {template} owner huixin_owner"),
        format!("revoke all on database {name} from public; grant connect on database {name} to {logins}"),
    ] {
        sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut admin).await.unwrap();
    }
    admin.close().await.unwrap();
}
