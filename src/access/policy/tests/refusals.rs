//! What is wrong does not load, and nothing fails open.

use super::*;

async fn fault(name: &str, rewrite: impl Fn(&str) -> String) -> String {
    Policy::load(&rewritten(name, rewrite))
        .await
        .unwrap_err()
        .to_string()
}

async fn fault_with(name: &str, row: &str) -> String {
    fault(name, |text| format!("{row}\n{text}")).await
}

#[tokio::test]
async fn a_row_that_is_not_understood_does_not_load() {
    let of = |row: &'static str| fault_with("places.csv", row);
    assert_eq!(
        of("p, prov_amin, school.list, -").await,
        "policies/places.csv:1: unknown role `prov_amin`"
    );
    assert_eq!(
        of("p, prov_admin, school.lst, -").await,
        "policies/places.csv:1: unknown operation `school.lst`"
    );
    assert!(
        of("p, prov_analyst, school.create, plaice_active")
            .await
            .contains("`plaice_active` is no fact")
    );
    assert!(
        of("p, prov_analyst, school.create")
            .await
            .contains("4 fields expected, 3 found")
    );
    assert!(
        of("p, prov_analyst, school.create, -, allow")
            .await
            .contains("4 fields expected, 5 found")
    );
    assert!(
        of("p, , school.create, -")
            .await
            .contains("an empty or quoted field")
    );
    assert!(
        of("p, \"prov_analyst\", school.create, -")
            .await
            .contains("an empty or quoted field")
    );
    assert!(
        of("g, prov_analyst, prov_admin")
            .await
            .contains("unknown kind of row `g`")
    );
    assert!(
        of("p, prov_admin, session.open, -")
            .await
            .contains("the system's own")
    );
    assert!(
        of("p, prov_admin, province.list, -")
            .await
            .contains("never held where")
    );
    let twin = of("p, prov_admin, school.list, place_active").await;
    assert!(
        twin.contains("policies/places.csv:1 already says this"),
        "{twin}"
    );
    assert!(
        of("p, prov_admin, school.list, -")
            .await
            .contains("or makes it void")
    );
}

#[tokio::test]
async fn a_file_that_is_wrong_does_not_load() {
    assert!(
        fault("oversight.csv", |_| String::new())
            .await
            .contains("audit.list has no row")
    );
    assert!(
        fault("model.conf", |text| text.replace("some(", "!some("))
            .await
            .contains("differs from the one")
    );
    assert!(
        fault("roles.csv", |text| format!("{text}root,ministry,根,Root\n"))
            .await
            .contains("differs")
    );
    assert!(
        fault("grants.csv", |text| text.replace("granter,", "giver,"))
            .await
            .contains("the first row must be")
    );
    let add = |row: &'static str| move |text: &str| format!("{text}{row}\n");
    assert!(
        fault("grants.csv", add("prov_admin,audit_admn,own_place"))
            .await
            .contains("unknown role")
    );
    assert!(
        fault("grants.csv", add("prov_admin,moe_steering,own_place"))
            .await
            .contains("never held so")
    );
    assert!(
        fault("grants.csv", add("prov_admin,prov_admin,own_place"))
            .await
            .contains("already there")
    );
    assert!(
        fault("grants.csv", add("prov_admin,audit_admin,anywhere"))
            .await
            .contains("neither own_place")
    );
    assert!(
        fault("separation.csv", add("prov_admin,audit_admin,a,b,c"))
            .await
            .contains("not yet there")
    );
    assert!(
        fault("separation.csv", add("prov_admin,prov_admin,a,b,c"))
            .await
            .contains("pair of two roles")
    );
    let none = Policy::load(&PolicySources::from_files(Vec::new()))
        .await
        .unwrap_err();
    assert_eq!(none.to_string(), "policies/model.conf: is missing");
}

#[tokio::test]
async fn nothing_fails_open() {
    let policy = policy().await;
    let model = PolicySources::embedded().model();
    let refused = async |model: String, rows: &[PolicyRow]| {
        casbin_rules::enforcer(&model, rows).await.err().unwrap()
    };
    let admin = Role::parse("prov_admin").unwrap();
    // Zero rows: Casbin matches against empty words. Ours hold nothing, and a matcher that would is refused.
    let empty = casbin_rules::enforcer(model, &[]).await.unwrap();
    assert_eq!(
        casbin_rules::ask(&empty, admin, CreateSchool::ID, Facts::all()),
        Ok(false)
    );
    let equal = model.replace(
        "&& holds(p.condition, r.facts)",
        "&& r.facts == p.condition",
    );
    assert!(
        refused(equal, &[])
            .await
            .contains("must deny (\"\", \"\", \"\")")
    );
    // A matcher that lets everybody in.
    let open = model.replace("m = r.role", "m = true || r.role");
    assert!(refused(open, policy.rows()).await.contains("must deny"));
    // An effect that starts at yes, or that a row could misspell.
    assert!(
        refused(model.replace("some(", "!some("), &[])
            .await
            .contains("must have the line")
    );
    assert!(
        refused(model.replace("condition\n", "condition, eft\n"), &[])
            .await
            .contains("must have the line")
    );
    let double = format!("{model}\n[matchers]\nm2 = true\n");
    assert!(refused(double, &[]).await.contains("one r, p, e and m"));
}
