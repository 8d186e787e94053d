//! The policy: rows of `policies/`, what Casbin answered to them, and the table that remembers the answers.
//!
//! Its one rule: a policy is built whole or not at all, and never changed afterwards. It must not be given users or
//! schools: a policy speaks of roles and facts, so it has the same size for any number of people.

/// Casbin over rows of policy.
pub mod casbin_rules;
mod handle;
mod read;
mod sources;
mod table;

use super::fact::{Fact, Facts};
use super::grants::{self, Grant, Separation};
use super::operation::OperationId;
use super::pairs::{self, Pair};
use super::permit::BEFORE_RULES;
use super::registrants::{self, Registrant};
use super::roles::Role;
use table::Table;

pub use handle::{PolicyHandle, Reloaded};
pub(super) use sources::{Line, error};
pub use sources::{PolicySources, SourceFile};

/// Why a policy was not accepted: the file, the line where there is one, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what}")]
pub struct PolicyError {
    /// `policies/identity.csv:12`, or the file alone.
    pub at: String,
    /// What is wrong.
    pub what: String,
}

/// One row of policy: this role may do this, if these facts hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// The role.
    pub role: Role,
    /// The operation.
    pub operation: OperationId,
    /// The facts that must all hold; none: always.
    pub condition: Facts,
    /// Where the row stands: `policies/identity.csv:12`.
    pub at: String,
}

/// Who may do what, ready to be asked. Immutable.
#[derive(Debug)]
pub struct Policy {
    rows: Vec<PolicyRow>,
    table: Table,
    grants: Vec<Vec<Grant>>,
    givers: Vec<Vec<Role>>,
    keeps: Vec<Vec<Grant>>,
    separations: Vec<Separation>,
    pairs: Vec<Pair>,
    registrants: Vec<Registrant>,
    hash: String,
}

/// Why a role may or may not do something.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The role asked about.
    pub role: Role,
    /// The operation asked about.
    pub operation: OperationId,
    /// The rows that speak of both.
    pub rows: Vec<PolicyRow>,
    /// The decision for every combination of the facts that matter to this operation.
    pub decisions: Vec<(Facts, bool)>,
}

impl Policy {
    /// Read the sources strictly, ask Casbin everything once, and check that it cannot have failed open.
    ///
    /// The error is the first fault, with its file and line.
    pub async fn load(sources: &PolicySources) -> Result<Self, PolicyError> {
        sources.check_compiled_in()?;
        let rows = read::rows(sources)?;
        let grants = grants::read_grants(sources.file("grants.csv")?, "granter")?;
        let givers = grants::givers(&grants);
        let keeps = grants::read_grants(sources.file("keeps.csv")?, "keeper")?;
        let separations = grants::read_separations(sources.file("separation.csv")?)?;
        let pairs = pairs::read_pairs(sources.file("pairs.csv")?)?;
        let registrants = registrants::read_registrants(sources.file("registrants.csv")?)?;
        let table = Table::ask(sources.model(), &rows).await?;
        Ok(Self { rows, table, grants, givers, keeps, separations, pairs, registrants, hash: sources.hash() })
    }

    /// Whether this role may do this while exactly these facts hold. About ten nanoseconds.
    #[inline]
    pub fn decide(&self, role: Role, operation: OperationId, facts: Facts) -> bool {
        self.table.decide(role, operation, facts)
    }

    /// Why: the rows, and the decision for every combination of facts.
    pub fn explain(&self, role: Role, operation: OperationId) -> Explanation {
        let about = |row: &&PolicyRow| row.role == role && row.operation == operation;
        let decide = |facts| (facts, self.decide(role, operation, facts));
        Explanation {
            role,
            operation,
            rows: self.rows.iter().filter(about).cloned().collect(),
            decisions: self.table.named(operation).subsets().map(decide).collect(),
        }
    }

    /// The smallest sets of facts under which the role may do this, by the table: none: never; the empty set: always.
    pub fn conditions(&self, role: Role, operation: OperationId) -> Vec<Facts> {
        let mut allowing: Vec<_> =
            self.table.named(operation).subsets().filter(|facts| self.decide(role, operation, *facts)).collect();
        allowing.sort_by_key(|facts| facts.len());
        allowing.into_iter().fold(Vec::new(), |mut smallest: Vec<Facts>, facts| {
            if !smallest.iter().any(|smaller| facts.includes(*smaller)) {
                smallest.push(facts);
            }
            smallest
        })
    }

    /// The facts that matter to this operation: those its rows name.
    pub fn facts_of(&self, operation: OperationId) -> Facts {
        self.table.named(operation)
    }

    /// The roles of people that may do this when nothing is suspended: whom to ask.
    pub fn who_can(&self, operation: OperationId) -> Vec<Role> {
        Role::all().filter(|role| role.is_given() && self.decide(*role, operation, Facts::all())).collect()
    }

    /// Whether a password opens something for a holder of this role without a second factor: more than what goes before everything.
    pub fn is_opened_by_password(&self, role: Role) -> bool {
        let facts = Facts::all().without(Fact::SecondFactor).without(Fact::SteppedUp);
        OperationId::all().any(|id| !BEFORE_RULES.contains(&id) && self.decide(role, id, facts))
    }

    /// What this role may do when nothing is suspended, in the order of the catalogue.
    pub fn operations_of(&self, role: Role) -> impl Iterator<Item = OperationId> {
        OperationId::all().filter(move |operation| self.decide(role, *operation, Facts::all()))
    }

    /// The roles that a holder of this role may give to others, and where.
    pub fn grantable(&self, role: Role) -> &[Grant] {
        &self.grants[role.index()]
    }

    /// The roles that may give this one to somebody, anywhere.
    pub(super) fn givers(&self, role: Role) -> &[Role] {
        &self.givers[role.index()]
    }

    /// The roles whose accounts a holder of this role looks after although it may not give them, and where.
    pub fn kept(&self, role: Role) -> &[Grant] {
        &self.keeps[role.index()]
    }

    /// Why one person may not hold both roles; none: they may. The order does not matter.
    pub fn separated(&self, one: Role, other: Role) -> Option<&Separation> {
        self.separations.iter().find(|pair| pair.is(one, other))
    }

    /// Every pair of roles that one person may not hold.
    pub fn separations(&self) -> &[Separation] {
        &self.separations
    }

    /// Whether anything that one of these roles may do asks for this fact.
    pub fn asks_for(&self, roles: &[Role], fact: Fact) -> bool {
        self.rows.iter().any(|row| row.condition.contains(fact) && roles.contains(&row.role))
    }

    /// Every pair of operations that one person may not both do to one object.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The roles that people may apply for, in the order of the file.
    pub fn registrants(&self) -> &[Registrant] {
        &self.registrants
    }

    /// Every row of policy.
    pub fn rows(&self) -> &[PolicyRow] {
        &self.rows
    }

    /// SHA-256 over all sources, in hexadecimal: which policy this is.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

#[cfg(test)]
mod tests;
