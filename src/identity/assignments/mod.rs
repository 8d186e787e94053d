//! Who holds which role, where, until when; and which accounts are one person.
//!
//! One rule: a role is given by the same steps that a dry check shows (`weigh`), so that what is shown is what happens. Nobody
//! gives or takes roles of their own, by whichever account. An identity number is never kept, only a keyed blind index of it.

mod api;
mod model;
mod person;
mod store;
mod view;
mod weigh;

pub use api::AssignmentsApi;
pub use model::Post;
pub(super) use model::check_end;
pub(super) use person::{
    Who, check_cooling_off, identify, identify_as, index_of, is_same, lock_everybody, person_index,
};
pub(super) use store::has_school;
pub(super) use weigh::{Giver, Known, objections};
