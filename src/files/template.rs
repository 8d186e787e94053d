//! The template that people fill in.

use super::{Columns, Format, WriteError, table};
use crate::codes::Lang;

/// What a template shows.
pub struct Template<'a, C> {
    /// Name of its sheet.
    pub sheet: &'a str,
    /// Its columns, in their order.
    pub columns: &'a [C],
    /// Their widths, in characters.
    pub widths: &'a [f64],
    /// One sample row, which an import refuses.
    pub sample: Vec<String>,
    /// What a column wants.
    pub meaning: fn(C, Lang) -> String,
}

/// A template: header and one sample row; an `.xlsx` also has a sheet that explains the columns.
pub fn template<C: Columns>(format: Format, lang: Lang, of: &Template<'_, C>) -> Result<Vec<u8>, WriteError> {
    let header = of.columns.iter().map(|column| column.header(lang).to_owned()).collect();
    table(
        format,
        vec![
            (of.sheet, of.widths.to_vec(), vec![header, of.sample.clone()]),
            (lang.pick("填写说明", "how to fill in"), vec![18.0, 10.0, 70.0], explanation(lang, of)),
        ],
    )
}

fn explanation<C: Columns>(lang: Lang, of: &Template<'_, C>) -> Vec<Vec<String>> {
    let titles = [("列", "Column"), ("必填", "Required"), ("说明", "Meaning")];
    let mut rows = vec![titles.map(|(zh, en)| lang.pick(zh, en).to_owned()).into()];
    for column in of.columns {
        let required = match column.required() {
            true => lang.pick("是", "yes"),
            false => lang.pick("否", "no"),
        };
        rows.push(vec![column.header(lang).to_owned(), required.to_owned(), (of.meaning)(*column, lang)]);
    }
    rows
}
