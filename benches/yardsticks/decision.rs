//! One policy decision, against one Casbin `enforce` over the same policy loaded whole.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use huixin::access::{Facts, OperationId, PolicyHandle, PolicySources, Role, casbin_rules};

use crate::{Row, median};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(200);

type Question = (Role, OperationId, Facts);

pub async fn run() -> Result<Vec<Row>> {
    let sources = PolicySources::embedded();
    let start = Instant::now();
    let handle = PolicyHandle::load(&sources).await?;
    let built = start.elapsed();
    let policy = handle.current();
    let casbin = casbin_rules::enforcer(sources.model(), policy.rows()).await.map_err(anyhow::Error::msg)?;
    let questions = questions();
    let (mut table, mut asked) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        table.push(nanoseconds(&questions, |(role, operation, facts)| handle.current().decide(role, operation, facts)));
        asked.push(nanoseconds(&questions, |(role, operation, facts)| {
            casbin_rules::ask(&casbin, role, operation, facts) == Ok(true)
        }));
    }
    let (table, asked) = (median(table), median(asked));
    println!("policy: {} rows, {} questions, table built in {built:.1?}", policy.rows().len(), questions.len());
    Ok(vec![Row {
        what: format!("one policy decision: {table:.0} ns"),
        yardstick: format!("one Casbin `enforce` over the same policy: {:.1} µs", asked / 1e3),
        ratio: format!("{:.0} × faster", asked / table),
        target: "≤ 1 µs, ≥ 100 × faster",
        met: table <= 1e3 && asked / table >= 100.0,
    }])
}

/// Every role × operation × facts, in an order that no branch predictor learns.
fn questions() -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for role in Role::all() {
        for operation in OperationId::all() {
            all.extend(Facts::all().subsets().map(|facts| (role, operation, facts)));
        }
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for at in (1..all.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        all.swap(at, (state >> 33) as usize % (at + 1));
    }
    all
}

/// The time of one answer, over a round.
fn nanoseconds(questions: &[Question], decide: impl Fn(Question) -> bool) -> f64 {
    let (start, mut count) = (Instant::now(), 0_u32);
    // A pass over every question may take Casbin longer than a round: stop in the middle of it.
    for batch in questions.chunks(64).cycle() {
        for question in batch {
            black_box(decide(black_box(*question)));
        }
        count += batch.len() as u32;
        if start.elapsed() >= ROUND {
            break;
        }
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
}
