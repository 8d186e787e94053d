//! SQL of provinces, in the ministry.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    access::{
        ApplyProvince, ListProvinces, Operation, OperationId, ReadProvince, ResumeProvince, SetProvinceState,
        SuspendProvince, Writes,
    },
    codes::{ProvinceCode, SchoolCode, text_enum},
    db::Tx,
    error::{Error, Result},
};

text_enum! {
    /// Whether a province is in service.
    pub enum ProvinceState ("province_state_unknown") {
        /// Being set up.
        Provisioning = "provisioning", "开通中", "Being set up";
        /// In service.
        Active = "active", "正常", "Active";
        /// Suspended by the ministry.
        Suspended = "suspended", "已停用", "Suspended";
        /// Setting up failed.
        Failed = "failed", "开通失败", "Failed";
    }
}

impl ProvinceState {
    /// Whether a province that stands so may undergo the operation.
    pub(super) fn check(self, operation: OperationId) -> Result<()> {
        match self {
            Self::Suspended if operation == SuspendProvince::ID => Err(Error::conflict("province_already_suspended")),
            Self::Provisioning | Self::Active | Self::Failed if operation == ResumeProvince::ID => {
                Err(Error::conflict("province_not_suspended"))
            }
            _ => Ok(()),
        }
    }
}

/// A province with its published figures.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Province {
    pub(super) code: ProvinceCode,
    pub(super) state: ProvinceState,
    pub(super) reason: Option<String>,
    pub(super) schools: i64,
    pub(super) accounts: i64,
    pub(super) as_of: Option<DateTime<Utc>>,
}

/// Operations that read one province.
pub(super) trait ReadsProvince: Operation {}
impl ReadsProvince for ReadProvince {}
impl ReadsProvince for SuspendProvince {}
impl ReadsProvince for SetProvinceState {}
impl ReadsProvince for ResumeProvince {}

/// Operations that put a province in or out of service.
pub(super) trait SetsProvinceState: ReadsProvince + Writes {}
impl SetsProvinceState for SuspendProvince {}
impl SetsProvinceState for SetProvinceState {}
impl SetsProvinceState for ResumeProvince {}

/// Every province's state, for the command line.
pub(super) async fn states(tx: &mut Tx<ApplyProvince>) -> Result<HashMap<ProvinceCode, ProvinceState>> {
    let rows =
        sqlx::query!(r#"select code as "code: ProvinceCode", state as "state: ProvinceState" from ministry.province"#);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.code, row.state)).collect())
}

/// The province that has opened a school, for the command line.
pub(super) async fn province_of(tx: &mut Tx<ApplyProvince>, school: SchoolCode) -> Result<Option<ProvinceCode>> {
    let province = sqlx::query_scalar!(
        r#"select province as "province: ProvinceCode" from ministry.school where id = $1"#,
        school.as_str(),
    );
    Ok(province.fetch_optional(tx.conn()).await?)
}

/// All provinces: a closed list of 33.
pub(super) async fn list(tx: &mut Tx<ListProvinces>) -> Result<Vec<Province>> {
    let (conn, _ministry) = tx.parts();
    let rows = sqlx::query_as!(
        Province,
        r#"select p.code as "code: ProvinceCode", p.state as "state: ProvinceState", p.reason,
                  coalesce(s.schools, 0) as "schools!", coalesce(f.accounts, 0)::bigint as "accounts!",
                  greatest(f.as_of, s.as_of) as as_of
           from ministry.province p
           left join ministry.province_figures f on f.province = p.code
           left join (select province, count(*) as schools, max(published_at) as as_of
                      from ministry.school group by province) s on s.province = p.code
           order by p.code"#
    );
    Ok(rows.fetch_all(conn).await?)
}

pub(super) async fn get<O: ReadsProvince>(tx: &mut Tx<O>, code: ProvinceCode) -> Result<Province> {
    let (conn, _ministry) = tx.parts();
    let row = sqlx::query_as!(
        Province,
        r#"select p.code as "code: ProvinceCode", p.state as "state: ProvinceState", p.reason,
                  (select count(*) from ministry.school where province = p.code) as "schools!",
                  coalesce(f.accounts, 0)::bigint as "accounts!", f.as_of as "as_of?"
           from ministry.province p
           left join ministry.province_figures f on f.province = p.code
           where p.code = $1"#,
        code.as_str()
    );
    row.fetch_optional(conn).await?.ok_or_else(Error::not_found)
}

pub(super) async fn set_state<O: SetsProvinceState>(
    tx: &mut Tx<O>,
    code: ProvinceCode,
    state: ProvinceState,
    reason: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    let (conn, _ministry) = tx.parts();
    sqlx::query!(
        "update ministry.province set state = $2, reason = $3, version = version + 1, updated_at = $4 where code = $1",
        code.as_str(),
        state.as_str(),
        reason,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
