//! Columns of a school file, and the headers that people write for them.

use super::FileFault;
use crate::codes::{Lang, tidy};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// 10-digit identifier.
    Code,
    /// Chinese name.
    Name,
    /// English name.
    NameEn,
    /// Competent department.
    CompetentDept,
    /// City or province.
    Location,
    /// Undergraduate or junior college.
    Level,
    /// Public, private, …
    Ownership,
    /// Regular, adult, research institute.
    Category,
    /// The ministry's list says the ownership here.
    Remark,
    /// Five-digit school code; compared with the identifier.
    Code5,
    /// Compared with what follows from the competent department.
    Affiliation,
    /// GB/T 2260 digits; compared with the location and the identifier.
    Region,
    /// Written by us into a result file; not looked at when it comes back.
    Verdict,
    /// Written by us into a result file; not looked at when it comes back.
    Note,
}

/// Column, required, Chinese header, identifier, further headers of real files.
const HEADERS: [(Column, bool, &str, &str, &[&str]); 14] = [
    (Column::Code, true, "学校标识码", "code", &["school_id", "学校（机构）标识码", "学校(机构)标识码", "标识码"]),
    (Column::Name, true, "学校名称", "name", &["名称", "学校"]),
    (Column::NameEn, false, "英文名称", "name_en", &["学校英文名称"]),
    (Column::CompetentDept, true, "主管部门", "competent_dept", &[]),
    (Column::Location, false, "所在地", "location", &["所在城市"]),
    (Column::Level, true, "办学层次", "level", &["层次"]),
    (Column::Ownership, false, "办学性质", "ownership", &["举办性质"]),
    (Column::Category, false, "学校类别", "category", &["类别"]),
    (Column::Remark, false, "备注", "remark", &[]),
    (Column::Code5, false, "院校代码", "school_code5", &["code5"]),
    (Column::Affiliation, false, "隶属关系", "affiliation", &[]),
    (Column::Region, false, "省级代码", "province_code", &["省份代码"]),
    (Column::Verdict, false, "结果", "result", &[]),
    (Column::Note, false, "说明", "note", &[]),
];

impl Column {
    /// The columns of a template, in its order.
    pub(super) const TEMPLATE: [Self; 8] = [
        Self::Code,
        Self::Name,
        Self::NameEn,
        Self::CompetentDept,
        Self::Location,
        Self::Level,
        Self::Ownership,
        Self::Category,
    ];

    /// The header: the Chinese name or the identifier.
    pub fn header(self, lang: Lang) -> &'static str {
        let found = HEADERS.iter().find(|entry| entry.0 == self);
        found.map_or("", |(_, _, zh, id, _)| lang.pick(zh, id))
    }

    pub(super) fn required(self) -> bool {
        HEADERS.iter().any(|entry| entry.0 == self && entry.1)
    }

    fn named(header: &str) -> Option<Self> {
        let header = tidy(header).trim_end_matches(['*', '＊']).to_lowercase();
        let found =
            HEADERS.iter().find(|(_, _, zh, id, more)| header == *zh || header == *id || more.contains(&&*header));
        found.map(|entry| entry.0)
    }
}

/// Whether a row looks like the header: it names both the identifier and the name.
pub(super) fn is_header(cells: &[String]) -> bool {
    let has = |column| cells.iter().any(|cell| Column::named(cell) == Some(column));
    has(Column::Code) && has(Column::Name)
}

/// The columns of a header, or all its faults. Order does not matter; blank headers are columns
/// that are not looked at.
pub(super) fn columns(line: u32, header: &[String]) -> Result<Vec<Option<Column>>, Vec<FileFault>> {
    let mut faults = Vec::new();
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(header.len());
    for cell in header {
        let column = Column::named(cell);
        if column.is_none() && !tidy(cell).is_empty() {
            faults.push(FileFault::new("header_unknown").at(line).column(cell));
        }
        if column.is_some() && columns.contains(&column) {
            faults.push(FileFault::new("header_duplicate").at(line).column(cell));
        }
        columns.push(column);
    }
    for (column, required, zh, id, _) in HEADERS {
        if required && !columns.contains(&Some(column)) {
            let fault = FileFault::new("header_missing").at(line);
            faults.push(fault.column(zh).with("header", zh).with("identifier", id));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}
