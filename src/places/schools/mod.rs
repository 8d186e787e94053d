//! Schools of a province.

pub mod file;
