//! SQL of accounts. Every statement is bounded by the caller's reach: schools within it, or the whole place.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::model::{Account, AccountState, HeldRole, NewAccount};
use crate::{
    access::{
        AppointAccount, ApproveRegistration, ApproveReturn, CheckAssignment, CreateSchool, DisableAccount,
        DisableAccounts, EnableAccount, EndAssignment, GiveAssignment, ImportStaff, InviteAccount,
        InviteFirstAdministrator, ListAccounts, ListAssignments, ListCommitments, OpenCommitment, Operation,
        ReadAccount, RecordCommitment, ReinviteAccount, ReportAccounts, ResetFactors, SendResetLink, StartLeave,
        SweepAccounts, UpdateAccount, UseLink, WithdrawCommitment, Writes,
    },
    clock::beijing_day,
    codes::{Login, PersonName, Place, SchoolCode, pinyin::pinyin},
    db::Tx,
    error::{Error, OnConstraint, Result},
    ids::AccountId,
};

/// Operations that read accounts.
pub trait ReadsAccount: Operation {}
impl ReadsAccount for ListAccounts {}
impl ReadsAccount for ReportAccounts {}
impl ReadsAccount for DisableAccounts {}
impl ReadsAccount for ReadAccount {}
impl ReadsAccount for InviteAccount {}
impl ReadsAccount for UpdateAccount {}
impl ReadsAccount for DisableAccount {}
impl ReadsAccount for EnableAccount {}
impl ReadsAccount for ReinviteAccount {}
impl ReadsAccount for SendResetLink {}
impl ReadsAccount for StartLeave {}
impl ReadsAccount for ResetFactors {}
impl ReadsAccount for ListAssignments {}
impl ReadsAccount for CheckAssignment {}
impl ReadsAccount for GiveAssignment {}
impl ReadsAccount for EndAssignment {}
impl ReadsAccount for ListCommitments {}
impl ReadsAccount for RecordCommitment {}
impl ReadsAccount for OpenCommitment {}
impl ReadsAccount for WithdrawCommitment {}

/// Operations that open an account.
pub trait InsertsAccount: Writes {}
impl InsertsAccount for InviteAccount {}
impl InsertsAccount for CreateSchool {}
impl InsertsAccount for InviteFirstAdministrator {}
impl InsertsAccount for AppointAccount {}
impl InsertsAccount for ApproveRegistration {}

/// Operations that change where an account stands.
pub trait ChangesAccountState: Writes {}
impl ChangesAccountState for DisableAccount {}
impl ChangesAccountState for EnableAccount {}
impl ChangesAccountState for ReinviteAccount {}
impl ChangesAccountState for StartLeave {}
impl ChangesAccountState for ApproveReturn {}
impl ChangesAccountState for UseLink {}

/// What a list is narrowed to and how it is sorted.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// These and no others.
    pub(super) ids: Option<Vec<Uuid>>,
    pub(super) q: Option<String>,
    pub(super) state: Option<AccountState>,
    pub(super) role: Option<String>,
    pub(super) school: Option<SchoolCode>,
    /// In service, and neither activated nor signed in to since then.
    pub(super) idle_since: Option<DateTime<Utc>>,
    /// In service, and at its end on this day.
    pub(super) ends_by: Option<NaiveDate>,
    pub(super) sort: &'static str,
    pub(super) descending: bool,
    pub(super) limit: i64,
}

/// Where a page starts: the last row's sort key and id.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cursor(pub(super) String, pub(super) AccountId);

pub(super) struct Listed {
    pub(super) account: Account,
    pub(super) key: String,
}

/// People's accounts within reach; one more than the limit. Those of systems are in no list of these, and so nobody's to invite, reset,
/// give a role to or let go.
pub(super) async fn list<O: ReadsAccount>(
    tx: &mut Tx<O>,
    filter: &Filter,
    after: Option<Cursor>,
) -> Result<Vec<Listed>> {
    let (now, today) = (tx.now(), beijing_day(tx.now()));
    let (conn, reach) = tx.parts();
    let (key, id) = after.map_or((None, None), |Cursor(key, id)| (Some(key), Some(id.0)));
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.login, a.name, a.email_masked, g.role as "role?",
                  coalesce(g.held, '[]') as "held!: Json<Vec<HeldRole>>", left(encode(substring(a.person_index from 2), 'hex'), 8) as person,
                  a.school_id as "school_id: SchoolCode", s.name as "school_name?", a.state as "state: AccountState",
                  a.expires_on, a.version, a.invited_at, a.last_sign_in_at, a.created_at, a.updated_at, a.key as "key!"
           from (select *
                 from (select *, case $6 when 'name' then name_pinyin when 'created_at' then to_char(created_at, 'YYYYMMDDHH24MISSUS')
                                 else login end as key
                       from account) a
                 where a.kind = 'person' and ($1::text[] is null or a.school_id = any($1))
                   and ($12::uuid[] is null or a.id = any($12))
                   and ($2::text is null or lower(a.name) like $2 or a.login like $2 or a.name_pinyin like $2 or a.name_initials like $2)
                   and ($3::text is null or a.state = $3)
                   and ($4::text is null or exists (select from assignment x where x.account_id = a.id and x.role = $4
                                                                 and (x.ends_at is null or x.ends_at > $11)))
                   and ($5::text is null or a.school_id = $5)
                   and ($13::timestamptz is null or a.state in ('invited', 'active')
                                                    and coalesce(a.last_sign_in_at, a.invited_at, a.created_at) < $13)
                   and ($14::date is null or a.state in ('invited', 'active') and a.expires_on <= $14)
                   and ($8::text is null or case when $7 then (a.key, a.id) < ($8, $9) else (a.key, a.id) > ($8, $9) end)
                 order by case when $7 then a.key end desc, case when $7 then a.id end desc, a.key, a.id
                 limit $10::bigint + 1) a
           left join school s on s.id = a.school_id
           left join lateral (select (array_agg(x.role order by x.created_at, x.id))[1] as role,
                                     jsonb_agg(jsonb_build_object('role', x.role, 'school_id', x.school_id, 'department', x.department)
                                               order by x.created_at, x.id) as held
                              from assignment x
                              where x.account_id = a.id and (x.ends_at is null or x.ends_at > $11)) g on true
           order by case when $7 then a.key end desc, case when $7 then a.id end desc, a.key, a.id"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.q.as_deref(),
        filter.state.map(|s| s.as_str().to_owned()),
        filter.role.as_deref(),
        filter.school.map(|s| s.to_string()),
        filter.sort,
        filter.descending,
        key,
        id,
        filter.limit,
        now,
        filter.ids.as_deref(),
        filter.idle_since,
        filter.ends_by,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Listed {
            key: r.key,
            account: Account {
                id: r.id,
                login: r.login,
                name: r.name,
                email_masked: r.email_masked,
                role: r.role,
                held: r.held.0,
                person: r.person,
                school_id: r.school_id,
                school_name: r.school_name,
                state: r.state,
                expired: r.expires_on.is_some_and(|day| day < today),
                expires_on: r.expires_on,
                version: r.version,
                invited_at: r.invited_at,
                last_sign_in_at: r.last_sign_in_at,
                created_at: r.created_at,
                updated_at: r.updated_at,
            },
        })
        .collect())
}

pub(super) async fn count(tx: &mut Tx<ListAccounts>, filter: &Filter) -> Result<i64> {
    let now = tx.now();
    let (conn, reach) = tx.parts();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from account a
           where a.kind = 'person' and ($1::text[] is null or a.school_id = any($1))
             and ($2::text is null or lower(a.name) like $2 or a.login like $2 or a.name_pinyin like $2 or a.name_initials like $2)
             and ($3::text is null or a.state = $3)
             and ($4::text is null or exists (select from assignment x where x.account_id = a.id and x.role = $4
                                                           and (x.ends_at is null or x.ends_at > $6)))
             and ($5::text is null or a.school_id = $5)
             and ($7::timestamptz is null or a.state in ('invited', 'active')
                                             and coalesce(a.last_sign_in_at, a.invited_at, a.created_at) < $7)
             and ($8::date is null or a.state in ('invited', 'active') and a.expires_on <= $8)"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.q.as_deref(),
        filter.state.map(|s| s.as_str().to_owned()),
        filter.role.as_deref(),
        filter.school.map(|s| s.to_string()),
        now,
        filter.idle_since,
        filter.ends_by,
    );
    Ok(count.fetch_one(conn).await?)
}

/// One account within reach, or not found.
pub async fn get<O: ReadsAccount>(tx: &mut Tx<O>, id: AccountId) -> Result<Account> {
    let one = Filter { ids: Some(vec![id.0]), ..Filter::default() };
    list(tx, &one, None).await?.pop().map(|row| row.account).ok_or_else(Error::not_found)
}

/// Open an account in the state `invited`, with its assignment. A school that does not exist, or lies out of reach, is unknown.
pub(super) async fn insert<O: InsertsAccount>(
    tx: &mut Tx<O>,
    id: AccountId,
    new: &NewAccount,
    email_sealed: &[u8],
) -> Result<()> {
    let (now, assignment) = (tx.now(), tx.new_id());
    let granted_by = tx.actor_account();
    let (full, initials) = pinyin(new.name.as_str());
    let (conn, reach) = tx.parts();
    let school = new.school.map(|s| s.to_string());
    let inserted = sqlx::query!(
        "insert into account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id, state,
                              invited_at, created_at, updated_at, expires_on)
         select $1, $2, $3, $4, $5, $6, $7, $8, 'invited', $9, $9, $9, $11
         where ($8::text is null and $10::text[] is null)
            or exists (select from school where id = $8 and ($10::text[] is null or id = any($10)))",
        id.0,
        new.login.as_str(),
        new.name.as_str(),
        full,
        initials,
        email_sealed,
        new.email.masked(),
        school,
        now,
        reach.schools() as Option<&[SchoolCode]>,
        new.expires_on,
    )
    .execute(&mut *conn)
    .await
    .on_constraint("account_login_key", || Error::invalid_field("/login", "login_taken"))?;
    if inserted.rows_affected() == 0 {
        return Err(Error::invalid_field("/school_id", "school_unknown"));
    }
    sqlx::query!(
        "insert into assignment (id, account_id, role, school_id, department, granted_by, created_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        assignment,
        id.0,
        new.role.as_str(),
        school,
        new.department,
        granted_by.map(|id| id.0),
        now,
        new.ends_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Change name, last day and, if given, address, provided that nobody did meanwhile.
pub(super) async fn update(
    tx: &mut Tx<UpdateAccount>,
    id: AccountId,
    version: i32,
    name: &PersonName,
    email: Option<(Vec<u8>, String)>,
    expires_on: Option<NaiveDate>,
) -> Result<()> {
    let now = tx.now();
    let (full, initials) = pinyin(name.as_str());
    let (sealed, masked) = email.unzip();
    let (conn, reach) = tx.parts();
    let updated = sqlx::query!(
        "update account
         set name = $3, name_pinyin = $4, name_initials = $5, email_sealed = coalesce($6, email_sealed),
             email_masked = coalesce($7, email_masked), version = version + 1, updated_at = $8, expires_on = $10
         where id = $1 and version = $2 and ($9::text[] is null or school_id = any($9))",
        id.0,
        version,
        name.as_str(),
        full,
        initials,
        sealed,
        masked,
        now,
        reach.schools() as Option<&[SchoolCode]>,
        expires_on,
    )
    .execute(conn)
    .await?;
    if updated.rows_affected() == 0 { Err(Error::version_stale()) } else { Ok(()) }
}

/// Put an account into another state.
pub async fn set_state<O: ChangesAccountState>(tx: &mut Tx<O>, id: AccountId, state: AccountState) -> Result<()> {
    let now = tx.now();
    let (conn, reach) = tx.parts();
    sqlx::query!(
        "update account
         set state = $2, version = version + 1, updated_at = $3, invited_at = case when $2 = 'invited' then $3 else invited_at end
         where id = $1 and ($4::text[] is null or school_id = any($4))",
        id.0,
        state.as_str(),
        now,
        reach.schools() as Option<&[SchoolCode]>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Put many accounts into another state at once.
pub(super) async fn set_states(tx: &mut Tx<DisableAccounts>, ids: &[Uuid], state: AccountState) -> Result<()> {
    let now = tx.now();
    let (conn, reach) = tx.parts();
    sqlx::query!(
        "update account set state = $2, version = version + 1, updated_at = $3
         where id = any($1) and ($4::text[] is null or school_id = any($4))",
        ids,
        state.as_str(),
        now,
        reach.schools() as Option<&[SchoolCode]>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether an enabled account has a password, and so is active rather than invited.
pub(super) async fn has_credential(tx: &mut Tx<EnableAccount>, id: AccountId) -> Result<bool> {
    let (conn, _checked_by_get) = tx.parts();
    let found =
        sqlx::query!("select 1 as one from credential where account_id = $1", id.0).fetch_optional(conn).await?;
    Ok(found.is_some())
}

/// A password for an account that the host appoints: it is active at once.
pub(super) async fn insert_credential(tx: &mut Tx<AppointAccount>, id: AccountId, password_hash: &str) -> Result<()> {
    let now = tx.now();
    let conn = tx.conn();
    sqlx::query!(
        "insert into credential (account_id, password_hash, changed_at) values ($1, $2, $3)",
        id.0,
        password_hash,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("update account set state = 'active' where id = $1", id.0).execute(conn).await?;
    Ok(())
}

/// The account with a login, for the command line and the demo.
pub async fn find_by_login<O: InsertsAccount>(tx: &mut Tx<O>, login: &Login) -> Result<Option<AccountId>> {
    let (conn, _whole) = tx.parts();
    let found = sqlx::query!("select id from account where login = $1", login.as_str()).fetch_optional(conn).await?;
    Ok(found.map(|row| AccountId(row.id)))
}

/// Operations after which a province may have more or fewer accounts.
pub trait CountsAccounts: Writes {}
impl<O: InsertsAccount> CountsAccounts for O {}
impl CountsAccounts for DisableAccount {}
impl CountsAccounts for StartLeave {}
impl CountsAccounts for EnableAccount {}
impl CountsAccounts for DisableAccounts {}
impl CountsAccounts for SweepAccounts {}
impl CountsAccounts for ImportStaff {}

/// Let nobody else count before this transaction ends: taken before any other lock that many share, and last where there is none.
pub async fn lock_count<O: CountsAccounts>(tx: &mut Tx<O>) -> Result<()> {
    let (conn, _whole) = tx.parts();
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('accounts of ' || current_schema(), 42))")
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// Tell the ministry how many accounts the province has. Last in its transaction: it takes a lock that all of the province share.
pub async fn publish_count<O: CountsAccounts>(tx: &mut Tx<O>) -> Result<()> {
    if tx.place() == Place::Ministry {
        return Ok(());
    }
    // Two who count at once would each miss what the other has not committed; a waiting one counts after the other's commit.
    lock_count(tx).await?;
    let (conn, _whole) = tx.parts();
    sqlx::query!(
        "select ministry.publish_account_count((select count(*)::integer from account
                                                 where kind = 'person' and state not in ('disabled', 'left')))"
    )
    .fetch_one(conn)
    .await
    .on_constraint("province_account_limit", || Error::conflict("account_limit_reached"))?;
    Ok(())
}
