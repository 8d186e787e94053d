//! Suspend or resume a province from the host's command line.

use super::store::{self, ProvinceState};
use crate::{
    access::{SetProvinceState, SystemActor},
    codes::{Place, ProvinceCode},
    db::{About, Db, Tx},
    error::{Error, Result},
};

/// Set the state, or say that it is so already; a dry run says whether it could be set.
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
    match (before.state, state) {
        (ProvinceState::Suspended, ProvinceState::Suspended) => {
            return Err(Error::conflict("province_already_suspended"));
        }
        (now, ProvinceState::Active) if now != ProvinceState::Suspended => {
            return Err(Error::conflict("province_not_suspended"));
        }
        _ => {}
    }
    if dry_run {
        return Ok(());
    }
    store::set_state(&mut tx, province, state, reason).await?;
    let after = store::get(&mut tx, province).await?;
    let about = About::object("province", province, province.zh()).changed(&before, &after);
    tx.commit(about.because(reason.unwrap_or("-"))).await
}
