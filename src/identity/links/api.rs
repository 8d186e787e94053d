//! Following a link, over HTTP: look, then set a password.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, OpenApi};

use super::{
    model::{Live, Purpose, parse_token},
    store,
};
use crate::{
    access::{Fact, LookUpLink, SystemActor, UseLink},
    crypto::passwords::Passwords,
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Json, NoContent, Visitor},
    identity::{
        commitments,
        passwords::{self, Known, PasswordRulesView},
        sign_in::RealmRef,
    },
    ids::AccountId,
    sessions::{self, Sessions},
};

/// The routes of links.
pub struct LinksApi {
    /// The databases.
    pub db: Db,
    /// Password hashing.
    pub passwords: Passwords,
    /// Sessions, ended by a new password.
    pub sessions: Sessions,
}

/// A link's token, as it stands behind `#` in the address.
#[derive(Debug, Object)]
#[oai(rename = "LinkToken")]
struct TokenBody {
    /// `<realm>.<token>`.
    #[oai(validator(max_length = 100))]
    token: String,
}

/// A password for the account behind a link.
#[derive(Debug, Object)]
#[oai(rename = "Activation")]
struct ActivationBody {
    /// `<realm>.<token>`.
    #[oai(validator(max_length = 100))]
    token: String,
    /// One that keeps the rules which looking the link up names.
    #[oai(validator(max_length = 1024))]
    password: String,
}

/// Whom a link is for.
#[derive(Debug, Object)]
struct LinkView {
    login: String,
    name: String,
    realm: RealmRef,
    /// Name of the school that the account belongs to, as the mail says it.
    school: Option<String>,
    purpose: Purpose,
    expires_at: DateTime<Utc>,
    /// What is asked of the password.
    password_rules: PasswordRulesView,
}

const ACTOR: SystemActor = SystemActor::System("links");

#[OpenApi(prefix_path = "/activation")]
impl LinksApi {
    /// See whom an activation or reset link is for.
    #[oai(path = "/look-up", method = "post", operation_id = "look_up_link")]
    async fn look_up(&self, body: Json<TokenBody>) -> Result<Json<LinkView>> {
        let (realm, hash) = parse_token(&body.0.token).ok_or_else(invalid)?;
        let mut tx: Tx<LookUpLink> = self.db.begin_as_system(ACTOR, realm).await?;
        let live = store::find(&mut tx, &hash).await?.ok_or_else(invalid)?;
        let known = passwords::known(&mut tx, live.account).await?;
        self.check_commitment(&mut tx, live.account, &known).await?;
        let password_rules = PasswordRulesView::of(self.passwords.rules(), &self.db.policy(), &known.roles());
        let Live { login, name, school, purpose, expires_at, .. } = live;
        Ok(Json(LinkView { login, name, realm: RealmRef::of(realm), school, purpose, expires_at, password_rules }))
    }

    /// Set a password by an activation or reset link. Ends every session of the account.
    #[oai(path = "/", method = "post", operation_id = "use_link")]
    async fn activate(&self, visitor: Visitor, body: Json<ActivationBody>) -> Result<NoContent> {
        let (realm, hash) = parse_token(&body.0.token).ok_or_else(invalid)?;
        let (look, known) = {
            let mut tx: Tx<LookUpLink> = self.db.begin_as_system(ACTOR, realm).await?;
            let look: Live = store::find(&mut tx, &hash).await?.ok_or_else(invalid)?;
            let known = passwords::known(&mut tx, look.account).await?;
            self.check_commitment(&mut tx, look.account, &known).await?;
            (look, known)
        };
        let at = ("/password", [look.name.as_str(), realm.zh(), realm.en()]);
        let password = passwords::accept(&self.passwords, &self.db.policy(), &known, &body.0.password, (at.0, &at.1))?;
        // Hashing takes long, so no transaction is open meanwhile; the link is looked at again, and locked, when it is used.
        let password_hash = passwords::hash_fresh(&self.passwords, &known, &password, at.0).await?;
        let mut tx: Tx<UseLink> = self.db.begin_as_system(ACTOR, realm).await?;
        tx.on_request(&visitor.0);
        let live = store::find(&mut tx, &hash).await?.ok_or_else(invalid)?;
        tx.acting_for(live.account, format!("{} {}", live.login, live.name));
        store::mark_used(&mut tx, &hash).await?;
        let remembered = self.passwords.rules().remembered;
        if !passwords::replace(&mut tx, live.account, &known, &password_hash, remembered).await? {
            return Err(Error::version_stale());
        }
        store::activate(&mut tx, live.account).await?;
        sessions::end_all(&mut tx, live.account, None).await?;
        let about = About::object("account", live.account, &live.login).because(live.purpose.as_str());
        tx.commit(about).await?;
        self.sessions.drop_everywhere(live.account).await;
        Ok(NoContent::default())
    }
}

impl LinksApi {
    /// Whoever works by contract starts after signing a confidentiality commitment (R003-12.1).
    async fn check_commitment(&self, tx: &mut Tx<LookUpLink>, account: AccountId, known: &Known) -> Result<()> {
        if self.db.policy().asks_for(&known.roles(), Fact::Commitment) && !commitments::in_force(tx, account).await? {
            return Err(Error::conflict("commitment_missing"));
        }
        Ok(())
    }
}

fn invalid() -> Error {
    Error::gone("link_invalid")
}
