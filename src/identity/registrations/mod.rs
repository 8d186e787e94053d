//! Registration and vetting: experts and administrators apply with evidence, somebody else reviews, and only then an account is
//! opened (R000-02.1, R000-05.3).
//!
//! One rule: whoever applies has no account and no power. The link that was mailed to an address opens that address's application and
//! nothing else, and only an approval by a reviewer who may give the role makes an account of it.

mod applicant_api;
mod decide;
mod evidence;
mod form;
mod mail;
mod model;
mod review_api;
mod store;
mod sweep;
mod view;

pub use applicant_api::ApplicantApi;
pub use mail::MailRegistration;
pub use model::RegistrationState;
pub use review_api::RegistrationsApi;
pub use sweep::sweep;

use crate::access::SystemActor;

/// On whose behalf an applicant's own steps are done.
const ACTOR: SystemActor = SystemActor::System("registration");
