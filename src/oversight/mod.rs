//! Those who watch: the audit log (incidents, inspections and notices follow).

pub mod audit;
