//! SQL of assignments. The account was found within reach before; a school is within it, or unknown.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Assignment, Post};
use crate::{
    access::{BeginSupportView, CheckAssignment, EndAssignment, GiveAssignment, ListAssignments, Operation},
    codes::SchoolCode,
    db::Tx,
    error::{Error, Result},
    ids::AccountId,
};

/// Operations that read what accounts hold.
pub trait KnowsAssignments: Operation {}
impl KnowsAssignments for ListAssignments {}
impl KnowsAssignments for CheckAssignment {}
impl KnowsAssignments for GiveAssignment {}
impl KnowsAssignments for EndAssignment {}
impl KnowsAssignments for BeginSupportView {}

/// What an account holds today, the first given first.
pub(super) async fn list<O: KnowsAssignments>(tx: &mut Tx<O>, account: AccountId) -> Result<Vec<Assignment>> {
    let now = tx.now();
    let (conn, _account_is_within) = tx.parts();
    let rows = sqlx::query_as!(
        Assignment,
        r#"select g.id, g.account_id as "account_id: AccountId", g.role, g.school_id as "school_id: SchoolCode",
                  s.name as "school_name?", g.department, b.name as "given_by?", g.created_at, g.ends_at
           from assignment g
           left join school s on s.id = g.school_id
           left join account b on b.id = g.granted_by
           where g.account_id = $1 and (g.ends_at is null or g.ends_at > $2)
           order by g.created_at, g.id"#,
        account.0,
        now,
    );
    Ok(rows.fetch_all(conn).await?)
}

/// One of them, or not found.
pub(super) async fn get<O: KnowsAssignments>(tx: &mut Tx<O>, account: AccountId, id: Uuid) -> Result<Assignment> {
    let all = list(tx, account).await?;
    all.into_iter().find(|held| held.id == id).ok_or_else(Error::not_found)
}

/// The assignment by which the account holds this already.
pub(super) async fn find_same<O: KnowsAssignments>(
    tx: &mut Tx<O>,
    account: AccountId,
    post: &Post,
) -> Result<Option<Uuid>> {
    let all = list(tx, account).await?;
    let same = |held: &Assignment| {
        held.role == post.role.as_str() && held.school_id == post.school && held.department == post.department
    };
    Ok(all.into_iter().find(same).map(|held| held.id))
}

/// Whether there is such a school within reach.
pub async fn has_school<O: KnowsAssignments>(tx: &mut Tx<O>, school: SchoolCode) -> Result<bool> {
    let (conn, reach) = tx.parts();
    let found = sqlx::query_scalar!(
        r#"select exists (select from school where id = $2 and ($1::text[] is null or id = any($1))) as "found!""#,
        reach.schools() as Option<&[SchoolCode]>,
        school.as_str(),
    );
    Ok(found.fetch_one(conn).await?)
}

/// Give the role; the same one that has run out makes room.
pub(super) async fn insert(
    tx: &mut Tx<GiveAssignment>,
    account: AccountId,
    post: &Post,
    ends_at: DateTime<Utc>,
) -> Result<Uuid> {
    let (id, now, by) = (tx.new_id(), tx.now(), tx.actor_account());
    let (conn, _checked_by_weigh) = tx.parts();
    let school = post.school.map(|school| school.to_string());
    sqlx::query!(
        "delete from assignment
         where account_id = $1 and role = $2 and school_id is not distinct from $3 and department is not distinct from $4
           and ends_at <= $5",
        account.0,
        post.role.as_str(),
        school,
        post.department,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into assignment (id, account_id, role, school_id, department, granted_by, created_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        account.0,
        post.role.as_str(),
        school,
        post.department,
        by.map(|by| by.0),
        now,
        ends_at,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Take a role.
pub(super) async fn delete(tx: &mut Tx<EndAssignment>, id: Uuid) -> Result<()> {
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!("delete from assignment where id = $1", id).execute(conn).await?;
    Ok(())
}
