//! Stage a file: read it, keep its rows with their faults, and work out what each would do. Changes nothing yet.

use std::collections::HashMap;

use super::store::{self, StagedRow, StagesImport};
use crate::{
    access::{Caller, ImportNationalSchools, ImportSchools},
    codes::{ProvinceCode, pinyin::pinyin},
    db::{About, Db, Tx},
    error::{Error, Result},
    files::{
        Format,
        import::{FileHead, Import, ImportState, RowFault, Upload},
    },
    ids::ImportId,
    places::schools::file::{self, Column, SchoolFile, SchoolRecord},
};

/// A file that was read: what the database needs of it.
struct Read {
    header: FileHead,
    rows: Vec<StagedRow>,
    failed: i32,
}

/// Stage a province's own file. Rows of other tenants are faults.
pub async fn stage_provincial(db: &Db, caller: &Caller, province: ProvinceCode, upload: Upload) -> Result<Import> {
    let mut tx: Tx<ImportSchools> = db.begin_in(&caller.with_body(upload.sha256), province).await?;
    if let Some(first) = tx.replayed().and_then(|id| id.parse().ok()) {
        return store::get(&mut tx, first).await;
    }
    let id = stage(&mut tx, upload, Some(province)).await?;
    let import = store::get(&mut tx, id).await?;
    tx.commit(about(&import).created(&import)).await?;
    Ok(import)
}

/// Stage the ministry's national file. Every row goes to the tenant of its competent department.
pub async fn stage_national(db: &Db, caller: &Caller, upload: Upload) -> Result<Import> {
    let mut tx: Tx<ImportNationalSchools> = db.begin_at_ministry(&caller.with_body(upload.sha256)).await?;
    if let Some(first) = tx.replayed().and_then(|id| id.parse().ok()) {
        return store::find_national(&mut tx, first).await;
    }
    let id = stage(&mut tx, upload, None).await?;
    let elsewhere = store::mark_published_elsewhere(&mut tx, id).await?;
    if elsewhere > 0 {
        store::recount(&mut tx, id, ImportState::Invalid).await?;
    }
    let import = store::get(&mut tx, id).await?;
    tx.commit(about(&import).created(&import)).await?;
    Ok(import)
}

pub(super) fn about(import: &Import) -> About {
    About::object("school_import", import.id, &import.filename)
}

async fn stage<O: StagesImport>(tx: &mut Tx<O>, upload: Upload, own: Option<ProvinceCode>) -> Result<ImportId> {
    let id = ImportId(tx.new_id());
    let filename = upload.filename;
    let format = Format::of(&filename).map_err(|_| Error::unsupported("unsupported_file_type"))?;
    let name = filename.clone();
    // Reading takes up to a second of one core: not on the threads that serve others.
    let read = tokio::task::spawn_blocking(move || read(&upload.bytes, &name, format, own))
        .await
        .map_err(anyhow::Error::from)?;
    let state = if read.failed == 0 { ImportState::Validated } else { ImportState::Invalid };
    store::insert(tx, id, &filename, &upload.sha256, &read.header, read.rows.len(), state).await?;
    store::insert_rows(tx, id, &read.rows).await?;
    store::plan(tx, id).await?;
    store::recount(tx, id, state).await?;
    Ok(id)
}

fn read(bytes: &[u8], filename: &str, format: Format, own: Option<ProvinceCode>) -> Read {
    match file::read(bytes, filename) {
        Ok(file) => rows(&file, own),
        Err(faults) => {
            let mut by_line: HashMap<u32, Vec<RowFault>> = HashMap::new();
            for fault in faults {
                by_line.entry(fault.line).or_default().push(fault.into());
            }
            let failed = i32::try_from(by_line.len()).unwrap_or(i32::MAX);
            let row = |(line, errors)| StagedRow { line, errors, ..StagedRow::default() };
            let header = FileHead { format: format.extension().to_owned(), encoding: None, cells: vec![] };
            Read { header, rows: by_line.into_iter().map(row).collect(), failed }
        }
    }
}

fn rows(file: &SchoolFile, own: Option<ProvinceCode>) -> Read {
    let (records, mut faults) = file.records();
    if let Some(own) = own {
        faults.extend(records.iter().filter(|r| r.route.tenant != own).map(|r| file.fault_of_tenant(r, own)));
    }
    let mut records: HashMap<u32, SchoolRecord> = records.into_iter().map(|r| (r.line, r)).collect();
    let mut by_line: HashMap<u32, Vec<RowFault>> = HashMap::new();
    for fault in faults {
        by_line.entry(fault.line).or_default().push(fault.into());
    }
    let failed = i32::try_from(by_line.len()).unwrap_or(i32::MAX);
    let rows = file.iter().map(|row| {
        let record = records.remove(&row.line());
        StagedRow {
            line: row.line(),
            cells: row.cells().to_vec(),
            errors: by_line.remove(&row.line()).unwrap_or_default(),
            province: record.as_ref().map(|r| r.route.tenant),
            // A row with faults names its school too, as far as the file does.
            school_id: record.as_ref().map(|r| r.code.to_string()).or_else(|| row.text(Column::Code)),
            name: record.as_ref().map(|r| r.name.clone()).or_else(|| row.text(Column::Name)),
            record,
        }
    });
    let header = FileHead {
        format: file.format.extension().to_owned(),
        encoding: file.encoding.map(|e| e.as_str().to_owned()),
        cells: file.header.clone(),
    };
    Read { rows: rows.collect(), header, failed }
}

impl StagedRow {
    /// Full pinyin and initials of the school's name.
    pub(super) fn pinyin(&self) -> Option<(String, String)> {
        self.record.as_ref().map(|r| pinyin(&r.name))
    }
}
