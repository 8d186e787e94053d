//! Cases in the words of the program, made from those of the book.

use huixin::{
    access::{Assignment, Level, Narrowed, OperationId, PlaceState, Proof, Reach, Role, Standing},
    codes::SchoolCode,
};

use chrono::DateTime;

use rand::{RngExt, rngs::StdRng};

use super::book::{Answer, Post, State};

/// Schools of one province.
pub const SCHOOLS: [&str; 3] = ["4151010610", "4151010611", "4151010613"];

const PROOFS: [Proof; 4] = [Proof::NoFactor, Proof::Password, Proof::SecondFactor, Proof::SteppedUp];

pub fn standing(state: State) -> Standing {
    let province = PlaceState::Province { active: state.place_active };
    Standing {
        place: if state.ministry { PlaceState::Ministry } else { province },
        proof: PROOFS[usize::from(state.proof)],
        rules_acknowledged: state.rules_acknowledged,
        password_due: state.password_due,
        commitment: state.commitment,
        second_person: state.second_person,
        working_hours: state.working_hours,
        support_view: state.support_view,
    }
}

pub fn assignment(post: &Post) -> Assignment {
    let narrowed = |name: &&'static str| Narrowed {
        operation: OperationId::parse(name).unwrap(),
        by: String::new(),
        reason: String::new(),
        at: DateTime::UNIX_EPOCH,
    };
    Assignment {
        role: Role::parse(&post.role).unwrap(),
        school: post.school.as_ref().map(|school| school.parse().unwrap()),
        school_active: post.school_active,
        department: post.department.then(|| "数学学院".to_owned()),
        ends_at: None,
        narrowed: post.off.iter().map(narrowed).collect(),
        bound: post.bound.as_ref().map(|bound| bound.iter().map(|name| OperationId::parse(name).unwrap()).collect()),
    }
}

/// Where an operation happens, in the book's word.
pub fn at(operation: OperationId) -> &'static str {
    match operation.info().level {
        Level::Ministry => "ministry",
        Level::Province => "province",
        Level::Realm => "realm",
    }
}

/// What the program answered, in the book's words.
pub fn answer(reach: Result<Reach, huixin::access::Denied>) -> Answer {
    match reach {
        Ok(Reach::Whole) => Answer::Whole,
        Ok(Reach::Schools(schools)) => Answer::Schools(schools.iter().map(SchoolCode::to_string).collect()),
        Err(denied) => Answer::No(denied.code()),
    }
}

/// Anything: one to four posts of any role, possible ones mostly, at a place in any state.
pub fn random(random: &mut StdRng, roles: &[String], operations: &[OperationId]) -> (OperationId, State, Vec<Post>) {
    let mut pick = |n: usize| random.random_range(0..n);
    let operation = operations[pick(operations.len())];
    let ministry = pick(3) == 0;
    let good = pick(2) == 0;
    let all = State::all(ministry);
    let any = all[pick(all.len())];
    let posts = (0..=pick(4)).map(|_| {
        let in_school = !ministry && pick(2) == 0;
        let other = operations[pick(operations.len())].name();
        Post {
            role: roles[pick(roles.len())].clone(),
            school: in_school.then(|| SCHOOLS[pick(SCHOOLS.len())].to_owned()),
            school_active: pick(4) > 0,
            department: in_school && pick(4) == 0,
            off: [operation.name(), other].into_iter().filter(|_| pick(8) == 0).collect(),
            bound: (pick(6) == 0).then(|| vec![if pick(2) == 0 { other } else { operation.name() }]),
        }
    });
    (operation, if good { State::best(ministry) } else { any }, posts.collect())
}
