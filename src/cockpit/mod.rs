//! Cockpits above the school: how many took part, and how many were found at which level, after disclosure control.
//!
//! One rule: what is read here are published cells, a value or the reason why there is none. Must not come near raw counts: they lie
//! where no login has any right, and the release draws up the cells inside the database.

mod api;
mod model;
mod release;
mod store;
mod view;

pub use api::CockpitApi;
pub use model::{Hidden, RowKind};
pub use release::ReleaseCells;
