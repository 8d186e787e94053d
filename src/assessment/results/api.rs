//! Imports of results over HTTP.

use poem::Body;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Binary,
};
use uuid::Uuid;

use super::{
    commit, stage,
    stage::Target,
    store,
    template::template,
    view::{CommitBody, FaultView, ImportView},
};
use crate::{
    access::{Caller, ReadResultImport},
    assessment::scope,
    codes::{ProvinceCode, SchoolCode},
    db::{Db, Keyring, Tx},
    error::Result,
    files::Format,
    http::{Accepted, Created, File, Json, Page, page},
    ids::{CampaignId, ResultImportId},
};

/// The routes of a school's results.
pub struct ResultImportsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
}

#[OpenApi]
impl ResultImportsApi {
    /// The file to fill in.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/results-template",
        method = "get",
        operation_id = "result_template"
    )]
    async fn template(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        format: Query<Option<String>>,
    ) -> Result<File> {
        let mut tx: Tx<ReadResultImport> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let format = Format::asked(format.0.as_deref());
        template(format, &part.title, part.paper()?.instruments(), caller.request.lang)
    }

    /// Upload and check a file, of any size if it is a `.csv`. Nothing is changed yet.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/result-imports",
        method = "post",
        operation_id = "import_results"
    )]
    async fn upload(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        filename: Query<String>,
        body: Binary<Body>,
    ) -> Result<Created<ImportView>> {
        let to = Target { province: province.0, school: school.0, campaign: CampaignId(campaign.0) };
        let stream = body.0.into_bytes_stream();
        let import = stage::upload(&self.db, &self.keys, &caller, to, &filename.0, stream).await?;
        let location = format!(
            "/api/v1/provinces/{}/schools/{}/campaigns/{}/result-imports/{}",
            to.province, to.school, to.campaign, import.id
        );
        Ok(Created { body: ImportView::of(import, caller.request.lang), location })
    }

    /// List the files of this campaign, newest first.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/result-imports",
        method = "get",
        operation_id = "list_result_imports"
    )]
    async fn list(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ImportView>>> {
        let (limit, before) = (page::limit(limit.0)?, page::after(cursor.0.as_deref())?);
        let mut tx: Tx<ReadResultImport> = self.db.begin_in(&caller, province.0).await?;
        let part = scope::get(&mut tx, school.0, CampaignId(campaign.0)).await?;
        let rows = store::list(&mut tx, school.0, part.campaign, before, limit).await?;
        let lang = caller.request.lang;
        Ok(Json(Page::of(rows, limit, None, |row| row.id, |row| ImportView::of(row, lang))))
    }

    /// See an import: how far reading has come, what a commit would change.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/result-imports/:import",
        method = "get",
        operation_id = "read_result_import"
    )]
    async fn read(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        import: Path<Uuid>,
    ) -> Result<Json<ImportView>> {
        let _campaign = campaign;
        let mut tx: Tx<ReadResultImport> = self.db.begin_in(&caller, province.0).await?;
        let import = store::get(&mut tx, school.0, ResultImportId(import.0)).await?;
        Ok(Json(ImportView::of(import, caller.request.lang)))
    }

    /// List where a file is wrong, by line and column.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/result-imports/:import/faults",
        method = "get",
        operation_id = "list_result_faults"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter of the route")]
    async fn faults(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        import: Path<Uuid>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<FaultView>>> {
        let _campaign = campaign;
        let limit = page::limit(limit.0)?;
        let after = page::after(cursor.0.as_deref())?.unwrap_or((-1, String::new(), String::new()));
        let mut tx: Tx<ReadResultImport> = self.db.begin_in(&caller, province.0).await?;
        let import = store::get(&mut tx, school.0, ResultImportId(import.0)).await?;
        let rows = store::faults(&mut tx, import.id, after, limit).await?;
        let lang = caller.request.lang;
        let cursor = |fault: &store::KeptFault| (fault.line, fault.column.clone(), fault.code.clone());
        Ok(Json(Page::of(rows, limit, None, cursor, |fault| FaultView::of(fault, lang))))
    }

    /// Commit a file that was checked: as a job.
    #[oai(
        path = "/provinces/:province/schools/:school/campaigns/:campaign/result-imports/:import/commit",
        method = "post",
        operation_id = "commit_results"
    )]
    async fn commit(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        school: Path<SchoolCode>,
        campaign: Path<Uuid>,
        import: Path<Uuid>,
        body: Json<CommitBody>,
    ) -> Result<Accepted<ImportView>> {
        let to = Target { province: province.0, school: school.0, campaign: CampaignId(campaign.0) };
        let import = commit::commit(&self.db, &caller, to, ResultImportId(import.0), &body.0.sha256).await?;
        Ok(Accepted(ImportView::of(import, caller.request.lang)))
    }
}
