//! Files of schools: a province's own, and the ministry's national list, which one job per province carries out.
//!
//! One rule: nothing changes before the whole file is right; then a province's part is one transaction, and running a file again
//! changes nothing. Must not send anything about people: a school file has none.

mod api;
mod commit;
mod faults;
mod file;
mod national;
mod part;
mod stage;
mod store;
mod write;

pub use api::SchoolImportsApi;
pub use commit::{commit_national, commit_provincial};
pub use faults::{FaultLine, national_faults};
pub use national::NationalImportsApi;
pub use part::ImportPart;
pub use stage::{stage_national, stage_provincial};
pub use store::find_national;

pub use crate::files::import::{Import, ImportState, Part, PartState, RowAction, Upload};
