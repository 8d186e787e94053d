//! Who acts in each command: the host, by operations that only the system runs; a person, by a session; or nobody.

use clap::{Command, CommandFactory};

use super::Cli;
use crate::access::OperationId;

/// Every command, and the system's operations that it runs; `session` among them means that it goes on as the person whose session it
/// is given. None: it decides nothing, or serves those who ask.
const ACTS: [(&str, &[&str]); 20] = [
    ("serve", &[]),
    ("work", &[]),
    ("migrate", &["province.apply"]),
    ("province apply", &["province.apply", "province.invite_first"]),
    ("province list", &["province.apply"]),
    ("province status", &["province.apply"]),
    ("province suspend", &["province.set_state"]),
    ("province resume", &["province.set_state"]),
    ("school import", &["session.find", "session"]),
    ("account appoint", &["account.appoint"]),
    ("session open", &["credential.find", "session.open", "session.fail"]),
    ("session end", &["session.end_as_host"]),
    ("session close", &["session.find", "session"]),
    ("policy matrix", &[]),
    ("policy explain", &[]),
    ("score", &[]),
    ("doctor", &[]),
    ("openapi", &[]),
    ("secret", &[]),
    ("passwords", &[]),
];

fn leaves(command: &Command, path: &str) -> Vec<(String, bool)> {
    let name = |sub: &Command| format!("{path} {}", sub.get_name()).trim().to_owned();
    let subs: Vec<_> = command.get_subcommands().filter(|sub| sub.get_name() != "help").collect();
    if subs.is_empty() {
        return vec![(path.to_owned(), command.get_arguments().any(|argument| argument.get_id() == "session_file"))];
    }
    subs.into_iter().flat_map(|sub| leaves(sub, &name(sub))).collect()
}

#[test]
fn every_command_acts_as_the_host_by_the_systems_operations_or_as_the_person_of_a_session() {
    let mut found = leaves(&Cli::command(), "");
    // The demo is a host that does everything; it opens sessions of its own people.
    found.retain(|(name, _)| name != "demo");
    let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ACTS.map(|(name, _)| name));
    for ((name, takes_session), (_, acts)) in found.iter().zip(ACTS) {
        let (person, system): (Vec<_>, Vec<_>) = acts.iter().partition(|act| **act == "session");
        // `session open` writes the file that the others read.
        assert_eq!(!person.is_empty(), *takes_session && name != "session open", "{name}");
        for operation in system {
            assert!(
                OperationId::parse(operation).unwrap().info().system,
                "{name} runs {operation}, which is a person's"
            );
        }
    }
}
