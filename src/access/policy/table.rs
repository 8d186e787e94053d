//! Casbin's answers, remembered: for each role and operation a truth table over the facts that the operation's rows name.

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
    /// Ask every role × operation × facts once: one small enforcer per operation, with that operation's rows alone.
    pub(super) async fn ask(model: &str, rows: &[PolicyRow]) -> Result<Self, PolicyError> {
        let roles = Role::all().len();
        let mut table = Self { named: Vec::new(), answers: Vec::new(), roles };
        for operation in OperationId::all() {
            let rows: Vec<_> = rows.iter().filter(|row| row.operation == operation).cloned().collect();
            let named: Facts = rows.iter().flat_map(|row| row.condition.iter()).collect();
            let fault = |what: String| error("model.conf", &format!("{operation}: {what}"));
            let casbin = enforcer(model, &rows).await.map_err(fault)?;
            table.named.push(named);
            for role in Role::all() {
                let mut answers = 0;
                for (bit, facts) in named.subsets().enumerate() {
                    let allowed = ask(&casbin, role, operation, facts).map_err(fault)?;
                    answers |= u32::from(allowed) << bit;
                }
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
