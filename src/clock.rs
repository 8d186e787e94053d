//! Time, asked in one place, so that tests can hold it. Nothing else may read the system's clock.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

/// The whole country's time, without summer time since 1991.
const BEIJING: FixedOffset = FixedOffset::east_opt(8 * 60 * 60).unwrap();

/// The hours in Beijing, on every day of the week, in which whoever works by contract is let in.
pub const WORKING_HOURS: Range<u32> = 7..22;

/// The day in Beijing, by which the country counts its days.
pub fn beijing_day(now: DateTime<Utc>) -> NaiveDate {
    in_beijing(now).date_naive()
}

/// The time in Beijing, as every reader's clock shows it.
pub fn in_beijing(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&BEIJING)
}

/// Whether it is one of the [`WORKING_HOURS`].
pub fn in_working_hours(now: DateTime<Utc>) -> bool {
    WORKING_HOURS.contains(&in_beijing(now).hour())
}

/// The moment at which a day in Beijing is over.
pub fn end_of_beijing_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.succ_opt().unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN);
    (midnight - BEIJING).and_utc()
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

    #[test]
    fn working_hours_begin_at_seven_and_end_before_ten_in_the_evening_on_every_day_of_the_week() {
        // From a Sunday to a Saturday.
        for day in 22..=28 {
            for (beijing, within) in [
                ("00:00:00", false),
                ("06:59:59.999999", false),
                ("07:00:00", true),
                ("12:00:00", true),
                ("21:59:59.999999", true),
                ("22:00:00", false),
                ("23:59:59", false),
            ] {
                let at = format!("2026-11-{day}T{beijing}+08:00").parse::<DateTime<Utc>>().unwrap();
                assert_eq!(in_working_hours(at), within, "{at}");
            }
        }
    }
}
