//! `province apply`: make provinces from their files, or bring them up to date. Looks at everything in a few statements, does only
//! what differs, in parallel; a province that fails harms no other, and a killed run is taken up where it stopped.

use futures_util::{StreamExt, stream};
use serde::Serialize;

use super::{
    status::ProvinceStatus,
    store::{self, ProvinceState},
};
use crate::{
    access::{ApplyProvince, InviteFirstAdministrator, Role, SystemActor},
    codes::{Place, ProvinceCode},
    config,
    crypto::keys::{LoginSecret, RootKey},
    db::{About, Administrator, Db, InstrumentVersion, Keyring, Observed, Owner, Tenant, Tx},
    error::{Error, Result},
    identity::accounts::{Invitation, NewAccount, find_by_login, invite},
};

/// Provinces under way at once.
const PARALLEL: usize = 4;

/// What a host's command works with, and who gives it.
pub struct Host<'a> {
    /// The owner's connections.
    pub owner: &'a Owner,
    /// The databases.
    pub db: &'a Db,
    /// Data keys.
    pub keys: &'a Keyring,
    /// Derives the logins' passwords.
    pub secret: &'a LoginSecret,
    /// Wraps data keys.
    pub root: &'a RootKey,
    /// Versions of instruments that the ministry must have.
    pub instruments: Vec<InstrumentVersion>,
    /// The server.
    pub database: &'a config::Database,
    /// `host:<unix user>`.
    pub actor: SystemActor,
}

/// Told after each province: its code, how many have ended, of how many.
pub type Progress<'a> = &'a (dyn Fn(ProvinceCode, usize, usize) + Sync);

/// What became of one province.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    /// The province.
    pub province: ProvinceCode,
    /// Whether anything had to be done.
    pub changed: bool,
    /// Why it failed.
    pub error: Option<String>,
}

/// Apply tenants; the answer has one row per tenant, in their order.
pub async fn apply(host: &Host<'_>, tenants: &[Tenant], progress: Progress<'_>) -> anyhow::Result<Vec<Applied>> {
    let ministry = foundation(host).await?;
    let differing = host.owner.differing(tenants).await?;
    if !differing.is_empty() {
        host.owner.register(tenants).await?;
    }
    let observed = host.owner.observe().await?;
    let mut tx: Tx<ApplyProvince> = host.db.begin_as_system(host.actor.clone(), Place::Ministry).await?;
    let states = store::states(&mut tx).await?;
    drop(tx);
    let total = tenants.len();
    let mut built: Vec<(usize, anyhow::Result<bool>)> = stream::iter(tenants.iter().enumerate())
        .map(|(i, tenant)| build(host, &observed, i, tenant))
        .buffer_unordered(PARALLEL)
        .enumerate()
        .map(|(ended, (i, result))| {
            progress(tenants[i].code, ended + 1, total);
            (i, result)
        })
        .collect()
        .await;
    for (i, result) in built.iter_mut().filter(|(_, result)| matches!(result, Ok(true))) {
        if let Err(error) = host.owner.revoke_unwanted(tenants[*i].code.into(), &observed).await {
            *result = Err(error);
        }
    }
    let fresh: Vec<Place> =
        built.iter().filter(|(_, r)| matches!(r, Ok(true))).map(|(i, _)| tenants[*i].code.into()).collect();
    host.owner.share(&fresh).await?;
    let mut applied = Vec::with_capacity(total);
    for (i, result) in built {
        let code = tenants[i].code;
        let in_service = matches!(states.get(&code), Some(ProvinceState::Active | ProvinceState::Suspended));
        let settled = in_service && !ministry && !differing.contains(&code);
        applied.push((i, conclude(host, &tenants[i], result, settled).await));
    }
    applied.sort_by_key(|(i, _)| *i);
    Ok(applied.into_iter().map(|(_, applied)| applied).collect())
}

/// The shared schemas, the instruments, the ministry's own logins and key. True if the ministry was made just now.
async fn foundation(host: &Host<'_>) -> anyhow::Result<bool> {
    host.owner.foundation(host.secret).await?;
    host.owner.load_instruments(&host.instruments).await?;
    let observed = host.owner.observe().await?;
    let facts = observed.place(Place::Ministry, host.database)?;
    let built = host.owner.build(Place::Ministry, &facts, &observed, host.database, host.secret).await?;
    if built {
        host.owner.revoke_unwanted(Place::Ministry, &observed).await?;
        host.owner.share(&[Place::Ministry]).await?;
    }
    if !facts.key {
        host.owner.make_key(Place::Ministry, host.root).await?;
    }
    Ok(built)
}

async fn build(host: &Host<'_>, observed: &Observed, i: usize, tenant: &Tenant) -> (usize, anyhow::Result<bool>) {
    let place = Place::Province(tenant.code);
    let built = async {
        let facts = observed.place(place, host.database)?;
        let built = host.owner.build(place, &facts, observed, host.database, host.secret).await?;
        if !facts.key {
            host.owner.make_key(place, host.root).await?;
        }
        if built {
            host.db.recycle(place);
        }
        Ok(built || !facts.key)
    };
    (i, built.await)
}

/// The last steps: the first administrator, the state, the audit row. Nothing to do for a settled province that was not touched.
async fn conclude(host: &Host<'_>, tenant: &Tenant, built: anyhow::Result<bool>, settled: bool) -> Applied {
    let province = tenant.code;
    let concluded = async {
        let changed = built?;
        if !changed && settled {
            return Ok(false);
        }
        if let Some(first) = &tenant.administrator {
            invite_first(host, province, first).await?;
        }
        host.owner.conclude(province, None).await?;
        let tx: Tx<ApplyProvince> = host.db.begin_as_system(host.actor.clone(), Place::Ministry).await?;
        tx.commit(About::object("province", province, province.zh()).created(tenant)).await?;
        Ok::<bool, anyhow::Error>(true)
    };
    let error = match concluded.await {
        Ok(changed) => return Applied { province, changed, error: None },
        Err(error) => format!("{error:#}"),
    };
    tracing::error!(%province, error, "a province could not be provisioned");
    if let Err(error) = host.owner.conclude(province, Some(&error)).await {
        tracing::error!(%province, ?error, "its state could not be recorded either");
    }
    Applied { province, changed: false, error: Some(error) }
}

async fn invite_first(host: &Host<'_>, province: ProvinceCode, first: &Administrator) -> Result<()> {
    let role = Role::parse("prov_admin").map_err(anyhow::Error::from)?;
    let new = NewAccount::parse("/administrator", &first.login, &first.name, &first.email, role.as_str(), None)
        .map_err(Error::invalid)?;
    let mut tx: Tx<InviteFirstAdministrator> = host.db.begin_as_system(host.actor.clone(), province.into()).await?;
    if find_by_login(&mut tx, &new.login).await?.is_some() {
        return Ok(());
    }
    let id = invite(&mut tx, Invitation { keys: host.keys, new: &new, mail: true }).await?;
    tx.commit(About::object("account", id, &first.login)).await
}

impl ProvinceStatus {
    /// Whether `apply` would change nothing.
    pub fn is_complete(&self) -> bool {
        self.facts.complete()
    }
}
