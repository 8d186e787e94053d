//! Who may do what: the catalogue of operations, the roles, the policy, and permits.
//!
//! Its one rule: a permit comes from the policy table and from nowhere else, and the table holds what Casbin
//! answered to the rows of `policies/`. It must not read the database, the clock or the request: the caller's
//! assignments and the facts about a place are handed in.

mod binding;
mod caller;
mod fact;
mod granting;
mod grants;
mod narrowing;
mod operation;
/// Everything the product can do, in one table.
pub mod operations;
mod pairs;
mod permit;
mod policy;
mod reach;
mod registrants;
/// The policy as people read it: the matrix and the explanations, as text and as JSON.
pub mod report;
mod roles;
mod support;
#[cfg(test)]
mod tests;

pub use caller::{Caller, Request};
pub use fact::{Fact, Facts};
pub use granting::Held;
pub use grants::{Grant, GrantWithin, SeparatedWithin, Separation};
pub use narrowing::Narrowed;
pub use operation::{
    Access, AtMinistry, AtProvince, AtRealm, ForPeople, ForSystem, Level, Operation, OperationId, OperationInfo, Reads,
    UnknownOperation, Writes,
};
pub use operations::*;
pub use pairs::{Pair, Party};
pub use permit::{Assignment, BEFORE_RULES, Denied, Permit, PlaceState, Proof, Standing, SystemActor};
pub use policy::casbin_rules;
pub use policy::{Explanation, Policy, PolicyError, PolicyHandle, PolicyRow, PolicySources, Reloaded, SourceFile};
pub use reach::Reach;
pub use registrants::Registrant;
pub use roles::{DataLevel, Role, RoleInfo, RoleLevel, UnknownRole};
pub use support::{SUPPORT_VIEW, SupportView};
