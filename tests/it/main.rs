//! Huixin through HTTP, against a real private Postgres and Redis. Run by `cargo run --example with_cluster -- cargo nextest run`.

mod accounts;
mod cancelled;
mod catalogue;
mod golden;
mod grants;
mod harness;
mod links;
mod proof;
mod sign_in;
mod smoke;
mod suspended;
