//! Words of the field, parsed once at the edge: after `parse` there are no strings.
//!
//! One rule: a value of a type in here is valid, and its text is canonical. Nothing in here may
//! ask a database, a clock or the network.

mod words;

pub mod department;
pub mod evidence;
pub mod lang;
pub mod level;
pub mod network;
pub mod person;
pub mod pinyin;
pub mod place;
pub mod province;
pub mod school;
pub mod student;

pub use department::{Department, Route};
pub use evidence::Evidence;
pub use lang::Lang;
pub use level::Level;
pub use network::Network;
pub use person::{Email, IdentityNumber, Login, PersonName};
pub use place::Place;
pub use province::ProvinceCode;
pub use school::{Affiliation, Ownership, SchoolCategory, SchoolCode, SchoolLevel};
pub use student::{DocumentKind, Gender, StudentNumber, TrainingLevel};
pub use words::tidy;
pub(crate) use words::{text_enum, text_word};

/// Why a text is not the word it should be: a stable code, translated at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct CodeError {
    /// Stable identifier such as `email_invalid`.
    pub code: &'static str,
}

impl CodeError {
    /// An error with this code.
    pub const fn new(code: &'static str) -> Self {
        Self { code }
    }
}
