//! The template that people fill in.

use super::{Column, record::SAMPLE};
use crate::codes::{Lang, Ownership, SchoolCategory, SchoolLevel};
use crate::files::{self, Format, Template, WriteError};

/// Width of each template column, in characters.
const WIDTHS: [f64; 8] = [14.0, 28.0, 36.0, 22.0, 14.0, 16.0, 16.0, 20.0];

/// A template with one sample row, whose identifier is refused on import.
pub fn template(format: Format, lang: Lang) -> Result<Vec<u8>, WriteError> {
    let sheet = lang.pick("学校", "schools");
    files::template(
        format,
        lang,
        &Template { sheet, columns: &Column::TEMPLATE, widths: &WIDTHS, sample: sample(lang), meaning },
    )
}

fn sample(lang: Lang) -> Vec<String> {
    let level = SchoolLevel::Undergraduate;
    [
        SAMPLE,
        "示例大学（请删除本行）",
        "Sample University (delete this row)",
        "北京市",
        "北京市",
        lang.pick(level.zh(), level.as_str()),
        lang.pick(Ownership::Public.zh(), Ownership::Public.as_str()),
        lang.pick("普通", SchoolCategory::Regular.as_str()),
    ]
    .map(str::to_owned)
    .into()
}

fn meaning(column: Column, lang: Lang) -> String {
    let words = |all: &[(&'static str, &'static str)]| {
        let words: Vec<_> = all.iter().map(|(zh, id)| lang.pick(zh, id)).collect();
        words.join(lang.pick("、", ", "))
    };
    match column {
        Column::Code => lang.pick("10 位学校（机构）标识码，按文本填写", "10-digit identifier, as text").into(),
        Column::Name => lang.pick("学校全称", "Full Chinese name").into(),
        Column::CompetentDept => lang
            .pick(
                "与教育部名单一致，如：教育部、浙江省、浙江省教育厅、新疆生产建设兵团；决定所属省份",
                "As in the ministry's list (教育部, 浙江省, 浙江省教育厅, 新疆生产建设兵团); decides the tenant",
            )
            .into(),
        Column::Location => lang.pick("所在城市，如：杭州市", "City, such as 杭州市").into(),
        Column::Level => {
            let all: Vec<_> = SchoolLevel::ALL.iter().map(|v| (v.zh(), v.as_str())).collect();
            words(&all) + lang.pick("；成人高等学校可不填", "; adult schools may leave it empty")
        }
        Column::Ownership => {
            let all: Vec<_> = Ownership::ALL.iter().map(|v| (v.zh(), v.as_str())).collect();
            words(&all) + lang.pick("；不填为公办", "; empty means public")
        }
        Column::Category => {
            let all: Vec<_> = SchoolCategory::ALL.iter().map(|v| (v.zh(), v.as_str())).collect();
            words(&all) + lang.pick("；不填为普通高等学校", "; empty means regular")
        }
        _ => lang.pick("可不填", "Optional").into(),
    }
}
