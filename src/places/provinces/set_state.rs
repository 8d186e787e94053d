//! Put a province in or out of service: by the ministry over HTTP, or from the host's command line.

use super::store::{self, Province, ProvinceState, SetsProvinceState};
use crate::{
    access::{Operation, ResumeProvince, SetProvinceState, SuspendProvince, SystemActor},
    codes::{Place, ProvinceCode},
    db::{About, Db, Tx},
    error::Result,
};

/// Set the state from the command line, or say that it is so already; a dry run says whether it could be set.
pub async fn set_state(
    db: &Db,
    actor: SystemActor,
    province: ProvinceCode,
    state: ProvinceState,
    reason: Option<&str>,
    dry_run: bool,
) -> Result<()> {
    let mut tx: Tx<SetProvinceState> = db.begin_as_system(actor, Place::Ministry).await?;
    let before = store::get(&mut tx, province).await?;
    let suspends = state == ProvinceState::Suspended;
    before.state.check(if suspends { SuspendProvince::ID } else { ResumeProvince::ID })?;
    if !dry_run {
        change(tx, before, state, reason).await?;
    }
    Ok(())
}

/// Change the state, and say so in the audit log.
pub(super) async fn change<O: SetsProvinceState>(
    mut tx: Tx<O>,
    before: Province,
    state: ProvinceState,
    reason: Option<&str>,
) -> Result<Province> {
    let code = before.code;
    let shown = reason.filter(|_| state == ProvinceState::Suspended);
    store::set_state(&mut tx, code, state, shown).await?;
    let after = store::get(&mut tx, code).await?;
    let about = About::object("province", code, code.zh()).changed(&before, &after);
    tx.commit(about.because(reason.unwrap_or("-"))).await?;
    Ok(after)
}
