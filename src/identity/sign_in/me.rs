//! Oneself, as one sees it after signing in.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::store;
use crate::{
    access::{
        Assignment, BeginSupportView, Caller, Denied, Operation, OperationId, PlaceState, Proof, ReadSelf, Role,
        RoleLevel, SUPPORT_VIEW, Standing,
    },
    codes::{Place, SchoolCode, text_enum},
    config::{SESSION_IDLE, SESSION_TOUCH},
    db::{Db, Tx},
    error::{Error, Result},
    identity::{accounts::SchoolRef, passwords::PasswordRulesView},
    sessions::Sessions,
};

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

/// Oneself: account, realm, roles, what one may do.
#[derive(Debug, Object)]
pub struct Me {
    account: MyAccount,
    realm: RealmRef,
    assignments: Vec<MyAssignment>,
    /// Names of the operations that the policy allows now.
    can: Vec<String>,
    /// Names of those that it allows at other hours.
    closed: Vec<String>,
    /// Roles that one may give.
    grantable: Vec<GrantableRole>,
    /// When the session ends at the latest.
    expires_at: DateTime<Utc>,
    /// Seconds without any request after which the session may end sooner.
    idle_seconds: u64,
    /// Whether the platform's rules are still to be acknowledged, before anything else.
    rules_due: bool,
    /// Whether a new password is to be chosen, before anything else but the rules.
    password_due: bool,
    /// What is asked of a new password.
    password_rules: PasswordRulesView,
    /// From the ministry down to where one belongs: `教育部 / 四川省 / 四川大学`.
    scope: Vec<Scope>,
    /// What of it is suspended, so that one can do nothing there.
    suspended: Vec<Scope>,
    /// As what one looks for the moment, if one does.
    support: Option<Support>,
    /// Roles as which one may look; none, where one may not.
    supportable: Vec<GrantableRole>,
    /// What this session still has to prove.
    factor: FactorState,
    /// Whether the roles held ask for a second factor.
    factor_required: bool,
}

text_enum! {
    /// How a session stands with the second factor.
    pub enum FactorState ("factor_state_unknown") {
        /// The account has none yet.
        Missing = "missing", "未设置", "Not set up";
        /// The account has one, which this session has not proved.
        Unproved = "unproved", "待验证", "To be proved";
        /// Proved.
        Proved = "proved", "已验证", "Proved";
    }
}

impl FactorState {
    fn of(proof: Proof) -> Self {
        match proof {
            Proof::NoFactor => Self::Missing,
            Proof::Password => Self::Unproved,
            Proof::SecondFactor | Proof::SteppedUp => Self::Proved,
        }
    }
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
    department: Option<String>,
    /// When it ends; none: it does not.
    ends_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Object)]
struct GrantableRole {
    role: String,
    zh: String,
    en: String,
    /// Whether the role is held in one school.
    needs_school: bool,
    /// Whether it may be: in a school, or over the whole place.
    may_name_school: bool,
    /// Whether it is held in a department of the school, or may be.
    may_name_department: bool,
    /// Whether it is held in a department and nowhere else.
    needs_department: bool,
}

/// A support view: what a role would see, with no personal data.
#[derive(Debug, Object)]
#[oai(rename = "SupportView")]
struct Support {
    until: DateTime<Utc>,
    /// Operations that the role has and a support view does not show.
    hidden: Vec<String>,
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

impl Me {
    /// Of a caller.
    pub async fn of(db: &Db, sessions: &Sessions, caller: &Caller) -> Result<Self> {
        let mut tx: Tx<ReadSelf> = db.begin(caller).await?;
        let mut schools: Vec<SchoolCode> = caller.held().iter().filter_map(|a| a.school).collect();
        schools.dedup();
        let names = if schools.is_empty() { vec![] } else { store::school_names(&mut tx, &schools).await? };
        let named = |id: SchoolCode| SchoolRef {
            id,
            name: names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default(),
        };
        let assignments = caller.held().iter().map(|held| MyAssignment {
            role: held.role.as_str().to_owned(),
            role_zh: held.role.info().zh.clone(),
            role_en: held.role.info().en.clone(),
            school: held.school.map(named),
            department: held.department.clone(),
            ends_at: held.ends_at,
        });
        let roles: Vec<Role> = caller.assignments.iter().map(|held| held.role).collect();
        let (can, closed) = operations(db, caller);
        Ok(Self {
            account: MyAccount { id: caller.account.0, login: caller.login.clone(), name: caller.name.clone() },
            realm: RealmRef::of(caller.realm),
            assignments: assignments.collect(),
            can,
            closed,
            grantable: grantable(db, caller),
            expires_at: caller.expires_at,
            idle_seconds: (SESSION_IDLE - SESSION_TOUCH).as_secs(),
            rules_due: !caller.standing.rules_acknowledged,
            password_due: caller.standing.password_due,
            password_rules: PasswordRulesView::of(sessions.password_rules(), &db.policy(), &roles),
            support: support(db, caller),
            supportable: supportable(db, caller),
            scope: scope(caller, &names),
            suspended: suspended(caller, &names),
            factor: FactorState::of(caller.standing.proof),
            factor_required: factor_required(db, caller),
        })
    }
}

/// What the caller may do now, and what but for the hour.
fn operations(db: &Db, caller: &Caller) -> (Vec<String>, Vec<String>) {
    let (mut can, mut closed) = (Vec::new(), Vec::new());
    for id in OperationId::all().filter(|id| !id.info().system) {
        match db.may(caller, id) {
            Ok(()) => can.push(id.name().to_owned()),
            Err(Error::Refused { code, .. }) if code == Denied::OutsideHours.code() => {
                closed.push(id.name().to_owned())
            }
            Err(_) => {}
        }
    }
    (can, closed)
}

/// Whether there is anything, but for the factor itself, that the caller may do with a second factor alone.
fn factor_required(db: &Db, caller: &Caller) -> bool {
    let policy = db.policy();
    let place = caller.standing.place;
    let may = |operation, proof| {
        let standing = Standing { proof, ..Standing::clear(place) };
        policy.reach(operation, standing, &caller.assignments).is_ok()
    };
    let mut others = OperationId::all().filter(|id| !id.info().system && !id.name().starts_with("factor."));
    others.any(|id| may(id, Proof::SteppedUp) && !may(id, Proof::Password))
}

fn support(db: &Db, caller: &Caller) -> Option<Support> {
    let view = caller.support.as_ref()?;
    let (policy, standing) = (db.policy(), caller.standing.stepped_up());
    let hidden = |id: &OperationId| {
        !id.info().system && !SUPPORT_VIEW.contains(id) && policy.reach(*id, standing, caller.held()).is_ok()
    };
    let hidden = OperationId::all().filter(hidden).map(|id| id.name().to_owned()).collect();
    Some(Support { until: view.until, hidden })
}

fn supportable(db: &Db, caller: &Caller) -> Vec<GrantableRole> {
    if db.may(caller, BeginSupportView::ID).is_err() {
        return Vec::new();
    }
    Role::all().filter(|role| role.is_given() && role.is_held_in(caller.realm)).map(GrantableRole::of).collect()
}

fn grantable(db: &Db, caller: &Caller) -> Vec<GrantableRole> {
    let policy = db.policy();
    let gives = |held: &Assignment, role: &Role| {
        policy.grantable(held.role).iter().any(|grant| grant.role == *role && grant.within.is_of(held.school))
    };
    let may_give = |role: &Role| caller.held().iter().any(|held| gives(held, role));
    Role::all().filter(|role| role.is_held_in(caller.realm) && may_give(role)).map(GrantableRole::of).collect()
}

impl GrantableRole {
    fn of(role: Role) -> Self {
        Self {
            role: role.as_str().to_owned(),
            zh: role.info().zh.clone(),
            en: role.info().en.clone(),
            needs_school: role.needs_school(),
            may_name_school: role.may_name_school(),
            may_name_department: role.at(RoleLevel::Department),
            needs_department: role.may_name_school() && !role.at(RoleLevel::School),
        }
    }
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
    let province = matches!(caller.standing.place, PlaceState::Province { active: false });
    let stands_still = |id: SchoolCode| caller.held().iter().any(|held| held.school == Some(id) && !held.school_active);
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
