//! A school's results: a file is read, checked, sealed and staged as it comes; its commit is one transaction.
//!
//! One rule: the plaintext of a file exists in memory only, some rows at a time, and no report repeats what a cell held. Must not tell
//! anybody above the school anything but counts.

mod api;
mod candidates;
mod changes;
mod commit;
mod file;
mod model;
mod preview;
mod read;
mod seal;
mod stage;
mod store;
mod sweep;
mod template;
mod view;

pub use api::ResultImportsApi;
pub use commit::{CommitResults, commit, is_done};
pub use file::{Field, answer_header, header};
pub use model::{ResultImport, ResultImportState};
pub use seal::{Identity, Sealer};
pub use stage::{Target, upload};
pub use sweep::sweep;
