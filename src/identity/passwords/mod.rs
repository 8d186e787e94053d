//! Choosing passwords: by a link, or by changing one's own.
//!
//! One rule: whichever way a password is chosen, the same is asked of it (`crypto/passwords/rules.rs`), the account's last ones too. No
//! transaction is open while a password is hashed or compared.

mod api;
mod choose;
mod store;
mod view;

pub use api::PasswordApi;
pub use choose::{accept, busy, hash_fresh, hash_password};
pub use store::{Known, known, replace};
pub use view::PasswordRulesView;
