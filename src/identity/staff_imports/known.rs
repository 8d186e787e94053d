//! What is known of those whom a file names: five statements for any number of rows.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sqlx::types::Json;

use super::judge::Entry;
use crate::{
    access::{Held, ImportStaff, Role},
    codes::SchoolCode,
    db::Tx,
    error::Result,
    identity::accounts::HeldRole,
};

/// An account that has a login of the file.
pub(super) struct Existing {
    /// Whether the caller reaches it.
    pub(super) within: bool,
    pub(super) name: String,
    pub(super) email_masked: String,
    pub(super) person: Option<Vec<u8>>,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) held: Vec<HeldRole>,
}

/// What is known of the place.
pub(super) struct Known {
    /// Schools of the file that are there, within reach.
    pub(super) schools: HashSet<SchoolCode>,
    /// By login.
    pub(super) accounts: HashMap<String, Existing>,
    /// What persons of the file hold already, by blind index.
    pub(super) held: HashMap<Vec<u8>, Vec<Held>>,
    /// The last days at work of persons of the file who have left and may not come back yet, by blind index.
    pub(super) left: HashMap<Vec<u8>, NaiveDate>,
    /// Today.
    pub(super) today: NaiveDate,
    /// The caller's own blind index.
    pub(super) own: Option<Vec<u8>>,
}

impl Known {
    /// What a person holds in accounts that are there.
    pub(super) fn held_by(&self, person: &[u8]) -> Vec<Held> {
        self.held.get(person).cloned().unwrap_or_default()
    }

    /// Ask about all of them.
    pub(super) async fn of(tx: &mut Tx<ImportStaff>, entries: &[&Entry]) -> Result<Self> {
        let logins: Vec<String> = entries.iter().map(|entry| entry.login.clone()).collect();
        let persons: Vec<Vec<u8>> = entries.iter().filter_map(|entry| entry.person.clone()).collect();
        let mut schools: Vec<String> =
            entries.iter().filter_map(|entry| entry.post.school).map(|s| s.to_string()).collect();
        schools.sort_unstable();
        schools.dedup();
        Ok(Self {
            schools: schools_within(tx, &schools).await?,
            accounts: accounts(tx, &logins).await?,
            held: held(tx, &persons).await?,
            left: left(tx, &persons).await?,
            today: tx.now().date_naive(),
            own: own(tx).await?,
        })
    }
}

async fn schools_within(tx: &mut Tx<ImportStaff>, schools: &[String]) -> Result<HashSet<SchoolCode>> {
    let (conn, reach) = tx.parts();
    let found = sqlx::query_scalar!(
        r#"select id as "id: SchoolCode" from school where id = any($2) and ($1::text[] is null or id = any($1))"#,
        reach.schools() as Option<&[SchoolCode]>,
        schools,
    );
    Ok(found.fetch_all(conn).await?.into_iter().collect())
}

async fn accounts(tx: &mut Tx<ImportStaff>, logins: &[String]) -> Result<HashMap<String, Existing>> {
    let now = tx.now();
    let (conn, reach) = tx.parts();
    let rows = sqlx::query!(
        r#"select a.login, a.name, a.email_masked, a.person_index, a.expires_on,
                  ($1::text[] is null or coalesce(a.school_id = any($1), false)) as "within!",
                  coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'school_id', g.school_id, 'department', g.department))
                            from assignment g
                            where g.account_id = a.id and (g.ends_at is null or g.ends_at > $3)), '[]') as "held!: Json<Vec<HeldRole>>"
           from account a
           where a.login = any($2)"#,
        reach.schools() as Option<&[SchoolCode]>,
        logins,
        now,
    )
    .fetch_all(conn)
    .await?;
    let existing = rows.into_iter().map(|row| {
        let existing = Existing {
            within: row.within,
            name: row.name,
            email_masked: row.email_masked,
            person: row.person_index,
            expires_on: row.expires_on,
            held: row.held.0,
        };
        (row.login, existing)
    });
    Ok(existing.collect())
}

/// What persons hold in all their accounts, disabled ones too, as for a single role.
async fn held(tx: &mut Tx<ImportStaff>, persons: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Vec<Held>>> {
    let now = tx.now();
    let (conn, _a_person_has_no_school) = tx.parts();
    let rows = sqlx::query!(
        r#"select a.person_index as "person!", g.role, g.school_id as "school: SchoolCode"
           from account a
           join assignment g on g.account_id = a.id and (g.ends_at is null or g.ends_at > $2)
           where a.person_index = any($1)"#,
        persons,
        now,
    )
    .fetch_all(conn)
    .await?;
    let mut held: HashMap<Vec<u8>, Vec<Held>> = HashMap::new();
    for row in rows {
        if let Ok(role) = Role::parse(&row.role) {
            held.entry(row.person).or_default().push(Held { role, school: row.school });
        }
    }
    Ok(held)
}

async fn left(tx: &mut Tx<ImportStaff>, persons: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, NaiveDate>> {
    let (conn, _a_person_has_no_school) = tx.parts();
    let rows = sqlx::query!(
        r#"select a.person_index as "person!", max(l.last_day) as "last_day!"
           from account a
           join leave l on l.account_id = a.id and l.return_approved_at is null
           where a.person_index = any($1)
           group by a.person_index"#,
        persons,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.person, row.last_day)).collect())
}

async fn own(tx: &mut Tx<ImportStaff>) -> Result<Option<Vec<u8>>> {
    let caller = tx.actor_account();
    let (conn, _own) = tx.parts();
    let found = sqlx::query_scalar!("select person_index from account where id = $1", caller.map(|id| id.0));
    Ok(found.fetch_optional(conn).await?.flatten())
}
