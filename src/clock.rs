//! Time, asked in one place, so that tests can hold it. Nothing else may read the system's clock.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

const BEIJING: Option<FixedOffset> = FixedOffset::east_opt(8 * 60 * 60);

/// The day in Beijing, by which the country counts its days.
pub fn beijing_day(now: DateTime<Utc>) -> NaiveDate {
    in_beijing(now).date_naive()
}

/// The time in Beijing, as every reader's clock shows it.
pub fn in_beijing(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    BEIJING.map_or_else(|| at.fixed_offset(), |beijing| at.with_timezone(&beijing))
}

/// The moment at which a day in Beijing is over.
pub fn end_of_beijing_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.succ_opt().unwrap_or(NaiveDate::MAX).and_time(chrono::NaiveTime::MIN).and_utc();
    midnight - TimeDelta::hours(8)
}

/// The product's clock: the system's time, shifted in tests.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// The present moment, in whole microseconds (what Postgres keeps).
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let shifted = Utc::now() + TimeDelta::microseconds(self.0.load(Ordering::Relaxed));
        DateTime::from_timestamp_micros(shifted.timestamp_micros()).unwrap_or(shifted)
    }

    /// Move this clock (and its clones) forward, as a test does to see a session expire.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_beijing() {
        let at = |text: &str| beijing_day(text.parse().unwrap()).to_string();
        assert_eq!(at("2026-11-22T15:59:59Z"), "2026-11-22");
        assert_eq!(at("2026-11-22T16:00:00Z"), "2026-11-23");
        let end = end_of_beijing_day("2026-11-22".parse().unwrap());
        assert_eq!(end, "2026-11-22T16:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }
}
