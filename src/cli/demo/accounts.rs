//! An account for each role that has something to show, with passwords that stay the same from start to start.

use anyhow::{Context, Result};
use data_encoding::BASE32_NOPAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    access::{Caller, Request, Role, SystemActor},
    app::App,
    codes::{Place, ProvinceCode, SchoolCode},
    crypto::{LoginSecret, NewPassword, Whose, totp::TotpSecret},
    identity::{
        accounts::{Credentials, NewAccount, appoint},
        sign_in::open_for_host,
    },
    places::schools::first_school,
};

/// Accounts in all.
pub(super) const COUNT: usize = 8;

/// An account to show; written to `demo.json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DemoAccount {
    pub(super) role: &'static str,
    pub(super) realm: String,
    pub(super) login: String,
    pub(super) password: String,
    /// What an authenticator app is given, in base32.
    pub(super) totp_secret: String,
    #[serde(skip)]
    pub(super) role_zh: &'static str,
    #[serde(skip)]
    pub(super) place: Place,
}

const MINISTRY: [(&str, &str, &str); 3] = [
    ("moe_steering", "moe.steering", "周文"),
    ("platform_operator", "operator", "陈静"),
    ("audit_admin", "auditor", "沈严"),
];

const PROVINCE: [(&str, &str, &str); 4] = [
    ("prov_admin", "prov.admin", "张敏"),
    ("prov_analyst", "prov.analyst", "李明"),
    ("sec_admin", "sec.admin", "林岚"),
    ("sys_admin", "sys.admin", "高远"),
];

const SCHOOL: [(&str, &str, &str); 3] = [
    ("school_admin", "school.admin", "王芳"),
    ("counsel_head", "counsel.head", "赵心怡"),
    ("counsellor", "counsellor", "周宁"),
];

pub(super) async fn ministry(app: &App) -> Result<Vec<DemoAccount>> {
    open(app, Place::Ministry, &MINISTRY, None).await
}

/// A school of the province, if it has any yet.
pub(super) async fn first_school_of(app: &App, province: ProvinceCode) -> Result<Option<SchoolCode>> {
    Ok(first_school(&app.db, actor(), province).await?)
}

/// The province's accounts, and those of its first school if it has one.
pub(super) async fn province(app: &App, province: ProvinceCode) -> Result<Vec<DemoAccount>> {
    let place = Place::Province(province);
    let mut accounts = open(app, place, &PROVINCE, None).await?;
    if let Some(school) = first_school_of(app, province).await? {
        accounts.extend(open(app, place, &SCHOOL, Some(school.as_str())).await?);
    }
    Ok(accounts)
}

/// The head of a school's counselling centre; the demo's first school has its own already.
pub(super) async fn head(app: &App, province: ProvinceCode, school: SchoolCode) -> Result<DemoAccount> {
    let first = first_school_of(app, province).await?;
    let login = if first == Some(school) { "counsel.head".to_owned() } else { format!("head.{school}") };
    let people = [("counsel_head", login.as_str(), "赵心怡")];
    let opened = open(app, Place::Province(province), &people, Some(school.as_str())).await?;
    opened.into_iter().next().context("no head was opened")
}

async fn open(
    app: &App,
    place: Place,
    people: &[(&str, &str, &str)],
    school: Option<&str>,
) -> Result<Vec<DemoAccount>> {
    let mut accounts = Vec::with_capacity(people.len());
    for (role, login, name) in people {
        let role = Role::parse(role)?;
        let email = format!("{login}@demo.invalid");
        let new = NewAccount::parse("", login, name, &email, role.as_str(), school)
            .map_err(|faults| anyhow::anyhow!("the demo's account {login}: {faults:?}"))?;
        let (password, parsed) = password(app, place, login).context("the demo's password is not acceptable")?;
        let totp = totp(&app.login_secret, place, login)?;
        let credentials = Credentials { password: &parsed, totp: &totp };
        appoint(&app.db, &app.keys, &app.passwords, actor(), place, &new, Some(credentials)).await?;
        accounts.push(DemoAccount {
            role: role.as_str(),
            realm: place.to_string(),
            login: (*login).to_owned(),
            password,
            totp_secret: totp.base32(),
            role_zh: &role.info().zh,
            place,
        });
    }
    Ok(accounts)
}

fn actor() -> SystemActor {
    SystemActor::Host("demo".to_owned())
}

/// What an authenticator app would hold: derived like the password, so that it stays the same from start to start.
pub(super) fn totp(secret: &LoginSecret, place: Place, login: &str) -> Result<TotpSecret> {
    let secret = secret.login_password(&format!("demo totp {place} {login}"));
    TotpSecret::from_bytes(&Sha256::digest(secret.as_bytes())[..20]).context("a secret has another length")
}

/// The account's owner, as if signed in.
pub(super) async fn session(app: &App, account: &DemoAccount) -> Result<Caller> {
    let cookie = open_for_host(&app.db, actor(), account.place, &account.login).await?;
    let request = Request { user_agent: "huixin demo".to_owned(), ..Request::default() };
    Ok(app.sessions.resolve(&cookie, &request).await?)
}

/// Derived from the demo's own secret: another machine's demo has other passwords. The first that the rules let through; nearly
/// every one has a digit.
fn password(app: &App, place: Place, login: &str) -> Option<(String, NewPassword)> {
    let derived = |round: String| {
        let secret = app.login_secret.login_password(&format!("demo{round} {place} {login}"));
        let text = BASE32_NOPAD.encode(&Sha256::digest(secret.as_bytes())).to_lowercase();
        format!("{}-{}-{}", &text[..5], &text[5..10], &text[10..15])
    };
    let rounds = std::iter::once(String::new()).chain((2..9).map(|round| format!(" {round}")));
    rounds.map(derived).find_map(|text| {
        let accepted = app.passwords.accept(&text, "", &Whose::login(login)).ok()?;
        Some((text, accepted))
    })
}
