//! One probe per route: the policy's operation behind it, and a body that it accepts.

use huixin::{access::OperationId, clock::Clock};
use serde_json::{Value, json};

use super::document::Route;
use crate::harness::people::PASSWORD;

/// Routes that need no session. This list may only shrink.
pub const PUBLIC: [&str; 11] = [
    "list_realms",
    "open_session",
    "look_up_link",
    "use_link",
    // An applicant has no account: a mailed token opens one's own application.
    "begin_registration",
    "find_registration",
    "fill_registration",
    "attach_evidence",
    "remove_evidence",
    "submit_registration",
    "withdraw_registration",
];

/// The policy's operation behind a route: its own name, or the one that several routes share.
pub fn operation(route: &Route) -> OperationId {
    let shared = match route.id.as_str() {
        "school_import_template" | "list_school_import_rows" | "school_import_result" => "read_school_import",
        "commit_school_import" => "import_schools",
        "staff_import_template" | "list_staff_import_rows" | "staff_import_result" => "read_staff_import",
        "commit_staff_import" => "import_staff",
        "national_import_template" | "list_national_import_rows" | "national_import_result" => "read_national_import",
        "commit_national_import" => "import_national_schools",
        "result_template" | "list_result_imports" | "list_result_faults" => "read_result_import",
        "commit_results" => "import_results",
        "begin_totp" | "confirm_totp" | "begin_passkey" | "add_passkey" => "enrol_factor",
        "prove_by_passkey" => "prove_factor",
        "remove_passkey" => "remove_factor",
        "list_instruments" => "list_campaigns",
        "read_national_cockpit_of_province" => "read_national_cockpit",
        own => own,
    };
    OperationId::parse(shared).unwrap_or_else(|_| panic!("the route {} has no operation: name it here", route.id))
}

pub fn school_fields() -> Value {
    json!({ "name": "探测大学", "competent_dept": "四川省", "affiliation": "province", "category": "regular",
            "level": "undergraduate", "ownership": "public", "location": "成都市" })
}

/// A body that a route accepts; `school` is where the target lies, `hash` that of the staged file.
pub fn body(id: &str, school: &str, fresh: &str, hash: &str) -> Option<Value> {
    let reason = json!({ "reason": "例行检查" });
    Some(match id {
        "open_session" => json!({ "realm": "51", "login": "nobody", "password": "x" }),
        "look_up_link" => json!({ "token": "51.x" }),
        "use_link" => json!({ "token": "51.x", "password": PASSWORD }),
        "begin_registration" => json!({ "realm": "51", "email": "applicant@example.edu.cn" }),
        "fill_registration" => json!({ "role": "prov_admin", "name": "申请人" }),
        "submit_registration" => json!({ "identity_number": null }),
        "approve_registration" => {
            let ends_at = Clock::default().now() + chrono::TimeDelta::days(300);
            json!({ "login": format!("expert{fresh}"), "ends_at": ends_at })
        }
        "change_password" => json!({ "current": PASSWORD, "new": "Another-Horse-8-Battery" }),
        "invite_account" => json!({ "login": format!("new{fresh}"), "name": "新人", "email": "new@example.edu.cn",
                                    "role": "@grantable", "school_id": school }),
        "give_assignment" | "check_assignment" => {
            let ends_at = Clock::default().now() + chrono::TimeDelta::days(300);
            json!({ "role": "@grantable", "school_id": school, "ends_at": ends_at })
        }
        "begin_support_view" => json!({ "role": "@grantable", "reason": "例行检查" }),
        "update_account" => json!({ "name": "改名" }),
        "create_service" => json!({ "login": format!("system{fresh}"), "name": "教务系统", "purpose": "同步学校名单",
                                    "contact": "何工", "contact_email": "he@example.edu.cn", "school_id": school }),
        "update_service" => json!({ "name": "教务系统", "purpose": "同步学校名单", "contact": "何工" }),
        "issue_service_key" => {
            let expires_on = (Clock::default().now() + chrono::TimeDelta::days(300)).date_naive();
            json!({ "operations": ["@bindable"], "networks": ["127.0.0.1"], "expires_on": expires_on })
        }
        "create_school" => {
            let mut body = school_fields();
            body["id"] = json!(format!("41510{fresh}"));
            body
        }
        "update_school" => school_fields(),
        "add_passkey" => json!({ "name": "笔记本电脑", "credential": {} }),
        "prove_by_passkey" => json!({ "credential": {} }),
        "start_leave" => {
            json!({ "reason": "调离", "last_day": huixin::clock::Clock::default().now().date_naive().to_string() })
        }
        "tick_leave" => json!({ "done": true, "note": "已清退" }),
        "acknowledge_rules" => json!({ "version": 1 }),
        "prove_factor" | "confirm_totp" => json!({ "code": "@code" }),
        "disable_account"
        | "enable_account"
        | "disable_service"
        | "enable_service"
        | "revoke_service_key"
        | "reset_factors"
        | "switch_off"
        | "suspend_province"
        | "resume_province"
        | "suspend_school"
        | "resume_school"
        | "end_school_sessions"
        | "end_place_sessions"
        | "refuse_registration"
        | "refuse_emergency"
        | "approve_return"
        | "withdraw_commitment" => reason,
        "open_campaign" => crate::campaigns::body(2031),
        "state_eligible" => {
            json!({ "items": [{ "training_level": "undergraduate", "college": "数学学院", "persons": 9 }] })
        }
        "finish_contact" => json!({ "note": "已电话联系" }),
        // In the staged results of the scene.
        "request_emergency" => json!({ "student_number": "1", "reason": "辅导员报告该生有轻生举动" }),
        "report_emergency" => {
            json!({ "done": "已联系家长并陪同就医，现已脱离危险", "informed": "家长、院系", "not_told": "仍在住院" })
        }
        "disable_accounts" => json!({ "ids": [uuid::Uuid::nil()], "reason": "例行检查" }),
        "commit_school_import" | "commit_national_import" | "commit_staff_import" | "commit_results" => {
            json!({ "sha256": hash })
        }
        _ => return None,
    })
}

/// A file of one school for routes that take a file.
pub fn file(id: &str) -> Option<Vec<u8>> {
    let row = "学校标识码,学校名称,主管部门,所在地,办学层次\n4151014410,四川长江职业学院,四川省,成都市,专科\n";
    if ["attach_evidence", "record_commitment"].contains(&id) {
        return Some(b"%PDF-1.7\n".to_vec());
    }
    if id == "import_results" {
        return Some(crate::results::crisis_of_both(&["77"]));
    }
    if id == "import_staff" {
        return Some(staff("counsellor"));
    }
    matches!(id, "import_schools" | "import_national_schools").then(|| row.as_bytes().to_vec())
}

/// A file of one person with this role, in the own school if it is one of a school.
pub fn staff(role: &str) -> Vec<u8> {
    let school = if role == "moe_app_office" { "" } else { crate::harness::people::OWN_SCHOOL };
    format!("登录名,姓名,邮箱,角色,学校标识码\nprobed.staff,探测,probed@example.edu.cn,{role},{school}\n").into_bytes()
}
