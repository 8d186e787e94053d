//! End the sessions of a school or of a whole place, at once: by its administrator, or from the host's command line.

use super::store;
use crate::{
    access::{Caller, EndPlaceSessions, EndSchoolSessions, EndSessionsAsHost, SystemActor, Writes},
    codes::{Place, ProvinceCode, SchoolCode},
    db::{About, Db, Tx},
    error::{Error, Result},
    sessions::Sessions,
};

/// Operations that end the sessions of many.
pub(super) trait EndsMany: Writes {}
impl EndsMany for EndSchoolSessions {}
impl EndsMany for EndPlaceSessions {}
impl EndsMany for EndSessionsAsHost {}

/// Whose sessions the host ends.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// The people of one school.
    School(ProvinceCode, SchoolCode),
    /// Everybody who is signed in at a place.
    Place(Place),
}

impl Scope {
    /// The place whose people they are.
    pub fn place(self) -> Place {
        match self {
            Self::School(province, _) => province.into(),
            Self::Place(place) => place,
        }
    }
}

/// End them from the host's command line; how many there were. A dry run only counts.
pub async fn end_as_host(
    db: &Db,
    sessions: &Sessions,
    actor: SystemActor,
    scope: Scope,
    reason: &str,
    dry_run: bool,
) -> Result<u64> {
    let place = scope.place();
    let mut tx: Tx<EndSessionsAsHost> = db.begin_as_system(actor, place).await?;
    let (ended, about) = match scope {
        Scope::School(_, school) => end_school(&mut tx, school, None).await?,
        Scope::Place(place) => end_place(&mut tx, place, None).await?,
    };
    if !dry_run && ended > 0 {
        tx.commit(about.because(reason)).await?;
        sessions.drop_place_everywhere(place).await;
    }
    Ok(ended)
}

/// End those of a school's people, all but the caller's own session.
pub(super) async fn end_of_school(
    db: &Db,
    sessions: &Sessions,
    caller: &Caller,
    (province, school): (ProvinceCode, SchoolCode),
    reason: String,
) -> Result<u64> {
    let mut tx: Tx<EndSchoolSessions> = db.begin_in(caller, province).await?;
    if tx.repeats(school)? {
        return Ok(0);
    }
    let (ended, about) = end_school(&mut tx, school, Some(caller.session)).await?;
    tx.commit(about.because(reason)).await?;
    sessions.drop_place_everywhere(caller.realm).await;
    Ok(ended)
}

/// End those of everybody in the caller's realm, all but the caller's own session.
pub(super) async fn end_of_place(db: &Db, sessions: &Sessions, caller: &Caller, reason: String) -> Result<u64> {
    let mut tx: Tx<EndPlaceSessions> = db.begin(caller).await?;
    if tx.repeats(caller.realm)? {
        return Ok(0);
    }
    let (ended, about) = end_place(&mut tx, caller.realm, Some(caller.session)).await?;
    tx.commit(about.because(reason)).await?;
    sessions.drop_place_everywhere(caller.realm).await;
    Ok(ended)
}

async fn end_school<O: EndsMany>(tx: &mut Tx<O>, school: SchoolCode, but: Option<[u8; 32]>) -> Result<(u64, About)> {
    let name = store::school_name(tx, school).await?.ok_or_else(Error::not_found)?;
    let ended = store::delete_many(tx, Some(school), but).await?;
    Ok((ended, About::object("school", school, name).created(&Ended { sessions: ended })))
}

async fn end_place<O: EndsMany>(tx: &mut Tx<O>, place: Place, but: Option<[u8; 32]>) -> Result<(u64, About)> {
    let ended = store::delete_many(tx, None, but).await?;
    Ok((ended, About::object("place", place, place.zh()).created(&Ended { sessions: ended })))
}

/// What the audit row says of it.
#[derive(serde::Serialize)]
struct Ended {
    sessions: u64,
}
