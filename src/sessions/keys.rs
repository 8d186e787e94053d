//! Keys, by which systems call instead of signing in: `Authorization: Bearer hx_<realm>.<token>` (RFC 6750 §2.1).
//!
//! A key is looked up as a session is, by its hash in the realm that it names. Whatever is wrong with it (unknown, revoked, at its
//! end, its account disabled), the answer is the same. From outside its networks it is refused, and that is told to the auditors.

use std::{net::IpAddr, sync::Arc};

use chrono::TimeDelta;

use super::{
    Sessions,
    store::{Held, SwitchedOff, assignment},
};
use crate::{
    access::{Caller, Operation, OperationId, PlaceState, ReadSelf, Request, Standing, SystemActor, UseServiceKey},
    clock::{beijing_day, end_of_beijing_day},
    codes::{Network, Place},
    crypto::tokens::Token,
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
};

/// Begins every key, so that one that leaked is recognised wherever it lies.
const PREFIX: &str = "hx_";

/// Characters of the token by which people recognise a key: 36 bits of 256.
pub const KEY_HINT: usize = 6;

/// How often it is noted that a key is in use.
const TOUCH: TimeDelta = TimeDelta::seconds(60);

/// A system, and from where it may call.
pub(super) struct Keyed {
    caller: Caller,
    networks: Vec<Network>,
}

impl Keyed {
    pub(super) const fn caller(&self) -> &Caller {
        &self.caller
    }

    fn may_come_from(&self, address: Option<IpAddr>) -> bool {
        address.is_some_and(|address| self.networks.iter().any(|network| network.contains(address)))
    }
}

/// The text of a key, for its owner's eyes only.
pub fn reveal(place: Place, token: &Token) -> String {
    format!("{PREFIX}{place}.{}", token.reveal())
}

impl Sessions {
    /// The system behind a key.
    pub async fn resolve_key(&self, key: &str, request: &Request) -> Result<Caller> {
        let (realm, token) = key.strip_prefix(PREFIX).and_then(|rest| rest.split_once('.')).ok_or_else(invalid)?;
        let realm: Place = realm.parse().map_err(|_| invalid())?;
        let hash = token.parse::<Token>().map_err(|_| invalid())?.hash().as_bytes().to_owned();
        let now = self.db.clock().now();
        let remembered = self.keys.get(&hash).filter(|key| key.caller.realm == realm && key.caller.holds_at(now));
        let found = match remembered {
            Some(found) => found,
            None => {
                let asked = self.keys.asking();
                let mut tx: Tx<UseServiceKey> = self.db.begin_as_system(SystemActor::System("sessions"), realm).await?;
                let found = Arc::new(find(&mut tx, hash, request).await?.ok_or_else(invalid)?);
                self.keys.keep(hash, Arc::clone(&found), &asked);
                found
            }
        };
        let caller = Caller { request: request.clone(), ..found.caller.clone() };
        if !found.may_come_from(request.address) {
            self.db.record_denial(&caller, UseServiceKey::ID, "network_refused").await;
            return Err(Error::forbidden("network_refused"));
        }
        Ok(caller)
    }
}

/// The same for whatever is wrong.
fn invalid() -> Error {
    Error::unauthenticated("key_invalid")
}

/// A live key of a service account in use: one statement with what the account holds, and whether place and schools are in service.
async fn find(tx: &mut Tx<UseServiceKey>, hash: [u8; 32], request: &Request) -> Result<Option<Keyed>> {
    let (now, place) = (tx.now(), tx.place());
    let row = sqlx::query!(
        r#"select k.id as key, k.operations, k.networks::text[] as "networks!", k.last_used_at,
                  least(k.expires_on, a.expires_on) as "last_day!", a.id, a.login, a.name, ministry.place_state() as state,
                  coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'school', g.school_id, 'department', g.department,
                                                                'active', coalesce(c.state = 'active', true), 'ends_at', g.ends_at))
                            from assignment g
                            left join school c on c.id = g.school_id
                            where g.account_id = a.id and (g.ends_at is null or g.ends_at > $2)), '[]') as "held!",
                  coalesce((select jsonb_agg(jsonb_build_object('role', n.role, 'operation', n.operation, 'by', n.by_name,
                                                                'reason', n.reason, 'at', n.at))
                            from narrowing n), '[]') as "narrowed!"
           from service_key k
           join account a on a.id = k.account_id
           where k.token_hash = $1 and k.revoked_at is null and k.expires_on >= $3
             and a.kind = 'service' and a.state = 'active' and (a.expires_on is null or a.expires_on >= $3)"#,
        &hash,
        now,
        beijing_day(now),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let held: Vec<Held> = serde_json::from_value(row.held).map_err(anyhow::Error::from)?;
    let narrowed: Vec<SwitchedOff> = serde_json::from_value(row.narrowed).map_err(anyhow::Error::from)?;
    let bound = bound(&row.operations);
    let place_state = match place {
        Place::Ministry => PlaceState::Ministry,
        Place::Province(_) => PlaceState::Province { active: row.state.as_deref() == Some("active") },
    };
    let caller = Caller {
        realm: place,
        account: AccountId(row.id),
        login: row.login,
        name: row.name,
        session: hash,
        expires_at: end_of_beijing_day(row.last_day),
        person: None,
        support: None,
        assignments: held.into_iter().filter_map(|held| assignment(held, &narrowed, Some(&bound))).collect(),
        standing: Standing::of_system(place_state).at(now),
        request: Request::default(),
    };
    let networks = row.networks.iter().filter_map(|network| network.parse().ok()).collect();
    let found = Keyed { caller, networks };
    let unnoted = row.last_used_at.is_none_or(|at| now - at > TOUCH);
    if unnoted && found.may_come_from(request.address) {
        sqlx::query!("update service_key set last_used_at = $2 where id = $1", row.key, now).execute(tx.conn()).await?;
    }
    Ok(Some(found))
}

/// What a key is bound to, and seeing itself. An operation that the program no longer knows gives nothing.
fn bound(operations: &[String]) -> Arc<[OperationId]> {
    let known = operations.iter().filter_map(|name| name.parse().ok());
    std::iter::once(ReadSelf::ID).chain(known).collect()
}
