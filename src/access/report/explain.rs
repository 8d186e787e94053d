//! Why a role may or may not do something.

use serde_json::{Value, json};

use super::{access, level, names, write_all};
use crate::access::fact::{Fact, Facts};
use crate::access::operation::OperationId;
use crate::access::policy::Policy;
use crate::access::roles::Role;

/// Why a role may or may not do something: its rows with file and line, and every decision.
pub fn explain_text(policy: &Policy, role: Role, operation: OperationId) -> String {
    let (info, of) = (operation.info(), role.info());
    let why = policy.explain(role, operation);
    let mut text = format!("{} {} — {}\n", of.identifier, of.zh, of.en);
    write_all(
        &mut text,
        format_args!(
            "{} at {}, {} — {}\n\n",
            info.name,
            level(info.level),
            access(info.access),
            info.doc
        ),
    );
    match why.rows.is_empty() {
        true if info.system => text.push_str("Only the system does this; no role can have it.\n"),
        true => text.push_str("No row of policies/ gives this to the role.\n"),
        false => {}
    }
    for row in &why.rows {
        write_all(
            &mut text,
            format_args!("{}: {}\n", row.at, condition(row.condition)),
        );
    }
    text.push('\n');
    for (facts, allowed) in &why.decisions {
        let verdict = if *allowed { "allowed" } else { "denied " };
        write_all(
            &mut text,
            format_args!("{verdict}  {}\n", situation(policy, operation, *facts)),
        );
    }
    let who: Vec<_> = policy
        .who_can(operation)
        .into_iter()
        .map(Role::as_str)
        .collect();
    write_all(
        &mut text,
        format_args!(
            "\nwho can: {}\n",
            if who.is_empty() {
                "no role".to_owned()
            } else {
                who.join(", ")
            }
        ),
    );
    text
}

/// The same as JSON.
pub fn explain_json(policy: &Policy, role: Role, operation: OperationId) -> Value {
    let why = policy.explain(role, operation);
    let rows: Vec<_> = why
        .rows
        .iter()
        .map(|row| json!({ "at": row.at, "condition": names(row.condition) }))
        .collect();
    let decisions: Vec<_> = why
        .decisions
        .iter()
        .map(|(facts, allowed)| json!({ "facts": names(*facts), "allowed": allowed }))
        .collect();
    json!({
        "role": role,
        "operation": operation,
        "rows": rows,
        "decisions": decisions,
        "who_can": policy.who_can(operation),
    })
}

fn condition(facts: Facts) -> String {
    if facts.is_empty() {
        "always".to_owned()
    } else {
        format!("if {facts}")
    }
}

/// Each fact that matters to the operation, as it stands.
fn situation(policy: &Policy, operation: OperationId, facts: Facts) -> String {
    let stands = |fact: Fact| {
        format!(
            "{}{}",
            if facts.contains(fact) { "" } else { "not " },
            fact.name()
        )
    };
    let named: Vec<_> = policy.facts_of(operation).iter().map(stands).collect();
    if named.is_empty() {
        "whatever holds".to_owned()
    } else {
        named.join(", ")
    }
}
