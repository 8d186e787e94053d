//! SQL of registrations. They belong to the place as a whole, so a reach that is less than that sees none.

mod applicant;
mod review;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::model::{EvidenceFile, Form, Registration, RegistrationState};
use crate::{
    access::{
        ApproveRegistration, FillRegistration, FindRegistration, ForSystem, ListRegistrations, OpenEvidence, Operation,
        ReadRegistration, RefuseRegistration, SubmitRegistration, TakeRegistration, WithdrawRegistration, Writes,
    },
    codes::SchoolCode,
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
};

pub(super) use applicant::*;
pub(super) use review::*;

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
