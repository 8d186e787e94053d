//! Casbin and the table agree; a reload is whole.

mod refusals;

use super::*;
use crate::access::fact::Fact;
use crate::access::operations::{CreateSchool, OpenSession, ReadSelf};
use crate::access::{GrantWithin, Operation, tests::policy};

/// The embedded files, one of them rewritten.
fn rewritten(name: &str, rewrite: impl Fn(&str) -> String) -> PolicySources {
    let embedded = PolicySources::embedded();
    let names: Vec<_> = embedded.names().map(str::to_owned).collect();
    let file = |file: String| {
        let text = embedded.file(&file).unwrap().text.clone();
        let text = if file == name { rewrite(&text) } else { text };
        SourceFile { name: file, text }
    };
    PolicySources::from_files(names.into_iter().map(file).collect())
}

#[tokio::test]
async fn casbin_and_the_table_agree_on_every_question() {
    let policy = policy().await;
    let sources = PolicySources::embedded();
    // Another way than the table was built: an enforcer per role over all its operations, and beside the facts that an operation's rows
    // name none or all of the others.
    let (mut asked, all) = (0, Facts::all());
    for role in Role::all() {
        let rows: Vec<_> = policy.rows().iter().filter(|row| row.role == role).cloned().collect();
        let whole = casbin_rules::enforcer(sources.model(), &rows).await.unwrap();
        for operation in OperationId::all() {
            let named = policy.facts_of(operation);
            let others: Facts = all.iter().filter(|fact| !named.contains(*fact)).collect();
            for facts in named.subsets().flat_map(|facts| [facts, facts.iter().chain(others.iter()).collect()]) {
                let casbin = casbin_rules::ask(&whole, role, operation, facts).unwrap();
                assert_eq!(policy.decide(role, operation, facts), casbin, "{role} {operation} {facts}");
                asked += 1;
            }
        }
    }
    let questions = OperationId::all().map(|operation| 2 << policy.facts_of(operation).len()).sum::<usize>();
    assert_eq!(asked, questions * Role::all().len());
    assert!(asked > 20_000, "{asked}");
}

#[tokio::test]
async fn conditions_decide() {
    let policy = policy().await;
    let [admin, head] = ["prov_admin", "counsel_head"].map(|role| Role::parse(role).unwrap());
    let (active, factor) = (Facts::NONE.with(Fact::PlaceActive), Facts::NONE.with(Fact::SecondFactor));
    let both = active.with(Fact::SecondFactor);
    assert!(policy.decide(admin, CreateSchool::ID, both));
    assert!([Facts::NONE, active, factor].iter().all(|facts| !policy.decide(admin, CreateSchool::ID, *facts)));
    assert!(!policy.decide(head, CreateSchool::ID, Facts::all()));
    assert!(policy.decide(head, ReadSelf::ID, Facts::NONE));
    assert!(Role::all().all(|role| !policy.decide(role, OpenSession::ID, Facts::all())));
    assert_eq!(policy.conditions(admin, CreateSchool::ID), [both]);
    assert_eq!(policy.conditions(head, CreateSchool::ID), []);
    assert_eq!(policy.conditions(head, ReadSelf::ID), [Facts::NONE]);
    assert_eq!(policy.who_can(CreateSchool::ID), [admin]);
    let why = policy.explain(admin, CreateSchool::ID);
    assert_eq!(why.decisions, [(Facts::NONE, false), (active, false), (factor, false), (both, true)]);
    assert!(why.rows[0].at.starts_with("policies/places.csv:"), "{}", why.rows[0].at);
}

#[tokio::test]
async fn a_failed_reload_changes_nothing() {
    let handle = PolicyHandle::load(&PolicySources::embedded()).await.unwrap();
    let before = handle.current();
    assert!(handle.reload(&rewritten("oversight.csv", |_| String::new())).await.is_err());
    assert!(std::sync::Arc::ptr_eq(&before, &handle.current()));
    let head = Role::parse("counsel_head").unwrap();
    let list = OperationId::parse("school.list").unwrap();
    let more = rewritten("places.csv", |text| format!("{text}p, counsel_head, school.list, -\n"));
    let reloaded = handle.reload(&more).await.unwrap();
    assert_eq!(reloaded.before, before.hash());
    assert_ne!(reloaded.after, reloaded.before);
    assert!(handle.current().decide(head, list, Facts::NONE) && !before.decide(head, list, Facts::all()));
}

#[tokio::test]
async fn the_folder_and_the_program_hold_the_same_policy() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let read = PolicySources::read_directory(&folder).unwrap();
    assert_eq!(read.hash(), PolicySources::embedded().hash(), "a file of policies/ is not compiled in");
}

#[tokio::test]
async fn separation_and_grants_are_kept() {
    let policy = policy().await;
    let [audit, operator, admin] =
        ["audit_admin", "platform_operator", "school_admin"].map(|r| Role::parse(r).unwrap());
    assert!(policy.separated(operator, audit).is_some() && policy.separated(audit, operator).is_some());
    assert!(policy.separated(operator, admin).is_none());
    let others = Role::all().filter(|role| *role != audit && role.is_given());
    assert!(others.clone().all(|role| policy.separated(role, audit).is_some()));
    assert!(Role::all().all(|role| { policy.grantable(role).iter().all(|grant| grant.role != audit) }));
    let own_school = |grant: &Grant| grant.role.may_name_school() && grant.within == GrantWithin::OwnSchool;
    assert!(policy.grantable(admin).iter().all(own_school));
}

#[tokio::test]
async fn no_role_gives_or_keeps_an_auditor_a_student_or_a_system_and_no_security_administrator_another() {
    let policy = policy().await;
    let [sys, sec, audit, prov_auditor] =
        ["sys_admin", "sec_admin", "audit_admin", "prov_auditor"].map(|r| Role::parse(r).unwrap());
    let not_given = Role::all().filter(|role| !role.is_given());
    let nobodys: Vec<_> = [audit, prov_auditor].into_iter().chain(not_given).collect();
    let names = |grants: &[Grant], role: Role| grants.iter().any(|grant| grant.role == role);
    for granter in Role::all() {
        for &role in &nobodys {
            assert!(!names(policy.grantable(granter), role) && !names(policy.kept(granter), role), "{granter} {role}");
        }
    }
    for role in [sys, sec] {
        assert!(!names(policy.grantable(sec), role) && !names(policy.kept(sys), role), "{role}");
    }
    assert!(policy.grantable(sys).is_empty(), "who keeps accounts gives no roles (GB/T 22239-2019 8.1.5.1)");
    let given = Role::all().filter(|role| !nobodys.contains(role));
    for role in given {
        assert!(Role::all().any(|granter| names(policy.grantable(granter), role)), "nobody gives {role}");
    }
}
