//! The national list over HTTP: template, upload, rows, commit, result.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Binary,
};
use uuid::Uuid;

use super::{
    commit::commit_national,
    file::{result_file, template_file},
    stage::stage_national,
    store,
};
use crate::{
    access::{Caller, ReadNationalImport},
    db::{Db, Tx},
    error::Result,
    files::{
        import::{RowAction, Upload},
        view::{CommitBody, ImportView, RowView, Scope},
    },
    http::{Accepted, Created, File, Json, Page, page},
    ids::ImportId,
};

/// The routes of national imports.
pub struct NationalImportsApi {
    /// The databases.
    pub db: Db,
}

#[OpenApi(prefix_path = "/school-imports")]
impl NationalImportsApi {
    /// The template to fill in, with a dictionary sheet.
    #[oai(path = "/template", method = "get", operation_id = "national_import_template")]
    async fn template(&self, caller: Caller, format: Query<Option<String>>) -> Result<File> {
        let _permitted: Tx<ReadNationalImport> = self.db.begin_at_ministry(&caller).await?;
        template_file(format.0, caller.request.lang)
    }

    /// Upload and check a file. Nothing is changed yet.
    #[oai(path = "/", method = "post", operation_id = "import_national_schools")]
    async fn upload(
        &self,
        caller: Caller,
        filename: Query<String>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Binary<Vec<u8>>,
    ) -> Result<Created<ImportView>> {
        let upload = Upload::new(filename.0, body.0);
        let import = stage_national(&self.db, &caller, upload).await?;
        let location = format!("/api/v1/school-imports/{}", import.id);
        Ok(Created { body: ImportView::of(import, Scope::National, caller.request.lang), location })
    }

    /// See an import.
    #[oai(path = "/:id", method = "get", operation_id = "read_national_import")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Json<ImportView>> {
        let mut tx: Tx<ReadNationalImport> = self.db.begin_at_ministry(&caller).await?;
        let import = store::find_national(&mut tx, ImportId(id.0)).await?;
        Ok(Json(ImportView::of(import, Scope::National, caller.request.lang)))
    }

    /// List an import's rows, with their faults and changes.
    #[oai(path = "/:id/rows", method = "get", operation_id = "list_national_import_rows")]
    async fn rows(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        only: Query<Option<RowAction>>,
        limit: Query<Option<u16>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<RowView>>> {
        let limit = page::limit(limit.0)?;
        let after = page::after(cursor.0.as_deref())?.unwrap_or(-1);
        let mut tx: Tx<ReadNationalImport> = self.db.begin_at_ministry(&caller).await?;
        let rows = store::rows(&mut tx, ImportId(id.0), only.0, after, limit).await?;
        let lang = caller.request.lang;
        Ok(Json(Page::of(rows, limit, None, |row| row.line, |row| RowView::of(row, lang))))
    }

    /// Carry out a file that was checked: one job per province.
    #[oai(path = "/:id/commit", method = "post", operation_id = "commit_national_import")]
    async fn commit(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<CommitBody>,
    ) -> Result<Accepted<ImportView>> {
        let id = ImportId(id.0);
        let import = commit_national(&self.db, &caller, id, &body.0.sha256).await?;
        Ok(Accepted(ImportView::of(import, Scope::National, caller.request.lang)))
    }

    /// The uploaded file with two more columns: what became of each row, and why.
    #[oai(path = "/:id/result", method = "get", operation_id = "national_import_result")]
    async fn result(&self, caller: Caller, id: Path<Uuid>) -> Result<File> {
        let id = ImportId(id.0);
        let mut tx: Tx<ReadNationalImport> = self.db.begin_at_ministry(&caller).await?;
        let import = store::find_national(&mut tx, id).await?;
        let (header, rows) = store::uploaded(&mut tx, id).await?;
        result_file(&import, header, rows, caller.request.lang)
    }
}
