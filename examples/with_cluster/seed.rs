//! The template: everything in it was made by the product's own functions.

use std::path::Path;

use anyhow::{Context, Result, bail};
use huixin::{
    access::{Request, SystemActor},
    app::App,
    assessment::instruments,
    clock::Clock,
    codes::Place,
    crypto::{passwords::Whose, totp::TotpSecret},
    db::Tenant,
    identity::{
        accounts::{Credentials, NewAccount, appoint},
        sign_in::open_for_host,
    },
    places::{
        provinces::{self, Host},
        school_imports::{Upload, commit_provincial, stage_provincial},
    },
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{
    cluster::{Cluster, TEMPLATE, TEMPLATE_KEYS},
    people::{PASSWORD, PEOPLE, PROVINCES, Person, SCHOOLS, TOTP},
};

const HOST: fn() -> SystemActor = || SystemActor::Host("test".to_owned());

pub(crate) async fn template(cluster: &Cluster, dir: &Path) -> Result<()> {
    let mut admin = PgConnection::connect_with(&cluster.admin("postgres")).await?;
    let password = &cluster.owner_password;
    let role = format!("create role huixin_owner login createrole password '{password}'");
    sqlx::raw_sql(AssertSqlSafe(role)).execute(&mut admin).await?;
    for name in [TEMPLATE, TEMPLATE_KEYS] {
        let database = format!("create database {name} owner huixin_owner");
        sqlx::raw_sql(AssertSqlSafe(database)).execute(&mut admin).await?;
    }
    admin.close().await?;
    let app =
        App::with_secrets(cluster.config(dir, TEMPLATE, TEMPLATE_KEYS), Clock::default(), cluster.secrets()).await?;
    provision(cluster, &app).await?;
    for person in PEOPLE.iter().filter(|person| person.school.is_none()) {
        open(&app, person).await?;
    }
    for province in ["51", "11"] {
        schools(&app, province).await.with_context(|| format!("schools of {province}"))?;
    }
    for person in PEOPLE.iter().filter(|person| person.school.is_some()) {
        open(&app, person).await?;
    }
    app.close().await;
    Ok(())
}

async fn provision(cluster: &Cluster, app: &App) -> Result<()> {
    let tenant = |code: &str| -> Result<Tenant> {
        let file = format!("{}/tenants/{code}.toml", env!("CARGO_MANIFEST_DIR"));
        Ok(toml::from_str(&std::fs::read_to_string(file)?)?)
    };
    let tenants = PROVINCES.into_iter().map(tenant).collect::<Result<Vec<_>>>()?;
    let owner = cluster.owner(&app.config);
    let host = Host {
        owner: &owner,
        db: &app.db,
        keys: &app.keys,
        secret: &app.login_secret,
        root: &app.root_key,
        instruments: instruments::versions(),
        database: &app.config.database,
        actor: HOST(),
    };
    let applied = provinces::apply(&host, &tenants, &|_, _, _| {}).await?;
    owner.close().await;
    match applied.into_iter().find_map(|applied| applied.error) {
        Some(error) => bail!(error),
        None => Ok(()),
    }
}

async fn open(app: &App, person: &Person) -> Result<()> {
    let place: Place = person.realm.parse()?;
    let email = format!("{}@example.edu.cn", person.login);
    let new = NewAccount::parse("", person.login, person.name, &email, person.role, person.school)
        .map_err(|faults| anyhow::anyhow!("{person:?}: {faults:?}"))?;
    let password = app.passwords.accept(PASSWORD, "", &Whose::login(person.login));
    let password = password.map_err(|faults| anyhow::anyhow!("{person:?}: {faults:?}"))?;
    let totp = TotpSecret::from_bytes(TOTP).context("a secret has 20 bytes")?;
    appoint(
        &app.db,
        &app.keys,
        &app.passwords,
        HOST(),
        place,
        &new,
        Some(Credentials { password: &password, totp: &totp }),
    )
    .await?;
    Ok(())
}

/// A province's schools come by file, as its administrator would bring them.
async fn schools(app: &App, province: &str) -> Result<()> {
    let admin = PEOPLE.iter().find(|p| p.realm == province && p.role == "prov_admin").context("no administrator")?;
    let mut file = "学校标识码,学校名称,主管部门,所在地,办学层次\n".to_owned();
    let department = if province == "51" { "四川省" } else { "北京市" };
    for (_, id, name, location) in SCHOOLS.iter().filter(|(of, ..)| *of == province) {
        let level = if name.contains("职业") { "专科" } else { "本科" };
        file.push_str(&format!("{id},{name},{department},{location},{level}\n"));
    }
    let cookie = open_for_host(&app.db, HOST(), province.parse()?, admin.login).await?;
    let caller = app.sessions.resolve(&cookie, &Request::default()).await?;
    let upload = Upload::new("schools.csv".to_owned(), file.into_bytes());
    let staged = stage_provincial(&app.db, &caller, province.parse()?, upload).await?;
    commit_provincial(&app.db, &caller, province.parse()?, staged.id, &staged.sha256).await?;
    Ok(())
}
