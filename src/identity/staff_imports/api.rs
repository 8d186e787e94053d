//! Imports of staff over HTTP: template, upload, rows, commit, result.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Binary,
};
use uuid::Uuid;

use super::{
    columns::{Column, template},
    commit::commit,
    stage::stage,
    store,
};
use crate::{
    access::{Caller, ReadStaffImport},
    db::{Db, Keyring, Tx},
    error::Result,
    files::{
        Format,
        import::{RowAction, Upload},
        view::{CommitBody, ImportView, RowView, Scope, result_file},
    },
    http::{Created, File, Json, Page, page},
    ids::ImportId,
};

/// The routes of imports of staff.
pub struct StaffImportsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
}

#[OpenApi(prefix_path = "/staff-imports")]
impl StaffImportsApi {
    /// The template to fill in, with a sheet that explains it.
    #[oai(path = "/template", method = "get", operation_id = "staff_import_template")]
    async fn template(&self, caller: Caller, format: Query<Option<String>>) -> Result<File> {
        let _permitted: Tx<ReadStaffImport> = self.db.begin(&caller).await?;
        let lang = caller.request.lang;
        let format = Format::asked(format.0.as_deref());
        let bytes = template(format, lang).map_err(anyhow::Error::from)?;
        let name = format!("{}.{}", lang.pick("人员导入模板", "staff-import-template"), format.extension());
        Ok(File { name, media_type: format.media_type(), bytes })
    }

    /// Upload and check a file. Nothing is changed yet.
    #[oai(path = "/", method = "post", operation_id = "import_staff")]
    async fn upload(
        &self,
        caller: Caller,
        filename: Query<String>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Binary<Vec<u8>>,
    ) -> Result<Created<ImportView>> {
        let import = stage(&self.db, &self.keys, &caller, Upload::new(filename.0, body.0)).await?;
        let location = format!("/api/v1/staff-imports/{}", import.id);
        Ok(Created { body: ImportView::of(import, Scope::Staff, caller.request.lang), location })
    }

    /// See an import.
    #[oai(path = "/:id", method = "get", operation_id = "read_staff_import")]
    async fn read(&self, caller: Caller, id: Path<Uuid>) -> Result<Json<ImportView>> {
        let mut tx: Tx<ReadStaffImport> = self.db.begin(&caller).await?;
        let import = store::get(&mut tx, ImportId(id.0)).await?;
        Ok(Json(ImportView::of(import, Scope::Staff, caller.request.lang)))
    }

    /// List an import's rows, with their faults.
    #[oai(path = "/:id/rows", method = "get", operation_id = "list_staff_import_rows")]
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
        let mut tx: Tx<ReadStaffImport> = self.db.begin(&caller).await?;
        let rows = store::rows(&mut tx, ImportId(id.0), only.0, after, limit).await?;
        let lang = caller.request.lang;
        Ok(Json(Page::of(rows, limit, None, |row| row.line, |row| RowView::of(row, lang))))
    }

    /// Open the accounts of a file that was checked, and send their activation links.
    #[oai(path = "/:id/commit", method = "post", operation_id = "commit_staff_import")]
    async fn commit(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<CommitBody>,
    ) -> Result<Json<ImportView>> {
        let import = commit(&self.db, &caller, ImportId(id.0), &body.0.sha256).await?;
        Ok(Json(ImportView::of(import, Scope::Staff, caller.request.lang)))
    }

    /// The uploaded file with two more columns, without identity numbers and with addresses masked.
    #[oai(path = "/:id/result", method = "get", operation_id = "staff_import_result")]
    async fn result(&self, caller: Caller, id: Path<Uuid>) -> Result<File> {
        let mut tx: Tx<ReadStaffImport> = self.db.begin(&caller).await?;
        let (import, head, rows) = store::uploaded(&mut tx, ImportId(id.0)).await?;
        let result = result_file::<Column>(&import, head, rows, caller.request.lang).map_err(anyhow::Error::from)?;
        let (name, format, bytes) = result;
        Ok(File { name, media_type: format.media_type(), bytes })
    }
}
