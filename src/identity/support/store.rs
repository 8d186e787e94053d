//! SQL of support views.

use chrono::{DateTime, Utc};

use crate::{
    access::{BeginSupportView, EndSupportView},
    db::Tx,
    error::Result,
    identity::assignments::Post,
};

pub(super) async fn begin(
    tx: &mut Tx<BeginSupportView>,
    session: [u8; 32],
    post: &Post,
    until: DateTime<Utc>,
) -> Result<()> {
    let (conn, _own_session) = tx.parts();
    sqlx::query!(
        "update session set support_role = $2, support_school = $3, support_department = $4, support_until = $5 where token_hash = $1",
        &session,
        post.role.as_str(),
        post.school.map(|school| school.to_string()),
        post.department,
        until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx<EndSupportView>, session: [u8; 32]) -> Result<()> {
    let (conn, _own_session) = tx.parts();
    sqlx::query!(
        "update session set support_role = null, support_school = null, support_department = null, support_until = null
         where token_hash = $1",
        &session,
    )
    .execute(conn)
    .await?;
    Ok(())
}
