//! The policy as people read it. What is shown are the table's answers, not the rows they came from.

mod explain;

use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::fact::{Fact, Facts};
use super::grants::{Grant, GrantWithin, SeparatedWithin};
use super::operation::{Access, Level, OperationId};
use super::policy::Policy;
use super::roles::Role;

pub use explain::{explain_json, explain_text};

/// Who may do what under which conditions, then grants and separations, as Markdown that diffs well.
pub fn matrix_text(policy: &Policy) -> String {
    let facts = Fact::ALL.map(|fact| format!("`{}`: if {}.", fact.mark(), fact.name())).join(" ");
    [
        format!("# Who may do what\n\n{}\n", people_table(policy)),
        format!("`yes`: always. {facts}\n"),
        format!("# What only the system does\n\n{}\n", system_table()),
        format!("# Who may give which role\n\n{}\n", grants_table(policy)),
        format!("# Whose accounts a role looks after, without giving their roles\n\n{}\n", keeps_table(policy)),
        format!("# Which roles one person may not hold\n\n{}\n", separations_table(policy)),
        format!("# Which operations one person may not do to one object\n\n{}\n", pairs_table(policy)),
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
        "pairs": policy.pairs(),
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

/// One line per operation: the roles of each condition together.
fn people_table(policy: &Policy) -> Table {
    let mut table = table();
    table.set_header(["operation", "at", "access", "who may"]);
    for operation in OperationId::all().filter(|operation| !operation.info().system) {
        let info = operation.info();
        let who = who_may(policy, operation);
        table.add_row([info.name, level(info.level), access(info.access), &who]);
    }
    table
}

fn who_may(policy: &Policy, operation: OperationId) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for role in Role::all() {
        let mark = mark(policy, role, operation);
        match groups.iter_mut().find(|(known, _)| *known == mark) {
            _ if mark.is_empty() => {}
            Some((_, roles)) => roles.push(role.as_str()),
            None => groups.push((mark, vec![role.as_str()])),
        }
    }
    groups.into_iter().map(|(mark, roles)| format!("{mark}: {}", roles.join(" "))).collect::<Vec<_>>().join("; ")
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
    given_table("granter", |role| policy.grantable(role))
}

fn keeps_table(policy: &Policy) -> Table {
    given_table("keeper", |role| policy.kept(role))
}

fn given_table<'a>(who: &str, grants: impl Fn(Role) -> &'a [Grant]) -> Table {
    let mut table = table();
    table.set_header([who, "role", "within"]);
    for granter in Role::all() {
        for grant in grants(granter) {
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
    table.set_header(["role", "other", "within", "source"]);
    for pair in policy.separations() {
        let within = match pair.within {
            SeparatedWithin::Place => "place",
            SeparatedWithin::School => "school",
        };
        table.add_row([pair.one.as_str(), pair.other.as_str(), within, &pair.source]);
    }
    table
}

fn pairs_table(policy: &Policy) -> Table {
    let mut table = table();
    table.set_header(["first", "not then", "object", "source"]);
    for pair in policy.pairs() {
        table.add_row([pair.first.name(), pair.second.name(), &pair.object, &pair.source]);
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
