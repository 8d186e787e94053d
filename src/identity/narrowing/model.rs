//! Words and rules of narrowings.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    access::{OperationId, Policy, Role},
    codes::Place,
    error::{Error, Result},
};

/// An operation that is switched off for a role.
#[derive(Clone, Debug, Serialize)]
pub struct Narrowing {
    /// The role.
    pub role: String,
    /// The operation.
    pub operation: String,
    /// Why, in the words of who switched it off.
    pub reason: String,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A role and an operation, from a path: what does not exist is not found.
pub(super) fn parse(role: &str, operation: &str) -> Result<(Role, OperationId)> {
    let role = Role::parse(role).map_err(|_| Error::not_found())?;
    let operation = OperationId::all().find(|known| known.name() == operation).ok_or_else(Error::not_found)?;
    Ok((role, operation))
}

/// Whether there is anything to switch off: the role has it here, and it is none of what nobody may lose.
pub(super) fn check(policy: &Policy, place: Place, role: Role, operation: OperationId) -> Result<()> {
    if !operation.can_be_narrowed() {
        return Err(Error::conflict("operation_not_narrowable"));
    }
    if !role.is_held_in(place) || policy.conditions(role, operation).is_empty() {
        return Err(Error::conflict("operation_not_of_role"));
    }
    Ok(())
}
