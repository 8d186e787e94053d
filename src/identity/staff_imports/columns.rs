//! Columns of a file of staff, and its template.

use crate::{
    codes::Lang,
    files::{self, Columns, Format, Header, Template, WriteError},
};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// Login name.
    Login,
    /// The person's name.
    Name,
    /// Where the activation link goes.
    Email,
    /// The role, by name or identifier.
    Role,
    /// Identifier of the school; a school's own people may leave it out.
    School,
    /// Department of the school.
    Department,
    /// Number of the identity card.
    Identity,
    /// Last day of the account.
    ExpiresOn,
    /// Written by us into a result file.
    Verdict,
    /// Written by us into a result file.
    Note,
}

/// The login in the sample row of a template; an import refuses it.
pub(super) const SAMPLE: &str = "sample.login";

impl Columns for Column {
    const HEADERS: &'static [Header<Self>] = &[
        (Self::Login, true, "登录名", "login", &["账号", "用户名"]),
        (Self::Name, true, "姓名", "name", &[]),
        (Self::Email, true, "邮箱", "email", &["电子邮箱", "邮箱地址"]),
        (Self::Role, true, "角色", "role", &[]),
        (Self::School, false, "学校标识码", "school_id", &["code", "标识码", "学校（机构）标识码"]),
        (Self::Department, false, "院系或部门", "department", &["院系", "部门"]),
        (Self::Identity, false, "身份证件号码", "identity_number", &["身份证号", "身份证号码"]),
        (Self::ExpiresOn, false, "到期日期", "expires_on", &["截止日期", "终止日期", "end_date"]),
        (Self::Verdict, false, "结果", "result", &[]),
        (Self::Note, false, "说明", "note", &[]),
    ];
    const KEYS: [Self; 2] = [Self::Login, Self::Name];
    const OURS: [Self; 2] = [Self::Verdict, Self::Note];
}

impl Column {
    const TEMPLATE: [Self; 8] = [
        Self::Login,
        Self::Name,
        Self::Email,
        Self::Role,
        Self::School,
        Self::Department,
        Self::Identity,
        Self::ExpiresOn,
    ];

    /// The column that a form's field is.
    pub(super) fn of_field(pointer: &str) -> Self {
        match pointer {
            "/login" => Self::Login,
            "/name" => Self::Name,
            "/email" => Self::Email,
            "/school_id" => Self::School,
            "/department" => Self::Department,
            "/identity_number" => Self::Identity,
            "/expires_on" => Self::ExpiresOn,
            _ => Self::Role,
        }
    }
}

/// The template, with one sample row.
pub(super) fn template(format: Format, lang: Lang) -> Result<Vec<u8>, WriteError> {
    let (sheet, role) = (lang.pick("人员", "staff"), lang.pick("心理健康教育教师", "counsellor"));
    let name = lang.pick("示例（请删除本行）", "Sample (delete this row)");
    let sample =
        [SAMPLE, name, "sample@example.edu.cn", role, "4151010610", "", "", "2027-12-31"].map(str::to_owned).into();
    let widths = [18.0, 22.0, 30.0, 24.0, 14.0, 22.0, 22.0, 14.0];
    files::template(format, lang, &Template { sheet, columns: &Column::TEMPLATE, widths: &widths, sample, meaning })
}

fn meaning(column: Column, lang: Lang) -> String {
    let (zh, en) = match column {
        Column::Login => (
            "3–64 位小写字母、数字、点、横线、下划线，以字母或数字开头；不能与已有账号重复",
            "3–64 lower-case letters, digits, dot, hyphen, underscore; starts with a letter or digit; not taken",
        ),
        Column::Name => ("姓名，1–64 个字", "The person's name, 1–64 characters"),
        Column::Email => {
            ("激活链接发送到此邮箱；入库前加密", "The activation link goes here; sealed before it is stored")
        }
        Column::Role => (
            "角色名称或标识，如：心理健康教育教师（counsellor）；须是您可以授予的角色",
            "The role by name or identifier, such as counsellor; one that you may give",
        ),
        Column::School => (
            "10 位学校标识码，按文本填写；学校管理员可不填，即本校",
            "Ten-digit identifier, as text; a school's administrator may leave it out for the own school",
        ),
        Column::Department => ("部门级角色须填写", "For roles of a department"),
        Column::Identity => (
            "可不填；仅用于识别同一人的多个账号，不保存号码本身",
            "Optional; to recognise one person in two accounts; the number itself is not kept",
        ),
        Column::ExpiresOn => (
            "可不填，即长期有效；如 2027-12-31，当日 24 时起不能登录，最长十年",
            "Optional; the last day of the account, such as 2027-12-31, at most ten years from now",
        ),
        Column::Verdict | Column::Note => ("可不填", "Optional"),
    };
    lang.pick(zh, en).to_owned()
}
