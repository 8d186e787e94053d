//! Jobs and the host's commands: what each may do in the audit log's words, that the catalogue calls it the system's own, and that no
//! person's permit is to be had there. Every test's audit log is held against the tables as the test ends.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use huixin::access::OperationId;
use sqlx::{AssertSqlSafe, PgPool};

/// Every kind of job, who acts in it, and what it writes.
const JOBS: [(&str, &str, &[&str]); 11] = [
    ("apply_campaign", "system:apply_campaign", &["campaign.apply", "fan_out.advance"]),
    ("import_part", "system:import_part", &["national_school.import_part", "fan_out.advance"]),
    ("mail_contacts", "system:mail_contacts", &["contact.mail"]),
    ("mail_emergency", "system:mail_emergency", &["emergency.mail"]),
    ("mail_first_link", "system:mail_link", &["link.mail"]),
    ("mail_head", "system:mail_contacts", &["contact.mail"]),
    ("mail_link", "system:mail_link", &["link.mail"]),
    ("mail_registration", "system:registration", &["registration.mail"]),
    ("mail_sharing", "system:mail_sharing", &["sharing_alert.mail"]),
    ("release_cells", "system:release_cells", &["cockpit.release"]),
    // In the name of whoever uploaded the file.
    ("result_commit", "account", &["result.commit"]),
];

/// Who else acts where no person is signed in: on the way in, every hour, and at the host's command line.
const OTHERS: [(&str, &[&str]); 7] = [
    ("system:sign_in", &["session.open", "session.fail"]),
    ("system:sessions", &["sharing_alert.raise"]),
    (
        "system:registration",
        &[
            "registration.begin",
            "registration.fill",
            "registration.submit",
            "registration.withdraw",
            "registration.sweep",
        ],
    ),
    // Where the file says no longer who uploaded it.
    ("system:result_commit", &["result.commit"]),
    ("system:sweep", &["account.sweep", "emergency.sweep", "registration.sweep", "result.sweep"]),
    // Whoever signs in or follows a link is nobody until then.
    ("account", &["session.open", "link.use"]),
    (
        "host",
        &[
            "account.appoint",
            "fan_out.advance",
            "province.apply",
            "province.invite_first",
            "province.set_state",
            "session.end_as_host",
            "session.open",
        ],
    ),
];

/// What tests arrange in the system's name.
const ARRANGED: (&str, [&str; 3]) = ("system:test", ["account.appoint", "session.open", "session.fail"]);

fn may(actor: &str, operation: OperationId) -> bool {
    let named = |operations: &[&str]| operations.contains(&operation.name());
    let table = JOBS.iter().map(|(_, who, what)| (who, what)).chain(OTHERS.iter().map(|(who, what)| (who, what)));
    table.into_iter().any(|(who, what)| *who == actor && named(what))
        || actor == ARRANGED.0 && named(&ARRANGED.1)
        || actor == "account" && !operation.info().system
}

/// That nobody did in these schemas what is not theirs.
pub async fn check(admin: &PgPool, schemas: &[String]) {
    let each = schemas.iter().map(|schema| {
        format!("select distinct actor_kind, actor_label, operation from {schema}.audit_log where actor_kind <> 'account' or outcome = 'done'")
    });
    let all = each.collect::<Vec<_>>().join(" union ");
    // Some tests take a schema away.
    let found: Vec<(String, String, String)> =
        sqlx::query_as(AssertSqlSafe(all)).fetch_all(admin).await.unwrap_or_default();
    for (kind, label, operation) in found {
        let actor = if kind == "system" { label } else { kind };
        assert!(
            may(&actor, operation.parse().unwrap()),
            "{actor} did {operation}: name it in tests/it/matrix/actors.rs"
        );
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let (mut dirs, mut found) = (vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")], Vec::new());
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path()) {
            match entry.is_dir() {
                true => dirs.push(entry),
                false => found.push((entry.clone(), fs::read_to_string(&entry).unwrap_or_default())),
            }
        }
    }
    found
}

#[test]
fn jobs_and_commands_do_what_the_catalogue_calls_the_systems_own() {
    let tables = JOBS.iter().map(|(_, _, what)| what).chain(OTHERS.iter().map(|(_, what)| what));
    for name in tables.flat_map(|what| what.iter()) {
        assert!(OperationId::parse(name).unwrap().info().system, "{name} is a person's");
    }
    let mut tasks = BTreeSet::new();
    for (_, text) in sources() {
        let named = text.split("const TASK: &'static str = \"").skip(1);
        tasks.extend(named.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    assert_eq!(tasks, JOBS.iter().map(|(task, ..)| (*task).to_owned()).collect());
}

/// A permit for people asks for a [`Caller`](huixin::access::Caller), and there is one way to that: a live session.
#[test]
fn a_caller_comes_from_a_session_alone_and_a_permit_from_the_policy_alone() {
    for (made, by) in
        [(" Caller {", "src/sessions"), (" Permit {", "src/access/permit"), ("Permit::<", "src/db/mod.rs")]
    {
        for (path, text) in sources() {
            let product = text.split("#[cfg(test)]").next().unwrap();
            let declares = |line: &str| ["impl", "struct", "->", "//"].iter().any(|word| line.contains(word));
            let line = product.lines().find(|line| line.contains(made) && !declares(line));
            let tests = path.ends_with("tests.rs");
            assert!(line.is_none() || tests || path.to_string_lossy().contains(by), "{}: {line:?}", path.display());
        }
    }
}
