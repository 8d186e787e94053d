//! SQL of what a commit writes: one statement for each table.

use super::judge::Entry;
use crate::{
    access::{ImportStaff, Role},
    codes::SchoolCode,
    db::Tx,
    error::{Error, OnConstraint, Result},
    files::import::RowAction,
    identity::assignments::Post,
    ids::{AccountId, ImportId},
};

/// The rows of a file that was checked, in its order, with what each was found to do. A role that the policy no longer knows is left out.
pub(super) async fn staged(tx: &mut Tx<ImportStaff>, id: ImportId) -> Result<Vec<(RowAction, Entry)>> {
    let (conn, _found_by_get) = tx.parts();
    let rows = sqlx::query!(
        r#"select action as "action: RowAction", login as "login!", name as "name!", email_masked as "email_masked!",
                  role as "role!", school_id as "school: SchoolCode", department, person_index, expires_on
           from staff_import_row where import_id = $1 and action <> 'error' order by line"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let entry = rows.into_iter().filter_map(|row| {
        let post = Post { role: Role::parse(&row.role).ok()?, school: row.school, department: row.department };
        let (person, expires_on) = (row.person_index, row.expires_on);
        let (login, name, email_masked) = (row.login, row.name, row.email_masked);
        Some((row.action, Entry { login, name, email_masked, post, person, expires_on }))
    });
    Ok(entry.collect())
}

/// Open the accounts with their roles, and forget what was needed for that alone. The accounts, in the order of the file.
pub(super) async fn apply(tx: &mut Tx<ImportStaff>, id: ImportId) -> Result<Vec<AccountId>> {
    let (now, by) = (tx.now(), tx.actor_account());
    let (conn, _checked_by_judge) = tx.parts();
    sqlx::query!(
        "insert into account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id, person_index,
                              expires_on, state, invited_at, created_at, updated_at)
         select account_id, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id, person_index,
                expires_on, 'invited', $2, $2, $2
         from staff_import_row where import_id = $1 and action = 'create'",
        id.0,
        now,
    )
    .execute(&mut *conn)
    .await
    .on_constraint("account_login_key", || Error::conflict("staff_import_stale"))?;
    sqlx::query!(
        "insert into assignment (id, account_id, role, school_id, department, granted_by, created_at)
         select assignment_id, account_id, role, school_id, department, $2, $3
         from staff_import_row where import_id = $1 and action = 'create'",
        id.0,
        by.map(|by| by.0),
        now,
    )
    .execute(&mut *conn)
    .await?;
    let opened = sqlx::query_scalar!(
        r#"select account_id as "id!: AccountId" from staff_import_row
           where import_id = $1 and action = 'create' order by line"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query!("update staff_import_row set email_sealed = null, person_index = null where import_id = $1", id.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("update staff_import set state = 'done', committed_at = $2 where id = $1", id.0, now)
        .execute(conn)
        .await?;
    Ok(opened)
}
