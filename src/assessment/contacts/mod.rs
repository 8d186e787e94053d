//! Who needs contact now: level 1, or a crisis item, also on an invalid paper. At least this much care follows a census.
//!
//! One rule: the list names nobody. A name is opened one by one, each time with an audit row before it is seen (domain 2 section 2.4,
//! rule 9); no mail tells a name, a number or a score.

mod api;
mod mail;
mod store;

pub use api::ContactsApi;
pub use mail::{MailContacts, MailHead};
pub use store::{ContactState, bring_up_to_date};
