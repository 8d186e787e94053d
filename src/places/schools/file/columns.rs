//! Columns of a school file, and the headers that people write for them.

use crate::files::{Columns, Header};

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

const HEADERS: &[Header<Column>] = &[
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
}

impl Columns for Column {
    const HEADERS: &'static [Header<Self>] = HEADERS;
    const KEYS: [Self; 2] = [Self::Code, Self::Name];
    const OURS: [Self; 2] = [Self::Verdict, Self::Note];
}
