//! SQL of what applicants do, and of what is done for them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ByApplicant;
use crate::{
    access::{self, BeginRegistration, FillRegistration, SubmitRegistration, SweepRegistrations, WithdrawRegistration},
    codes::{Email, SchoolCode},
    crypto::blind_index::BlindIndex,
    db::Tx,
    error::Result,
    identity::registrations::{
        evidence::Handed,
        model::{Form, LINK_LIFE, RegistrationState},
    },
};

/// How many were begun from a network since then.
pub(in crate::identity::registrations) async fn begun_from(
    tx: &mut Tx<BeginRegistration>,
    network: &str,
    since: DateTime<Utc>,
) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from registration where network = $1 and begun_at > $2"#,
        network,
        since
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// The registration that this address has under way, and when its last mail went out.
pub(in crate::identity::registrations) async fn under_way(
    tx: &mut Tx<BeginRegistration>,
    index: &BlindIndex,
) -> Result<Option<(Uuid, Option<DateTime<Utc>>)>> {
    let found = sqlx::query!(
        "select id, mailed_at from registration
         where email_index = $1 and state in ('draft', 'submitted', 'under_review') for update",
        &index[..]
    );
    Ok(found.fetch_optional(tx.conn()).await?.map(|row| (row.id, row.mailed_at)))
}

/// Begin one with an address alone. False: the address began another at the same time.
pub(in crate::identity::registrations) async fn insert(
    tx: &mut Tx<BeginRegistration>,
    id: Uuid,
    email: &Email,
    sealed: &[u8],
    index: &BlindIndex,
) -> Result<bool> {
    let (now, network) = (tx.now(), tx.request().network());
    let inserted = sqlx::query!(
        "insert into registration (id, email_sealed, email_masked, email_index, network, begun_at) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
        id,
        sealed,
        email.masked(),
        &index[..],
        network,
        now,
    );
    Ok(inserted.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Whom a mail goes to.
pub(in crate::identity::registrations) struct Addressee {
    pub(in crate::identity::registrations) state: RegistrationState,
    pub(in crate::identity::registrations) name: String,
    pub(in crate::identity::registrations) email_sealed: Vec<u8>,
    pub(in crate::identity::registrations) email_masked: String,
}

pub(in crate::identity::registrations) async fn addressee(
    tx: &mut Tx<access::MailRegistration>,
    id: Uuid,
) -> Result<Option<Addressee>> {
    let found = sqlx::query_as!(
        Addressee,
        r#"select state as "state: RegistrationState", name, email_sealed, email_masked from registration where id = $1 for update"#,
        id
    );
    Ok(found.fetch_optional(tx.conn()).await?)
}

/// Whether this very link went out already: the job runs again after its own commit.
pub(in crate::identity::registrations) async fn is_sent(
    tx: &mut Tx<access::MailRegistration>,
    hash: &[u8; 32],
) -> Result<bool> {
    let found =
        sqlx::query_scalar!(r#"select exists (select from registration_link where token_hash = $1) as "found!""#, hash);
    Ok(found.fetch_one(tx.conn()).await?)
}

/// Void the link that was sent before and store the new one's hash.
pub(in crate::identity::registrations) async fn replace_link(
    tx: &mut Tx<access::MailRegistration>,
    id: Uuid,
    hash: &[u8; 32],
) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "insert into registration_link (registration_id, token_hash, expires_at) values ($1, $2, $3)
         on conflict (registration_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at",
        id,
        hash,
        now + LINK_LIFE,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("update registration set mailed_at = $2 where id = $1", id, now).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::identity::registrations) async fn fill(
    tx: &mut Tx<FillRegistration>,
    id: Uuid,
    form: &Form,
) -> Result<()> {
    sqlx::query!(
        "update registration set role = $2, school_id = $3, name = $4, unit = $5, title = $6, specialty = $7, statement = $8
         where id = $1",
        id,
        form.role,
        form.school_id,
        form.name,
        form.unit,
        form.title,
        form.specialty,
        form.statement,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(in crate::identity::registrations) async fn insert_evidence<O: ByApplicant>(
    tx: &mut Tx<O>,
    registration: Uuid,
    id: Uuid,
    file: &Handed,
    sealed: &[u8],
) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "insert into registration_evidence (id, registration_id, kind, name, media_type, size, sha256, added_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        registration,
        file.kind.as_str(),
        file.scan.name,
        file.scan.media_type,
        file.scan.size(),
        &file.scan.sha256()[..],
        now,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("insert into registration_file (evidence_id, sealed) values ($1, $2)", id, sealed)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Remove one file; false: it was not there.
pub(in crate::identity::registrations) async fn delete_evidence(
    tx: &mut Tx<FillRegistration>,
    registration: Uuid,
    id: Uuid,
) -> Result<bool> {
    let deleted =
        sqlx::query!("delete from registration_evidence where id = $1 and registration_id = $2", id, registration);
    Ok(deleted.execute(tx.conn()).await?.rows_affected() == 1)
}

pub(in crate::identity::registrations) async fn has_school(
    tx: &mut Tx<SubmitRegistration>,
    school: SchoolCode,
) -> Result<bool> {
    let found =
        sqlx::query_scalar!(r#"select exists (select from school where id = $1) as "found!""#, school.to_string());
    Ok(found.fetch_one(tx.conn()).await?)
}

/// It waits for a reviewer from now on. Null: no identity number was given.
pub(in crate::identity::registrations) async fn submit(
    tx: &mut Tx<SubmitRegistration>,
    id: Uuid,
    person: Option<&BlindIndex>,
) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "update registration set state = 'submitted', submitted_at = $2, person_index = $3 where id = $1",
        id,
        now,
        person.map(|index| &index[..]),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A draft leaves nothing; of what was submitted the evidence goes, and the link.
pub(in crate::identity::registrations) async fn withdraw(tx: &mut Tx<WithdrawRegistration>, id: Uuid) -> Result<()> {
    sqlx::query!("delete from registration where id = $1 and state = 'draft'", id).execute(tx.conn()).await?;
    sqlx::query!("delete from registration_link where registration_id = $1", id).execute(tx.conn()).await?;
    sqlx::query!("delete from registration_evidence where registration_id = $1", id).execute(tx.conn()).await?;
    sqlx::query!(
        "update registration set state = 'withdrawn', reviewer_id = null, reviewer_name = null where id = $1",
        id
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Remove drafts of before one day, and what ended without an account before another.
pub(in crate::identity::registrations) async fn sweep(
    tx: &mut Tx<SweepRegistrations>,
    drafts: DateTime<Utc>,
    ended: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!(
        "delete from registration
         where (state = 'draft' and begun_at < $1) or (state in ('refused', 'withdrawn') and coalesce(decided_at, submitted_at) < $2)",
        drafts,
        ended,
    );
    Ok(deleted.execute(tx.conn()).await?.rows_affected())
}
