//! Provinces over HTTP, for the ministry.

use chrono::{DateTime, Utc};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
};

use super::{
    set_state::change,
    store::{self, Province, ProvinceState, SetsProvinceState},
};
use crate::{
    access::{AtMinistry, Caller, ForPeople, ListProvinces, Operation, ReadProvince, ResumeProvince, SuspendProvince},
    codes::{Place, ProvinceCode},
    db::{Db, Tx},
    error::Result,
    http::{Json, Judge, Page, Reason, Verdicts},
    sessions::Sessions,
};

/// The routes of provinces.
pub struct ProvincesApi {
    /// The databases.
    pub db: Db,
    /// Sessions: what is suspended is so at once.
    pub sessions: Sessions,
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
    can: Verdicts,
}

impl ProvinceView {
    fn of(province: Province, judge: &Judge<'_>) -> Self {
        let (row, col) = province.code.tile().unzip();
        Self {
            can: judge.beside(|operation| province.state.check(operation)),
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

#[OpenApi(prefix_path = "/provinces")]
impl ProvincesApi {
    /// List the provinces with their figures; a closed list, so one page.
    #[oai(path = "/", method = "get", operation_id = "list_provinces")]
    async fn list(&self, caller: Caller) -> Result<Json<Page<ProvinceView>>> {
        let mut tx: Tx<ListProvinces> = self.db.begin_at_ministry(&caller).await?;
        let rows = store::list(&mut tx).await?;
        let total = i64::try_from(rows.len()).ok();
        let judge = self.judge(&caller);
        let items = rows.into_iter().map(|province| ProvinceView::of(province, &judge)).collect();
        Ok(Json(Page { items, next_cursor: None, total }))
    }

    /// See one province with its figures.
    #[oai(path = "/:province", method = "get", operation_id = "read_province")]
    async fn read(&self, caller: Caller, province: Path<ProvinceCode>) -> Result<Json<ProvinceView>> {
        let mut tx: Tx<ReadProvince> = self.db.begin_at_ministry(&caller).await?;
        let found = store::get(&mut tx, province.0).await?;
        Ok(Json(ProvinceView::of(found, &self.judge(&caller))))
    }

    /// Suspend a province: its people may see themselves and sign out, and nothing else.
    #[oai(path = "/:province/suspend", method = "post", operation_id = "suspend_province")]
    async fn suspend(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<ProvinceView>> {
        self.set_state::<SuspendProvince>(&caller, province.0, ProvinceState::Suspended, &body.0).await
    }

    /// Resume a suspended province.
    #[oai(path = "/:province/resume", method = "post", operation_id = "resume_province")]
    async fn resume(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<ProvinceView>> {
        self.set_state::<ResumeProvince>(&caller, province.0, ProvinceState::Active, &body.0).await
    }
}

impl ProvincesApi {
    fn judge<'a>(&self, caller: &'a Caller) -> Judge<'a> {
        Judge::new(&self.db, caller, &[SuspendProvince::ID, ResumeProvince::ID])
    }

    async fn set_state<O: SetsProvinceState + ForPeople + AtMinistry>(
        &self,
        caller: &Caller,
        province: ProvinceCode,
        state: ProvinceState,
        reason: &Reason,
    ) -> Result<Json<ProvinceView>> {
        let reason = reason.parse()?;
        let mut tx: Tx<O> = self.db.begin_at_ministry(caller).await?;
        let before = store::get(&mut tx, province).await?;
        if tx.repeats(province)? {
            return Ok(Json(ProvinceView::of(before, &self.judge(caller))));
        }
        before.state.check(O::ID)?;
        let after = change(tx, before, state, Some(&reason)).await?;
        self.sessions.drop_place_everywhere(Place::Province(province)).await;
        Ok(Json(ProvinceView::of(after, &self.judge(caller))))
    }
}
