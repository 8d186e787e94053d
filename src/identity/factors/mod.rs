//! Second factors: an authenticator app (RFC 6238) and recovery codes (GB/T 22239-2019 8.1.4.1 d; ASVS 6.3.3).
//!
//! One rule: a code is accepted once. Which operation asks for a factor, and which for one just proved, is said in `policies/`
//! and nowhere here. No secret is stored in the clear, and none is shown a second time.

mod api;
mod model;
mod passkeys;
mod prove;
mod store;

pub use api::FactorsApi;
pub(in crate::identity::factors) use api::first_codes;
pub use model::Code;
pub use passkeys::PasskeysApi;
pub use prove::{accept, appoint_totp, is_right};
use store::has_app;
pub use store::{UsesFactor, delete_all};
