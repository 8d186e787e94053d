//! SQL of what reviewers do.

use uuid::Uuid;

use super::Reviews;
use crate::{
    access::{OpenEvidence, TakeRegistration},
    db::Tx,
    error::Result,
    identity::registrations::model::RegistrationState,
    ids::AccountId,
};

/// A file as it is kept: name, media type, sealed content.
pub(in crate::identity::registrations) async fn evidence(
    tx: &mut Tx<OpenEvidence>,
    registration: Uuid,
    id: Uuid,
) -> Result<Option<(String, String, Vec<u8>)>> {
    let (conn, _checked_by_get) = tx.parts();
    let found = sqlx::query!(
        "select e.name, e.media_type, f.sealed from registration_evidence e join registration_file f on f.evidence_id = e.id
         where e.id = $1 and e.registration_id = $2",
        id,
        registration,
    );
    Ok(found.fetch_optional(conn).await?.map(|row| (row.name, row.media_type, row.sealed)))
}

/// By what it is told whether an application is the reviewer's own: the application's marks, and the reviewer's address and mark.
pub(in crate::identity::registrations) struct Marks {
    pub(in crate::identity::registrations) email_index: Vec<u8>,
    pub(in crate::identity::registrations) person_index: Option<Vec<u8>>,
    pub(in crate::identity::registrations) email_sealed: Vec<u8>,
    pub(in crate::identity::registrations) reviewer_email: Vec<u8>,
    pub(in crate::identity::registrations) reviewer_person: Option<Vec<u8>>,
}

pub(in crate::identity::registrations) async fn marks<O: Reviews>(
    tx: &mut Tx<O>,
    id: Uuid,
    reviewer: AccountId,
) -> Result<Marks> {
    let (conn, _checked_by_get) = tx.parts();
    let found = sqlx::query_as!(
        Marks,
        "select r.email_index, r.person_index, r.email_sealed, a.email_sealed as reviewer_email, a.person_index as reviewer_person
         from registration r, account a where r.id = $1 and a.id = $2",
        id,
        reviewer.0,
    );
    Ok(found.fetch_one(conn).await?)
}

pub(in crate::identity::registrations) async fn take(
    tx: &mut Tx<TakeRegistration>,
    id: Uuid,
    by: AccountId,
    by_name: &str,
) -> Result<()> {
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update registration set state = 'under_review', reviewer_id = $2, reviewer_name = $3 where id = $1",
        id,
        by.0,
        by_name,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a reviewer decided.
pub(in crate::identity::registrations) enum Decision<'a> {
    /// There is an account now.
    Approved(AccountId),
    /// Why not.
    Refused(&'a str),
}

pub(in crate::identity::registrations) async fn decide<O: Reviews>(
    tx: &mut Tx<O>,
    id: Uuid,
    decision: Decision<'_>,
) -> Result<()> {
    let now = tx.now();
    let (state, account, reason) = match decision {
        Decision::Approved(account) => (RegistrationState::Approved, Some(account.0), None),
        Decision::Refused(reason) => (RegistrationState::Refused, None, Some(reason)),
    };
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!(
        "update registration set state = $2, account_id = $3, reason = $4, decided_at = $5 where id = $1",
        id,
        state.as_str(),
        account,
        reason,
        now,
    )
    .execute(&mut *conn)
    .await?;
    // The account's own link follows; a refusal's mail brings a new one.
    sqlx::query!("delete from registration_link where registration_id = $1", id).execute(conn).await?;
    Ok(())
}
