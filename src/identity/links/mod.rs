//! Links sent by mail: activation and password reset.
//!
//! One rule: a token exists in a mail and nowhere else. The job derives it from its own number as it sends and stores the hash in that
//! transaction; a retry sends the same one, another job a new one that voids those before.

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
