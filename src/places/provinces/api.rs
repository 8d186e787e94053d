//! Provinces over HTTP, for the ministry.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use poem_openapi::{Object, OpenApi, param::Path};

use super::store::{self, Province, ProvinceState};
use crate::{
    access::{Caller, ListProvinces, Operation, ReadProvince, ResumeProvince, SuspendProvince},
    codes::ProvinceCode,
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Can, Json, Page, Reason},
};

/// The routes of provinces.
pub struct ProvincesApi {
    /// The databases.
    pub db: Db,
}

/// A province on the ministry's first page.
#[derive(Debug, Object)]
#[oai(rename = "Province")]
struct ProvinceView {
    code: ProvinceCode,
    /// `province`, `xpcc` or `direct`.
    kind: String,
    zh: String,
    en: String,
    short_zh: String,
    state: ProvinceState,
    /// Why it is suspended.
    reason: Option<String>,
    /// Schools that it has published.
    schools: i64,
    /// Accounts that are not disabled.
    accounts: i64,
    /// When it last published anything.
    as_of: Option<DateTime<Utc>>,
    /// Row in the tile grid; `xpcc` and `direct` stand beside it.
    row: Option<u8>,
    /// Column in the tile grid.
    col: Option<u8>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: HashMap<String, Can>,
}

impl ProvincesApi {
    fn view(&self, caller: &Caller, province: Province) -> ProvinceView {
        let refusal = |id| match province.state {
            ProvinceState::Suspended if id == SuspendProvince::ID => Some("province_already_suspended"),
            ProvinceState::Suspended => None,
            _ if id == ResumeProvince::ID => Some("province_not_suspended"),
            _ => None,
        };
        let judged = |id| {
            let can = match (Can::of(self.db.may(caller, id), caller), refusal(id)) {
                (can, Some(code)) if can.allowed => Can::no(code, caller),
                (can, _) => can,
            };
            (id.name().to_owned(), can)
        };
        let (row, col) = province.code.tile().unzip();
        ProvinceView {
            can: [SuspendProvince::ID, ResumeProvince::ID].into_iter().map(judged).collect(),
            code: province.code,
            kind: province.code.kind().as_str().to_owned(),
            zh: province.code.zh().to_owned(),
            en: province.code.en().to_owned(),
            short_zh: province.code.short_zh().to_owned(),
            state: province.state,
            reason: province.reason,
            schools: province.schools,
            accounts: province.accounts,
            as_of: province.as_of,
            row,
            col,
        }
    }
}

fn about(code: ProvinceCode) -> About {
    About::object("province", code, code.zh())
}

#[OpenApi(prefix_path = "/provinces")]
impl ProvincesApi {
    /// List the provinces with their figures; a closed list, so one page.
    #[oai(path = "/", method = "get", operation_id = "list_provinces")]
    async fn list(&self, caller: Caller) -> Result<Json<Page<ProvinceView>>> {
        let mut tx: Tx<ListProvinces> = self.db.begin_at_ministry(&caller).await?;
        let rows = store::list(&mut tx).await?;
        let total = i64::try_from(rows.len()).ok();
        let items = rows.into_iter().map(|province| self.view(&caller, province)).collect();
        Ok(Json(Page { items, next_cursor: None, total }))
    }

    /// See one province with its figures.
    #[oai(path = "/:province", method = "get", operation_id = "read_province")]
    async fn read(&self, caller: Caller, province: Path<ProvinceCode>) -> Result<Json<ProvinceView>> {
        let mut tx: Tx<ReadProvince> = self.db.begin_at_ministry(&caller).await?;
        let found = store::get(&mut tx, province.0).await?;
        Ok(Json(self.view(&caller, found)))
    }

    /// Suspend a province: its people may see themselves and sign out, and nothing else.
    #[oai(path = "/:province/suspend", method = "post", operation_id = "suspend_province")]
    async fn suspend(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        body: Json<Reason>,
    ) -> Result<Json<ProvinceView>> {
        let reason = body.0.parse()?;
        let mut tx: Tx<SuspendProvince> = self.db.begin_at_ministry(&caller).await?;
        let before = store::get(&mut tx, province.0).await?;
        if before.state == ProvinceState::Suspended {
            return Err(Error::conflict("province_already_suspended"));
        }
        store::set_state(&mut tx, province.0, ProvinceState::Suspended, Some(&reason)).await?;
        let after = store::get(&mut tx, province.0).await?;
        tx.commit(about(province.0).changed(&before, &after).because(reason)).await?;
        Ok(Json(self.view(&caller, after)))
    }

    /// Resume a suspended province.
    #[oai(path = "/:province/resume", method = "post", operation_id = "resume_province")]
    async fn resume(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        body: Json<Reason>,
    ) -> Result<Json<ProvinceView>> {
        let reason = body.0.parse()?;
        let mut tx: Tx<ResumeProvince> = self.db.begin_at_ministry(&caller).await?;
        let before = store::get(&mut tx, province.0).await?;
        if before.state != ProvinceState::Suspended {
            return Err(Error::conflict("province_not_suspended"));
        }
        store::set_state(&mut tx, province.0, ProvinceState::Active, None).await?;
        let after = store::get(&mut tx, province.0).await?;
        tx.commit(about(province.0).changed(&before, &after).because(reason)).await?;
        Ok(Json(self.view(&caller, after)))
    }
}
