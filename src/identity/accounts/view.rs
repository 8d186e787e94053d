//! Accounts as their administrators send and see them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::{Account, AccountState};
use crate::{
    access::{
        Caller, DisableAccount, EnableAccount, Operation, OperationId, ReinviteAccount, ResetFactors, Role,
        SendResetLink, StartLeave, UpdateAccount,
    },
    codes::SchoolCode,
    db::Db,
    http::{Can, Judge},
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
}

/// The school of an account.
#[derive(Debug, Object)]
pub struct SchoolRef {
    /// Ten-digit identifier.
    pub id: SchoolCode,
    /// Name.
    pub name: String,
}

/// An account as its administrators see it.
#[derive(Debug, Object)]
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
    school: Option<SchoolRef>,
    state: AccountState,
    version: i32,
    invited_at: Option<DateTime<Utc>>,
    last_sign_in_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: HashMap<String, Can>,
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
    pub(super) fn seen_by<'a>(db: &Db, caller: &'a Caller) -> impl Fn(Account) -> Self + use<'a> {
        let (judge, policy) = (Judge::new(db, caller, OPERATIONS), db.policy());
        move |account| {
            let can = judge.beside(|operation| account.check(operation, caller, &policy));
            Self::of(account, can)
        }
    }

    fn of(account: Account, can: HashMap<String, Can>) -> Self {
        let role = account.role.as_deref().and_then(|role| Role::parse(role).ok());
        Self {
            id: account.id.0,
            login: account.login,
            name: account.name,
            email_masked: account.email_masked,
            role_zh: role.map(|r| r.info().zh.clone()),
            role_en: role.map(|r| r.info().en.clone()),
            role: account.role,
            school: account.school_id.map(|id| SchoolRef { id, name: account.school_name.unwrap_or_default() }),
            state: account.state,
            version: account.version,
            invited_at: account.invited_at,
            last_sign_in_at: account.last_sign_in_at,
            created_at: account.created_at,
            updated_at: account.updated_at,
            can,
        }
    }
}
