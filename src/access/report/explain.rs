//! Why a role may or may not do something.

use serde_json::{Value, json};

use super::{access, level, names};
use crate::access::fact::{Fact, Facts};
use crate::access::operation::OperationId;
use crate::access::policy::Policy;
use crate::access::roles::Role;

/// Why a role may or may not do something: its rows with file and line, and every decision.
pub fn explain_text(policy: &Policy, role: Role, operation: OperationId) -> String {
    let (info, of) = (operation.info(), role.info());
    let why = policy.explain(role, operation);
    let rows: String = match why.rows.as_slice() {
        [] if info.system => "Only the system does this; no role can have it.\n".to_owned(),
        [] => "No row of policies/ gives this to the role.\n".to_owned(),
        rows => rows.iter().map(|row| format!("{}: {}\n", row.at, condition(row.condition))).collect(),
    };
    let decision = |(facts, allowed): &(Facts, bool)| {
        let verdict = if *allowed { "allowed" } else { "denied " };
        format!("{verdict}  {}\n", situation(policy, operation, *facts))
    };
    let decisions: String = why.decisions.iter().map(decision).collect();
    [
        format!("{} {} — {}\n", of.identifier, of.zh, of.en),
        format!("{} at {}, {} — {}\n", info.name, level(info.level), access(info.access), info.doc),
        format!("\n{rows}\n{decisions}\n"),
        format!("who can: {}\n", who_can(policy, operation)),
        not_after(policy, operation),
    ]
    .concat()
}

/// The same as JSON.
pub fn explain_json(policy: &Policy, role: Role, operation: OperationId) -> Value {
    let why = policy.explain(role, operation);
    let rows: Vec<_> = why.rows.iter().map(|row| json!({ "at": row.at, "condition": names(row.condition) })).collect();
    let decisions: Vec<_> =
        why.decisions.iter().map(|(facts, allowed)| json!({ "facts": names(*facts), "allowed": allowed })).collect();
    json!({
        "role": role,
        "operation": operation,
        "rows": rows,
        "decisions": decisions,
        "who_can": policy.who_can(operation),
        "not_after": policy.pairs().iter().filter(|pair| pair.second == operation).collect::<Vec<_>>(),
    })
}

fn condition(facts: Facts) -> String {
    if facts.is_empty() { "always".to_owned() } else { format!("if {facts}") }
}

/// Each fact that matters to the operation, as it stands.
fn situation(policy: &Policy, operation: OperationId, facts: Facts) -> String {
    let stands = |fact: Fact| format!("{}{}", if facts.contains(fact) { "" } else { "not " }, fact.name());
    let named: Vec<_> = policy.facts_of(operation).iter().map(stands).collect();
    if named.is_empty() { "whatever holds".to_owned() } else { named.join(", ") }
}

/// The pairs that keep somebody from doing it to an object.
fn not_after(policy: &Policy, operation: OperationId) -> String {
    let pairs = policy.pairs().iter().filter(|pair| pair.second == operation);
    pairs.map(|pair| format!("not by whoever did {} to the same {}\n", pair.first, pair.object)).collect()
}

fn who_can(policy: &Policy, operation: OperationId) -> String {
    let who: Vec<_> = policy.who_can(operation).into_iter().map(Role::as_str).collect();
    if who.is_empty() { "no role".to_owned() } else { who.join(", ") }
}
