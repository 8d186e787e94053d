//! People: accounts, signing in, links, one's own session.

pub mod accounts;
pub mod factors;
pub mod leave;
pub mod links;
pub mod rules;
pub mod sessions;
pub mod sign_in;
