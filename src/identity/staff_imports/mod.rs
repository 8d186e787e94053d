//! Files of staff: many accounts opened at once, each with a role, by whoever may open one.
//!
//! One rule: nothing changes before the whole file is right; then it is one transaction, and running a file again changes nothing:
//! an import never changes an account. Each row is weighed as a single invitation is, also against the other rows. An identity
//! number is not kept, and an address is sealed before it is stored.

mod api;
mod columns;
mod commit;
mod judge;
mod known;
mod record;
mod stage;
mod store;
mod write;

pub use api::StaffImportsApi;
