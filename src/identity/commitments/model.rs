//! What a commitment is, and what may be done with it.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    access::{Operation, OperationId, WithdrawCommitment},
    error::{Error, Fault, Result},
};

/// A commitment is signed again after so many years.
const LONGEST_YEARS: u32 = 3;

/// One commitment of an account.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Commitment {
    pub(super) id: Uuid,
    /// The company that the person works for.
    pub(super) vendor: String,
    pub(super) signed_on: NaiveDate,
    /// The last day.
    pub(super) ends_on: NaiveDate,
    /// Name of the scan.
    pub(super) name: String,
    pub(super) size: i32,
    pub(super) recorded_by_name: String,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) withdrawn_by_name: Option<String>,
    pub(super) withdrawn_reason: Option<String>,
    pub(super) withdrawn_at: Option<DateTime<Utc>>,
}

/// A commitment as it is recorded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) vendor: String,
    pub(super) signed_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
}

impl Terms {
    /// Signed today or before, still running, and for at most three years; every fault at once.
    pub(super) fn parse(vendor: &str, signed_on: &str, ends_on: &str, today: NaiveDate) -> Result<Self> {
        let vendor = crate::codes::tidy(vendor);
        let mut faults = Vec::new();
        if vendor.is_empty() {
            faults.push(Fault::at("/vendor", "field_required"));
        }
        let mut day = |field: &str, text: &str| {
            let day = text.trim().parse::<NaiveDate>();
            day.map_err(|_| faults.push(Fault::at(field, "date_invalid"))).ok()
        };
        let days = day("/signed_on", signed_on).zip(day("/ends_on", ends_on));
        if let Some((signed_on, ends_on)) = days {
            let longest = signed_on.checked_add_months(Months::new(12 * LONGEST_YEARS)).unwrap_or(signed_on);
            if signed_on > today {
                faults.push(Fault::at("/signed_on", "signed_on_future"));
            }
            if ends_on < today || ends_on < signed_on {
                faults.push(Fault::at("/ends_on", "commitment_ended"));
            } else if ends_on > longest {
                faults.push(Fault::at("/ends_on", "commitment_too_long").with("years", LONGEST_YEARS));
            }
        }
        match days {
            Some((signed_on, ends_on)) if faults.is_empty() => Ok(Self { vendor, signed_on, ends_on }),
            _ => Err(Error::invalid(faults)),
        }
    }
}

impl Commitment {
    /// Whether it binds on this day.
    pub(super) fn in_force(&self, today: NaiveDate) -> bool {
        self.withdrawn_at.is_none() && (self.signed_on..=self.ends_on).contains(&today)
    }

    /// Whether this can be done with it as it stands.
    pub(super) fn check(&self, operation: OperationId) -> Result<()> {
        if operation == WithdrawCommitment::ID && self.withdrawn_at.is_some() {
            return Err(Error::conflict("commitment_withdrawn"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_is_signed_already_and_runs_for_three_years_at_most() {
        let today = "2026-11-22".parse().unwrap();
        let codes = |vendor: &str, signed_on: &str, ends_on: &str| match Terms::parse(vendor, signed_on, ends_on, today)
        {
            Ok(_) => vec![],
            Err(Error::Refused { faults, .. }) => faults.into_iter().map(|fault| fault.code).collect(),
            Err(error) => panic!("{error}"),
        };
        assert!(codes("云智科技", "2026-11-22", "2029-11-22").is_empty());
        assert!(codes("云智科技", "2024-01-01", "2026-11-22").is_empty());
        assert_eq!(codes("云智科技", "2026-11-23", "2027-01-01"), ["signed_on_future"]);
        assert_eq!(codes("云智科技", "2024-01-01", "2026-11-21"), ["commitment_ended"]);
        assert_eq!(codes("云智科技", "2026-11-22", "2029-11-23"), ["commitment_too_long"]);
        assert_eq!(codes("  ", "?", "2027-01-01"), ["field_required", "date_invalid"]);
    }
}
