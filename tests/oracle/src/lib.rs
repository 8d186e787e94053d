//! An independent oracle: the rows of `policies/` become Cedar policies, and Cedar and the program are asked the same questions.
//!
//! `HUIXIN_ORACLE=5000000` asks so many, and `HUIXIN_ORACLE_SEED=7` asks those of an earlier run again.
#![cfg(test)]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test, whose figures people read")]

#[expect(dead_code, reason = "written for the matrix, which also says why not")]
#[path = "../../it/matrix/book.rs"]
mod book;
#[expect(dead_code, reason = "written for the matrix, which also says why not")]
#[path = "../../it/matrix/cases.rs"]
mod cases;
mod cedar;

use std::{path::Path, thread};

use huixin::access::{OperationId, Policy, PolicySources};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use book::Book;
use cases::{SCHOOLS, assignment, standing};
use cedar::Cedar;

/// What must be asked at least.
const REQUESTS: u64 = 1_000_000;

fn set(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

/// How many of these requests were allowed; each by both or by neither.
fn ask(book: &Book, policy: &Policy, seed: u64, requests: u64) -> u64 {
    let cedar = Cedar::of(book);
    let mut random = StdRng::seed_from_u64(seed);
    let (roles, operations): (Vec<_>, Vec<_>) = (book.levels.keys().cloned().collect(), OperationId::all().collect());
    let mut allowed = 0;
    for request in 0..requests {
        let (operation, state, posts) = cases::random(&mut random, &roles, &operations);
        let object = [Some(SCHOOLS[0]), Some(SCHOOLS[1]), Some(SCHOOLS[2]), None][random.random_range(0..4)];
        let held: Vec<_> = posts.iter().map(assignment).collect();
        let reach = policy.reach(operation, standing(state), &held);
        let covered = reach.is_ok_and(|reach| reach.covers(object.map(|school| school.parse().unwrap())));
        let theirs = posts.iter().any(|post| cedar.allows(operation, state, post, object));
        assert_eq!(
            covered, theirs,
            "request {request} of seed {seed}: {operation} on {object:?} by {posts:?} in {state:?}; Cedar is on the right"
        );
        allowed += u64::from(covered);
    }
    allowed
}

#[tokio::test]
async fn cedar_decides_every_request_as_the_program_does() {
    let book = Book::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies"));
    let policy = Policy::load(&PolicySources::embedded()).await.unwrap();
    let requests = set("HUIXIN_ORACLE").unwrap_or(REQUESTS);
    let seed = set("HUIXIN_ORACLE_SEED").unwrap_or_else(rand::random);
    println!("{} rows, {requests} requests, seed {seed}", book.len());
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let allowed: u64 = thread::scope(|scope| {
        let (book, policy) = (&book, &policy);
        let asked = |worker| ask(book, policy, seed.wrapping_add(worker), requests.div_ceil(workers));
        let all: Vec<_> = (0..workers).map(|worker| scope.spawn(move || asked(worker))).collect();
        all.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    println!("0 differences; {allowed} were allowed");
    assert!(allowed > requests / 50, "only {allowed} were allowed: that proves little");
}
