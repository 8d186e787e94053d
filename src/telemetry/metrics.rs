//! Counters for Prometheus.

use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder};

/// Seconds, from a cached read to an import.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Every counter there is. Labels are names from closed lists, so that their number is bounded.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    /// `http_requests_total{operation,status}`.
    pub requests: IntCounterVec,
    /// `http_request_seconds{operation}`.
    pub request_seconds: HistogramVec,
    /// `policy_denials_total{operation}`.
    pub denials: IntCounterVec,
    /// `sign_in_total{outcome}`.
    pub sign_ins: IntCounterVec,
    /// `db_pool_connections{place,kind}`: open and idle ones are told apart by `kind`.
    pub pool_connections: IntGaugeVec,
    /// `jobs_total{task,outcome}`.
    pub jobs: IntCounterVec,
    /// `job_seconds{task}`.
    pub job_seconds: HistogramVec,
    /// `jobs_waiting{task}`.
    pub jobs_waiting: IntGaugeVec,
}

impl Metrics {
    /// A registry of its own, all at nought.
    ///
    /// # Errors
    /// Never, as long as the names below differ.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let make = Make(&registry);
        Ok(Self {
            requests: make.counter("http_requests_total", "Requests answered", &["operation", "status"])?,
            request_seconds: make.seconds("http_request_seconds", "Time to answer", &["operation"])?,
            denials: make.counter("policy_denials_total", "Operations refused by policy", &["operation"])?,
            sign_ins: make.counter("sign_in_total", "Attempts to sign in", &["outcome"])?,
            pool_connections: make.gauge("db_pool_connections", "Database connections", &["place", "kind"])?,
            jobs: make.counter("jobs_total", "Jobs run", &["task", "outcome"])?,
            job_seconds: make.seconds("job_seconds", "Time a job took", &["task"])?,
            jobs_waiting: make.gauge("jobs_waiting", "Jobs in the queue", &["task"])?,
            registry,
        })
    }

    /// One answered request; `operation` is an operation's name, or a fixed word where there is none.
    pub fn answered(&self, operation: &str, status: u16, seconds: f64) {
        self.requests.with_label_values(&[operation, status.to_string().as_str()]).inc();
        self.request_seconds.with_label_values(&[operation]).observe(seconds);
    }

    /// All of it in Prometheus's text format, version 0.0.4.
    ///
    /// # Errors
    /// When two series collide.
    pub fn render(&self) -> prometheus::Result<String> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

struct Make<'a>(&'a Registry);

impl Make<'_> {
    fn counter(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntCounterVec> {
        let made = IntCounterVec::new(Opts::new(name, help), labels)?;
        self.0.register(Box::new(made.clone()))?;
        Ok(made)
    }

    fn gauge(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntGaugeVec> {
        let made = IntGaugeVec::new(Opts::new(name, help), labels)?;
        self.0.register(Box::new(made.clone()))?;
        Ok(made)
    }

    fn seconds(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<HistogramVec> {
        let made = HistogramVec::new(HistogramOpts::new(name, help).buckets(SECONDS.to_vec()), labels)?;
        self.0.register(Box::new(made.clone()))?;
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_rendered() {
        let metrics = Metrics::new().unwrap();
        metrics.answered("school.create", 201, 0.02);
        metrics.pool_connections.with_label_values(&["province_51", "idle"]).set(3);
        let text = metrics.render().unwrap();
        for line in [
            "http_requests_total{operation=\"school.create\",status=\"201\"} 1",
            "http_request_seconds_bucket{operation=\"school.create\",le=\"0.025\"} 1",
            "db_pool_connections{kind=\"idle\",place=\"province_51\"} 3",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
    }
}
