//! Casbin over rows of policy. The product asks it once, at start; the benchmark asks it again to compare.
//!
//! It can fail open (zero rows, a misspelt effect, `enable_enforce`, a load in place), so an enforcer is only ever built
//! fresh, its rows are counted, and questions that must be denied are asked before any other.

use casbin::function_map::OperatorFunction;
use casbin::rhai::Dynamic;
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};

use super::PolicyRow;
use crate::access::fact::Facts;
use crate::access::operation::OperationId;
use crate::access::roles::Role;

/// What the model must say where Casbin is known to fail open; the matcher is checked by asking.
const REQUIRED: [&str; 3] =
    ["r = role, operation, facts", "p = role, operation, condition", "e = some(where (p.eft == allow))"];
/// No role is called so: it has a space.
const NOBODY: &str = "no role";

/// A fresh enforcer over these rows that passed every check, or what it failed.
pub async fn enforcer(model: &str, rows: &[PolicyRow]) -> Result<Enforcer, String> {
    check_model(model)?;
    let model = DefaultModel::from_str(model).await.map_err(|cause| cause.to_string())?;
    let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await.map_err(|cause| cause.to_string())?;
    enforcer.add_function("holds", OperatorFunction::Arg2(holds));
    let rules = rows.iter().map(rule).collect();
    enforcer.add_policies(rules).await.map_err(|cause| cause.to_string())?;
    if enforcer.get_policy().len() != rows.len() {
        return Err(format!("Casbin holds {} rows of {}", enforcer.get_policy().len(), rows.len()));
    }
    check_denials(&enforcer, rows)?;
    Ok(enforcer)
}

/// Ask one question; its words are typed, so none is empty. An error is not an answer, and its reader must stop.
pub fn ask(enforcer: &Enforcer, role: Role, operation: OperationId, facts: Facts) -> Result<bool, String> {
    let question = (role.as_str(), operation.name(), facts.to_string());
    enforcer.enforce(question).map_err(|cause| cause.to_string())
}

fn rule(row: &PolicyRow) -> Vec<String> {
    vec![row.role.to_string(), row.operation.to_string(), row.condition.to_string()]
}

/// No effect column, allow-only, no `eval`: the first two fail open, the last re-parses each row.
fn check_model(model: &str) -> Result<(), String> {
    let lines: Vec<_> =
        model.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    if let Some(missing) = REQUIRED.iter().find(|required| !lines.contains(required)) {
        return Err(format!("the model must have the line `{missing}`"));
    }
    if lines.iter().filter(|line| line.contains('=')).count() != REQUIRED.len() + 1 || model.contains("eval(") {
        return Err("the model has one r, p, e and m, and no eval".to_owned());
    }
    Ok(())
}

/// What nobody may do under any policy: an unknown role, and empty words, which equal the empty words that Casbin
/// invents when there are no rows.
fn check_denials(enforcer: &Enforcer, rows: &[PolicyRow]) -> Result<(), String> {
    let all = Facts::all().to_string();
    let operation = rows.first().map_or("", |row| row.operation.name());
    for question in [("", "", ""), (NOBODY, operation, all.as_str()), ("", operation, all.as_str())] {
        match enforcer.enforce(question) {
            Ok(false) => {}
            answer => return Err(format!("Casbin must deny {question:?} and said {answer:?}")),
        }
    }
    Ok(())
}

/// Whether every fact of the condition is among the facts. Anything that is not text, or is empty, does not hold.
fn holds(condition: Dynamic, facts: Dynamic) -> Dynamic {
    let (Ok(condition), Ok(facts)) = (condition.into_immutable_string(), facts.into_immutable_string()) else {
        return false.into();
    };
    match (Facts::parse(&condition), Facts::parse(&facts)) {
        (Ok(condition), Ok(facts)) => facts.includes(condition).into(),
        _ => false.into(),
    }
}
