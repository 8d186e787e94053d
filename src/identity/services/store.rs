//! SQL of service accounts. Every statement is bounded by the caller's reach, or follows one that is.

use chrono::NaiveDate;
use sqlx::types::Json;

use super::model::{Described, Key, NewService, Service};
use crate::{
    access::{
        CreateService, DisableService, EnableService, IssueServiceKey, ListServices, Operation, ReadService,
        RevokeServiceKey, Role, UpdateService, Writes,
    },
    codes::{SchoolCode, pinyin::pinyin},
    db::Tx,
    error::{Error, OnConstraint, Result},
    identity::accounts::AccountState,
    ids::AccountId,
};

/// Operations that read service accounts.
pub trait ReadsService: Operation {}
impl ReadsService for ListServices {}
impl ReadsService for ReadService {}
impl ReadsService for CreateService {}
impl ReadsService for UpdateService {}
impl ReadsService for DisableService {}
impl ReadsService for EnableService {}
impl ReadsService for IssueServiceKey {}
impl ReadsService for RevokeServiceKey {}

/// What a list is narrowed to.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// This one and no other.
    pub(super) id: Option<AccountId>,
    pub(super) q: Option<String>,
    pub(super) state: Option<AccountState>,
    /// After this login.
    pub(super) after: Option<String>,
    pub(super) limit: i64,
}

/// Service accounts within reach, by login; one more than the limit.
pub(super) async fn list<O: ReadsService>(tx: &mut Tx<O>, filter: Filter) -> Result<Vec<Service>> {
    let (conn, reach) = tx.parts();
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.login, a.name, v.purpose, v.contact, a.email_masked, a.school_id as "school_id: SchoolCode",
                  s.name as "school_name?", a.state as "state: AccountState", a.expires_on, a.version,
                  v.created_by as "created_by: AccountId", v.created_by_name, a.created_at, a.updated_at,
                  coalesce((select jsonb_agg(jsonb_build_object(
                                       'id', k.id, 'hint', k.hint, 'operations', k.operations, 'networks', k.networks::text[],
                                       'created_by', k.created_by_name, 'created_at', k.created_at, 'expires_on', k.expires_on,
                                       'last_used_at', k.last_used_at, 'revoked_by', k.revoked_by_name,
                                       'revoked_reason', k.revoked_reason, 'revoked_at', k.revoked_at)
                                   order by k.created_at desc, k.id desc)
                            from service_key k where k.account_id = a.id), '[]') as "keys!: Json<Vec<Key>>"
           from account a
           join service v on v.account_id = a.id
           left join school s on s.id = a.school_id
           where a.kind = 'service' and ($1::text[] is null or a.school_id = any($1))
             and ($2::uuid is null or a.id = $2)
             and ($3::text is null or lower(a.name) like $3 or a.login like $3 or a.name_pinyin like $3 or a.name_initials like $3)
             and ($4::text is null or a.state = $4)
             and ($5::text is null or a.login > $5)
           order by a.login
           limit $6::bigint + 1"#,
        reach.schools() as Option<&[SchoolCode]>,
        filter.id.map(|id| id.0),
        filter.q,
        filter.state.map(|state| state.as_str().to_owned()),
        filter.after,
        filter.limit,
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|r| Service {
            id: r.id,
            login: r.login,
            name: r.name,
            purpose: r.purpose,
            contact: r.contact,
            email_masked: r.email_masked,
            school_id: r.school_id,
            school_name: r.school_name,
            state: r.state,
            expires_on: r.expires_on,
            version: r.version,
            created_by: r.created_by,
            created_by_name: r.created_by_name,
            created_at: r.created_at,
            updated_at: r.updated_at,
            keys: r.keys.0,
        })
        .collect())
}

/// One service account within reach, or not found.
pub(super) async fn get<O: ReadsService>(tx: &mut Tx<O>, id: AccountId) -> Result<Service> {
    let one = Filter { id: Some(id), ..Filter::default() };
    list(tx, one).await?.pop().ok_or_else(Error::not_found)
}

/// Open it, in use and without a key. A school that does not exist, or lies out of reach, is unknown.
pub(super) async fn insert(
    tx: &mut Tx<CreateService>,
    id: AccountId,
    new: &NewService,
    by: (AccountId, &str),
    email_sealed: &[u8],
) -> Result<()> {
    let now = tx.now();
    let (full, initials) = pinyin(new.about.name.as_str());
    let (conn, reach) = tx.parts();
    let school = new.school.map(|school| school.to_string());
    let inserted = sqlx::query!(
        "insert into account (id, kind, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id, state,
                              created_at, updated_at, expires_on)
         select $1, 'service', $2, $3, $4, $5, $6, $7, $8, 'active', $9, $9, $11
         where ($8::text is null and $10::text[] is null)
            or exists (select from school where id = $8 and ($10::text[] is null or id = any($10)))",
        id.0,
        new.login.as_str(),
        new.about.name.as_str(),
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
        "insert into service (account_id, purpose, contact, created_by, created_by_name) values ($1, $2, $3, $4, $5)",
        id.0,
        new.about.purpose,
        new.about.contact.as_str(),
        by.0.0,
        by.1,
    )
    .execute(conn)
    .await?;
    hold_role(tx, id, school).await
}

/// The one role of a service account, which it holds as long as it is there.
async fn hold_role(tx: &mut Tx<CreateService>, account: AccountId, school: Option<String>) -> Result<()> {
    let role = Role::of_systems().ok_or_else(|| anyhow::anyhow!("policies/roles.csv has no role of systems"))?;
    let (id, now, by) = (tx.new_id(), tx.now(), tx.actor_account());
    let (conn, _checked_by_insert) = tx.parts();
    sqlx::query!(
        "insert into assignment (id, account_id, role, school_id, granted_by, created_at) values ($1, $2, $3, $4, $5, $6)",
        id,
        account.0,
        role.as_str(),
        school,
        by.map(|by| by.0),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Change what is said of it, its last day and, if given, the address, provided that nobody did meanwhile.
pub(super) async fn update(
    tx: &mut Tx<UpdateService>,
    id: AccountId,
    version: i32,
    about: &Described,
    email: Option<(Vec<u8>, String)>,
    expires_on: Option<NaiveDate>,
) -> Result<()> {
    let now = tx.now();
    let (full, initials) = pinyin(about.name.as_str());
    let (sealed, masked) = email.unzip();
    let (conn, reach) = tx.parts();
    let updated = sqlx::query!(
        "update account
         set name = $3, name_pinyin = $4, name_initials = $5, email_sealed = coalesce($6, email_sealed),
             email_masked = coalesce($7, email_masked), version = version + 1, updated_at = $8, expires_on = $10
         where id = $1 and version = $2 and kind = 'service' and ($9::text[] is null or school_id = any($9))",
        id.0,
        version,
        about.name.as_str(),
        full,
        initials,
        sealed,
        masked,
        now,
        reach.schools() as Option<&[SchoolCode]>,
        expires_on,
    )
    .execute(&mut *conn)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(Error::version_stale());
    }
    sqlx::query!(
        "update service set purpose = $2, contact = $3 where account_id = $1",
        id.0,
        about.purpose,
        about.contact.as_str(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Operations that switch a service account off or on.
pub trait ChangesService: ReadsService + Writes {}
impl ChangesService for DisableService {}
impl ChangesService for EnableService {}

/// Put it into another state.
pub(super) async fn set_state<O: ChangesService>(tx: &mut Tx<O>, id: AccountId, state: AccountState) -> Result<()> {
    let now = tx.now();
    let (conn, reach) = tx.parts();
    sqlx::query!(
        "update account set state = $2, version = version + 1, updated_at = $3
         where id = $1 and kind = 'service' and ($4::text[] is null or school_id = any($4))",
        id.0,
        state.as_str(),
        now,
        reach.schools() as Option<&[SchoolCode]>,
    )
    .execute(conn)
    .await?;
    Ok(())
}
