//! SQL of contacts.

use chrono::{DateTime, Utc};

use crate::{
    access::{self, CommitResults, FinishContact, ListContacts, OpenContact, Operation},
    codes::{Level, SchoolCode, TrainingLevel, text_enum},
    db::Tx,
    error::{Error, Result},
    ids::{CampaignId, ResultId, ResultImportId},
};

text_enum! {
    /// How far contact has come.
    pub enum ContactState ("contact_state_unknown") {
        /// Not yet made.
        Open = "open", "待联系", "Open";
        /// Made.
        Done = "done", "已联系", "Done";
        /// A corrected or withdrawn result no longer asks for it.
        Lapsed = "lapsed", "已失效", "Lapsed";
    }
}

/// One who needs contact, unnamed.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) id: ResultId,
    pub(super) college: String,
    pub(super) level: Level,
    pub(super) crisis: bool,
    pub(super) state: ContactState,
    pub(super) due_at: DateTime<Utc>,
    pub(super) account_name: Option<String>,
    /// Sealed.
    pub(super) note: Option<Vec<u8>>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) done_at: Option<DateTime<Utc>>,
}

/// A sealed result, as opening one needs it.
pub(super) struct Sealed {
    pub(super) training_level: TrainingLevel,
    pub(super) enrol_year: i16,
    pub(super) gender: i16,
    pub(super) identity: Vec<u8>,
    pub(super) answers: Vec<u8>,
}

/// Operations that see contacts.
pub trait SeesContacts: Operation {}
impl SeesContacts for OpenContact {}
impl SeesContacts for FinishContact {}

/// Bring a school's contacts up to an import that is being committed: what it does not change stays as it is. Returns how many are new. First contact is due within 24 hours (domain 4
/// section 4.5).
pub async fn bring_up_to_date(
    tx: &mut Tx<CommitResults>,
    import: ResultImportId,
    school: SchoolCode,
    campaign: CampaignId,
) -> Result<u64> {
    let now = tx.now();
    sqlx::query!(
        "update contact c set state = 'lapsed', done_at = $3
         where c.campaign_id = $1 and c.school_id = $2 and c.state = 'open'
           and not exists (select from result r
                           where r.campaign_id = c.campaign_id and r.id = c.result_id and (r.level = 'L1' or r.crisis))",
        campaign.0,
        school.as_str(),
        now,
    )
    .execute(tx.conn())
    .await?;
    let found = sqlx::query!(
        "insert into contact as c (campaign_id, result_id, school_id, college, level, crisis, due_at, created_at)
         select $1, s.id, $2, s.college, s.level, s.crisis, $3::timestamptz + interval '24 hours', $3
         from result_stage s
         where s.import_id = $4 and (s.level = 'L1' or s.crisis)
         on conflict (campaign_id, result_id) do update
         set college = excluded.college, level = excluded.level, crisis = excluded.crisis,
             state = case when c.state = 'lapsed' then 'open' else c.state end,
             due_at = case when c.state = 'lapsed' then excluded.due_at else c.due_at end,
             done_at = case when c.state = 'lapsed' then null else c.done_at end
         where c.state = 'lapsed' or (c.college, c.level, c.crisis) is distinct from (excluded.college, excluded.level, excluded.crisis)
         returning c.state = 'open' and c.due_at = $3::timestamptz + interval '24 hours' as fresh",
        campaign.0,
        school.as_str(),
        now,
        import.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(found.iter().filter(|row| row.fresh == Some(true)).count() as u64)
}

/// A school's contacts, the most urgent first.
pub(super) async fn list(
    tx: &mut Tx<ListContacts>,
    school: SchoolCode,
    campaign: CampaignId,
    state: Option<ContactState>,
    after: Option<(DateTime<Utc>, ResultId)>,
    limit: i64,
) -> Result<Vec<Contact>> {
    let (due, id) = after.unzip();
    let (conn, reach) = tx.parts();
    Ok(sqlx::query_as!(
        Contact,
        r#"select result_id as "id: ResultId", college, level as "level: Level", crisis, state as "state: ContactState", due_at,
                  account_name, note, created_at, done_at
           from contact
           where school_id = $2 and campaign_id = $3 and ($1::text[] is null or school_id = any($1))
             and ($4::text is null or state = $4)
             and ($5::timestamptz is null or (due_at, result_id) > ($5, $6))
           order by due_at, result_id
           limit $7::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        school.as_str(),
        campaign.0,
        state.map(|state| state.as_str()),
        due,
        id.map(|id: ResultId| id.0),
        limit,
    )
    .fetch_all(conn)
    .await?)
}

/// One contact within reach, or not found.
pub(super) async fn get<O: SeesContacts>(
    tx: &mut Tx<O>,
    school: SchoolCode,
    campaign: CampaignId,
    id: ResultId,
) -> Result<Contact> {
    let (conn, reach) = tx.parts();
    sqlx::query_as!(
        Contact,
        r#"select result_id as "id: ResultId", college, level as "level: Level", crisis, state as "state: ContactState", due_at,
                  account_name, note, created_at, done_at
           from contact
           where campaign_id = $3 and result_id = $4 and school_id = $2 and ($1::text[] is null or school_id = any($1))"#,
        reach.schools() as Option<&[SchoolCode]>,
        school.as_str(),
        campaign.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(Error::not_found)
}

/// What is sealed of one who needs contact.
pub(super) async fn sealed(tx: &mut Tx<OpenContact>, campaign: CampaignId, id: ResultId) -> Result<Sealed> {
    let (conn, _found_with_the_contact) = tx.parts();
    sqlx::query_as!(
        Sealed,
        r#"select training_level as "training_level: TrainingLevel", enrol_year, gender, identity, answers
           from result where campaign_id = $1 and id = $2"#,
        campaign.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(Error::not_found)
}

/// Contact was made. Says nothing to one that is not open.
pub(super) async fn finish(
    tx: &mut Tx<FinishContact>,
    campaign: CampaignId,
    id: ResultId,
    name: &str,
    note: &[u8],
) -> Result<()> {
    let (now, account) = (tx.now(), tx.actor_account().map(|id| id.0));
    let (conn, _found_before) = tx.parts();
    sqlx::query!(
        "update contact set state = 'done', account_id = $3, account_name = $4, note = $5, done_at = $6
         where campaign_id = $1 and result_id = $2 and state = 'open'",
        campaign.0,
        id.0,
        account,
        name,
        note,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A head of a counselling centre, and how to reach them.
pub(super) struct Head {
    pub(super) id: uuid::Uuid,
    pub(super) name: String,
    pub(super) email_sealed: Vec<u8>,
}

/// The heads of a school's counselling centre who are in service, and the school's name.
pub(super) async fn heads(tx: &mut Tx<access::MailContacts>, school: SchoolCode) -> Result<Vec<Head>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        Head,
        "select distinct a.id, a.name, a.email_sealed
         from account a join assignment g on g.account_id = a.id
         where g.role = 'counsel_head' and g.school_id = $1 and a.state = 'active' and (g.ends_at is null or g.ends_at > $2)",
        school.as_str(),
        now,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Whether anybody still waits.
pub(super) async fn waiting(
    tx: &mut Tx<access::MailContacts>,
    school: SchoolCode,
    campaign: CampaignId,
) -> Result<bool> {
    let waiting = sqlx::query_scalar!(
        r#"select exists (select from contact where school_id = $1 and campaign_id = $2 and state = 'open') as "waiting!""#,
        school.as_str(),
        campaign.0,
    );
    Ok(waiting.fetch_one(tx.conn()).await?)
}
