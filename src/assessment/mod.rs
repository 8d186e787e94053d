//! Assessment: what is asked, and what the answers mean; the year's campaign; a school's results, figures and care.

pub mod campaigns;
pub mod contacts;
pub mod eligible;
pub mod emergencies;
pub mod figures;
pub mod instruments;
pub mod results;
mod scope;
