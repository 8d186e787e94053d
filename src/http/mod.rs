//! The edge: how bytes become requests, and what a stranger may cost us.

mod connection;
pub mod limit;
pub mod listener;
mod pace;
mod wire;

#[cfg(test)]
mod tests;
