//! What the service says about itself: log lines and counters. Never a name, an address, a token or a score.

mod log;
mod metrics;

pub use log::{LogFormat, log_to_stderr};
pub use metrics::Metrics;
