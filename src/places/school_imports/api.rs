//! A province's own file over HTTP: template, upload, rows, commit, result.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Binary,
};
use uuid::Uuid;

use super::{
    commit::commit_provincial,
    file::{result_file, template_file},
    stage::stage_provincial,
    store,
};
use crate::{
    access::{Caller, ReadSchoolImport},
    codes::ProvinceCode,
    db::{Db, Tx},
    error::Result,
    files::{
        import::{RowAction, Upload},
        view::{CommitBody, ImportView, RowView, Scope},
    },
    http::{Created, File, Json, Page, page},
    ids::ImportId,
};

/// The routes of a province's imports.
pub struct SchoolImportsApi {
    /// The databases.
    pub db: Db,
}

#[OpenApi]
impl SchoolImportsApi {
    /// The template to fill in, with a dictionary sheet.
    #[oai(
        path = "/provinces/:province/school-imports/template",
        method = "get",
        operation_id = "school_import_template"
    )]
    async fn template(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        format: Query<Option<String>>,
    ) -> Result<File> {
        let _permitted: Tx<ReadSchoolImport> = self.db.begin_in(&caller, province.0).await?;
        template_file(format.0, caller.request.lang)
    }

    /// Upload and check a file. Nothing is changed yet.
    #[oai(path = "/provinces/:province/school-imports", method = "post", operation_id = "import_schools")]
    async fn upload(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        filename: Query<String>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Binary<Vec<u8>>,
    ) -> Result<Created<ImportView>> {
        let upload = Upload::new(filename.0, body.0);
        let import = stage_provincial(&self.db, &caller, province.0, upload).await?;
        let location = format!("/api/v1/provinces/{}/school-imports/{}", province.0, import.id);
        Ok(Created { body: ImportView::of(import, Scope::Province, caller.request.lang), location })
    }

    /// See an import.
    #[oai(path = "/provinces/:province/school-imports/:id", method = "get", operation_id = "read_school_import")]
    async fn read(&self, caller: Caller, province: Path<ProvinceCode>, id: Path<Uuid>) -> Result<Json<ImportView>> {
        let mut tx: Tx<ReadSchoolImport> = self.db.begin_in(&caller, province.0).await?;
        let import = store::get(&mut tx, ImportId(id.0)).await?;
        Ok(Json(ImportView::of(import, Scope::Province, caller.request.lang)))
    }

    /// List an import's rows, with their faults and changes.
    #[oai(
        path = "/provinces/:province/school-imports/:id/rows",
        method = "get",
        operation_id = "list_school_import_rows"
    )]
    async fn rows(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<Uuid>,
        only: Query<Option<RowAction>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<RowView>>> {
        let limit = page::limit(limit.0)?;
        let after = page::after(cursor.0.as_deref())?.unwrap_or(-1);
        let mut tx: Tx<ReadSchoolImport> = self.db.begin_in(&caller, province.0).await?;
        let rows = store::rows(&mut tx, ImportId(id.0), only.0, after, limit).await?;
        let lang = caller.request.lang;
        Ok(Json(Page::of(rows, limit, None, |row| row.line, |row| RowView::of(row, lang))))
    }

    /// Carry out a file that was checked.
    #[oai(
        path = "/provinces/:province/school-imports/:id/commit",
        method = "post",
        operation_id = "commit_school_import"
    )]
    async fn commit(
        &self,
        caller: Caller,
        province: Path<ProvinceCode>,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<CommitBody>,
    ) -> Result<Json<ImportView>> {
        let id = ImportId(id.0);
        let import = commit_provincial(&self.db, &caller, province.0, id, &body.0.sha256).await?;
        Ok(Json(ImportView::of(import, Scope::Province, caller.request.lang)))
    }

    /// The uploaded file with two more columns: what became of each row, and why.
    #[oai(
        path = "/provinces/:province/school-imports/:id/result",
        method = "get",
        operation_id = "school_import_result"
    )]
    async fn result(&self, caller: Caller, province: Path<ProvinceCode>, id: Path<Uuid>) -> Result<File> {
        let id = ImportId(id.0);
        let mut tx: Tx<ReadSchoolImport> = self.db.begin_in(&caller, province.0).await?;
        let import = store::get(&mut tx, id).await?;
        let (header, rows) = store::uploaded(&mut tx, id).await?;
        result_file(&import, header, rows, caller.request.lang)
    }
}
