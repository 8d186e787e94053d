//! The policy as people read it. What is shown are the table's answers, not the rows they came from.

mod explain;

use comfy_table::{Cell, CellAlignment, Table, presets};
use serde_json::{Value, json};

use super::fact::{Fact, Facts};
use super::grants::GrantWithin;
use super::operation::{Access, Level, OperationId};
use super::policy::Policy;
use super::roles::Role;

pub use explain::{explain_json, explain_text};

/// Operations × roles with their conditions, then grants and separations, as Markdown that diffs well.
pub fn matrix_text(policy: &Policy) -> String {
    let facts = Fact::ALL.map(|fact| format!("`{}`: if {}.", fact.mark(), fact.name())).join(" ");
    [
        format!("# Who may do what\n\n{}\n", people_table(policy)),
        format!("`yes`: always; empty: never. {facts}\n"),
        format!("# What only the system does\n\n{}\n", system_table()),
        format!("# Who may give which role\n\n{}\n", grants_table(policy)),
        format!("# Which roles one person may not hold\n\n{}\n", separations_table(policy)),
    ]
    .join("\n")
}

/// The same as one JSON document, with the hash of the policy.
pub fn matrix_json(policy: &Policy) -> Value {
    let roles: Vec<_> = Role::all().map(|role| json!(role.info())).collect();
    let operations: Vec<_> = OperationId::all().map(|operation| operation_json(policy, operation)).collect();
    let grants: Vec<_> = Role::all()
        .flat_map(|granter| policy.grantable(granter).iter().map(move |grant| (granter, grant)))
        .map(|(granter, grant)| json!({ "granter": granter, "role": grant.role, "within": grant.within }))
        .collect();
    json!({
        "hash": policy.hash(),
        "facts": Fact::ALL.map(Fact::name),
        "roles": roles,
        "operations": operations,
        "grants": grants,
        "separations": policy.separations(),
    })
}

fn operation_json(policy: &Policy, operation: OperationId) -> Value {
    let info = operation.info();
    let allowed = |role| (role, policy.conditions(role, operation));
    let roles: Vec<_> = Role::all()
        .map(allowed)
        .filter(|(_, conditions)| !conditions.is_empty())
        .map(|(role, conditions)| {
            json!({ "role": role, "conditions": conditions.into_iter().map(names).collect::<Vec<_>>() })
        })
        .collect();
    json!({
        "name": info.name,
        "type": info.type_name,
        "operation_id": info.operation_id,
        "at": info.level,
        "access": info.access,
        "system": info.system,
        "doc": info.doc,
        "roles": roles,
    })
}

fn people_table(policy: &Policy) -> Table {
    let mut table = table();
    table.set_header(["operation", "at", "access"].into_iter().chain(Role::all().map(Role::as_str)));
    for operation in OperationId::all().filter(|operation| !operation.info().system) {
        let info = operation.info();
        let described = [info.name, level(info.level), access(info.access)].map(Cell::new);
        let allowed = Role::all().map(|role| mark(policy, role, operation));
        let centred = allowed.map(|mark| Cell::new(mark).set_alignment(CellAlignment::Center));
        table.add_row(described.into_iter().chain(centred));
    }
    table
}

fn system_table() -> Table {
    let mut table = table();
    table.set_header(["operation", "at", "access", "what"]);
    for info in OperationId::all().map(OperationId::info).filter(|info| info.system) {
        table.add_row([info.name, level(info.level), access(info.access), info.doc]);
    }
    table
}

fn grants_table(policy: &Policy) -> Table {
    let mut table = table();
    table.set_header(["granter", "role", "within"]);
    for granter in Role::all() {
        for grant in policy.grantable(granter) {
            let within = match grant.within {
                GrantWithin::OwnPlace => "own place",
                GrantWithin::OwnSchool => "own school",
            };
            table.add_row([granter.as_str(), grant.role.as_str(), within]);
        }
    }
    table
}

fn separations_table(policy: &Policy) -> Table {
    let mut table = table();
    table.set_header(["role", "other", "source"]);
    for pair in policy.separations() {
        table.add_row([pair.one.as_str(), pair.other.as_str(), &pair.source]);
    }
    table
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table
}

/// `yes`, the letters of the facts that must hold, alternatives with `|`, or nothing.
fn mark(policy: &Policy, role: Role, operation: OperationId) -> String {
    let of = |facts: Facts| {
        if facts.is_empty() { "yes".to_owned() } else { facts.iter().map(Fact::mark).collect() }
    };
    policy.conditions(role, operation).into_iter().map(of).collect::<Vec<_>>().join("|")
}

fn names(facts: Facts) -> Vec<&'static str> {
    facts.iter().map(Fact::name).collect()
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Ministry => "ministry",
        Level::Province => "province",
        Level::Realm => "realm",
    }
}

const fn access(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Audit => "audit",
        Access::Session => "session",
    }
}

#[cfg(test)]
mod tests;
