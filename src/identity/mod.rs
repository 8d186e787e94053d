//! People: accounts, what they hold, signing in, links, one's own session; and what a place has switched off.

pub mod accounts;
pub mod assignments;
pub mod commitments;
pub mod factors;
pub mod leave;
pub mod links;
pub mod narrowing;
pub mod passwords;
pub mod registrations;
pub mod rules;
pub mod services;
pub mod sessions;
pub mod sign_in;
pub mod staff_imports;
pub mod support;
