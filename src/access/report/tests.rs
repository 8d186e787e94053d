//! The matrix is a golden file: a change of policy is reviewed as its diff.

use super::*;
use crate::access::PolicySources;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/policy-matrix.txt");

async fn policy() -> Policy {
    Policy::load(&PolicySources::embedded()).await.unwrap()
}

#[tokio::test]
async fn the_matrix_is_the_golden_one() {
    let text = matrix_text(&policy().await);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &text).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap();
    assert!(text == golden, "the policy changed; if it should, UPDATE_GOLDEN=1 rewrites {GOLDEN}:\n{text}");
}

#[tokio::test]
async fn the_document_names_every_operation_and_role() {
    let document = matrix_json(&policy().await);
    assert_eq!(document["operations"].as_array().map(Vec::len), Some(OperationId::all().len()));
    assert_eq!(document["roles"].as_array().map(Vec::len), Some(Role::all().len()));
    let operations = document["operations"].as_array().unwrap();
    let list = operations.iter().find(|operation| operation["name"] == "audit.list").unwrap();
    assert_eq!(
        list["roles"],
        json!([
            { "role": "audit_admin", "conditions": [["place_active", "second_factor"]] },
            { "role": "prov_auditor", "conditions": [["place_active", "second_factor"]] },
        ])
    );
    assert_eq!(list["at"], "realm");
}

#[tokio::test]
async fn an_explanation_shows_rows_and_decisions() {
    let policy = policy().await;
    let explain =
        |role, operation| explain_text(&policy, Role::parse(role).unwrap(), OperationId::parse(operation).unwrap());
    let head = explain("counsel_head", "FinishContact");
    assert!(
        head.contains("policies/assessment.csv:")
            && head.contains(": if place_active & school_active & second_factor\n"),
        "{head}"
    );
    assert!(head.contains("denied   place_active, not school_active, second_factor\n"), "{head}");
    assert!(head.contains("allowed  place_active, school_active, second_factor\n"), "{head}");
    let none = explain("counsellor", "school.create");
    assert!(none.contains("No row of policies/") && none.contains("who can: prov_admin\n"), "{none}");
    let system = explain("counsellor", "open_session");
    assert!(system.contains("Only the system") && system.contains("who can: no role\n"), "{system}");
    let second = explain("prov_admin", "registration.approve");
    assert!(second.contains("not by whoever did registration.submit to the same registration\n"), "{second}");
    assert_eq!(second.matches("not by whoever").count(), 1, "{second}");
    let role = Role::parse("counsel_head").unwrap();
    let document = explain_json(&policy, role, OperationId::parse("contact.finish").unwrap());
    assert_eq!(
        document["decisions"][7],
        json!({ "facts": ["place_active", "school_active", "second_factor"], "allowed": true })
    );
}
