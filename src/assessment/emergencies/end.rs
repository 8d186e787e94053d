//! End it before its time: from now on nothing is opened, on no node.

use super::{model::Emergency, second::Which, store};
use crate::{
    access::{Caller, EndEmergency, Operation},
    db::{About, Db, Tx},
    error::Result,
    sessions::Sessions,
};

pub(super) async fn end(db: &Db, live: &Sessions, caller: &Caller, which: Which) -> Result<Emergency> {
    let Which { province, school, id } = which;
    let mut tx: Tx<EndEmergency> = db.begin_in(caller, province).await?;
    let before = store::lock(&mut tx, school, id).await?;
    if tx.repeats(id)? {
        return Ok(before);
    }
    before.check(EndEmergency::ID, caller, &db.policy(), tx.now())?;
    store::end(&mut tx, id, &caller.name).await?;
    let after = store::get(&mut tx, school, id).await?;
    tx.commit(About::object("emergency", id, &after.school_name).changed(&before, &after)).await?;
    live.drop_everywhere(after.requested_by).await;
    Ok(after)
}
