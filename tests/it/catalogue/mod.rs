//! Suites that come from the catalogue of operations and from the OpenAPI document, not from a person's memory.

mod applications;
mod bodies;
pub mod document;
pub mod expected;
mod facts;
pub mod probes;
pub mod scene;
pub mod signed;
mod strangers;
pub mod walk;
