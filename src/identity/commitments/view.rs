//! Commitments as administrators see them.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::Commitment;
use crate::{
    access::{OpenCommitment, Operation, OperationId, WithdrawCommitment},
    http::Verdicts,
};

/// One commitment of an account.
#[derive(Debug, Object)]
#[oai(rename = "Commitment")]
pub(super) struct CommitmentView {
    id: Uuid,
    /// The company that the person works for.
    vendor: String,
    signed_on: NaiveDate,
    /// The last day.
    ends_on: NaiveDate,
    /// Whether it binds today.
    in_force: bool,
    /// Name of the scan.
    file: String,
    /// Its size in bytes.
    size: i32,
    recorded_by: String,
    recorded_at: DateTime<Utc>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
    withdrawn_at: Option<DateTime<Utc>>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

/// The commitments of an account.
#[derive(Debug, Object)]
pub(super) struct Commitments {
    pub(super) items: Vec<CommitmentView>,
    /// Whether a role of the account needs one (R003-12.1).
    pub(super) needed: bool,
    /// Whether one binds today.
    pub(super) in_force: bool,
}

/// What may be done with a commitment that is there.
pub(super) const OPERATIONS: &[OperationId] = &[OpenCommitment::ID, WithdrawCommitment::ID];

impl CommitmentView {
    pub(super) fn of(one: Commitment, today: NaiveDate, can: Verdicts) -> Self {
        Self {
            in_force: one.in_force(today),
            id: one.id,
            vendor: one.vendor,
            signed_on: one.signed_on,
            ends_on: one.ends_on,
            file: one.name,
            size: one.size,
            recorded_by: one.recorded_by_name,
            recorded_at: one.recorded_at,
            withdrawn_by: one.withdrawn_by_name,
            withdrawn_reason: one.withdrawn_reason,
            withdrawn_at: one.withdrawn_at,
            can,
        }
    }
}
