//! Narrowing: a place switches an operation off for a role, and on again. The policy is the ceiling: nothing is ever added.

use chrono::{DateTime, Utc};

use super::operation::OperationId;

/// Nouns whose operations cannot be switched off: what is one's own, what undoes a narrowing, and what tells of it afterwards.
const LEFT_ALONE: [&str; 6] = ["self", "session", "password", "factor", "narrowing", "audit"];

/// An operation that is switched off for a role of the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowed {
    /// The operation.
    pub operation: OperationId,
    /// Who switched it off: a person's name.
    pub by: String,
    /// Why, in that person's words.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl OperationId {
    /// Whether a place may switch it off for a role.
    pub fn can_be_narrowed(self) -> bool {
        let noun = self.name().split('.').next().unwrap_or_default();
        !self.info().system && !LEFT_ALONE.contains(&noun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_and_the_log_cannot_be_switched_off() {
        let can = |name| OperationId::parse(name).unwrap().can_be_narrowed();
        for name in
            ["self.read", "session.close", "password.change", "narrowing.switch_on", "audit.list", "session.open"]
        {
            assert!(!can(name), "{name}");
        }
        assert!(can("account.invite") && can("assignment.give") && can("policy.read"));
    }
}
