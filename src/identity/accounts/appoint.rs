//! Appoint a person from the host's command line: the ministry's first accounts, auditors (whom no role may grant), the demo's.

use super::{
    invite::{Invitation, invite},
    model::NewAccount,
    store,
};
use crate::{
    access::{AppointAccount, Policy, SystemActor},
    codes::{Lang, Place},
    crypto::{
        passwords::{NewPassword, Passwords},
        totp::TotpSecret,
    },
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    identity::{
        assignments::{Who, identify},
        factors,
        passwords::hash_password,
        rules,
    },
    ids::AccountId,
};

/// By what somebody who was not invited signs in: a password and a second factor.
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    /// The password.
    pub password: &'a NewPassword,
    /// What the authenticator app has.
    pub totp: &'a TotpSecret,
}

/// Open an account, unless its login is known already. With credentials (in the demo and in tests) it is active at once and has
/// acknowledged the rules; without, a mail invites.
pub async fn appoint(
    db: &Db,
    keys: &Keyring,
    passwords: &Passwords,
    actor: SystemActor,
    place: Place,
    new: &NewAccount,
    credentials: Option<Credentials<'_>>,
) -> Result<Option<AccountId>> {
    let mut tx: Tx<AppointAccount> = db.begin_as_system(actor, place).await?;
    let invitation = Invitation { keys, new, mail: credentials.is_none() };
    let Some(id) = open(&mut tx, invitation, &db.policy()).await? else { return Ok(None) };
    if let Some(Credentials { password, totp }) = credentials {
        let hash = hash_password(passwords, password).await?;
        store::insert_credential(&mut tx, id, &hash).await?;
        factors::appoint_totp(&mut tx, keys, id, totp).await?;
        rules::acknowledge(&mut tx, id).await?;
    }
    tx.commit(About::object("account", id, &new.login).because(new.role.as_str())).await?;
    Ok(Some(id))
}

/// The same without a commit: whether an account would be opened, or why it would be refused.
pub async fn rehearse(db: &Db, keys: &Keyring, actor: SystemActor, place: Place, new: &NewAccount) -> Result<bool> {
    let mut tx: Tx<AppointAccount> = db.begin_as_system(actor, place).await?;
    Ok(open(&mut tx, Invitation { keys, new, mail: true }, &db.policy()).await?.is_some())
}

async fn open(tx: &mut Tx<AppointAccount>, invitation: Invitation<'_>, policy: &Policy) -> Result<Option<AccountId>> {
    if !invitation.new.post().fits(tx.place()) {
        return Err(Error::invalid_field("/role", "role_elsewhere"));
    }
    if store::find_by_login(tx, &invitation.new.login).await?.is_some() {
        return Ok(None);
    }
    let id = invite(tx, invitation).await?;
    if let Some(number) = &invitation.new.identity {
        identify(tx, Who { keys: invitation.keys, policy, lang: Lang::En }, id, number).await?;
    }
    Ok(Some(id))
}
