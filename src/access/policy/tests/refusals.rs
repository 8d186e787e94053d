//! What is wrong does not load, and nothing fails open.

use super::*;

async fn fault(name: &str, rewrite: impl Fn(&str) -> String) -> String {
    Policy::load(&rewritten(name, rewrite)).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_row_that_is_not_understood_does_not_load() {
    for (row, expected) in [
        ("p, prov_amin, school.list, -", "unknown role `prov_amin`"),
        ("p, prov_admin, school.lst, -", "unknown operation `school.lst`"),
        ("p, prov_admin, CreateSchool, -", "unknown operation `CreateSchool`"),
        ("p, prov_analyst, school.create, plaice_active", "`plaice_active` is no fact"),
        ("p, prov_analyst, school.create", "4 fields expected, 3 found"),
        ("p, prov_analyst, school.create, -, allow", "4 fields expected, 5 found"),
        ("p, , school.create, -", "an empty or quoted field"),
        ("p, \"prov_analyst\", school.create, -", "an empty or quoted field"),
        ("g, prov_analyst, prov_admin", "unknown kind of row `g`"),
        ("p, prov_admin, session.open, -", "the system's own"),
        ("p, prov_admin, province.list, -", "never held where"),
        ("p, student, self.read, -", "never held where"),
    ] {
        let found = fault("places.csv", |text| format!("{row}\n{text}")).await;
        assert!(found.starts_with("policies/places.csv:1: ") && found.contains(expected), "{found}");
    }
}

#[tokio::test]
async fn a_row_without_effect_does_not_load() {
    for twin in ["p, prov_admin, school.list, place_active", "p, prov_admin, school.list, -"] {
        let found = fault("places.csv", |text| format!("{twin}\n{text}")).await;
        assert!(found.ends_with("policies/places.csv:1 already says this, or makes it void"), "{found}");
    }
}

#[tokio::test]
async fn a_file_that_is_wrong_does_not_load() {
    for (name, row, expected) in [
        ("roles.csv", "root,ministry,none,根,Root", "differs from the one"),
        ("grants.csv", "prov_admin,audit_admn,own_place", "unknown role"),
        ("grants.csv", "prov_admin,moe_steering,own_place", "never held so"),
        ("grants.csv", "prov_admin,prov_admin,own_place", "already there"),
        ("grants.csv", "prov_admin,audit_admin,anywhere", "neither own_place"),
        ("separation.csv", "prov_admin,audit_admin,place,a,b,c", "not yet there"),
        ("separation.csv", "prov_admin,school_admin,city,a,b,c", "neither place nor school"),
        ("keeps.csv", "sys_admin,prov_admin,own_school", "never held so"),
        ("keeps.csv", "sys_admin,prov_admin,own_place", "already there"),
        ("separation.csv", "prov_admin,prov_admin,place,a,b,c", "pair of two roles"),
        ("registrants.csv", "student,staff_id", "a role that can be given"),
        ("registrants.csv", "prov_admin,staff_id", "not yet there"),
        ("registrants.csv", "counsellor,passport", "unknown kind of evidence"),
        ("pairs.csv", "emergency.ask,emergency.confirm,emergency,a,b,c", "unknown operation `emergency.ask`"),
        ("pairs.csv", "emergency.request,emergency.open,emergency,a,b,c", "would be without effect"),
        ("pairs.csv", "emergency.request,emergency.confirm,emergency,a,b,c", "already there"),
    ] {
        let found = fault(name, |text| format!("{text}{row}\n")).await;
        assert!(found.starts_with("policies/") && found.contains(expected), "{found}");
    }
}

#[tokio::test]
async fn a_file_that_is_missing_or_changed_does_not_load() {
    let headless = fault("grants.csv", |text| text.replace("granter,", "giver,")).await;
    assert!(headless.contains("the first row must be"));
    let pair = "leave.start,leave.approve_return";
    let unpaired =
        fault("pairs.csv", |text| text.lines().filter(|row| !row.starts_with(pair)).collect::<Vec<_>>().join("\n"))
            .await;
    assert!(unpaired.contains("leave.approve_return asks who did leave.start"), "{unpaired}");
    assert!(fault("oversight.csv", |_| String::new()).await.contains("audit.list has no row"));
    let open = fault("model.conf", |text| text.replace("some(", "!some(")).await;
    assert!(open.contains("differs from the one"));
    let none = Policy::load(&PolicySources::from_files(Vec::new())).await.unwrap_err();
    assert_eq!(none.to_string(), "policies/model.conf: is missing");
}

/// F7: the ways in which casbin-rs answers yes to everybody. (`enable_enforce` and `load_policy` are banned by
/// `clippy.toml`; a load that fails half-way is [`super::a_failed_reload_changes_nothing`].)
#[tokio::test]
async fn nothing_fails_open() {
    let policy = policy().await;
    let model = PolicySources::embedded().model();
    let refused = async |model: String, rows: &[PolicyRow]| casbin_rules::enforcer(&model, rows).await.err().unwrap();
    let admin = Role::parse("prov_admin").unwrap();
    // Zero rows: Casbin matches against empty words. Ours hold nothing, and a matcher that would is refused.
    let empty = casbin_rules::enforcer(model, &[]).await.unwrap();
    assert_eq!(casbin_rules::ask(&empty, admin, CreateSchool::ID, Facts::all()), Ok(false));
    let equal = model.replace("&& holds(p.condition, r.facts)", "&& r.facts == p.condition");
    assert!(refused(equal, &[]).await.contains("must deny (\"\", \"\", \"\")"));
    // A matcher that lets everybody in.
    let open = model.replace("m = r.role", "m = true || r.role");
    assert!(refused(open, policy.rows()).await.contains("must deny"));
    let remarked = model.replace("[matchers]", "# m = nothing yet\n\n[matchers]");
    assert!(casbin_rules::enforcer(&remarked, &[]).await.is_ok(), "a remark is none of its lines");
    // An effect that starts at yes, or that a row could misspell.
    assert!(refused(model.replace("some(", "!some("), &[]).await.contains("must have the line"));
    assert!(refused(model.replace("condition\n", "condition, eft\n"), &[]).await.contains("must have the line"));
    let double = format!("{model}\n[matchers]\nm2 = true\n");
    assert!(refused(double, &[]).await.contains("one r, p, e and m"));
}
