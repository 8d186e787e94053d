//! Sessions: opaque 256-bit tokens, stored as hashes in the realm that the cookie names.
//!
//! One rule: a session that has ended is dead on this node at once and everywhere within a second, also when Redis is gone: what is
//! remembered in memory is remembered no longer, and a message drops it sooner. The same holds of the keys by which systems call (`keys`).

mod keys;
mod memory;
mod sharing;
mod store;

use std::sync::Arc;

use crate::{
    access::{BeginSupportView, Caller, FindSession, Operation, Proof, Request, SystemActor},
    cache::Cache,
    codes::Place,
    config::{SESSION_IDLE, SESSION_LIFE},
    crypto::{passwords::Rules, tokens::Token},
    db::{Db, Tx},
    error::{Error, Result},
    ids::AccountId,
};

pub use keys::{KEY_HINT, reveal};
use memory::Memory;
pub use sharing::MailSharing;
pub use store::{ProvesFactor, end_all, end_of};

/// Name of the cookie (RFC 6265bis §4.1.3.2: `__Host-` binds it to this host, this path and TLS).
pub const COOKIE: &str = "__Host-huixin";

const CHANNEL: &str = "huixin:sessions-ended";

/// Resolves sessions and ends them.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    cache: Arc<Cache>,
    memory: Memory<Caller>,
    keys: Memory<keys::Keyed>,
    /// Who has used a password for too long is to choose another.
    password_rules: Rules,
}

impl Sessions {
    /// Sessions of this node; listens for those that end elsewhere.
    pub fn new(db: Db, cache: Arc<Cache>, password_rules: Rules) -> Self {
        let (memory, keys) = (Memory::of(50_000), Memory::of(10_000));
        let sessions = Self { db, cache, memory, keys, password_rules };
        let (listening, mut ended) = (sessions.clone(), sessions.cache.subscribe(CHANNEL));
        tokio::spawn(async move {
            while let Some(whose) = ended.next().await {
                listening.forget(&whose);
            }
        });
        sessions
    }

    /// What is asked of passwords, and how long they last.
    pub const fn password_rules(&self) -> &Rules {
        &self.password_rules
    }

    /// The caller behind a cookie's value `<realm>.<token>`.
    pub async fn resolve(&self, cookie: &str, request: &Request) -> Result<Caller> {
        let (realm, token) = cookie.split_once('.').ok_or_else(ended)?;
        let realm: Place = realm.parse().map_err(|_| ended())?;
        let hash = token.parse::<Token>().map_err(|_| ended())?.hash().as_bytes().to_owned();
        self.find(realm, hash, request).await
    }

    async fn find(&self, realm: Place, hash: [u8; 32], request: &Request) -> Result<Caller> {
        let now = self.db.clock().now();
        let remembered = self.memory.get(&hash).filter(|caller| caller.realm == realm && caller.holds_at(now));
        let found = match remembered {
            Some(found) => found,
            None => {
                let asked = self.memory.asking();
                let mut tx: Tx<FindSession> = self.db.begin_as_system(SystemActor::System("sessions"), realm).await?;
                let network = request.network();
                let found = store::find(&mut tx, hash, &network, self.password_rules.lasts()).await?;
                let (mut found, shared) = found.ok_or_else(ended)?;
                // Who may no longer look as another role is out of that view at once.
                if found.support.is_some() && self.db.may(&found, BeginSupportView::ID).is_err() {
                    found.support = None;
                }
                drop(tx);
                let found = Arc::new(found);
                self.memory.keep(hash, Arc::clone(&found), &asked);
                if let Some(pair) = shared
                    && let Err(error) = sharing::raise(&self.db, realm, found.account, &pair, request).await
                {
                    tracing::error!(error = ?error, "an alert of sharing could not be raised");
                }
                found
            }
        };
        Ok(Caller { request: request.clone(), ..(*found).clone() })
    }

    /// The caller as the database has it now, perhaps under a new cookie.
    pub async fn again(&self, caller: &Caller, cookie: Option<&str>) -> Result<Caller> {
        self.drop_everywhere(caller.account).await;
        match cookie {
            Some(cookie) => self.resolve(cookie, &caller.request).await,
            None => self.find(caller.realm, caller.session, &caller.request).await,
        }
    }

    /// Drop an account's sessions and keys from every node's memory. The rows are already gone.
    pub async fn drop_everywhere(&self, account: AccountId) {
        self.forget(&account.to_string());
        self.cache.publish(CHANNEL, &account.to_string()).await;
    }

    /// Drop all sessions of a place from every node's memory. The rows are already gone, or are found again.
    pub async fn drop_place_everywhere(&self, place: Place) {
        self.forget(place.as_str());
        self.cache.publish(CHANNEL, place.as_str()).await;
    }

    /// Forget the sessions of an account or of a place.
    fn forget(&self, whose: &str) {
        let (account, place) = (whose.parse::<AccountId>().ok(), whose.parse::<Place>().ok());
        let theirs = |caller: &Caller| Some(caller.account) == account || Some(caller.realm) == place;
        self.memory.forget(theirs);
        self.keys.forget(|key| theirs(key.caller()));
    }
}

fn ended() -> Error {
    Error::unauthenticated("session_ended")
}

/// A new session for an account that has proved itself, perhaps with a second factor too; returns the cookie's value.
pub async fn open(tx: &mut Tx<crate::access::OpenSession>, account: AccountId, with_factor: bool) -> Result<String> {
    let token = Token::random();
    store::insert(tx, account, *token.hash().as_bytes(), SESSION_LIFE, with_factor).await?;
    Ok(format!("{}.{}", tx.place(), token.reveal()))
}

/// Note that a session has proved a second factor, now. The first time it gets another token (ASVS 7.2.4): the value of its new
/// cookie is returned. Later it keeps the one it has, since other requests of the same browser are under way with it.
pub async fn prove<O: ProvesFactor>(tx: &mut Tx<O>, caller: &Caller) -> Result<Option<String>> {
    let token = (caller.standing.proof < Proof::SecondFactor).then(Token::random);
    let hash = token.as_ref().map_or(caller.session, |token| *token.hash().as_bytes());
    if !store::prove(tx, caller.session, hash).await? {
        return Err(ended());
    }
    Ok(token.map(|token| format!("{}.{}", tx.place(), token.reveal())))
}

/// End one session, by its hash.
pub async fn close(tx: &mut Tx<crate::access::CloseSession>, hash: [u8; 32]) -> Result<()> {
    store::delete(tx, hash).await
}

/// `Set-Cookie` that begins a session.
pub fn cookie(value: &str) -> String {
    format!("{COOKIE}={value}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict", SESSION_LIFE.as_secs())
}

/// `Set-Cookie` that ends it.
pub fn cookie_end() -> String {
    format!("{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict")
}

const _: () = assert!(SESSION_IDLE.as_secs() < SESSION_LIFE.as_secs());
