//! One policy decision, against one Casbin `enforce` over the same policy loaded whole.
#![expect(clippy::print_stdout, reason = "a benchmark talks to whoever runs it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use huixin::access::{Facts, OperationId, Policy, PolicyError, PolicyHandle, PolicySources, Role, casbin_rules};

const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_millis(200);

type Question = (Role, OperationId, Facts);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sources = PolicySources::embedded();
    let build = milliseconds_to_build(&sources).await?;
    let handle = PolicyHandle::load(&sources).await?;
    let policy = handle.current();
    let casbin = casbin_rules::enforcer(sources.model(), policy.rows()).await?;
    let questions = questions();

    let table = nanoseconds(&questions, |(role, operation, facts)| policy.decide(role, operation, facts));
    let swapped = nanoseconds(&questions, |(role, operation, facts)| handle.current().decide(role, operation, facts));
    let asked = nanoseconds(&questions, |(role, operation, facts)| {
        casbin_rules::ask(&casbin, role, operation, facts) == Ok(true)
    });

    println!("policy: {} rows, {} questions", policy.rows().len(), questions.len());
    println!("build the table            {:>12.1} ms", build);
    println!("one decision               {table:>12.1} ns");
    println!("one decision, with handle  {swapped:>12.1} ns");
    println!("one Casbin enforce, whole  {asked:>12.1} ns");
    println!("ratio                      {:>12.0} ×   (with handle {:.0} ×)", asked / table, asked / swapped);
    Ok(())
}

/// The median time to read the sources and ask Casbin everything.
async fn milliseconds_to_build(sources: &PolicySources) -> Result<f64, PolicyError> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(Policy::load(sources).await?);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(times))
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

/// The median over rounds of the time of one answer.
fn nanoseconds(questions: &[Question], decide: impl Fn(Question) -> bool) -> f64 {
    let round = || {
        let (start, mut count) = (Instant::now(), 0_u32);
        while start.elapsed() < ROUND {
            for question in questions {
                black_box(decide(black_box(*question)));
            }
            count += questions.len() as u32;
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
    };
    median((0..ROUNDS).map(|_| round()).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
