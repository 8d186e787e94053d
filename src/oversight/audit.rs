//! The audit log, read by auditors through a login of their own.
//!
//! One rule: it is read here and written by `Tx::commit` alone; the auditors' login can do nothing else at all.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, OpenApi, param::Query, types::Any};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    access::{Caller, ListAudit},
    codes::text_enum,
    db::{Db, Tx},
    error::{Error, Fault, Result},
    http::{Json, Page, page},
};

text_enum! {
    /// What became of an operation.
    pub enum Outcome ("outcome_unknown") {
        /// It was done.
        Done = "done", "成功", "Done";
        /// It was refused.
        Denied = "denied", "被拒绝", "Denied";
    }
}

/// The routes of the audit log.
pub struct AuditApi {
    /// The databases.
    pub db: Db,
}

/// One line of the audit log.
#[derive(Debug, Object)]
struct AuditEntry {
    id: Uuid,
    at: DateTime<Utc>,
    /// The operation's name, such as `school.create`.
    operation: String,
    outcome: Outcome,
    actor: AuditActor,
    object: Option<AuditObject>,
    before: Option<Any<Value>>,
    after: Option<Any<Value>>,
    reason: Option<String>,
    request_id: Option<String>,
    network: Option<String>,
}

/// Who acted.
#[derive(Debug, Object)]
struct AuditActor {
    /// `account`, `system`, `host` or `anonymous`.
    kind: String,
    id: Option<Uuid>,
    label: String,
}

/// What was touched.
#[derive(Debug, Object)]
struct AuditObject {
    kind: String,
    id: String,
    label: String,
}

struct Filter {
    operation: Option<String>,
    outcome: Option<Outcome>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    q: Option<String>,
    limit: i64,
}

type Cursor = (DateTime<Utc>, Uuid);

#[OpenApi(prefix_path = "/audit")]
impl AuditApi {
    /// Read the audit log, newest first.
    #[oai(path = "/", method = "get", operation_id = "list_audit")]
    #[expect(clippy::too_many_arguments, reason = "one argument per query parameter")]
    async fn list(
        &self,
        caller: Caller,
        operation: Query<Option<String>>,
        outcome: Query<Option<Outcome>>,
        from: Query<Option<DateTime<Utc>>>,
        to: Query<Option<DateTime<Utc>>>,
        q: Query<Option<String>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AuditEntry>>> {
        if let (Some(from), Some(to)) = (from.0, to.0)
            && from >= to
        {
            return Err(Error::malformed(vec![Fault::at("?to", "parameter_invalid").with("name", "to")]));
        }
        let limit = page::limit(limit.0)?;
        let q = page::contains(q.0.as_deref());
        let filter = Filter { operation: operation.0, outcome: outcome.0, from: from.0, to: to.0, q, limit };
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListAudit> = self.db.begin(&caller).await?;
        let rows = rows(&mut tx, &filter, after).await?;
        Ok(Json(Page::of(rows, limit, None, |entry: &AuditEntry| (entry.at, entry.id), |entry| entry)))
    }
}

async fn rows(tx: &mut Tx<ListAudit>, filter: &Filter, after: Option<Cursor>) -> Result<Vec<AuditEntry>> {
    let (conn, _auditors_see_the_whole_place) = tx.parts();
    let (at, id) = after.unzip();
    let rows = sqlx::query!(
        r#"select id, at, operation, outcome as "outcome: Outcome", actor_kind, actor_id, actor_label, object_kind, object_id,
                  object_label, before, after, reason, request_id, network
           from audit_log
           where ($1::text is null or operation = $1)
             and ($2::text is null or outcome = $2)
             and ($3::timestamptz is null or at >= $3)
             and ($4::timestamptz is null or at < $4)
             and ($5::text is null or lower(actor_label) like $5 or lower(object_label) like $5 or object_id like $5)
             and ($6::timestamptz is null or (at, id) < ($6, $7))
           order by at desc, id desc
           limit $8::bigint + 1"#,
        filter.operation,
        filter.outcome.map(|o| o.as_str().to_owned()),
        filter.from,
        filter.to,
        filter.q,
        at,
        id,
        filter.limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AuditEntry {
            id: row.id,
            at: row.at,
            operation: row.operation,
            outcome: row.outcome,
            actor: AuditActor { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
            object: row.object_kind.zip(row.object_id).map(|(kind, id)| AuditObject {
                kind,
                id,
                label: row.object_label.unwrap_or_default(),
            }),
            before: row.before.map(Any),
            after: row.after.map(Any),
            reason: row.reason,
            request_id: row.request_id,
            network: row.network,
        })
        .collect())
}
