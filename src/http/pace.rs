//! How long we wait for the other side of a connection to take or give bytes.
//!
//! Only time spent waiting counts: our own slowness is never held against a client.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// The limits of a wait.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Longest single stall, and the credit to start with.
    pub stall: Duration,
    /// Bytes a second that must flow on average, beyond that credit; 1 or more.
    pub rate: u32,
    /// Longest wait in all.
    pub total: Duration,
}

/// Progress of one body, or of one connection's output.
#[derive(Debug)]
pub(super) struct Pace {
    patience: Patience,
    bytes: u64,
    waited: Duration,
    wait: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Pace {
    pub(super) fn new(patience: Patience) -> Self {
        Self { patience, bytes: 0, waited: Duration::ZERO, wait: None }
    }

    /// Bytes so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The wait, if any, is over, and `bytes` came of it.
    pub(super) fn advance(&mut self, bytes: usize) {
        if let Some((since, _)) = self.wait.take() {
            self.waited += since.elapsed();
        }
        self.bytes += bytes as u64;
    }

    /// Nothing moves: ready when that has lasted too long.
    pub(super) fn poll_lost(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let left = self.left();
        let (_, timer) = self.wait.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        timer.as_mut().poll(cx)
    }

    fn left(&self) -> Duration {
        let Patience { stall, rate, total } = self.patience;
        let earned = Duration::from_millis(self.bytes.saturating_mul(1000) / u64::from(rate.max(1)));
        let budget = stall.saturating_add(earned).min(total).saturating_sub(self.waited);
        budget.min(stall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { stall: Duration::from_secs(5), rate: 1000, total: Duration::from_secs(30) };

    fn left(bytes: usize, waited: u64) -> Duration {
        let mut pace = Pace::new(PATIENCE);
        pace.advance(bytes);
        pace.waited = Duration::from_secs(waited);
        pace.left()
    }

    #[test]
    fn waiting_uses_up_what_bytes_have_earned() {
        assert_eq!(left(0, 0), PATIENCE.stall);
        assert_eq!(left(1000, 4), Duration::from_secs(2));
        assert_eq!(left(1_000_000, 4), PATIENCE.stall, "no credit pays for a longer stall");
        assert_eq!(left(1_000_000, 29), Duration::from_secs(1), "nor for more than the total");
        assert_eq!(left(1000, 40), Duration::ZERO);
    }

    #[tokio::test]
    async fn only_time_without_progress_counts() {
        let mut pace = Pace::new(Patience { stall: Duration::from_millis(20), ..PATIENCE });
        let began = Instant::now();
        std::future::poll_fn(|cx| pace.poll_lost(cx)).await;
        pace.advance(1);
        assert!(pace.waited >= Duration::from_millis(20) && pace.waited <= began.elapsed());
    }
}
