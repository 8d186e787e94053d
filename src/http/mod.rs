//! The edge: how bytes become requests and answers, and what a stranger may cost us.

mod answers;
mod caller;
mod can;
mod connection;
pub mod console;
pub mod edge;
pub mod json;
pub mod limit;
pub mod listener;
mod pace;
pub mod page;
pub mod problem;
mod shape;
mod strict;
mod wire;

pub use answers::{Accepted, Created, File, NoContent, Versioned, WithCookie};
pub use caller::Visitor;
pub use can::{Judge, Reason, Verdicts};
pub use json::{Json, Straight};
pub use page::Page;

#[cfg(test)]
mod tests;
