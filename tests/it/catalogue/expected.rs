//! What a walker must be answered: it follows from the policy, and from where things lie.

use huixin::access::{Access, Level, OperationId};

use super::{document::Route, probes, scene::Where};
use crate::{
    harness::people::Person,
    matrix::{
        BOOK,
        book::{Answer, Post, State},
        cases::at,
    },
};

/// What the walker holds, in the words of the rows.
pub fn post(walker: &Person) -> Post {
    Post {
        role: walker.role.to_owned(),
        school: walker.school.map(str::to_owned),
        school_active: true,
        department: walker.department.is_some(),
        off: Vec::new(),
        bound: None,
    }
}

/// Status and code that the design asks for.
pub fn expected(walker: &Person, route: &Route, place: Where) -> (bool, u16, &'static str) {
    let operation = probes::operation(route);
    let ministry = walker.realm == "ministry";
    let elsewhere = match operation.info().level {
        Level::Realm => false,
        Level::Ministry => !ministry,
        Level::Province => ministry || place == Where::Foreign,
    };
    if elsewhere {
        return (false, 404, "not_found");
    }
    let whole = match BOOK.answer(operation.name(), at(operation), State::best(ministry), &[post(walker)]) {
        Answer::No(code) => return (false, 403, code),
        reach => reach == Answer::Whole,
    };
    let aims_at_school = route.aims_at_school();
    let aims_at_account = route.aims_at_account() || route.aims_at_leave() || route.aims_at_service();
    let out_of_reach = match place {
        Where::Own => false,
        // Nobody but its owner has a session.
        Where::Sibling | Where::Foreign if route.id == "end_session" => true,
        Where::Sibling => !ministry && !whole && (aims_at_school || aims_at_account),
        Where::Foreign => aims_at_account,
    };
    if out_of_reach { (false, 404, "not_found") } else { (true, 0, "") }
}

fn is_own(operation: OperationId) -> bool {
    ["self", "session", "rules", "password", "factor"].contains(&operation.name().split('.').next().unwrap())
}

fn operations(walker: &Person) -> impl Iterator<Item = OperationId> {
    OperationId::all().filter(|one| !BOOK.conditions(walker.role, one.name()).is_empty())
}

/// Roles that have nothing but themselves yet: they change nothing that another would miss.
pub fn is_bare(walker: &Person) -> bool {
    operations(walker).all(is_own)
}

/// Roles that change nothing beyond themselves.
pub fn only_reads(walker: &Person) -> bool {
    operations(walker).all(|operation| operation.info().access != Access::Write || is_own(operation))
}
