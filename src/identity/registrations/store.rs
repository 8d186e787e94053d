//! SQL of registrations. They belong to the place as a whole, so a reach that is less than that sees none.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    evidence::Handed,
    model::{EvidenceFile, Form, LINK_LIFE, Registration, RegistrationState},
};
use crate::{
    access::{
        self, ApproveRegistration, BeginRegistration, FillRegistration, FindRegistration, ForSystem, ListRegistrations,
        OpenEvidence, Operation, ReadRegistration, RefuseRegistration, SubmitRegistration, SweepRegistrations,
        TakeRegistration, WithdrawRegistration, Writes,
    },
    codes::{Email, SchoolCode},
    crypto::blind_index::BlindIndex,
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
};

/// Operations that read registrations.
pub(super) trait ReadsRegistration: Operation {}
impl ReadsRegistration for ListRegistrations {}
impl ReadsRegistration for ReadRegistration {}
impl ReadsRegistration for OpenEvidence {}
impl ReadsRegistration for TakeRegistration {}
impl ReadsRegistration for ApproveRegistration {}
impl ReadsRegistration for RefuseRegistration {}
impl ReadsRegistration for FindRegistration {}
impl<O: ByApplicant> ReadsRegistration for O {}

/// What applicants do with their own, by the link.
pub(super) trait ByApplicant: ForSystem + Writes {}
impl ByApplicant for FillRegistration {}
impl ByApplicant for SubmitRegistration {}
impl ByApplicant for WithdrawRegistration {}

/// What a reviewer does with one.
pub(super) trait Reviews: ReadsRegistration + Writes {}
impl Reviews for TakeRegistration {}
impl Reviews for ApproveRegistration {}
impl Reviews for RefuseRegistration {}

/// Where a page starts.
pub(super) type Cursor = (DateTime<Utc>, Uuid);

/// What a list is narrowed to.
#[derive(Clone, Default)]
pub(super) struct Filter {
    pub(super) id: Option<Uuid>,
    pub(super) state: Option<RegistrationState>,
    pub(super) role: Option<String>,
    pub(super) after: Option<Cursor>,
    pub(super) limit: i64,
    /// Drafts too: for their applicants.
    pub(super) drafts: bool,
}

/// Registrations of the place, the last submitted first; one more than the limit.
pub(super) async fn list<O: ReadsRegistration>(tx: &mut Tx<O>, filter: Filter) -> Result<Vec<Registration>> {
    let (at, id) = filter.after.unzip();
    let (conn, reach) = tx.parts();
    let rows = sqlx::query!(
        r#"select r.id, r.state as "state: RegistrationState", r.email_masked, r.role, r.school_id, s.name as "school_name?", r.name,
                  r.unit, r.title, r.specialty, r.statement, r.person_index is not null as "identified!", r.begun_at,
                  r.submitted_at, r.reviewer_id as "reviewer: AccountId", r.reviewer_name, r.decided_at, r.reason,
                  r.account_id as "account: AccountId",
                  coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'name', e.name, 'media_type', e.media_type,
                                                                'size', e.size, 'added_at', e.added_at) order by e.added_at, e.id)
                            from registration_evidence e where e.registration_id = r.id), '[]') as "evidence!: Json<Vec<EvidenceFile>>"
           from registration r
           left join school s on s.id = r.school_id
           where $1::text[] is null
             and ($2::uuid is null or r.id = $2)
             and ($3::text is null or r.state = $3)
             and ($4::text is null or r.role = $4)
             and ($5 or r.submitted_at is not null)
             and ($6::timestamptz is null or (r.submitted_at, r.id) < ($6, $7))
           order by r.submitted_at desc, r.id desc
           limit $8::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.id,
        filter.state.map(|state| state.as_str().to_owned()),
        filter.role,
        filter.drafts,
        at,
        id,
        filter.limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Registration {
            id: r.id,
            state: r.state,
            email_masked: r.email_masked,
            form: Form {
                role: r.role,
                school_id: r.school_id,
                name: r.name,
                unit: r.unit,
                title: r.title,
                specialty: r.specialty,
                statement: r.statement,
            },
            school_name: r.school_name,
            identified: r.identified,
            begun_at: r.begun_at,
            submitted_at: r.submitted_at,
            reviewer: r.reviewer,
            reviewer_name: r.reviewer_name,
            decided_at: r.decided_at,
            reason: r.reason,
            account: r.account,
            evidence: r.evidence.0,
        })
        .collect())
}

/// One registration that was submitted, or not found.
pub(super) async fn get<O: ReadsRegistration>(tx: &mut Tx<O>, id: Uuid) -> Result<Registration> {
    one(tx, Filter { id: Some(id), ..Filter::default() }).await
}

async fn one<O: ReadsRegistration>(tx: &mut Tx<O>, filter: Filter) -> Result<Registration> {
    list(tx, filter).await?.pop().ok_or_else(Error::not_found)
}

/// Let nobody else decide before this transaction ends.
pub(super) async fn lock<O: Reviews>(tx: &mut Tx<O>, id: Uuid) -> Result<()> {
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!("select id from registration where id = $1 for update", id).fetch_optional(conn).await?;
    Ok(())
}

/// The application behind a live link, and until when the link lives.
pub(super) async fn by_link<O: ReadsRegistration + ForSystem>(
    tx: &mut Tx<O>,
    hash: &[u8; 32],
) -> Result<Option<(Registration, DateTime<Utc>)>> {
    let now = tx.now();
    let found = sqlx::query!(
        "select registration_id, expires_at from registration_link where token_hash = $1 and expires_at > $2",
        hash,
        now
    );
    let Some(link) = found.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let filter = Filter { id: Some(link.registration_id), drafts: true, ..Filter::default() };
    Ok(Some((one(tx, filter).await?, link.expires_at)))
}

/// The same, locked until the transaction ends.
pub(super) async fn lock_by_link<O: ByApplicant>(
    tx: &mut Tx<O>,
    hash: &[u8; 32],
) -> Result<Option<(Registration, DateTime<Utc>)>> {
    sqlx::query!(
        "select r.id from registration r join registration_link l on l.registration_id = r.id where l.token_hash = $1 for update of r",
        hash
    )
    .fetch_optional(tx.conn())
    .await?;
    by_link(tx, hash).await
}

/// How many were begun from a network since then.
pub(super) async fn begun_from(tx: &mut Tx<BeginRegistration>, network: &str, since: DateTime<Utc>) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from registration where network = $1 and begun_at > $2"#,
        network,
        since
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// The registration that this address has under way, and when its last mail went out.
pub(super) async fn under_way(
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
pub(super) async fn insert(
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
pub(super) struct Addressee {
    pub(super) state: RegistrationState,
    pub(super) name: String,
    pub(super) email_sealed: Vec<u8>,
    pub(super) email_masked: String,
}

pub(super) async fn addressee(tx: &mut Tx<access::MailRegistration>, id: Uuid) -> Result<Option<Addressee>> {
    let found = sqlx::query_as!(
        Addressee,
        r#"select state as "state: RegistrationState", name, email_sealed, email_masked from registration where id = $1 for update"#,
        id
    );
    Ok(found.fetch_optional(tx.conn()).await?)
}

/// Void the link that was sent before and store the new one's hash.
pub(super) async fn replace_link(tx: &mut Tx<access::MailRegistration>, id: Uuid, hash: &[u8; 32]) -> Result<()> {
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

pub(super) async fn fill(tx: &mut Tx<FillRegistration>, id: Uuid, form: &Form) -> Result<()> {
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

pub(super) async fn insert_evidence<O: ByApplicant>(
    tx: &mut Tx<O>,
    registration: Uuid,
    id: Uuid,
    file: &Handed,
    sealed: &[u8],
) -> Result<()> {
    let now = tx.now();
    let sha256 = Sha256::digest(&file.bytes);
    sqlx::query!(
        "insert into registration_evidence (id, registration_id, kind, name, media_type, size, sha256, added_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        registration,
        file.kind.as_str(),
        file.name,
        file.media_type,
        i32::try_from(file.bytes.len()).unwrap_or(i32::MAX),
        &sha256[..],
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
pub(super) async fn delete_evidence(tx: &mut Tx<FillRegistration>, registration: Uuid, id: Uuid) -> Result<bool> {
    let deleted =
        sqlx::query!("delete from registration_evidence where id = $1 and registration_id = $2", id, registration);
    Ok(deleted.execute(tx.conn()).await?.rows_affected() == 1)
}

/// A file as it is kept: name, media type, sealed content.
pub(super) async fn evidence(
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

pub(super) async fn has_school(tx: &mut Tx<SubmitRegistration>, school: SchoolCode) -> Result<bool> {
    let found =
        sqlx::query_scalar!(r#"select exists (select from school where id = $1) as "found!""#, school.to_string());
    Ok(found.fetch_one(tx.conn()).await?)
}

/// It waits for a reviewer from now on. Null: no identity number was given.
pub(super) async fn submit(tx: &mut Tx<SubmitRegistration>, id: Uuid, person: Option<&BlindIndex>) -> Result<()> {
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
pub(super) async fn withdraw(tx: &mut Tx<WithdrawRegistration>, id: Uuid) -> Result<()> {
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

/// By what it is told whether an application is the reviewer's own: the application's marks, and the reviewer's address and mark.
pub(super) struct Marks {
    pub(super) email_index: Vec<u8>,
    pub(super) person_index: Option<Vec<u8>>,
    pub(super) email_sealed: Vec<u8>,
    pub(super) reviewer_email: Vec<u8>,
    pub(super) reviewer_person: Option<Vec<u8>>,
}

pub(super) async fn marks<O: Reviews>(tx: &mut Tx<O>, id: Uuid, reviewer: AccountId) -> Result<Marks> {
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

pub(super) async fn take(tx: &mut Tx<TakeRegistration>, id: Uuid, by: AccountId, by_name: &str) -> Result<()> {
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
pub(super) enum Decision<'a> {
    /// There is an account now.
    Approved(AccountId),
    /// Why not.
    Refused(&'a str),
}

pub(super) async fn decide<O: Reviews>(tx: &mut Tx<O>, id: Uuid, decision: Decision<'_>) -> Result<()> {
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

/// Remove drafts of before one day, and what ended without an account before another.
pub(super) async fn sweep(tx: &mut Tx<SweepRegistrations>, drafts: DateTime<Utc>, ended: DateTime<Utc>) -> Result<u64> {
    let deleted = sqlx::query!(
        "delete from registration
         where (state = 'draft' and begun_at < $1) or (state in ('refused', 'withdrawn') and coalesce(decided_at, submitted_at) < $2)",
        drafts,
        ended,
    );
    Ok(deleted.execute(tx.conn()).await?.rows_affected())
}
