//! Every code's text, Chinese first. Codes are never translated; a test finds a code without a text.

use std::{collections::HashMap, sync::LazyLock};

use crate::codes::Lang;

/// The text of a code; values fill the braces. A code without a text gives itself.
pub fn text(code: &str, lang: Lang, params: &[(&'static str, String)]) -> String {
    let template = template(code, lang).unwrap_or(code).to_owned();
    params.iter().fold(template, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The text of a code with its braces unfilled.
pub fn template(code: &str, lang: Lang) -> Option<&'static str> {
    BY_CODE.get(code).map(|(zh, en)| lang.pick(zh, en))
}

/// Whether a code has a text.
pub fn is_known(code: &str) -> bool {
    BY_CODE.contains_key(code)
}

static BY_CODE: LazyLock<HashMap<&str, (&str, &str)>> =
    LazyLock::new(|| TEXTS.iter().map(|(code, zh, en)| (*code, (*zh, *en))).collect());

#[rustfmt::skip]
const TEXTS: &[(&str, &str, &str)] = &[
    ("internal", "系统出现故障，请稍后重试；如仍不成功，请把请求编号告知技术支持。", "Something failed on our side. Try again later; if it persists, give the request id to support."),
    ("not_found", "没有找到您要访问的内容。", "There is nothing here that you can see."),
    ("method_not_allowed", "此地址不支持该操作方式。", "This address does not support that method."),
    ("request_malformed", "请求格式不正确。", "The request could not be read."),
    ("validation_failed", "填写的内容有误，请按提示修改。", "Some values are not acceptable; see each field."),
    ("unsupported_media_type", "请以 application/json 格式提交。", "Send the body as application/json."),
    ("unsupported_file_type", "请上传 .csv 或 .xlsx 文件。", "Upload a .csv or .xlsx file."),
    ("content_encoding_refused", "不接受压缩的请求内容。", "Compressed request bodies are not accepted."),
    ("payload_too_large", "提交的内容过大，上限为 {max}。", "The body is too large; the limit is {max}."),
    ("request_timeout", "接收请求内容超时。", "The request body did not arrive in time."),
    ("origin_refused", "请求来自其他网站，已拒绝。", "The request comes from another site and was refused."),
    ("host_refused", "请求的主机名不属于本平台。", "The request names a host that is not this platform."),
    ("database_busy", "系统繁忙，请稍后重试。", "The system is busy; try again shortly."),
    ("place_not_ready", "该单位正在开通，请稍后重试。", "This place is being set up; try again shortly."),
    // signing in
    ("session_required", "请先登录。", "Sign in first."),
    ("session_ended", "登录已失效，请重新登录。", "Your session has ended; sign in again."),
    ("sign_in_failed", "单位、登录名或密码不正确。", "The place, login or password is wrong."),
    ("sign_in_locked", "尝试次数过多，请在 {minutes} 分钟后再试。", "Too many attempts; try again in {minutes} min."),
    ("sign_in_busy", "登录人数较多，请稍后重试。", "Many people are signing in; try again shortly."),
    ("link_invalid", "链接无效、已使用或已过期。请联系为您开通账号的管理员重新发送。", "The link is invalid, used or expired. Ask the administrator who invited you to send a new one."),
    ("password_current_wrong", "当前密码不正确。", "The current password is wrong."),
    ("password_too_short", "密码至少需要 {min} 个字符。", "Use at least {min} characters."),
    ("password_too_long", "密码最多 {max} 个字符。", "Use at most {max} characters."),
    ("password_too_plain", "密码须包含大写字母、小写字母、数字、其他字符中的至少 {kinds} 种。", "Use at least {kinds} of: upper case, lower case, digits, other characters."),
    ("password_common", "该密码过于常见（在常见词前后加数字、符号也不行），请换一个。", "This is a common password, or a common word with digits and signs around it; choose another."),
    ("password_contains_login", "密码不能包含登录名。", "The password must not contain the login."),
    ("password_is_name", "密码不能是姓名、单位名称或平台名称及其拼音（前后加数字、符号也不行）。", "The password must not be the name of a person, a unit or this platform, with or without digits and signs around it."),
    ("password_invalid", "密码不能含有制表符、换行等控制字符。", "The password must not have control characters such as tabs."),
    ("password_reused", "不能使用最近 {n} 次用过的密码。", "The last {n} passwords cannot be used again."),
    ("password_unchanged", "新密码不能与当前密码相同。", "The new password must differ from the current one."),
    // life in danger
    ("second_person_missing", "须先有另一人确认您的紧急调阅，且仍在 24 小时有效期内。可以确认的角色：{roles}。", "A second person must first have confirmed an emergency of yours, less than 24 hours ago. Roles that can confirm: {roles}."),
    ("operations_separated", "{reason}（依据：{source}）。", "Refused: {reason} ({source})."),
    ("emergency_state_unknown", "不认识的紧急调阅状态。", "Unknown state of an emergency."),
    ("emergency_student_once", "请填写学号或证件号码中的一项，不要同时填写。", "Give either the student number or the identity number, not both."),
    ("emergency_student_unknown", "本校测评结果中没有这名学生，请核对号码。", "No result of your school has this number; check it."),
    ("search_locked", "多次输入的号码都找不到学生。请核对号码，{minutes} 分钟后再试。", "Several numbers in a row belonged to no student; check yours and try again in {minutes} min."),
    ("emergency_text_invalid", "请填写 {min}–{max} 个字，写明发生了什么；不要写学生姓名、学号或诊断。", "Use {min} to {max} characters, and say what happened; no name, number or diagnosis of the student."),
    ("emergency_nobody_to_tell", "省级没有可接收告警的人员，不能发起紧急调阅。请联系平台运维人员。", "Nobody in the province could be told, so no emergency can be opened. Ask the platform's operators."),
    ("emergency_not_alarmed", "尚未向监督人员告警，不能调阅。", "Those who supervise have not been told, so nothing is opened."),
    ("emergency_not_confirmed", "还没有第二人确认，不能调阅。", "No second person has confirmed this yet."),
    ("emergency_decided", "该申请已由他人处理。", "Somebody else has decided this already."),
    ("emergency_lapsed", "该申请两小时内无人确认，已失效；如仍有危险，请重新申请。", "Nobody confirmed this within two hours, so it lapsed; if the danger persists, ask again."),
    ("emergency_over", "该紧急调阅已结束。", "This emergency is over."),
    ("emergency_not_over", "紧急调阅结束后才能填写报告。", "A report is written once the emergency is over."),
    ("emergency_not_yours", "只有申请人本人可以办理。", "Only whoever asked for this may do it."),
    ("emergency_record_gone", "该学生的测评结果已撤回或清除，平台上没有可调阅的内容。", "The student's result was withdrawn or destroyed meanwhile; the platform holds nothing to open."),
    ("emergency_reported", "报告已提交，不能修改。", "The report is made and cannot be changed."),
    ("emergency_told_future", "告知日期不能晚于今天。", "The day on which the student was told cannot lie in the future."),
    // systems and their keys
    ("key_invalid", "密钥无效、已到期或已撤销，或系统账号已停用。请联系签发密钥的安全管理员。", "The key is not valid: unknown, expired, revoked, or its service account is disabled. Ask the security administrator who issued it."),
    ("network_refused", "此密钥不能在当前网络使用。", "This key does not work from this network."),
    ("credentials_twice", "同一请求只能携带一个凭证：登录会话或一个密钥。", "A request bears one credential: a session or one key."),
    ("operation_not_bound", "此密钥未授权该操作。可以签发密钥的角色：{roles}。", "This key is not bound to this operation. Roles that issue keys: {roles}."),
    ("one_school_only", "此项操作只能由某一学校的人员或系统账号办理。可以办理的角色：{roles}。", "Only somebody, or a system, of one school may do this. Roles that may: {roles}."),
    ("service_name_invalid", "系统名称须为 1–64 个字符，且不含控制字符。", "A system's name has 1–64 characters and no control characters."),
    ("service_purpose_invalid", "请用 1 至 {max} 个字说明系统用途。", "Say in 1 to {max} characters what the system is for."),
    ("service_creator_refused", "开设该系统账号的人不能为其签发密钥，请由另一名安全管理员办理。", "Whoever opened this service account issues none of its keys; ask another security administrator."),
    ("service_keys_full", "每个系统账号最多同时有 {max} 个有效密钥，请先撤销一个。", "A service account has at most {max} live keys; revoke one first."),
    ("service_key_ended", "该密钥已到期或已撤销。", "This key has expired or was revoked."),
    ("key_state_unknown", "不认识的密钥状态。", "Unknown state of a key."),
    ("key_expires_late", "密钥有效期最长 {months} 个月。", "A key lasts at most {months} months."),
    ("operations_required", "请至少选择一项操作。", "Choose at least one operation."),
    ("operation_not_bindable", "该操作不能授权给此系统账号。", "A key of this service account cannot be bound to this operation."),
    ("networks_required", "请至少填写一个网络地址段。", "Name at least one network."),
    ("network_invalid", "请填写网络地址段，如 203.0.113.0/24 或 2001:db8::/48；主机位须为零。", "Write a network as 203.0.113.0/24 or 2001:db8::/48, without bits of a host."),
    ("network_too_wide", "地址段过大：IPv4 不得大于 /16，IPv6 不得大于 /32。", "This network is too wide: at most /16 of IPv4, /32 of IPv6."),
    // registration and vetting
    ("realm_unknown", "没有这个单位。", "There is no such unit."),
    ("registration_state_unknown", "不认识的申请状态。", "Unknown state of a registration."),
    ("registration_link_invalid", "链接无效或已过期。请在登录页选择“申请注册”，用同一邮箱重新获取链接。", "The link is invalid or expired. Choose 'Apply' on the sign-in page and ask for a new one with the same address."),
    ("registration_busy", "来自您所在网络的申请过多，请稍后再试。", "Too many applications came from your network; try again later."),
    ("registration_submitted", "申请已提交，不能再修改。", "The application is submitted and can no longer be changed."),
    ("registration_not_taken", "请先受理该申请。", "Take the application under review first."),
    ("registration_not_yours", "该申请由其他审核人受理；如需接手，请先受理。", "Another reviewer has this application; take it over first."),
    ("registration_taken", "您已受理该申请。", "You have taken this application already."),
    ("registration_decided", "该申请已办结。", "This application is closed."),
    ("role_not_for_applicants", "该角色不接受向此单位申请。", "Nobody applies to this unit for this role."),
    ("evidence_unknown", "不认识的材料类别。", "Unknown kind of evidence."),
    ("evidence_missing", "还缺少以下材料：{missing}。", "Evidence is missing: {missing}."),
    ("evidence_too_large", "单个文件不能超过 {max}。", "A file may have at most {max}."),
    ("evidence_too_many", "最多上传 {max} 个文件。", "At most {max} files."),
    ("evidence_type_unknown", "请上传 PDF、JPG 或 PNG 文件。", "Upload a PDF, JPEG or PNG file."),
    ("text_too_long", "最多 {max} 个字。", "At most {max} characters."),
    ("person_cooling_off", "此人离岗后处于脱岗管理期，{until} 前未经批准不得担任可接触学生数据的角色（R003-53.2）。", "This person has left and is in the year of cooling-off; until {until} no role that sees student data may be held without approval (R003-53.2)."),
    // results of a census
    ("campaign_closed", "该次测评已结束，不再接收结果。", "This campaign is closed and takes no more results."),
    ("instrument_unknown", "本次测评使用的量表在当前版本中不可用，请联系平台管理员。", "The campaign names an instrument that this release does not have; tell the platform's operator."),
    ("result_header_unknown", "本列的列名不在模板中，请删除本列或改用模板中的列名。", "This column's header is not one of the template; delete the column or use a header of the template."),
    ("result_header_duplicate", "列重复。", "The column appears twice."),
    ("result_header_missing", "缺少此列，请使用模板中的列名。", "This column is missing; use the template's headers."),
    ("result_row_too_long", "该行的内容多于表头。", "The row has more than the header."),
    ("result_cell_required", "不能为空。", "Must not be empty."),
    ("result_date_invalid", "日期应写作 2026-09-20，且不晚于 {latest}。", "Write a date as 2026-09-20, not later than {latest}."),
    ("result_withdrawn_with_answers", "已撤回同意的学生不得填写答案。", "A row whose consent was withdrawn must carry no answers."),
    ("consent_missing", "缺少知情同意日期；没有知情同意的结果不得导入。", "The date of consent is missing; results without consent may not be imported."),
    ("answer_out_of_range", "答案应为 {min} 至 {max} 的整数；未作答请留空。", "An answer is a whole number from {min} to {max}; blank if not answered."),
    ("student_repeated", "学号与第 {first_line} 行重复。", "Same student number as in line {first_line}."),
    ("student_number_invalid", "学号应为 1 至 30 位字母、数字或 - _ . /。", "A student number has 1 to 30 letters, digits or - _ . /."),
    ("identity_number_invalid", "身份证件号码无效，请核对位数、出生日期和末位校验码。", "Not a valid identity number: check length, date of birth and check digit."),
    ("document_number_invalid", "证件号码应为 5 至 20 位字母、数字或连字符。", "A document number has 5 to 20 letters, digits or hyphens."),
    ("document_kind_unknown", "证件类型不在可选范围内，见模板的填写说明。", "Unknown kind of document; see the template's second sheet."),
    ("gender_unknown", "性别应为男、女、未知或未说明。", "Gender is male, female, unknown or not_stated."),
    ("training_level_unknown", "培养层次应为专科、本科、硕士、博士或其他。", "The training level is junior_college, undergraduate, master, doctor or other."),
    ("enrol_year_invalid", "入学年份应为 {min} 至 {max}。", "The year of enrolment lies between {min} and {max}."),
    ("college_invalid", "院系名称应为 1 至 60 个字。", "A college has a name of 1 to 60 characters."),
    ("college_repeated", "同一培养层次的院系重复。", "The same training level and college appear twice."),
    ("persons_invalid", "人数应为 0 至 {max} 的整数。", "A number of persons is a whole number from 0 to {max}."),
    ("too_many_items", "最多 {max} 行。", "At most {max} rows."),
    ("upload_broken", "上传中断，文件未能读完，请重新上传。", "The upload broke off before the file was read; upload it again."),
    ("import_not_reading", "该文件的读取已中止，请重新上传。", "Reading this file was given up; upload it again."),
    ("import_stage_lost", "已校验的数据不完整（可能因数据库重启），请重新上传。", "What was checked is no longer complete (the database may have restarted); upload it again."),
    ("contact_not_open", "该联系任务已办结或已失效。", "This contact is done or has lapsed."),
    ("contact_state_unknown", "状态应为待联系、已联系或已失效。", "The state is open, done or lapsed."),
    ("note_invalid", "请填写 1 至 {max} 字的说明。", "Write a note of 1 to {max} characters."),
    // permission
    ("not_permitted", "您的角色没有此项权限。可以办理的角色：{roles}；如需授权，请联系：{granters}。", "Your role does not allow this. Roles that may: {roles}; who can give them: {granters}."),
    ("commitment_missing", "尚无生效的保密承诺书，请先签署，并由单位管理员登记。", "No confidentiality commitment is in force: sign one, and let an administrator of the unit record it."),
    ("commitment_required", "您没有生效的保密承诺书，不能办理此项操作。请联系可以登记的人员：{roles}。", "You have no confidentiality commitment in force. Roles that record one: {roles}."),
    ("outside_hours", "该操作仅在每日 {from}:00–{until}:00（北京时间）开放。", "This can be done every day from {from}:00 to {until}:00 Beijing time."),
    ("commitment_withdrawn", "该承诺书已作废。", "This commitment was withdrawn already."),
    ("commitment_ended", "承诺书截止日期已过。", "This commitment has ended already."),
    ("commitment_too_long", "承诺书有效期最长 {years} 年。", "A commitment lasts {years} years at most."),
    ("signed_on_future", "签署日期不能晚于今天。", "The day of signature cannot be later than today."),
    ("whole_place_only", "此项操作只能由负责全单位的人员办理。可以办理的角色：{roles}。", "Only those who answer for the whole place may do this. Roles that may: {roles}."),
    ("operation_narrowed", "此项操作已由{by}对您的角色停用，原因：{reason}。可以恢复的角色：{roles}。", "{by} has switched this off for your role. Reason: {reason}. Roles that can switch it on again: {roles}."),
    ("operation_not_narrowable", "此项操作不能停用。", "This cannot be switched off."),
    ("operation_not_of_role", "该角色在本单位没有此项操作，无需停用。", "The role does not have this here, so there is nothing to switch off."),
    ("no_assignment", "您在该单位没有任职，不能进行此操作。", "You hold no role at this place."),
    ("place_suspended", "该单位已被停用，暂不能办理业务。请联系教育部平台管理员。", "This place is suspended. Ask the ministry's platform operator."),
    ("school_suspended", "您所在学校已被停用，暂不能办理业务。请联系省级管理员。", "Your school is suspended. Ask the provincial administrator."),
    ("second_factor_required", "请先完成二次验证（身份验证器或恢复码）。", "Prove your second factor first (authenticator app or recovery code)."),
    ("step_up_required", "此项操作较为敏感，请再次输入身份验证器的验证码。", "This is a sensitive operation: enter a code of your authenticator app again."),
    ("factor_wrong", "验证码不正确，或已使用过。请输入身份验证器上的最新验证码。", "The code is wrong or was used before. Enter the current code of your authenticator app."),
    ("passkey_wrong", "通行密钥未通过验证，请重试，或改用验证码。", "The passkey was not accepted; try again, or use a code."),
    ("passkey_refused", "此通行密钥无法添加，请重试。", "This passkey cannot be added; try again."),
    ("passkey_known", "此通行密钥已经添加过。", "This passkey was added before."),
    ("passkey_not_begun", "操作已超时，请重新添加通行密钥。", "This took too long; begin to add the passkey again."),
    ("passkey_none", "本账号没有通行密钥，请使用验证码。", "This account has no passkey; use a code."),
    ("passkey_not_offered", "当前访问地址不支持通行密钥，请通过域名访问本平台。", "Passkeys need a host name: open the platform by its name, not by an address."),
    ("passkey_name_invalid", "名称应为 1 至 40 个字。", "A name has 1 to 40 characters."),
    ("factor_last", "这是最后一种二次验证方式，不能移除。", "This is the last second factor; it cannot be removed."),
    ("totp_not_begun", "请先获取身份验证器密钥，再输入验证码。", "Ask for an authenticator secret first, then enter its code."),
    ("factor_state_unknown", "二次验证状态应为未设置、待验证或已验证。", "The state of the second factor is missing, unproved or proved."),
    ("role_elsewhere", "该角色不在此单位设置。", "This role is not held at this place."),
    ("role_not_grantable", "您不能授予该角色。可以授予的角色：{roles}。", "You may not grant this role. Roles that may: {roles}."),
    ("account_not_yours", "该账号的角色不由您管理。可以管理的角色：{roles}。", "You do not manage accounts with this role. Roles that do: {roles}."),
    ("roles_separated", "同一人不能同时担任“{one}”和“{other}”：{reason}（依据：{source}）。", "One person may not be both {one} and {other}: {reason} ({source})."),
    ("self_refused", "不能对自己的账号进行此操作。", "You cannot do this to your own account."),
    ("own_roles_refused", "不能变更本人的角色，请由其他有权人员办理。", "Nobody changes their own roles; ask somebody else who may."),
    ("own_identity_refused", "不能登记或更正本人的身份证件号码，请由其他管理员办理。", "Nobody enters their own identity number; ask another administrator."),
    ("assignment_exists", "该账号已担任此角色。", "The account holds this role already."),
    ("assignment_ends_past", "终止时间须晚于当前时间。", "The end must lie in the future."),
    ("assignment_ends_late", "任期最长 {years} 年。", "A role is given for at most {years} years."),
    ("department_required", "该角色须填写院系或部门。", "This role needs a department."),
    ("department_not_allowed", "该角色不属于某一院系或部门，请勿填写。", "This role belongs to no department; leave it out."),
    ("department_name_invalid", "院系或部门名称应为 1 至 60 个字。", "A department has a name of 1 to 60 characters."),
    ("role_not_given", "该角色不通过账号授予。", "This role is not given to accounts."),
    ("rules_not_acknowledged", "请先登录网页端阅读并确认平台账号使用规定，再进行其他操作。", "Read and acknowledge the platform's rules in the console first."),
    ("support_view", "支持视图只显示不含个人信息的内容，不能办理此项操作。请先退出支持视图。", "A support view shows what has no personal data, and changes nothing. Leave it first."),
    ("password_due", "密码已到更换期限，请先登录网页端修改密码，再进行其他操作。", "Your password is due to be changed; do so in the console first."),
    ("rules_version_stale", "规定已更新，请重新阅读最新版本。", "The rules have a new version; read that one."),
    // shapes
    ("json_invalid", "不是有效的 JSON（第 {line} 行，第 {column} 列）。", "Not valid JSON (line {line}, column {column})."),
    ("json_duplicate_key", "字段“{name}”重复出现。", "The field \"{name}\" appears twice."),
    ("json_too_deep", "嵌套层次过深。", "Nested too deeply."),
    ("json_nul", "文本不能包含空字符（U+0000）。", "Text must not contain U+0000."),
    ("json_not_object", "请求内容必须是 JSON 对象。", "The body must be a JSON object."),
    ("field_unknown", "不认识的字段。", "Unknown field."),
    ("field_required", "此项必填。", "This field is required."),
    ("field_not_text", "此项应为文本。", "This must be a text."),
    ("field_not_number", "此项应为数字。", "This must be a number."),
    ("field_not_boolean", "此项应为 true 或 false。", "This must be true or false."),
    ("field_not_list", "此项应为列表。", "This must be a list."),
    ("field_not_object", "此项应为对象。", "This must be an object."),
    ("field_enum", "不在可选范围内：{allowed}。", "Must be one of: {allowed}."),
    ("field_too_short", "至少需要 {min} 个字符。", "Use at least {min} characters."),
    ("field_too_long", "最多 {max} 个字符。", "Use at most {max} characters."),
    ("parameter_invalid", "参数“{name}”不正确。", "The parameter \"{name}\" is not valid."),
    ("cursor_invalid", "翻页标记无效，请从第一页开始。", "The cursor is not valid; start from the first page."),
    ("if_match_required", "修改前请先读取最新内容（缺少 If-Match）。", "Read the latest version first (If-Match is missing)."),
    ("version_stale", "内容已被他人修改，请核对最新内容后再保存。", "Somebody changed this meanwhile; compare with the latest version and save again."),
    ("idempotency_key_invalid", "Idempotency-Key 须为 1–255 个可见字符。", "Idempotency-Key must be 1–255 visible characters."),
    ("idempotency_key_reused", "同一 Idempotency-Key 已用于其他内容。", "This Idempotency-Key was used with another body."),
    ("reason_required", "请填写原因。", "Give a reason."),
    // schools
    ("school_id_invalid", "学校标识码应为 10 位数字，且符合高等学校编码规则。", "The school identifier must be 10 digits and follow the rule for higher education."),
    ("school_id_taken", "该学校标识码已存在。", "A school with this identifier exists."),
    ("school_published_elsewhere", "该学校标识码已由其他省级单位开通。", "Another province has opened a school with this identifier."),
    ("school_name_invalid", "学校名称须为 2–64 个字符。", "The school's name must have 2–64 characters."),
    ("department_invalid", "主管部门须为 2–64 个字符。", "The competent department must have 2–64 characters."),
    ("location_invalid", "所在地须为 2–64 个字符。", "The location must have 2–64 characters."),
    ("level_required", "普通高等学校须填写办学层次。", "A regular institution needs a level."),
    ("school_already_suspended", "该学校已处于停用状态。", "The school is suspended already."),
    ("school_already_active", "该学校已处于启用状态。", "The school is active already."),
    ("school_limit_reached", "已达到本省级单位的学校数量上限，请联系教育部平台管理员。", "The province has as many schools as its limit allows; ask the ministry's platform operator."),
    ("account_limit_reached", "已达到本省级单位的账号数量上限，请联系教育部平台管理员。", "The province has as many accounts as its limit allows; ask the ministry's platform operator."),
    ("school_unknown", "没有找到该学校。", "There is no such school."),
    // provinces
    ("province_invalid", "不认识的省级单位代码。", "Unknown province code."),
    ("province_already_suspended", "该省级单位已处于停用状态。", "The province is suspended already."),
    ("province_not_suspended", "该省级单位未被停用。", "The province is not suspended."),
    // imports
    ("import_invalid", "文件有错误，改正后请重新上传。", "The file has errors; correct and upload it again."),
    ("import_not_validated", "该导入已提交过。", "This import has been committed already."),
    ("import_hash_mismatch", "提交的文件与校验过的不一致，请重新上传校验。", "The file is not the one that was validated; upload it again."),
    ("import_running", "导入仍在进行，请等待完成。", "The import is still running."),
    ("sample_row", "请删除模板中的示例行", "Delete the sample row of the template"),
    ("staff_import_stale", "校验之后账号、学校或授权有变动，请重新上传校验。", "Accounts, schools or rights changed since the check; upload the file again."),
    ("login_repeated", "登录名与第 {first_line} 行重复。", "Same login as in line {first_line}."),
    ("login_differs", "该登录名的账号已存在，且与本行不一致；导入不修改已有账号，请在账号管理中修改。", "An account with this login exists and differs from this row; an import changes no account, so edit it there."),
    ("email_masked", "邮箱已隐去，请填写完整的邮箱地址。", "The address is masked; give it whole."),
    ("import_stale", "校验之后学校信息有变动，请重新上传校验。", "Schools changed since the check; upload the file again."),
    // campaigns
    ("campaign_year_invalid", "年度须在 2000 至 2099 之间。", "The year must lie between 2000 and 2099."),
    ("campaign_year_taken", "该年度的测评已经启动。", "This year's campaign has been opened already."),
    ("campaign_title_invalid", "测评名称须为 2–64 个字符。", "The campaign's title must have 2–64 characters."),
    ("campaign_window_invalid", "结束日期不能早于开始日期。", "The last day must not come before the first."),
    ("campaign_not_open", "该测评正在结束或已经结束。", "The campaign is being closed or closed already."),
    ("instruments_required", "请选择 1–20 个量表。", "Choose 1–20 instruments."),
    ("instrument_unknown", "没有该量表或该版本。", "There is no such instrument or version."),
    ("instrument_repeated", "该量表重复出现。", "This instrument appears twice."),
    ("date_invalid", "日期须为 YYYY-MM-DD 格式。", "A date is written YYYY-MM-DD."),
    // accounts
    ("login_invalid", "登录名须为 3–64 个字符，只能使用小写字母、数字、点、下划线和短横线，并以字母或数字开头。", "A login has 3–64 characters: lower-case letters, digits, dot, underscore, hyphen; it starts with a letter or digit."),
    ("login_taken", "该登录名已被使用。", "This login is taken."),
    ("name_invalid", "姓名须为 1–64 个字符，且不含控制字符。", "A name has 1–64 characters and no control characters."),
    ("email_invalid", "邮箱地址格式不正确。", "This is not a valid mail address."),
    ("role_invalid", "不认识的角色。", "Unknown role."),
    ("school_required", "该角色须指定学校。", "This role needs a school."),
    ("school_not_allowed", "该角色不属于某一学校，请勿指定学校。", "This role belongs to no school; leave it out."),
    ("account_already_disabled", "该账号已停用。", "The account is disabled already."),
    ("account_expired", "该账号已到期，请先修改到期日期。", "The account has reached its end; change its last day first."),
    ("accounts_required", "请至少选择一个账号。", "Choose at least one account."),
    ("too_many_accounts", "一次最多停用 {max} 个账号。", "At most {max} accounts at once."),
    ("report_too_long", "账号超过 {max} 个，请缩小筛选范围。", "More than {max} accounts; narrow the filter."),
    ("expires_on_past", "到期日期不能早于今天。", "The last day cannot lie in the past."),
    ("expires_on_late", "到期日期最长为 {years} 年之后。", "The last day lies at most {years} years ahead."),
    ("account_left", "该人员已离岗。如需恢复，请由另一名管理员在离岗记录中批准返岗。", "This person has left; another administrator can approve a return in the leave record."),
    ("leave_item_unknown", "不认识的离岗事项。", "Unknown item of the leaving checklist."),
    ("leave_state_unknown", "不认识的离岗状态。", "Unknown state of a leave."),
    ("leave_incomplete", "离岗手续尚未办完：{missing}。", "The leave is not complete yet; to be done: {missing}."),
    ("leave_already_complete", "该离岗手续已办结。", "This leave is complete already."),
    ("leave_not_complete", "离岗手续尚未办结，不能批准返岗。", "The leave is not complete yet, so no return can be approved."),
    ("return_already_approved", "返岗已经批准。", "The return has been approved already."),
    ("last_day_invalid", "最后工作日须在前后一年之内。", "The last day lies within a year of today."),
    ("successor_unknown", "交接人须是您管理范围内的其他在用账号。", "The successor must be another active account within your reach."),
    ("account_not_disabled", "该账号未停用。", "The account is not disabled."),
    ("account_not_invited", "该账号已激活，无需重新邀请；可发送密码重置链接。", "The account is active; send a reset link instead."),
    ("account_not_active", "该账号尚未激活或已停用，不能重置密码。", "The account is not active, so its password cannot be reset."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_its_values_in_both_languages() {
        let params = [("minutes", "3".to_owned())];
        assert_eq!(text("sign_in_locked", Lang::Zh, &params), "尝试次数过多，请在 3 分钟后再试。");
        assert_eq!(text("sign_in_locked", Lang::En, &params), "Too many attempts; try again in 3 min.");
    }

    #[test]
    fn both_languages_of_a_code_name_the_same_values() {
        let braces = |text: &str| {
            let mut all: Vec<String> =
                text.split('{').skip(1).filter_map(|s| s.split('}').next()).map(str::to_owned).collect();
            all.sort();
            all
        };
        for (code, zh, en) in TEXTS {
            assert_eq!(braces(zh), braces(en), "{code}");
            assert!(en.is_ascii() || en.contains('–'), "{code}: English text has other characters: {en}");
        }
    }

    #[test]
    fn the_first_known_language_wins() {
        assert_eq!(Lang::accepted(Some("fr, en-GB;q=0.8, zh-CN;q=0.5")), Lang::En);
        assert_eq!(Lang::accepted(Some("zh-Hans-CN")), Lang::Zh);
        assert_eq!(Lang::accepted(None), Lang::Zh);
    }
}
