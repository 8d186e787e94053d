//! Accounts of a realm: who may sign in, with which role, for which school.
//!
//! One rule: a caller sees and changes only accounts of the schools within reach; an account of the place itself needs the whole.
//! It must not hold an address in the clear: `email_sealed` is opened by the job that mails, and by nothing else.

mod api;
mod appoint;
mod disable_many;
mod expire;
mod filter;
mod invite;
mod model;
mod report;
mod reset_factors;
mod store;
mod view;

pub use api::AccountsApi;
pub use appoint::{Credentials, appoint, rehearse};
pub use disable_many::BulkApi;
pub use expire::sweep;
pub use invite::{Invitation, invite};
pub use model::{Account, AccountState, HeldRole, NewAccount};
pub(super) use model::{check_expiry, parse_new_address, parse_new_expiry};
pub use report::ReportApi;
pub use reset_factors::FactorResetApi;
pub use store::{ReadsAccount, find_by_login, get, lock_count, publish_count, set_state};
pub use view::SchoolRef;
