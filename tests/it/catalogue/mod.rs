//! Suites that come from the catalogue of operations and from the OpenAPI document, not from a person's memory.

mod bodies;
mod document;
mod probes;
mod scene;
mod strangers;
mod walk;
