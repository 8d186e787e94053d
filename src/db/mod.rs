//! The way to data, and the only one: `begin` gives a [`Tx`] for one permitted operation at one place.
//!
//! One rule: pools are private to this folder. A caller's operation opens only the caller's own realm, so that no session of
//! the ministry reaches a province and no transaction spans two.

mod address;
mod campaigns;
mod copy;
mod grants;
mod instruments;
mod keyring;
mod migrate;
mod observe;
mod owner;
mod pools;
mod provision;
mod repeat;
mod tx;

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use sqlx::Connection;
use uuid::Uuid;

pub use self::{
    address::seal_address,
    campaigns::LocalState,
    copy::CopyRows,
    grants::{Function, TableGrant},
    instruments::InstrumentVersion,
    keyring::{Keyring, POOL as KEYRING_POOL, ResultKeys},
    migrate::QUEUE,
    observe::{Observed, PlaceFacts},
    owner::Owner,
    pools::Login,
    provision::{Administrator, Limits, Tenant},
    tx::{About, Tx},
};
use crate::{
    access::{
        AtMinistry, AtProvince, AtRealm, Caller, ConfirmEmergency, Denied, ForPeople, ForSystem, IssueServiceKey,
        Operation, OperationId, Permit, Policy, PolicyHandle, RecordCommitment, RecordDenial, Role, SwitchOn,
        SystemActor,
    },
    clock::{Clock, WORKING_HOURS},
    codes::{Place, ProvinceCode},
    config,
    crypto::keys::LoginSecret,
    error::{Error, Result},
    telemetry,
};
use pools::Pools;

/// Denials recorded per account and minute; more are counted in the metrics only.
const DENIALS_PER_MINUTE: u32 = 20;

/// The databases as a node sees them.
#[derive(Clone)]
pub struct Db {
    pools: Arc<Pools>,
    policy: PolicyHandle,
    clock: Clock,
    denials: Cache<Uuid, u32>,
}

impl Db {
    /// Pools for every place; nothing connects before it is asked.
    pub fn new(database: &config::Database, secret: &LoginSecret, policy: PolicyHandle, clock: Clock) -> Result<Self> {
        let denials = Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(60)).build();
        Ok(Self { pools: Arc::new(Pools::new(database, secret)?), policy, clock, denials })
    }

    /// Begin a person's operation in the caller's own realm.
    pub async fn begin<O: ForPeople + AtRealm>(&self, caller: &Caller) -> Result<Tx<O>> {
        self.begin_for(caller, caller.realm).await
    }

    /// Begin a person's operation in a province: the caller's own, or it does not exist for the caller.
    pub async fn begin_in<O: ForPeople + AtProvince>(&self, caller: &Caller, province: ProvinceCode) -> Result<Tx<O>> {
        self.begin_for(caller, Place::Province(province)).await
    }

    /// Begin a person's operation at the ministry.
    pub async fn begin_at_ministry<O: ForPeople + AtMinistry>(&self, caller: &Caller) -> Result<Tx<O>> {
        self.begin_for(caller, Place::Ministry).await
    }

    /// Begin an operation that only the system does, at a place.
    pub async fn begin_as_system<O: ForSystem>(&self, actor: SystemActor, place: Place) -> Result<Tx<O>> {
        Tx::for_system(&self.pools, Permit::<O>::system(actor), place, self.clock.now()).await
    }

    async fn begin_for<O: ForPeople>(&self, caller: &Caller, place: Place) -> Result<Tx<O>> {
        if caller.realm != place {
            self.record_denial(caller, O::ID, "another_place").await;
            return Err(Error::not_found());
        }
        let now = self.clock.now();
        let (standing, held) = caller.in_question(O::ID, now);
        match self.policy.current().permit::<O>(standing, held) {
            Ok(permit) => Tx::for_person(&self.pools, permit, caller, now).await,
            Err(denied) => {
                self.record_denial(caller, O::ID, denied.code()).await;
                Err(explain(&self.policy.current(), O::ID, &denied, caller))
            }
        }
    }

    /// Whether the policy would allow the caller an operation, perhaps after proving a second factor again, and if not,
    /// why (a code and its text's values).
    pub fn may(&self, caller: &Caller, operation: OperationId) -> std::result::Result<(), Error> {
        let (policy, (standing, held)) = (self.policy.current(), caller.in_question(operation, self.clock.now()));
        let reach = policy.reach(operation, standing.stepped_up(), held);
        reach.map(drop).map_err(|denied| explain(&policy, operation, &denied, caller))
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.policy.current()
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Drop a place's idle connections, as after a migration (a cached plan never changes its result type).
    pub fn recycle(&self, place: Place) {
        self.pools.recycle(place);
    }

    /// Open and idle connections by place and login, for the metrics.
    pub fn connections(&self) -> impl Iterator<Item = (Place, Login, u32)> {
        self.pools.sizes()
    }

    /// Close every pool, waiting for what is under way.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// Whether the ministry's login answers (`/readyz`, `doctor`).
    pub async fn ping(&self, place: Place, login: Login) -> Result<()> {
        match login {
            Login::Write => self.pools.write(place).await?.ping().await?,
            Login::Read | Login::Audit => self.pools.read(place, login).await?.conn.ping().await?,
        }
        Ok(())
    }

    /// Tell the caller's own realm that something was refused: a short transaction of its own, at most so many a minute.
    pub(crate) async fn record_denial(&self, caller: &Caller, operation: OperationId, why: &'static str) {
        telemetry::denied(operation.name());
        let seen = self.denials.entry(caller.account.0).or_insert(0).into_value();
        if seen >= DENIALS_PER_MINUTE {
            return;
        }
        self.denials.insert(caller.account.0, seen + 1);
        let recorded = async {
            let tx = self.begin_as_system::<RecordDenial>(SystemActor::System("edge"), caller.realm).await?;
            tx.commit_denial(caller, operation, why).await
        };
        if let Err(error) = recorded.await {
            tracing::error!(error = ?error, operation = operation.name(), "a denial could not be recorded");
        }
    }
}

/// Why not, and who could: every refusal inside one's own place names both.
fn explain(policy: &Policy, operation: OperationId, denied: &Denied, caller: &Caller) -> Error {
    let (refused, lang) = (Error::forbidden(denied.code()), caller.request.lang);
    match denied {
        Denied::NotInPolicy { who_can } => {
            let here: Vec<_> = who_can.iter().copied().filter(|role| role.is_held_in(caller.realm)).collect();
            let granters = here.iter().flat_map(|role| policy.who_gives(*role, caller.realm)).collect();
            refused.with("roles", Role::names(here, lang)).with("granters", Role::names(granters, lang))
        }
        Denied::NoCommitment => refused.with("roles", Role::names(policy.who_can(RecordCommitment::ID), lang)),
        Denied::SecondPersonMissing => refused.with("roles", Role::names(policy.who_can(ConfirmEmergency::ID), lang)),
        Denied::OutsideHours => refused.with("from", WORKING_HOURS.start).with("until", WORKING_HOURS.end),
        Denied::NotWholePlace | Denied::NotOneSchool => {
            refused.with("roles", Role::names(policy.who_can(operation), lang))
        }
        Denied::NotBound => refused.with("roles", Role::names(policy.who_can(IssueServiceKey::ID), lang)),
        Denied::Narrowed(narrowed) => refused
            .with("by", &narrowed.by)
            .with("reason", &narrowed.reason)
            .with("roles", Role::names(policy.who_can(SwitchOn::ID), lang)),
        Denied::NoAssignmentHere
        | Denied::PlaceSuspended
        | Denied::SchoolSuspended
        | Denied::SecondFactorRequired
        | Denied::StepUpRequired
        | Denied::RulesNotAcknowledged
        | Denied::SupportView
        | Denied::PasswordDue => refused,
    }
}
