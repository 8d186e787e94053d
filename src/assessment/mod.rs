//! Assessment: what is asked, and what the answers mean.

pub mod instruments;
