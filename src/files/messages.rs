//! The text of every fault: those of files are in this table, those that a form shares are the errors' own.

use crate::{codes::Lang, error::texts};

/// Code, Chinese, English; `{name}` stands for a parameter.
const TEXTS: &[(&str, &str, &str)] = &[
    // The file.
    ("format_unknown", "只接受 .csv 和 .xlsx 文件", "Only .csv and .xlsx files are accepted"),
    ("format_mismatch", "文件内容与扩展名不符", "The content does not match the file's extension"),
    ("file_too_large", "文件超过 {limit} MiB", "The file is larger than {limit} MiB"),
    ("file_empty", "文件为空", "The file is empty"),
    ("no_rows", "表头下面没有数据行", "There are no rows below the header"),
    ("too_many_rows", "数据超过 {limit} 行，请分成多个文件", "More than {limit} rows; split the file"),
    ("too_many_columns", "列数超过 {limit}", "More than {limit} columns"),
    (
        "encoding_unknown",
        "无法识别文字编码，请另存为 UTF-8 或 GB18030",
        "Unknown text encoding; save the file as UTF-8 or GB18030",
    ),
    ("quote_unclosed", "引号没有结束", "A quotation mark is not closed"),
    (
        "quote_misplaced",
        "引号位置不对：含引号的单元格须整体加引号，其中的引号写两遍",
        "Misplaced quotation mark: quote the whole cell and double the quotes inside",
    ),
    ("xlsx_broken", "工作簿已损坏，无法读取", "The workbook is damaged and cannot be read"),
    ("xlsx_encrypted", "工作簿已加密，请取消密码后重新上传", "The workbook is encrypted; remove its password"),
    ("xlsx_macros", "不接受含宏的工作簿，请另存为 .xlsx", "Workbooks with macros are not accepted; save as .xlsx"),
    (
        "xlsx_external_links",
        "工作簿含外部链接，请断开链接后重新上传",
        "The workbook links to other files; break the links",
    ),
    ("xlsx_too_many_entries", "工作簿内部文件超过 {limit} 个", "The workbook has more than {limit} parts"),
    ("xlsx_too_large", "工作簿解压后超过 {limit} MiB", "The workbook unpacks to more than {limit} MiB"),
    // The header and the shape.
    ("header_missing", "缺少列“{header}”（{identifier}）", "Column {identifier} ({header}) is missing"),
    ("header_duplicate", "列重复", "The column appears twice"),
    (
        "header_unknown",
        "不认识的列，请删除或改用模板中的列名",
        "Unknown column; delete it or use a header of the template",
    ),
    ("row_too_long", "该行的单元格多于表头的 {columns} 列", "The row has more cells than the {columns} of the header"),
    ("cell_too_long", "单元格超过 {limit} 个字符", "The cell is longer than {limit} characters"),
    ("cell_formula_error", "单元格公式出错", "The cell's formula is in error"),
    // Cells.
    ("cell_required", "不能为空", "Must not be empty"),
    ("cell_unprintable", "含有换行、控制字符或不可见字符", "Contains line breaks, control or invisible characters"),
    ("text_length", "长度应为 {from} 至 {to} 个字符", "Must have {from} to {to} characters"),
    ("school_code_invalid", "学校标识码应为 10 位数字", "The school identifier must have 10 digits"),
    ("school_code_kind", "学校标识码前两位不是有效的学校类别", "The first two digits are not a kind of institution"),
    ("school_code_region", "学校标识码第 3–4 位不是有效的省级代码", "Digits 3 and 4 are not a province"),
    ("school_code_serial", "高等学校标识码第 5 位应为 0", "The fifth digit of a higher-education identifier must be 0"),
    ("code_duplicate", "学校标识码与第 {first_line} 行重复", "Same school identifier as in line {first_line}"),
    ("competent_dept_missing", "主管部门不能为空", "The competent department is missing"),
    ("competent_dept_invalid", "主管部门无效", "The competent department is not valid"),
    ("location_unknown", "无法确定学校所在省份", "The province of the school cannot be told"),
    ("location_not_covered", "该地区不在名单覆盖范围内", "The directory does not cover this region"),
    (
        "level_required",
        "普通高等学校须填写办学层次（本科/专科）",
        "A regular school needs a level (undergraduate/junior_college)",
    ),
    ("level_unknown", "办学层次应为“本科”或“专科”", "The level must be undergraduate or junior_college"),
    (
        "ownership_unknown",
        "办学性质应为“公办”“民办”“中外合作办学及内地与港澳合作办学”或境外高校在海南自由贸易港办学",
        "The ownership must be public, private, cooperation or overseas",
    ),
    (
        "category_unknown",
        "学校类别应为“普通”“成人”或“科研机构”",
        "The category must be regular, adult or research_institute",
    ),
    (
        "code5_mismatch",
        "院校代码与学校标识码不符，应为 {expected}",
        "Does not match the identifier; expected {expected}",
    ),
    ("region_mismatch", "省级代码与所在地不符，应为 {expected}", "Does not match the location; expected {expected}"),
    (
        "affiliation_mismatch",
        "隶属关系与主管部门不符，应为“{expected}”",
        "Does not match the competent department; expected {expected}",
    ),
    (
        "other_tenant",
        "按主管部门，该学校由“{tenant}”开通，请从本文件中删除",
        "By its competent department this school belongs to {tenant}; take it out of this file",
    ),
    (
        "published_elsewhere",
        "该学校标识码已由另一省级单位（{province}）开通",
        "Another province ({province}) has opened a school with this identifier",
    ),
];

/// Whether a code has a text.
pub(super) fn known(code: &str) -> bool {
    TEXTS.iter().any(|(known, _, _)| *known == code) || texts::is_known(code)
}

/// The text of a fault in a language; the code itself where there is none.
pub fn text(code: &str, lang: Lang, params: &[(impl AsRef<str>, String)]) -> String {
    let own = TEXTS.iter().find(|(known, _, _)| *known == code).map(|(_, zh, en)| lang.pick(zh, en));
    let Some(template) = own.or_else(|| texts::template(code, lang)) else {
        return code.to_owned();
    };
    let mut text = template.to_owned();
    for (name, value) in params {
        text = text.replace(&format!("{{{}}}", name.as_ref()), value);
    }
    text
}
