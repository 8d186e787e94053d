//! A transaction for one permitted operation at one place: permit, connection, audit record, one timestamp.

use chrono::{DateTime, Utc};
use deadpool::managed;
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, Postgres, Transaction, pool::PoolConnection};
use uuid::Uuid;

use super::pools::{Login, Pools, Reader};
use crate::{
    access::{
        Access, Caller, ForPeople, ForSystem, Operation, OperationId, Permit, Reach, RecordDenial, Request, Writes,
    },
    codes::Place,
    error::{Error, Result},
    ids::AccountId,
};

mod each;

enum Conn {
    /// Single statements on a login that only reads, without BEGIN.
    Reading(managed::Object<Reader>),
    /// Single statements on sessions, without BEGIN.
    Session(PoolConnection<Postgres>),
    Writing(Transaction<'static, Postgres>),
}

/// Who acts, as the audit row names them.
#[derive(Clone, Debug)]
struct Actor {
    kind: &'static str,
    id: Option<AccountId>,
    label: String,
}

/// What a handler holds while it does one operation. Store functions take it, so that none can be called without a permit.
pub struct Tx<O> {
    conn: Conn,
    permit: Permit<O>,
    place: Place,
    now: DateTime<Utc>,
    actor: Actor,
    request: Request,
    replayed: Option<String>,
}

impl<O: Operation> Tx<O> {
    /// The connection together with the caller's reach: neither comes alone.
    pub fn parts(&mut self) -> (&mut PgConnection, &Reach) {
        let Self { conn, permit, .. } = self;
        let conn = match conn {
            Conn::Reading(held) => &mut held.conn,
            Conn::Session(conn) => &mut **conn,
            Conn::Writing(tx) => &mut **tx,
        };
        (conn, permit.reach())
    }

    /// The moment of this operation: everything it writes bears it.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A new identifier (UUIDv7, RFC 9562 §5.7), in the order of time.
    #[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers in the order of time")]
    pub fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// Where this happens.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The person who acts, unless it is the system.
    pub fn actor_account(&self) -> Option<AccountId> {
        self.actor.id
    }

    /// The version that an edit names (`If-Match`, RFC 9110 §13.1.1); an edit that names none is refused.
    pub fn expected_version(&self) -> Result<i32> {
        self.request
            .if_match
            .ok_or_else(|| Error::precondition(poem::http::StatusCode::PRECONDITION_REQUIRED, "if_match_required"))
    }

    /// The request behind it.
    pub fn request(&self) -> &Request {
        &self.request
    }
}

impl<O: ForPeople> Tx<O> {
    pub(super) async fn for_person(
        pools: &Pools,
        permit: Permit<O>,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let place = caller.realm;
        let actor =
            Actor { kind: "account", id: Some(caller.account), label: format!("{} {}", caller.login, caller.name) };
        let conn = open(pools, O::ID, place).await?;
        let mut tx = Self { conn, permit, place, now, actor, request: caller.request.clone(), replayed: None };
        tx.recall(caller.account).await?;
        Ok(tx)
    }

    /// What the same `Idempotency-Key` made before: answer with that and change nothing.
    pub fn replayed(&self) -> Option<&str> {
        self.replayed.as_deref()
    }

    /// Claim the request's key. A second request with the same key waits here for the first to end, and then hears what it made.
    async fn recall(&mut self, account: AccountId) -> Result<()> {
        let (Conn::Writing(conn), Some((key, hash))) = (&mut self.conn, &self.request.idempotency) else {
            return Ok(());
        };
        let forgotten = self.now - chrono::TimeDelta::hours(24);
        sqlx::query!(
            "delete from idempotency where account_id = $1 and key = $2 and created_at < $3",
            account.0,
            key,
            forgotten,
        )
        .execute(&mut **conn)
        .await?;
        let claimed = sqlx::query!(
            "insert into idempotency (account_id, key, operation, body_hash, result_id, created_at)
             values ($1, $2, $3, $4, '', $5)
             on conflict (account_id, key) do nothing",
            account.0,
            key,
            O::ID.name(),
            hash,
            self.now,
        )
        .execute(&mut **conn)
        .await?;
        if claimed.rows_affected() == 1 {
            return Ok(());
        }
        let found = sqlx::query!(
            "select operation, body_hash, result_id from idempotency where account_id = $1 and key = $2",
            account.0,
            key,
        )
        .fetch_one(&mut **conn)
        .await?;
        if found.operation != O::ID.name() || found.body_hash != hash {
            return Err(Error::invalid_field("/", "idempotency_key_reused"));
        }
        self.replayed = Some(found.result_id);
        Ok(())
    }
}

impl<O: ForSystem> Tx<O> {
    pub(super) async fn for_system(pools: &Pools, permit: Permit<O>, place: Place, now: DateTime<Utc>) -> Result<Self> {
        let label = permit.system_actor().map(ToString::to_string).unwrap_or_default();
        let kind = if label.starts_with("host:") { "host" } else { "system" };
        let conn = open(pools, O::ID, place).await?;
        let actor = Actor { kind, id: None, label };
        Ok(Self { conn, permit, place, now, actor, request: Request::default(), replayed: None })
    }

    /// The connection alone: the system's reach is the whole place.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.parts().0
    }

    /// Tell the audit row which request led to it (signing in, following a link).
    pub fn on_request(&mut self, request: &Request) {
        self.request = request.clone();
    }

    /// Tell the audit row which person the system turned out to act for (signing in).
    pub fn acting_for(&mut self, account: AccountId, label: String) {
        self.actor = Actor { kind: "account", id: Some(account), label };
    }
}

impl Tx<RecordDenial> {
    pub(super) async fn commit_denial(mut self, caller: &Caller, denied: OperationId, why: &'static str) -> Result<()> {
        self.request = caller.request.clone();
        self.acting_for(caller.account, format!("{} {}", caller.login, caller.name));
        let about = About { reason: Some(why.to_owned()), ..About::default() };
        self.write_audit(denied, "denied", &about).await?;
        self.finish().await
    }
}

impl<O: Writes> Tx<O> {
    /// Write the audit row and commit. A write ends in this and in nothing else; dropped, it is rolled back.
    pub async fn commit(mut self, about: About) -> Result<()> {
        self.write_audit(O::ID, "done", &about).await?;
        self.remember(about.id.as_deref()).await?;
        self.finish().await
    }

    async fn write_audit(&mut self, operation: OperationId, outcome: &str, about: &About) -> Result<()> {
        let (id, now) = (self.new_id(), self.now);
        let (actor, request) = (self.actor.clone(), self.request.clone());
        let request_id = Some(request.id.as_str()).filter(|id| !id.is_empty());
        let network = request.address.map(|_| request.network());
        sqlx::query!(
            "insert into audit_log (id, at, operation, outcome, actor_kind, actor_id, actor_label, object_kind, object_id,
                                    object_label, before, after, reason, request_id, network)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            id,
            now,
            operation.name(),
            outcome,
            actor.kind,
            actor.id.map(|id| id.0),
            actor.label,
            about.kind,
            about.id,
            about.label,
            about.before,
            about.after,
            about.reason,
            request_id,
            network,
        )
        .execute(self.parts().0)
        .await?;
        Ok(())
    }

    /// What a repeated request will be answered with.
    async fn remember(&mut self, id: Option<&str>) -> Result<()> {
        let (Some(account), Some((key, _)), Some(id)) = (self.actor.id, &self.request.idempotency, id) else {
            return Ok(());
        };
        let key = key.clone();
        sqlx::query!("update idempotency set result_id = $3 where account_id = $1 and key = $2", account.0, key, id)
            .execute(self.parts().0)
            .await?;
        Ok(())
    }

    async fn finish(self) -> Result<()> {
        match self.conn {
            Conn::Writing(tx) => Ok(tx.commit().await?),
            Conn::Reading(_) | Conn::Session(_) => Err(Error::Internal(anyhow::anyhow!("{} is a read", O::ID.name()))),
        }
    }
}

async fn open(pools: &Pools, operation: OperationId, place: Place) -> Result<Conn> {
    Ok(match operation.info().access {
        Access::Write => Conn::Writing(pools.begin(place).await?),
        Access::Read => Conn::Reading(pools.read(place, Login::Read).await?),
        Access::Audit => Conn::Reading(pools.read(place, Login::Audit).await?),
        Access::Session => Conn::Session(pools.write(place).await?),
    })
}

/// What the audit row says was touched, before and after.
#[derive(Debug, Default)]
pub struct About {
    kind: Option<&'static str>,
    id: Option<String>,
    label: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
    reason: Option<String>,
}

impl About {
    /// An object of a kind, by its identifier and the name people know it by.
    pub fn object(kind: &'static str, id: impl ToString, label: impl ToString) -> Self {
        Self { kind: Some(kind), id: Some(id.to_string()), label: Some(label.to_string()), ..Self::default() }
    }

    /// It was created as this.
    pub fn created(mut self, after: &impl Serialize) -> Self {
        self.after = serde_json::to_value(after).ok();
        self
    }

    /// It was changed from this to that.
    pub fn changed(mut self, before: &impl Serialize, after: &impl Serialize) -> Self {
        self.before = serde_json::to_value(before).ok();
        self.created(after)
    }

    /// It was this, and is no more.
    pub fn removed(mut self, before: &impl Serialize) -> Self {
        self.before = serde_json::to_value(before).ok();
        self
    }

    /// Why, in the actor's words.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}
