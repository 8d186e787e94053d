//! Casbin's answers, remembered: for each role and operation a truth table over the facts that the operation's rows name.

use std::collections::{HashMap, hash_map::Entry};

use casbin::Enforcer;

use super::casbin_rules::{ask, enforcer};
use super::sources::error;
use super::{PolicyError, PolicyRow};
use crate::access::fact::Facts;
use crate::access::operation::OperationId;
use crate::access::roles::Role;

/// Immutable once asked.
#[derive(Debug)]
pub(super) struct Table {
    /// Per operation: the facts its rows name, at most five.
    named: Vec<Facts>,
    /// Per operation and role: bit n answers the nth subset of the named facts.
    answers: Vec<u32>,
    roles: usize,
}

impl Table {
    /// Ask every operation × kind of role × facts once: one small enforcer per operation, with that operation's rows alone.
    pub(super) async fn ask(model: &str, rows: &[PolicyRow]) -> Result<Self, PolicyError> {
        let roles = Role::all().len();
        let mut table = Self { named: Vec::new(), answers: Vec::new(), roles };
        for operation in OperationId::all() {
            let rows: Vec<_> = rows.iter().filter(|row| row.operation == operation).cloned().collect();
            let named: Facts = rows.iter().flat_map(|row| row.condition.iter()).collect();
            let fault = |what: String| error("model.conf", &format!("{operation}: {what}"));
            let casbin = enforcer(model, &rows).await.map_err(fault)?;
            table.named.push(named);
            // Rows say nothing else of a role than its conditions: roles that have the same ones share an answer, asked once.
            let mut asked: HashMap<Vec<Facts>, u32> = HashMap::new();
            for role in Role::all() {
                let conditions = rows.iter().filter(|row| row.role == role).map(|row| row.condition).collect();
                let answers = match asked.entry(conditions) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => *new.insert(answers(&casbin, role, operation, named).map_err(fault)?),
                };
                table.answers.push(answers);
            }
        }
        Ok(table)
    }

    /// The facts that this operation's rows name.
    pub(super) fn named(&self, operation: OperationId) -> Facts {
        self.named[operation.index()]
    }

    /// Look the answer up.
    #[inline]
    pub(super) fn decide(&self, role: Role, operation: OperationId, facts: Facts) -> bool {
        let answers = self.answers[operation.index() * self.roles + role.index()];
        answers >> facts.rank(self.named(operation)) & 1 == 1
    }
}

/// Bit n answers the nth subset of the named facts.
fn answers(casbin: &Enforcer, role: Role, operation: OperationId, named: Facts) -> Result<u32, String> {
    let mut answers = 0;
    for (bit, facts) in named.subsets().enumerate() {
        answers |= u32::from(ask(casbin, role, operation, facts)?) << bit;
    }
    Ok(answers)
}
