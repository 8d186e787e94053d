//! Rows of policy, read strictly: what is not understood does not start, and nothing is without effect.

use super::sources::{Line, PolicySources, error};
use super::{PolicyError, PolicyRow};
use crate::access::fact::{Fact, Facts};
use crate::access::operation::{Level, OperationId};
use crate::access::roles::{Role, RoleLevel};

/// More facts than this in one operation's rows would double its questions once too often.
const MOST_FACTS: usize = 5;

/// All rows of all domains.
pub(super) fn rows(sources: &PolicySources) -> Result<Vec<PolicyRow>, PolicyError> {
    let mut rows: Vec<PolicyRow> = Vec::new();
    for line in sources.domains().flat_map(|file| file.rows()) {
        let line = line?;
        let row = row(&line)?;
        if let Some(twin) = rows.iter().find(|other| overlaps(other, &row)) {
            return Err(line.error(format!("{} already says this, or makes it void", twin.at)));
        }
        rows.push(row);
    }
    for operation in OperationId::all().filter(|operation| !operation.info().system) {
        check_operation(operation, &rows)?;
    }
    Ok(rows)
}

fn row(line: &Line<'_>) -> Result<PolicyRow, PolicyError> {
    if line.fields[0] != "p" {
        return Err(line.error(format!("unknown kind of row `{}`; only `p` exists", line.fields[0])));
    }
    let [_, role, operation, condition] = line.exactly()?;
    let role = Role::parse(role).map_err(|unknown| line.error(unknown))?;
    // Only the dotted name, so that a search for it finds every row.
    let operation = OperationId::all()
        .find(|known| known.name() == operation)
        .ok_or_else(|| line.error(format!("unknown operation `{operation}`")))?;
    let condition = Facts::parse(condition).map_err(|word| {
        let known = Fact::ALL.map(Fact::name).join(", ");
        line.error(format!(
            "`{word}` is no fact, or stands twice; a condition is `-` or facts joined by ` & `: {known}"
        ))
    })?;
    if operation.info().system {
        return Err(line.error(format!("{operation} is the system's own; no role can have it")));
    }
    if !can_meet(role, operation.info().level) {
        return Err(line.error(format!("{role} is never held where {operation} happens")));
    }
    Ok(PolicyRow { role, operation, condition, at: line.at() })
}

/// Whether one of two rows is without effect beside the other.
fn overlaps(one: &PolicyRow, other: &PolicyRow) -> bool {
    one.role == other.role
        && one.operation == other.operation
        && (one.condition.includes(other.condition) || other.condition.includes(one.condition))
}

fn can_meet(role: Role, level: Level) -> bool {
    match level {
        _ if role.is_of_systems() => true,
        Level::Realm => role.is_given(),
        Level::Ministry => role.at(RoleLevel::Ministry),
        Level::Province => role.at(RoleLevel::Province) || role.may_name_school(),
    }
}

fn check_operation(operation: OperationId, rows: &[PolicyRow]) -> Result<(), PolicyError> {
    let about: Vec<_> = rows.iter().filter(|row| row.operation == operation).collect();
    if about.is_empty() {
        return Err(error("*.csv", &format!("{operation} has no row: nobody could ever do it")));
    }
    let named: Facts = about.iter().flat_map(|row| row.condition.iter()).collect();
    if named.len() > MOST_FACTS {
        return Err(error("*.csv", &format!("the rows of {operation} name more than {MOST_FACTS} facts")));
    }
    Ok(())
}
