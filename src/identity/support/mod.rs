//! Support view: an operator sees what a role would see with no personal data, with a reason, for half an hour.
//!
//! One rule: it never makes anybody more than a reader of what has no person in it ([`crate::access::SUPPORT_VIEW`]), and never
//! another person: the account stays the operator's own, in every row of audit too. Whoever may no longer begin one is out of it at once.

mod api;
mod store;

pub use api::SupportApi;
