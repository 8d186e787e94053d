//! The matrix: operation × role × where it is held × facts × where the object lies, decided by the program as the rows say, which
//! the test reads by itself.

pub mod actors;
pub mod book;
pub mod cases;

use std::{path::Path, sync::LazyLock};

use huixin::access::{Assignment, OperationId, Policy, PolicySources};

use rand::{SeedableRng, rngs::StdRng};

use book::{Answer, Book, Post, State};
use cases::{SCHOOLS, answer, assignment, at, standing};

/// What CI must decide at least.
const FLOOR: usize = 20_000;

/// `policies/` of this checkout.
pub static BOOK: LazyLock<Book> = LazyLock::new(|| Book::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")));

#[expect(clippy::print_stdout, reason = "how many cases were decided is a figure that people read")]
fn tell(what: &str, cases: usize) {
    println!("{what}: {cases} cases, each as the rows say");
}

/// Where a role can be held, and where none can.
fn posts(role: &str) -> Vec<(bool, Post)> {
    let post = |school: bool, department| Post {
        role: role.to_owned(),
        school: school.then(|| SCHOOLS[0].to_owned()),
        school_active: true,
        department,
        off: Vec::new(),
        bound: None,
    };
    vec![
        (true, post(false, false)),
        (true, post(true, false)),
        (false, post(false, false)),
        (false, post(true, false)),
        (false, Post { school_active: false, ..post(true, false) }),
        (false, post(true, true)),
        (false, Post { school_active: false, ..post(true, true) }),
        (false, post(false, true)),
    ]
}

/// Whether something of this school, or of no school, may be touched.
fn covers(answer: &Answer, school: Option<&str>) -> bool {
    match answer {
        Answer::Whole => true,
        Answer::Schools(schools) => school.is_some_and(|school| schools.iter().any(|own| own == school)),
        Answer::No(_) => false,
    }
}

/// Ask for one operation with one post: how far, and for an object of the own school, of its sibling, and of the place itself.
fn decide(policy: &Policy, operation: OperationId, state: State, (post, held): (&Post, &Assignment)) -> usize {
    let reach = policy.reach(operation, standing(state), std::slice::from_ref(held));
    let expected = BOOK.answer(operation.name(), at(operation), state, std::slice::from_ref(post));
    for school in [Some(SCHOOLS[0]), Some(SCHOOLS[1]), None] {
        let covered = match &reach {
            Err(_) => false,
            Ok(reach) => reach.covers(school.map(|code| code.parse().unwrap())),
        };
        assert_eq!(covered, covers(&expected, school), "{operation} on {school:?} by {post:?} in {state:?}");
    }
    assert_eq!(answer(reach), expected, "{operation} by {post:?} in {state:?}");
    3
}

#[tokio::test]
async fn every_operation_is_decided_for_every_role_place_and_fact_as_the_rows_say() {
    let (policy, book) = (Policy::load(&PolicySources::embedded()).await.unwrap(), &*BOOK);
    assert_eq!(policy.rows().len(), book.len(), "a file of the folder is not compiled in");
    let mut cases = 0;
    for (ministry, post) in book.levels.keys().flat_map(|role| posts(role)) {
        let held = assignment(&post);
        let states: Vec<_> = match book.fits(&post, ministry) {
            true => State::all(ministry),
            false => vec![State::best(ministry)],
        };
        for operation in OperationId::all() {
            cases += states.iter().map(|state| decide(&policy, operation, *state, (&post, &held))).sum::<usize>();
            let changes = [
                Post { off: vec![operation.name()], ..post.clone() },
                Post { off: vec!["school.list", "rules.read"], ..post.clone() },
                Post { bound: Some(vec![operation.name()]), ..post.clone() },
                Post { bound: Some(vec!["school.list", "rules.read"]), ..post.clone() },
            ];
            for post in changes {
                cases += decide(&policy, operation, State::best(ministry), (&post, &assignment(&post)));
            }
        }
    }
    tell("operation x role x place x facts x object", cases);
    assert!(cases >= FLOOR, "only {cases} cases");
}

#[tokio::test]
async fn who_holds_several_roles_reaches_as_far_as_those_that_allow_it_together() {
    let (policy, book) = (Policy::load(&PolicySources::embedded()).await.unwrap(), &*BOOK);
    let (roles, operations): (Vec<_>, Vec<_>) = (book.levels.keys().cloned().collect(), OperationId::all().collect());
    let (cases, mut allowed, seed) = (20_000, 0, rand::random());
    let mut random = StdRng::seed_from_u64(seed);
    for _ in 0..cases {
        let (operation, state, held) = cases::random(&mut random, &roles, &operations);
        let reach = policy.reach(operation, standing(state), &held.iter().map(assignment).collect::<Vec<_>>());
        let expected = book.answer(operation.name(), at(operation), state, &held);
        allowed += usize::from(reach.is_ok());
        assert_eq!(answer(reach), expected, "seed {seed}: {operation} by {held:?} in {state:?}");
    }
    tell("sets of roles", cases);
    assert!(allowed > cases / 100, "only {allowed} of {cases} were allowed: that proves little");
}

#[tokio::test]
async fn nobody_is_permitted_what_only_the_system_does() {
    for operation in OperationId::all().filter(|operation| operation.info().system) {
        let has = BOOK.levels.keys().find(|role| !BOOK.conditions(role, operation.name()).is_empty());
        assert_eq!(has, None, "{operation}");
    }
}
