//! Service accounts and keys as their keepers send and see them.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::{Key, KeyState, Service};
use crate::{
    access::{
        Caller, DisableService, EnableService, IssueServiceKey, Operation, OperationId, RevokeServiceKey, UpdateService,
    },
    db::Db,
    http::{Judge, Verdicts},
    identity::accounts::{AccountState, SchoolRef},
};

/// A service account to be opened.
#[derive(Debug, Object)]
#[oai(rename = "NewService")]
pub(super) struct CreateBody {
    /// Login name, unique in the realm among people's too. Nobody signs in with it.
    #[oai(validator(max_length = 64))]
    pub(super) login: String,
    /// The system's name.
    #[oai(validator(max_length = 64))]
    pub(super) name: String,
    /// What it is for.
    #[oai(validator(max_length = 200))]
    pub(super) purpose: String,
    /// Who answers for it, by name.
    #[oai(validator(max_length = 64))]
    pub(super) contact: String,
    /// Their mail address; nobody sees it whole.
    #[oai(validator(max_length = 254))]
    pub(super) contact_email: String,
    /// Identifier of the school that it belongs to; left out: the whole place.
    #[oai(validator(max_length = 16))]
    pub(super) school_id: Option<String>,
    /// The last day on which its keys work, in Beijing: at most ten years from now; left out: no end but theirs.
    pub(super) expires_on: Option<NaiveDate>,
}

/// What may be edited.
#[derive(Debug, Object)]
#[oai(rename = "ServiceChange")]
pub(super) struct UpdateBody {
    /// The system's name.
    #[oai(validator(max_length = 64))]
    pub(super) name: String,
    /// What it is for.
    #[oai(validator(max_length = 200))]
    pub(super) purpose: String,
    /// Who answers for it, by name.
    #[oai(validator(max_length = 64))]
    pub(super) contact: String,
    /// Their new address; left out, it stays.
    #[oai(validator(max_length = 254))]
    pub(super) contact_email: Option<String>,
    /// The last day, as `2027-06-30`; blank: no end; left out, it stays.
    #[oai(validator(max_length = 10))]
    pub(super) expires_on: Option<String>,
}

/// What a key is to be bound to.
#[derive(Debug, Object)]
#[oai(rename = "NewServiceKey")]
pub(super) struct IssueBody {
    /// Operations out of the account's `bindable`; at least one.
    pub(super) operations: Vec<String>,
    /// Networks from which it works, as `203.0.113.0/24`: 1 to 20, of IPv4 none wider than /16, of IPv6 none wider than /32.
    pub(super) networks: Vec<String>,
    /// The last day on which it works, in Beijing: at most a year from now.
    pub(super) expires_on: NaiveDate,
}

/// A key: all but itself.
#[derive(Debug, Object)]
#[oai(rename = "ServiceKey")]
pub(super) struct KeyView {
    id: Uuid,
    /// How it begins.
    hint: String,
    state: KeyState,
    /// Whether it lives and nothing has called with it for 90 days.
    unused: bool,
    operations: Vec<String>,
    networks: Vec<String>,
    created_by: String,
    created_at: DateTime<Utc>,
    /// The last day on which it works, in Beijing.
    expires_on: NaiveDate,
    /// To the minute.
    last_used_at: Option<DateTime<Utc>>,
    revoked_by: Option<String>,
    revoked_reason: Option<String>,
    revoked_at: Option<DateTime<Utc>>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

/// A key that was issued just now.
#[derive(Debug, Object)]
#[oai(rename = "IssuedServiceKey")]
pub(super) struct IssuedView {
    pub(super) key: KeyView,
    /// The key itself, shown this once and never again; none where the request repeats an earlier one.
    pub(super) secret: Option<String>,
}

/// A service account with its keys.
#[derive(Debug, Object)]
#[oai(rename = "Service")]
pub(super) struct ServiceView {
    id: Uuid,
    login: String,
    name: String,
    purpose: String,
    contact: String,
    /// Address of whoever answers for it, masked.
    email_masked: String,
    school: Option<SchoolRef>,
    state: AccountState,
    /// The last day on which its keys work, in Beijing; none: no end but theirs.
    expires_on: Option<NaiveDate>,
    version: i32,
    created_by: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// Operations that its keys may be bound to.
    bindable: Vec<String>,
    /// The newest first.
    keys: Vec<KeyView>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

const OPERATIONS: &[OperationId] = &[UpdateService::ID, DisableService::ID, EnableService::ID, IssueServiceKey::ID];

impl ServiceView {
    /// How a caller sees service accounts, with what may be done to each.
    pub(super) fn seen_by<'a>(db: &Db, caller: &'a Caller, now: DateTime<Utc>) -> impl Fn(Service) -> Self + use<'a> {
        let (judge, policy, key) = (Judge::new(db, caller, OPERATIONS), db.policy(), KeyView::seen_by(db, caller, now));
        move |service| Self {
            can: judge.beside(|operation| service.check(operation, caller, now)),
            bindable: service.bindable(&policy, caller.realm).into_iter().map(|id| id.name().to_owned()).collect(),
            id: service.id.0,
            login: service.login,
            name: service.name,
            purpose: service.purpose,
            contact: service.contact,
            email_masked: service.email_masked,
            school: service.school_id.map(|id| SchoolRef { id, name: service.school_name.unwrap_or_default() }),
            state: service.state,
            expires_on: service.expires_on,
            version: service.version,
            created_by: service.created_by_name,
            created_at: service.created_at,
            updated_at: service.updated_at,
            keys: service.keys.into_iter().map(&key).collect(),
        }
    }
}

impl KeyView {
    /// How a caller sees keys.
    pub(super) fn seen_by<'a>(db: &Db, caller: &'a Caller, now: DateTime<Utc>) -> impl Fn(Key) -> Self + use<'a> {
        let judge = Judge::new(db, caller, &[RevokeServiceKey::ID]);
        move |key| Self {
            can: judge.beside(|operation| key.check(operation, now)),
            state: key.state(now),
            unused: key.is_unused(now),
            id: key.id,
            hint: format!("hx_{}.{}", caller.realm, key.hint),
            operations: key.operations,
            networks: key.networks,
            created_by: key.created_by,
            created_at: key.created_at,
            expires_on: key.expires_on,
            last_used_at: key.last_used_at,
            revoked_by: key.revoked_by,
            revoked_reason: key.revoked_reason,
            revoked_at: key.revoked_at,
        }
    }
}
