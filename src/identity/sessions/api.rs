//! Sessions over HTTP: one's own, and those of a school or a place.

use chrono::{DateTime, TimeDelta, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
};
use uuid::Uuid;

use super::{device, end, store};
use crate::{
    access::{Caller, EndOtherSessions, EndSession, ListSessions},
    codes::{ProvinceCode, SchoolCode},
    config::SESSION_IDLE,
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Json, NoContent, Reason},
    sessions::Sessions,
};

/// The routes of sessions as people see them.
pub struct SessionsApi {
    /// The databases.
    pub db: Db,
    /// Sessions.
    pub sessions: Sessions,
}

/// One session of one's own.
#[derive(Debug, Object)]
#[oai(rename = "OwnSession")]
struct OwnSession {
    id: Uuid,
    /// Whether it is the one that asks.
    current: bool,
    /// Name of the browser, as far as it is known.
    browser: Option<String>,
    /// Name of the system, as far as it is known.
    system: Option<String>,
    /// The network it was last seen from, without the last part of the address.
    network: String,
    began_at: DateTime<Utc>,
    /// Last use, to the minute.
    seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    expires_at: DateTime<Utc>,
    /// When it ends if it is not used.
    idle_at: DateTime<Utc>,
}

/// That the account was in use from two networks at the same time.
#[derive(Debug, Object)]
struct SharingNotice {
    at: DateTime<Utc>,
    networks: Vec<String>,
}

/// One's own live sessions.
#[derive(Debug, Object)]
struct OwnSessions {
    items: Vec<OwnSession>,
    /// The last alert of the week, if there was one.
    shared: Option<SharingNotice>,
}

/// How many sessions were ended.
#[derive(Debug, Object)]
struct EndedSessions {
    ended: u64,
}

#[OpenApi]
impl SessionsApi {
    /// List one's own live sessions.
    #[oai(path = "/sessions", method = "get", operation_id = "list_sessions")]
    async fn list(&self, caller: Caller) -> Result<Json<OwnSessions>> {
        let mut tx: Tx<ListSessions> = self.db.begin(&caller).await?;
        let rows = store::list(&mut tx, caller.account).await?;
        let shared = store::last_alert(&mut tx, caller.account).await?;
        let shared = shared.map(|a| SharingNotice { at: a.created_at, networks: vec![a.network, a.other] });
        Ok(Json(OwnSessions { items: rows.into_iter().map(|row| OwnSession::of(row, &caller)).collect(), shared }))
    }

    /// End one of one's own sessions.
    #[oai(path = "/sessions/:id", method = "delete", operation_id = "end_session")]
    async fn end(&self, caller: Caller, id: Path<Uuid>) -> Result<NoContent> {
        let mut tx: Tx<EndSession> = self.db.begin(&caller).await?;
        if !store::delete(&mut tx, caller.account, id.0).await? {
            return Err(Error::not_found());
        }
        tx.commit(About::object("session", id.0, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(NoContent::default())
    }

    /// End all of one's own sessions but this one.
    #[oai(path = "/sessions", method = "delete", operation_id = "end_other_sessions")]
    async fn end_others(&self, caller: Caller) -> Result<Json<EndedSessions>> {
        let mut tx: Tx<EndOtherSessions> = self.db.begin(&caller).await?;
        let ended = store::delete_others(&mut tx, caller.account, caller.session).await?;
        tx.commit(About::object("account", caller.account, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(Json(EndedSessions { ended }))
    }

    /// End every session of a school's people.
    #[oai(
        path = "/provinces/:province/schools/:id/end-sessions",
        method = "post",
        operation_id = "end_school_sessions"
    )]
    async fn end_of_school(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<SchoolCode>,
        /// A repeated request with the same key does nothing again; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<EndedSessions>> {
        let reason = body.0.parse()?;
        let ended = end::end_of_school(&self.db, &self.sessions, &caller, (province.0, id.0), reason).await?;
        Ok(Json(EndedSessions { ended }))
    }

    /// End every session of one's own unit but this one.
    #[oai(path = "/end-sessions", method = "post", operation_id = "end_place_sessions")]
    async fn end_of_place(
        &self,
        caller: Caller,
        /// A repeated request with the same key does nothing again; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<EndedSessions>> {
        let reason = body.0.parse()?;
        Ok(Json(EndedSessions { ended: end::end_of_place(&self.db, &self.sessions, &caller, reason).await? }))
    }
}

impl OwnSession {
    fn of(row: store::Own, caller: &Caller) -> Self {
        let owned = |name: &str| name.to_owned();
        Self {
            id: row.id,
            current: row.token_hash == caller.session,
            browser: device::browser(&row.user_agent).map(owned),
            system: device::system(&row.user_agent).map(owned),
            network: row.network,
            began_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            idle_at: row.expires_at.min(row.seen_at + TimeDelta::from_std(SESSION_IDLE).unwrap_or_default()),
        }
    }
}
