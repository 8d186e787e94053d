//! The places of the product: provinces, their schools, and the files that open schools.

pub mod directory;
pub mod provinces;
pub mod school_imports;
pub mod schools;
