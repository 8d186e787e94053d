//! Links sent by mail: activation and password reset.
//!
//! One rule: a token exists in a mail and nowhere else. The job mints it as it sends and stores the hash in that transaction; a
//! retry mints a new one and voids the old.

mod api;
mod first;
mod mail;
mod model;
mod store;

pub use api::LinksApi;
pub use first::MailFirstLink;
pub use mail::MailLink;
pub use model::Purpose;
pub(super) use model::parse_token;
