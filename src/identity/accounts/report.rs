//! The accounts that a filter finds, as a file: who does not use theirs, and whose end is near. It is audited.

use chrono::{DateTime, Utc};
use poem_openapi::{OpenApi, param::Query};

use super::{
    filter::{ends_by, idle_since},
    model::{Account, AccountState},
    store::{self, Filter},
};
use crate::{
    access::{Caller, ReportAccounts, Role},
    clock::in_beijing,
    codes::{Lang, SchoolCode},
    db::{About, Db, Tx},
    error::{Error, Result},
    files::{Format, table},
    http::{File, page},
};

/// Rows of a report at most.
const MOST: i64 = 20_000;

/// The route of account reports.
pub struct ReportApi {
    /// The databases.
    pub db: Db,
}

#[OpenApi]
impl ReportApi {
    /// Download the accounts that a filter finds, as the list shows them.
    #[oai(path = "/account-report", method = "get", operation_id = "report_accounts")]
    #[expect(clippy::too_many_arguments, reason = "one argument per query parameter")]
    async fn report(
        &self,
        caller: Caller,
        q: Query<Option<String>>,
        state: Query<Option<AccountState>>,
        role: Query<Option<String>>,
        school: Query<Option<SchoolCode>>,
        /// Those in service that nobody activated or signed in to for so many days (30 to 365).
        inactive_days: Query<Option<u16>>,
        /// Those in service whose last day comes within so many days (1 to 365).
        expiring_days: Query<Option<u16>>,
    ) -> Result<File> {
        let mut tx: Tx<ReportAccounts> = self.db.begin(&caller).await?;
        let filter = Filter {
            q: page::contains(q.0.as_deref()),
            state: state.0,
            role: role.0,
            school: school.0,
            idle_since: idle_since(inactive_days.0, tx.now())?,
            ends_by: ends_by(expiring_days.0, tx.now())?,
            sort: "login",
            limit: MOST,
            ..Filter::default()
        };
        let rows = store::list(&mut tx, &filter, None).await?;
        if rows.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
            return Err(Error::conflict("report_too_long").with("max", MOST));
        }
        let (lang, count) = (caller.request.lang, rows.len());
        let lines = std::iter::once(header(lang)).chain(rows.iter().map(|row| line(&row.account, lang))).collect();
        let bytes = table(Format::Csv, vec![("", Vec::new(), lines)]).map_err(anyhow::Error::from)?;
        let told =
            serde_json::json!({ "rows": count, "inactive_days": inactive_days.0, "expiring_days": expiring_days.0 });
        tx.commit(About::object("account_report", caller.realm, caller.realm.zh()).created(&told)).await?;
        let name = format!("{}.csv", lang.pick("账号清单", "accounts"));
        Ok(File { name, media_type: Format::Csv.media_type(), bytes })
    }
}

fn header(lang: Lang) -> Vec<String> {
    let columns = [
        ("登录名", "login"),
        ("姓名", "name"),
        ("角色", "role"),
        ("学校标识码", "school_id"),
        ("学校", "school"),
        ("状态", "state"),
        ("邀请时间", "invited_at"),
        ("最近登录", "last_sign_in_at"),
        ("到期日期", "expires_on"),
    ];
    columns.map(|(zh, en)| lang.pick(zh, en).to_owned()).into()
}

fn line(account: &Account, lang: Lang) -> Vec<String> {
    let roles = account.held.iter().filter_map(|held| Role::parse(&held.role).ok());
    let roles: Vec<_> = roles.map(|role| role.name(lang)).collect();
    let time = |at: Option<DateTime<Utc>>| {
        at.map(|at| in_beijing(at).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    };
    vec![
        account.login.clone(),
        account.name.clone(),
        roles.join(lang.pick("、", ", ")),
        account.school_id.map(|id| id.to_string()).unwrap_or_default(),
        account.school_name.clone().unwrap_or_default(),
        lang.pick(account.state.zh(), account.state.en()).to_owned(),
        time(account.invited_at),
        time(account.last_sign_in_at),
        account.expires_on.map(|day| day.to_string()).unwrap_or_default(),
    ]
}
