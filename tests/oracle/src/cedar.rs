//! The rows as Cedar policies, one set per operation, since an authorizer looks at every policy of a set.

use std::collections::HashMap;

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression};
use huixin::access::OperationId;

use crate::{
    book::{BEFORE_RULES, Book, FACTS, Post, SUPPORT_VIEW, State},
    cases::at,
};

pub struct Cedar {
    authorizer: Authorizer,
    nothing: Entities,
    sets: HashMap<OperationId, PolicySet>,
    uids: HashMap<String, EntityUid>,
}

impl Cedar {
    pub fn of(book: &Book) -> Self {
        let sets = OperationId::all().map(|operation| (operation, policies(book, operation).parse().unwrap()));
        let roles = book.levels.keys().map(|role| format!("Role::\"{role}\""));
        let operations = OperationId::all().map(|operation| format!("Action::\"{operation}\""));
        let uids = roles.chain(operations).chain(["Object::\"it\"".to_owned()]);
        Self {
            authorizer: Authorizer::new(),
            nothing: Entities::empty(),
            sets: sets.collect(),
            uids: uids.map(|name| (name.clone(), name.parse().unwrap())).collect(),
        }
    }

    /// Whether one post alone allows the operation on an object of this school, or of the place itself.
    pub fn allows(&self, operation: OperationId, state: State, post: &Post, object: Option<&str>) -> bool {
        let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let flag = RestrictedExpression::new_bool;
        let facts = FACTS.iter().map(|(fact, _)| *fact).zip(post.holding(state)).map(|(fact, holds)| (fact, flag(holds)));
        let off = post.off.iter().map(|name| text(name));
        let bound = post.bound.iter().flatten().map(|name| text(name));
        let others = [
            ("is_bound", flag(post.bound.is_some())),
            ("bound", RestrictedExpression::new_set(bound)),
            ("place", text(if state.ministry { "ministry" } else { "province" })),
            ("level", text(post.level(state.ministry))),
            ("off", RestrictedExpression::new_set(off)),
            ("rules_acknowledged", flag(state.rules_acknowledged)),
            ("password_due", flag(state.password_due)),
            ("support_view", flag(state.support_view)),
            ("school", text(post.school.as_deref().unwrap_or("whole"))),
            ("object", text(object.unwrap_or("none"))),
        ];
        let pairs = facts.chain(others).map(|(name, value)| (name.to_owned(), value));
        let context = Context::from_pairs(pairs).unwrap();
        let uid = |name: String| self.uids[&name].clone();
        let (role, action) = (uid(format!("Role::\"{}\"", post.role)), uid(format!("Action::\"{operation}\"")));
        let request = Request::new(role, action, uid("Object::\"it\"".to_owned()), context, None).unwrap();
        let answer = self.authorizer.is_authorized(&request, &self.sets[&operation], &self.nothing);
        assert_eq!(answer.diagnostics().errors().count(), 0, "{answer:?}");
        answer.decision() == Decision::Allow
    }
}

/// A permit for each row, and what is said once for all rows.
fn policies(book: &Book, operation: OperationId) -> String {
    let mut text = String::new();
    for (role, levels) in &book.levels {
        let mut levels = levels.clone();
        if levels.iter().any(|level| level == "system") {
            levels.extend(["ministry", "province", "school"].map(str::to_owned));
        }
        for condition in book.conditions(role, operation.name()) {
            let named = FACTS.iter().enumerate().filter(|(at, _)| condition >> at & 1 == 1);
            let facts: String = named.map(|(_, (fact, _))| format!(" && context.{fact}")).collect();
            text += &format!(
                "permit (principal == Role::\"{role}\", action == Action::\"{operation}\", resource)
                 when {{ {levels:?}.contains(context.level){facts} }};\n"
            );
        }
    }
    let only = at(operation);
    if only != "realm" {
        text += &format!("forbid (principal, action, resource) unless {{ context.place == \"{only}\" }};\n");
    }
    if !SUPPORT_VIEW.contains(&operation.name()) {
        text += "forbid (principal, action, resource) when { context.support_view };\n";
    }
    let before = BEFORE_RULES.contains(&operation.name());
    if !before {
        text += "forbid (principal, action, resource) unless { context.rules_acknowledged };\n";
    }
    if !before && operation.name() != "password.change" {
        text += "forbid (principal, action, resource) when { context.password_due };\n";
    }
    text += &format!("forbid (principal, action, resource) when {{ context.off.contains(\"{operation}\") }};\n");
    text += &format!(
        "forbid (principal, action, resource) when {{ context.is_bound && !context.bound.contains(\"{operation}\") }};\n"
    );
    text += "forbid (principal, action, resource) unless { context.school == \"whole\" || context.school == context.object };\n";
    text
}
