//! The file to fill in, and how.

use super::file::{MAX_XLSX_ROWS, answer_header, header};
use crate::{
    assessment::instruments::Instrument,
    codes::{DocumentKind, Gender, Lang, TrainingLevel},
    error::Result,
    files::{Format, table},
    http::File,
};

/// The template for a paper; an `.xlsx` also says what each column wants, with every item's wording.
pub(super) fn template(format: Format, title: &str, paper: &[&'static Instrument], lang: Lang) -> Result<File> {
    let head = header(paper, lang);
    let widths = vec![14.0; head.len()];
    let sheets = vec![
        (lang.pick("测评结果", "results"), widths, vec![head]),
        (lang.pick("填写说明", "how to fill in"), vec![18.0, 10.0, 90.0], explanation(paper, lang)),
    ];
    let bytes = table(format, sheets).map_err(anyhow::Error::from)?;
    let name = format!("{title}-{}.{}", lang.pick("结果导入模板", "results-template"), format.extension());
    Ok(File { name, media_type: format.media_type(), bytes })
}

fn explanation(paper: &[&'static Instrument], lang: Lang) -> Vec<Vec<String>> {
    let line = |column: &str, required: bool, meaning: String| {
        let required = if required { lang.pick("是", "yes") } else { lang.pick("否", "no") };
        vec![column.to_owned(), required.to_owned(), meaning]
    };
    let head = [("列", "Column"), ("必填", "Required"), ("说明", "Meaning")];
    let mut rows = vec![head.map(|(zh, en)| lang.pick(zh, en).to_owned()).into()];
    let fixed = header(&[], lang);
    let required = [true, true, false, true, true, true, true, true, true, false];
    for (column, (required, meaning)) in fixed.iter().zip(required.into_iter().zip(meanings(lang))) {
        rows.push(line(column, required, meaning));
    }
    for instrument in paper {
        let options: Vec<String> = instrument
            .definition()
            .options
            .iter()
            .map(|o| format!("{} = {}", o.value, lang.pick(&o.zh, &o.en)))
            .collect();
        let options = options.join(lang.pick("；", "; "));
        for (at, item) in instrument.items().iter().enumerate() {
            let blank = lang.pick("（未作答请留空）", " (blank: not answered)");
            rows.push(line(
                &answer_header(instrument, at),
                false,
                format!("{}　{options}{blank}", lang.pick(&item.zh, &item.en)),
            ));
        }
    }
    rows
}

fn meanings(lang: Lang) -> [String; 10] {
    let words = |all: Vec<(&'static str, &'static str)>| {
        all.into_iter().map(|(zh, en)| lang.pick(zh, en)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let rows = MAX_XLSX_ROWS;
    [
        match lang {
            Lang::Zh => format!("每名学生一行，学号不得重复；.xlsx 最多 {rows} 行，更多请用 .csv"),
            Lang::En => format!("One row per student, no number twice; an .xlsx takes {rows} rows, a .csv any number"),
        },
        lang.pick("入库前加密，仅用于联系需要关怀的学生", "Sealed before it is stored; used to reach students in need")
            .into(),
        words(DocumentKind::ALL.iter().map(|k| (k.zh(), k.as_str())).collect())
            + lang.pick("；不填为居民身份证", "; empty means identity card"),
        lang.pick(
            "入库前加密；居民身份证校验末位",
            "Sealed before it is stored; an identity card's check digit is verified",
        )
        .into(),
        words(Gender::ALL.iter().map(|g| (g.zh(), g.as_str())).collect()),
        words(TrainingLevel::ALL.iter().map(|l| (l.zh(), l.as_str())).collect()),
        lang.pick("四位年份，如 2026", "Four digits, such as 2026").into(),
        lang.pick("院系全称，与应测人数中的院系一致", "Name of the college, as in the numbers to be assessed").into(),
        lang.pick(
            "学生同意参加测评的日期；没有知情同意的结果不得导入",
            "When the student consented; no result without consent",
        )
        .into(),
        lang.pick(
            "学生撤回同意的，填写撤回日期并清空其答案；提交后该生已有结果将被删除",
            "When consent was withdrawn; leave the answers blank, and what is held of the student is deleted",
        )
        .into(),
    ]
}
