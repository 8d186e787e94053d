//! Sessions over HTTP: signing in and out, oneself, one's own password, the list of realms.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::{
    store,
    verify::{busy, hash_password, open_session},
};
use crate::{
    access::{Caller, ChangePassword, CloseSession, OperationId, PlaceState, ReadSelf, Role},
    codes::{Place, SchoolCode},
    crypto::passwords::{NewPassword, Passwords},
    db::{About, Db, Tx},
    error::{Error, Fault, Result},
    http::{Json, NoContent, Visitor, WithCookie},
    identity::accounts::SchoolRef,
    sessions::{self, Sessions},
};

/// The routes of sessions.
pub struct SessionApi {
    /// The databases.
    pub db: Db,
    /// Password hashing.
    pub passwords: Passwords,
    /// Sessions.
    pub sessions: Sessions,
}

/// A place where people have accounts.
#[derive(Clone, Debug, Object)]
#[oai(rename = "RealmName")]
pub struct RealmRef {
    /// `ministry` or a province's code.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

impl RealmRef {
    /// Of a place.
    pub fn of(place: Place) -> Self {
        Self { code: place.as_str().to_owned(), zh: place.zh().to_owned(), en: place.en().to_owned() }
    }
}

/// The realms to choose from.
#[derive(Debug, Object)]
#[oai(rename = "RealmChoices")]
struct Realms {
    items: Vec<RealmRef>,
}

/// What one signs in with.
#[derive(Debug, Object)]
#[oai(rename = "SignIn")]
struct SignInBody {
    /// `ministry` or a province's code.
    #[oai(validator(max_length = 16))]
    realm: String,
    /// Login name in that realm.
    #[oai(validator(max_length = 254))]
    login: String,
    /// Password.
    #[oai(validator(max_length = 1024))]
    password: String,
}

/// A change of one's own password.
#[derive(Debug, Object)]
#[oai(rename = "PasswordChange")]
struct PasswordBody {
    /// The password in use.
    #[oai(validator(max_length = 1024))]
    current: String,
    /// 10 to 128 characters, not a common one, not the login.
    #[oai(validator(max_length = 1024))]
    new: String,
}

/// Oneself: account, realm, roles, what one may do.
#[derive(Debug, Object)]
struct Me {
    account: MyAccount,
    realm: RealmRef,
    assignments: Vec<MyAssignment>,
    /// Names of the operations that the policy allows now.
    can: Vec<String>,
    /// Roles that one may give.
    grantable: Vec<GrantableRole>,
    /// When the session ends at the latest.
    expires_at: DateTime<Utc>,
    /// From the ministry down to where one belongs: `教育部 / 四川省 / 四川大学`.
    scope: Vec<Scope>,
    /// What of it is suspended, so that one can do nothing there.
    suspended: Vec<Scope>,
}

#[derive(Debug, Object)]
#[oai(rename = "AccountRef")]
struct MyAccount {
    id: Uuid,
    login: String,
    name: String,
}

#[derive(Debug, Object)]
#[oai(rename = "AssignmentView")]
struct MyAssignment {
    role: String,
    role_zh: String,
    role_en: String,
    school: Option<SchoolRef>,
}

#[derive(Debug, Object)]
struct GrantableRole {
    role: String,
    zh: String,
    en: String,
    /// Whether the role is held in one school.
    needs_school: bool,
}

#[derive(Debug, Object)]
#[oai(rename = "ScopePart")]
struct Scope {
    /// `ministry`, `province` or `school`.
    kind: String,
    code: String,
    zh: String,
    en: String,
}

#[OpenApi]
impl SessionApi {
    /// The realms that one can sign in to.
    #[oai(path = "/realms", method = "get", operation_id = "list_realms")]
    async fn realms(&self) -> Json<Realms> {
        Json(Realms { items: Place::all().map(RealmRef::of).collect() })
    }

    /// Sign in.
    #[oai(path = "/session", method = "post", operation_id = "open_session")]
    async fn open(&self, visitor: Visitor, body: Json<SignInBody>) -> Result<WithCookie<Me>> {
        let body = body.0;
        let unknown = |_| Error::malformed(vec![Fault::at("/realm", "province_invalid")]);
        let realm: Place = body.realm.parse().map_err(unknown)?;
        let cookie = open_session(&self.db, &self.passwords, realm, &body.login, &body.password, &visitor.0).await?;
        let caller = self.sessions.resolve(&cookie, &visitor.0).await?;
        Ok(WithCookie(self.me(&caller).await?, sessions::cookie(&cookie)))
    }

    /// Oneself.
    #[oai(path = "/session", method = "get", operation_id = "read_self")]
    async fn read(&self, caller: Caller) -> Result<Json<Me>> {
        Ok(Json(self.me(&caller).await?))
    }

    /// Sign out.
    #[oai(path = "/session", method = "delete", operation_id = "close_session")]
    async fn close(&self, caller: Caller) -> Result<NoContent> {
        let mut tx: Tx<CloseSession> = self.db.begin(&caller).await?;
        sessions::close(&mut tx, caller.session).await?;
        tx.commit(About::object("account", caller.account, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(NoContent(Some(sessions::cookie_end())))
    }

    /// Change one's own password; every other session ends.
    #[oai(path = "/password", method = "put", operation_id = "change_password")]
    async fn change_password(&self, caller: Caller, body: Json<PasswordBody>) -> Result<NoContent> {
        let PasswordBody { current, new } = &body.0;
        let password = NewPassword::parse(new, &caller.login, &[&caller.name, caller.realm.zh(), caller.realm.en()])
            .map_err(|e| Error::invalid_field("/new", e.code))?;
        if current == new {
            return Err(Error::invalid_field("/new", "password_unchanged"));
        }
        let hash = {
            let mut tx: Tx<ChangePassword> = self.db.begin(&caller).await?;
            store::own_hash(&mut tx, caller.account).await?
        };
        if !self.passwords.verify(current, hash.as_deref()).await.map_err(busy)? {
            return Err(Error::invalid_field("/current", "password_current_wrong"));
        }
        let hash = hash_password(&self.passwords, &password).await?;
        let mut tx: Tx<ChangePassword> = self.db.begin(&caller).await?;
        store::set_own_hash(&mut tx, caller.account, &hash).await?;
        sessions::end_all(&mut tx, caller.account, Some(caller.session)).await?;
        tx.commit(About::object("account", caller.account, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(NoContent::default())
    }
}

impl SessionApi {
    async fn me(&self, caller: &Caller) -> Result<Me> {
        let mut tx: Tx<ReadSelf> = self.db.begin(caller).await?;
        let mut schools: Vec<SchoolCode> = caller.assignments.iter().filter_map(|a| a.school).collect();
        schools.dedup();
        let names = if schools.is_empty() { vec![] } else { store::school_names(&mut tx, &schools).await? };
        let named = |id: SchoolCode| SchoolRef {
            id,
            name: names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default(),
        };
        let assignments = caller.assignments.iter().map(|held| MyAssignment {
            role: held.role.as_str().to_owned(),
            role_zh: held.role.info().zh.clone(),
            role_en: held.role.info().en.clone(),
            school: held.school.map(named),
        });
        let may = |id: &OperationId| !id.info().system && self.db.may(caller, *id).is_ok();
        Ok(Me {
            account: MyAccount { id: caller.account.0, login: caller.login.clone(), name: caller.name.clone() },
            realm: RealmRef::of(caller.realm),
            assignments: assignments.collect(),
            can: OperationId::all().filter(may).map(|id| id.name().to_owned()).collect(),
            grantable: grantable(&self.db, caller),
            expires_at: caller.expires_at,
            scope: scope(caller, &names),
            suspended: suspended(caller, &names),
        })
    }
}

fn grantable(db: &Db, caller: &Caller) -> Vec<GrantableRole> {
    let policy = db.policy();
    let may_give =
        |role: &Role| caller.assignments.iter().any(|a| policy.grantable(a.role).iter().any(|g| g.role == *role));
    let view = |role: Role| GrantableRole {
        role: role.as_str().to_owned(),
        zh: role.info().zh.clone(),
        en: role.info().en.clone(),
        needs_school: role.needs_school(),
    };
    Role::all().filter(may_give).map(view).collect()
}

fn scope(caller: &Caller, schools: &[(SchoolCode, String)]) -> Vec<Scope> {
    let mut scope = vec![Scope::place("ministry", Place::Ministry)];
    if caller.realm != Place::Ministry {
        scope.push(Scope::place("province", caller.realm));
    }
    if let [(id, name)] = schools {
        scope.push(Scope::school(*id, name));
    }
    scope
}

fn suspended(caller: &Caller, schools: &[(SchoolCode, String)]) -> Vec<Scope> {
    let province = matches!(caller.place, PlaceState::Province { active: false });
    let stands_still =
        |id: SchoolCode| caller.assignments.iter().any(|held| held.school == Some(id) && !held.school_active);
    let province = province.then(|| Scope::place("province", caller.realm));
    let schools = schools.iter().filter(|(id, _)| stands_still(*id)).map(|(id, name)| Scope::school(*id, name));
    province.into_iter().chain(schools).collect()
}

impl Scope {
    fn place(kind: &str, place: Place) -> Self {
        let (zh, en) = (place.zh().to_owned(), place.en().to_owned());
        Self { kind: kind.to_owned(), code: place.as_str().to_owned(), zh, en }
    }

    fn school(id: SchoolCode, name: &str) -> Self {
        Self { kind: "school".to_owned(), code: id.to_string(), zh: name.to_owned(), en: name.to_owned() }
    }
}
