//! What the service says about itself: log lines and counters. Never a name, an address, a token or a score.

mod log;
mod metrics;

pub use log::{LogFormat, log_to_stderr};
pub use metrics::Metrics;

use std::{sync::LazyLock, time::Duration};

static METRICS: LazyLock<Metrics> = LazyLock::new(|| Metrics::new().expect("the names of the series differ"));

/// The process's counters.
pub fn metrics() -> &'static Metrics {
    &METRICS
}

/// One answered request.
pub fn served(operation: &str, status: u16, took: Duration) {
    METRICS.answered(operation, status, took.as_secs_f64());
}

/// An operation refused by policy.
pub fn denied(operation: &str) {
    METRICS.denials.with_label_values(&[operation]).inc();
}

/// An attempt to sign in: `done`, `failed` or `locked`.
pub fn sign_in(outcome: &str) {
    METRICS.sign_ins.with_label_values(&[outcome]).inc();
}

/// A job that was run.
pub fn job(task: &str, done: bool, took: Duration) {
    METRICS.jobs.with_label_values(&[task, if done { "done" } else { "failed" }]).inc();
    METRICS.job_seconds.with_label_values(&[task]).observe(took.as_secs_f64());
}
