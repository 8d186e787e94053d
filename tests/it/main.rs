//! Huixin through HTTP, against a real private Postgres and Redis. Run by `cargo run --example with_cluster -- cargo nextest run`.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, what cannot be had fails it; clippy knows only the functions marked #[test]"
)]

mod accounts;
mod accounts_in_bulk;
mod assignments;
mod audit;
mod campaigns;
mod canary;
mod cancelled;
mod catalogue;
mod cli;
mod cockpit;
mod commitments;
mod disclosure;
mod emergencies;
mod factors;
mod golden;
mod grants;
mod harness;
mod hashing;
mod imports;
mod instruments;
mod kill;
mod leave;
mod links;
mod mail;
mod matrix;
mod narrowing;
mod national;
mod node;
mod openapi;
mod passwords;
mod proof;
mod races;

mod registrations;
mod repeated;
mod results;
mod schools;
mod separation;
mod services;
mod sessions;
mod sign_in;
mod smoke;
mod sources;
mod staff;
mod support;
mod suspended;
