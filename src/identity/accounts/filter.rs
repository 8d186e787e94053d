//! What an account list is narrowed to by days: accounts that nobody uses, and those that end soon.

use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::{
    clock::beijing_day,
    error::{Error, Fault, Result},
};

/// Since when nobody has used what counts as unused: 30 to 365 days.
pub(super) fn idle_since(days: Option<u16>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let days = within("inactive_days", days, 30..=365)?;
    Ok(days.map(|days| now - TimeDelta::days(days.into())))
}

/// The day by which ends what ends soon: within 1 to 365 days.
pub(super) fn ends_by(days: Option<u16>, now: DateTime<Utc>) -> Result<Option<NaiveDate>> {
    let days = within("expiring_days", days, 1..=365)?;
    Ok(days.and_then(|days| beijing_day(now).checked_add_days(Days::new(days.into()))))
}

fn within(name: &'static str, days: Option<u16>, bounds: RangeInclusive<u16>) -> Result<Option<u16>> {
    match days {
        Some(days) if !bounds.contains(&days) => {
            Err(Error::malformed(vec![Fault::at(format!("?{name}"), "parameter_invalid").with("name", name)]))
        }
        days => Ok(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_bounds() {
        let now: DateTime<Utc> = "2026-11-22T16:00:00Z".parse().unwrap();
        assert_eq!(idle_since(Some(30), now).unwrap().unwrap().to_string(), "2026-10-23 16:00:00 UTC");
        assert_eq!(ends_by(Some(30), now).unwrap().unwrap().to_string(), "2026-12-23", "the day in Beijing");
        assert!(idle_since(Some(29), now).is_err() && idle_since(Some(366), now).is_err());
        assert!(ends_by(Some(0), now).is_err() && ends_by(Some(366), now).is_err());
        assert!(idle_since(None, now).unwrap().is_none() && ends_by(None, now).unwrap().is_none());
    }
}
