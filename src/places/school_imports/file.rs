//! Files that go back to whoever imports schools: the template, and the result.

use crate::{
    codes::Lang,
    error::Result,
    files::{
        Format,
        import::{FileHead, Import, Row},
        view,
    },
    http::File,
    places::schools::file::{Column, template},
};

/// The uploaded file with two more columns: what became of each row, and why.
pub(super) fn result_file(import: &Import, head: FileHead, rows: Vec<(Vec<String>, Row)>, lang: Lang) -> Result<File> {
    let result = view::result_file::<Column>(import, head, rows, lang).map_err(anyhow::Error::from)?;
    let (name, format, bytes) = result;
    Ok(File { name, media_type: format.media_type(), bytes })
}

/// The template to fill in.
pub(super) fn template_file(format: Option<String>, lang: Lang) -> Result<File> {
    let format = Format::asked(format.as_deref());
    let bytes = template(format, lang).map_err(anyhow::Error::from)?;
    let name = format!("{}.{}", lang.pick("学校导入模板", "school-import-template"), format.extension());
    Ok(File { name, media_type: format.media_type(), bytes })
}
