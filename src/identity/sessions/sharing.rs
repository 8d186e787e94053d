//! Accounts that seem to be shared, for auditors (R000-10.1).

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Object, OpenApi, param::Query};
use uuid::Uuid;

use super::store::{self, Alert, Cursor};
use crate::{
    access::{Caller, ListSharingAlerts},
    db::{Db, Tx},
    error::Result,
    http::{Json, Page, page},
    identity::accounts::SchoolRef,
};

/// The routes of alerts about shared accounts.
pub struct SharingApi {
    /// The databases.
    pub db: Db,
}

/// An account that was in use from two networks at the same time.
#[derive(Debug, Object)]
struct SharingAlert {
    id: Uuid,
    account: Uuid,
    login: String,
    name: String,
    school: Option<SchoolRef>,
    /// The day, in Beijing.
    day: NaiveDate,
    networks: Vec<String>,
    at: DateTime<Utc>,
}

#[OpenApi(prefix_path = "/sharing-alerts")]
impl SharingApi {
    /// List the accounts that seem to be shared, newest first.
    #[oai(path = "/", method = "get", operation_id = "list_sharing_alerts")]
    async fn list(
        &self,
        caller: Caller,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SharingAlert>>> {
        let limit = page::limit(limit.0)?;
        let after: Option<Cursor> = page::after(cursor.0.as_deref())?;
        let mut tx: Tx<ListSharingAlerts> = self.db.begin(&caller).await?;
        let rows = store::list_alerts(&mut tx, limit, after).await?;
        Ok(Json(Page::of(rows, limit, None, |row: &Alert| (row.created_at, row.id), SharingAlert::of)))
    }
}

impl SharingAlert {
    fn of(row: Alert) -> Self {
        Self {
            id: row.id,
            account: row.account,
            login: row.login,
            name: row.name,
            school: row.school_id.map(|id| SchoolRef { id, name: row.school_name.unwrap_or_default() }),
            day: row.day,
            networks: vec![row.network, row.other],
            at: row.created_at,
        }
    }
}
