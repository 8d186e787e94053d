//! What a reviewer does: take an application, approve it, refuse it. Nobody decides on their own.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    mail::{MailRegistration, open_email},
    model::Registration,
    store::{self, Decision, Marks, Reviews},
};
use crate::{
    access::{ApproveRegistration, Caller, Operation, Party, RefuseRegistration, SubmitRegistration, TakeRegistration},
    codes::{Login, Place},
    crypto::blind_index::blind_index,
    db::{About, Db, Keyring, Tx},
    error::{Error, Result},
    identity::{
        accounts::{Invitation, NewAccount, invite},
        assignments::{Post, Who, check_end, identify_as},
    },
    jobs,
};

/// A column of a blind index: an address.
pub(super) const EMAIL: &str = "email";

/// Whoever decides, and with what.
#[derive(Clone, Copy)]
pub(super) struct Reviewer<'a> {
    pub(super) db: &'a Db,
    pub(super) keys: &'a Keyring,
    pub(super) caller: &'a Caller,
}

impl Reviewer<'_> {
    /// Take it, or take it over from another reviewer.
    pub(super) async fn take(self, id: Uuid) -> Result<Registration> {
        let mut tx: Tx<TakeRegistration> = self.db.begin(self.caller).await?;
        let (before, _) = self.get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(before);
        }
        before.check(TakeRegistration::ID, self.caller)?;
        store::take(&mut tx, id, self.caller.account, &self.caller.name).await?;
        self.finish(tx, before, None).await
    }

    /// Open an account with the role that was applied for, until a day.
    pub(super) async fn approve(self, id: Uuid, login: Login, ends_at: DateTime<Utc>) -> Result<Registration> {
        let Self { db, keys, caller } = self;
        let mut tx: Tx<ApproveRegistration> = db.begin(caller).await?;
        let (before, marks) = self.get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(before);
        }
        before.check(ApproveRegistration::ID, caller)?;
        check_end(ends_at, tx.now())?;
        let post = Post::parse("", &before.form.role, Some(&before.form.school_id), None).map_err(Error::invalid)?;
        post.check_grant(ApproveRegistration::ID, caller, &db.policy())?;
        let email = open_email(keys, tx.place(), id, &marks.email_sealed).await?;
        let parsed = NewAccount::of("", login.as_str(), &before.form.name, &email, Ok(post));
        let new = NewAccount { ends_at: Some(ends_at), ..parsed.map_err(Error::invalid)? };
        let account = invite(&mut tx, Invitation { keys, new: &new, mail: true }).await?;
        if let Some(index) = &marks.person_index {
            identify_as(&mut tx, Who { keys, policy: &db.policy(), lang: caller.request.lang }, account, index).await?;
        }
        store::decide(&mut tx, id, Decision::Approved(account)).await?;
        self.finish(tx, before, None).await
    }

    /// Refuse it; the applicant hears that there is a decision, and reads the reason behind the link.
    pub(super) async fn refuse(self, id: Uuid, reason: String) -> Result<Registration> {
        let mut tx: Tx<RefuseRegistration> = self.db.begin(self.caller).await?;
        let (before, _) = self.get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(before);
        }
        before.check(RefuseRegistration::ID, self.caller)?;
        store::decide(&mut tx, id, Decision::Refused(&reason)).await?;
        jobs::enqueue(&mut tx, &MailRegistration { registration: id }).await?;
        self.finish(tx, before, Some(reason)).await
    }

    /// The registration, locked, with its marks, unless it is the reviewer's own.
    async fn get<O: Reviews>(self, tx: &mut Tx<O>, id: Uuid) -> Result<(Registration, Marks)> {
        store::lock(tx, id).await?;
        let registration = store::get(tx, id).await?;
        let marks = store::marks(tx, id, self.caller.account).await?;
        let applicant =
            Party { account: None, person: marks.person_index.clone(), address: Some(marks.email_index.clone()) };
        let reviewer = reviewer(&marks, self.keys, tx.place(), self.caller).await?;
        let (first, second) = ((SubmitRegistration::ID, &applicant), (O::ID, &reviewer));
        self.db.policy().check_pair(first, second, self.caller.request.lang)?;
        Ok((registration, marks))
    }

    async fn finish<O: Reviews>(
        self,
        mut tx: Tx<O>,
        before: Registration,
        reason: Option<String>,
    ) -> Result<Registration> {
        let after = store::get(&mut tx, before.id).await?;
        let about = about(&after).changed(&before, &after);
        tx.commit(match reason {
            Some(reason) => about.because(reason),
            None => about,
        })
        .await?;
        Ok(after)
    }
}

/// The reviewer, by the address too: an applicant has no account yet (R000-05.3).
async fn reviewer(marks: &Marks, keys: &Keyring, place: Place, caller: &Caller) -> Result<Party> {
    let address = keys.open_address(place, caller.account, &marks.reviewer_email).await?;
    let index = blind_index(&keys.person(place).await?, EMAIL, &address);
    Ok(Party { address: Some(index.to_vec()), person: marks.reviewer_person.clone(), ..caller.party() })
}

/// What an audit row says of it.
pub(super) fn about(registration: &Registration) -> About {
    let name = &registration.form.name;
    let label = if name.is_empty() { &registration.email_masked } else { name };
    About::object("registration", registration.id, label)
}
