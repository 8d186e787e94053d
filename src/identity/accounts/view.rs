//! Accounts as their administrators send and see them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;

use super::model::{Account, AccountState, HeldRole, Likeness};
use crate::{
    access::{
        Caller, DisableAccount, EnableAccount, Operation, OperationId, ReinviteAccount, ResetFactors, Role,
        SendResetLink, StartLeave, UpdateAccount,
    },
    codes::SchoolCode,
    db::Db,
    http::{Judge, Verdicts, json},
};

/// An account to be opened.
#[derive(Debug, Object)]
#[oai(rename = "NewAccount")]
pub(super) struct InviteBody {
    /// Login name, unique in the realm.
    #[oai(validator(max_length = 64))]
    pub(super) login: String,
    /// The person's name.
    #[oai(validator(max_length = 64))]
    pub(super) name: String,
    /// Where the activation link goes.
    #[oai(validator(max_length = 254))]
    pub(super) email: String,
    /// One of the roles that the caller may grant.
    pub(super) role: String,
    /// Identifier of the school, for roles held in one.
    pub(super) school_id: Option<String>,
    /// The department of the school, for roles held in one.
    #[oai(validator(max_length = 120))]
    pub(super) department: Option<String>,
    /// When the role ends: at most three years from now; left out, it does not.
    pub(super) ends_at: Option<DateTime<Utc>>,
    /// The last day of the account, in Beijing: at most ten years from now; left out, it has no end.
    pub(super) expires_on: Option<NaiveDate>,
    /// Number of the identity card, to recognise one person in two accounts. It is not kept, only a keyed index of it.
    #[oai(validator(max_length = 64))]
    pub(super) identity_number: Option<String>,
}

/// What may be edited.
#[derive(Debug, Object)]
#[oai(rename = "AccountChange")]
pub(super) struct UpdateBody {
    /// The person's name.
    #[oai(validator(max_length = 64))]
    pub(super) name: String,
    /// A new address; left out, it stays.
    #[oai(validator(max_length = 254))]
    pub(super) email: Option<String>,
    /// The last day of the account, as `2027-06-30`; blank: no end; left out, it stays.
    #[oai(validator(max_length = 10))]
    pub(super) expires_on: Option<String>,
    /// Number of the identity card; left out, what is known stays. It is not kept, only a keyed index of it.
    #[oai(validator(max_length = 64))]
    pub(super) identity_number: Option<String>,
}

/// A role of an account, where it is held.
#[derive(Debug, Object, Serialize)]
pub(super) struct RoleHeld {
    role: String,
    role_zh: Option<String>,
    role_en: Option<String>,
    school_id: Option<SchoolCode>,
    department: Option<String>,
}

impl From<HeldRole> for RoleHeld {
    fn from(held: HeldRole) -> Self {
        let role = Role::parse(&held.role).ok().map(Role::info);
        Self {
            role_zh: role.map(|role| role.zh.clone()),
            role_en: role.map(|role| role.en.clone()),
            role: held.role,
            school_id: held.school_id,
            department: held.department,
        }
    }
}

/// The school of an account.
#[derive(Debug, Object, Serialize)]
pub struct SchoolRef {
    /// Ten-digit identifier.
    pub id: SchoolCode,
    /// Name.
    pub name: String,
}

/// An account as its administrators see it.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Account")]
pub(super) struct AccountView {
    id: Uuid,
    login: String,
    name: String,
    /// The address, masked; nobody sees it whole.
    email_masked: String,
    role: Option<String>,
    role_zh: Option<String>,
    role_en: Option<String>,
    /// All it holds today, the first given first.
    roles: Vec<RoleHeld>,
    /// Whether an identity number was given, by which the person is recognised in another account.
    identified: bool,
    school: Option<SchoolRef>,
    state: AccountState,
    /// The last day on which it works, in Beijing; none: no end.
    expires_on: Option<NaiveDate>,
    version: i32,
    #[serde(serialize_with = "json::moment_or_none")]
    invited_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "json::moment_or_none")]
    last_sign_in_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "json::moment")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "json::moment")]
    updated_at: DateTime<Utc>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    #[serde(rename = "_can")]
    can: Verdicts,
}

/// What may be done with an account that is there.
const OPERATIONS: &[OperationId] = &[
    UpdateAccount::ID,
    DisableAccount::ID,
    EnableAccount::ID,
    ReinviteAccount::ID,
    SendResetLink::ID,
    ResetFactors::ID,
    StartLeave::ID,
];

impl AccountView {
    /// How a caller sees accounts, with what may be done to each.
    pub(super) fn seen_by<'a>(db: &Db, caller: &'a Caller) -> impl FnMut(Account) -> Self + use<'a> {
        let (judge, policy) = (Judge::new(db, caller, OPERATIONS), db.policy());
        let mut judged = HashMap::new();
        move |account| {
            let alike = judged.entry(Likeness::of(&account, caller));
            let can = alike.or_insert_with_key(|like| judge.beside(|operation| like.check(operation, caller, &policy)));
            Self::of(account, can.clone())
        }
    }

    fn of(account: Account, can: Verdicts) -> Self {
        let role = account.role.as_deref().and_then(|role| Role::parse(role).ok());
        Self {
            id: account.id.0,
            login: account.login,
            name: account.name,
            email_masked: account.email_masked,
            role_zh: role.map(|r| r.info().zh.clone()),
            role_en: role.map(|r| r.info().en.clone()),
            role: account.role,
            roles: account.held.into_iter().map(Into::into).collect(),
            identified: account.person.is_some(),
            school: account.school_id.map(|id| SchoolRef { id, name: account.school_name.unwrap_or_default() }),
            state: account.state,
            expires_on: account.expires_on,
            version: account.version,
            invited_at: account.invited_at,
            last_sign_in_at: account.last_sign_in_at,
            created_at: account.created_at,
            updated_at: account.updated_at,
            can,
        }
    }
}
