//! Words and rules of registrations.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    access::{ApproveRegistration, Caller, OpenEvidence, Operation, OperationId, RefuseRegistration, TakeRegistration},
    codes::{Evidence, text_enum},
    error::{Error, Result},
    ids::AccountId,
};

text_enum! {
    /// Where a registration stands.
    pub enum RegistrationState ("registration_state_unknown") {
        /// Being filled in; no reviewer sees it.
        Draft = "draft", "填写中", "Being filled in";
        /// Waits for a reviewer.
        Submitted = "submitted", "待受理", "Submitted";
        /// A reviewer has it.
        UnderReview = "under_review", "审核中", "Under review";
        /// Approved: there is an account.
        Approved = "approved", "已通过", "Approved";
        /// Refused, with a reason.
        Refused = "refused", "未通过", "Refused";
        /// Taken back by the applicant.
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

/// How long a mailed link opens an application.
pub(super) const LINK_LIFE: TimeDelta = TimeDelta::days(7);

/// Files of evidence that one application may have.
pub(super) const MOST_FILES: usize = 10;

/// A file of evidence; its content is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub(super) struct EvidenceFile {
    pub(super) id: Uuid,
    pub(super) kind: Evidence,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) size: i32,
    pub(super) added_at: DateTime<Utc>,
}

/// An application, as it is filled in; a blank field is not filled in yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Form {
    pub(super) role: String,
    pub(super) school_id: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) title: String,
    pub(super) specialty: String,
    pub(super) statement: String,
}

/// One registration.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Registration {
    pub(super) id: Uuid,
    pub(super) state: RegistrationState,
    pub(super) email_masked: String,
    #[serde(flatten)]
    pub(super) form: Form,
    pub(super) school_name: Option<String>,
    /// Whether an identity number was given; it is not kept.
    pub(super) identified: bool,
    pub(super) begun_at: DateTime<Utc>,
    pub(super) submitted_at: Option<DateTime<Utc>>,
    pub(super) reviewer: Option<AccountId>,
    pub(super) reviewer_name: Option<String>,
    pub(super) decided_at: Option<DateTime<Utc>>,
    pub(super) reason: Option<String>,
    pub(super) account: Option<AccountId>,
    pub(super) evidence: Vec<EvidenceFile>,
}

impl Registration {
    /// Whether the applicant may still change it.
    pub(super) fn check_draft(&self) -> Result<()> {
        if self.state == RegistrationState::Draft { Ok(()) } else { Err(Error::conflict("registration_submitted")) }
    }

    /// Whether the caller may do this to the registration as it stands.
    pub(super) fn check(&self, operation: OperationId, caller: &Caller) -> Result<()> {
        use RegistrationState::{Draft, Submitted, UnderReview};
        let own = self.reviewer == Some(caller.account);
        let deciding = [ApproveRegistration::ID, RefuseRegistration::ID].contains(&operation);
        match self.state {
            Draft => Err(Error::not_found()),
            _ if operation == OpenEvidence::ID => Ok(()),
            Submitted if deciding => Err(Error::conflict("registration_not_taken")),
            UnderReview if deciding && !own => Err(Error::conflict("registration_not_yours")),
            UnderReview if own && operation == TakeRegistration::ID => Err(Error::conflict("registration_taken")),
            Submitted | UnderReview => Ok(()),
            _ => Err(Error::conflict("registration_decided")),
        }
    }
}
