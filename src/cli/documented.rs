//! What people are told to type, and what units and containers start, is what the program takes.

use std::{fs, path::PathBuf};

use clap::{Parser, error::ErrorKind};

use super::Cli;
use crate::config::Config;

fn file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Words of shell, with its separators as words of their own; comments are left out, quotes are opened.
fn words(shell: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (vec![], String::new(), None);
    let mut chars = shell.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(_), c) => word.push(c),
            (None, '\\') if chars.peek() == Some(&'\n') => drop(chars.next()),
            (None, '#') if word.is_empty() => while chars.next_if(|c| *c != '\n').is_some() {},
            (None, ';' | '&' | '|' | '(' | ')' | '<' | '>' | '\n') => {
                words.extend([std::mem::take(&mut word), c.to_string()]);
            }
            (None, c) if c.is_whitespace() => words.push(std::mem::take(&mut word)),
            (None, c) => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The simple commands of a piece of shell that run the program, by name or as `cli` of compose.yml: what follows the name.
fn commands(shell: &str) -> Vec<Vec<String>> {
    let words = words(shell);
    let simple = words.split(|word| matches!(word.as_str(), ";" | "&" | "|" | "(" | ")" | "<" | ">" | "\n"));
    simple.filter_map(arguments).collect()
}

fn arguments(command: &[String]) -> Option<Vec<String>> {
    let leading = |word: &&String| matches!(word.as_str(), "do" | "then" | "if" | "!" | "sudo") || word.contains('=');
    let command = &command[command.iter().take_while(leading).count()..];
    let (name, rest) = command.split_first()?;
    if name == "huixin" || name.ends_with("/huixin") {
        return Some(rest.to_vec()).filter(|rest| !rest.is_empty());
    }
    let at = rest.iter().position(|word| word == "cli").filter(|_| name == "docker")?;
    Some(rest[at + 1..].to_vec()).filter(|rest| !rest.is_empty())
}

/// Fenced blocks of shell, and code within lines.
fn shell_in(markdown: &str) -> Vec<String> {
    let mut found = vec![];
    for (i, part) in markdown.split("\n```").enumerate() {
        match part.strip_prefix("sh\n") {
            Some(block) if i % 2 == 1 => found.push(block.to_owned()),
            _ if i % 2 == 0 => found.extend(part.split('`').skip(1).step_by(2).map(str::to_owned)),
            _ => {}
        }
    }
    found
}

fn assert_taken(source: &str, arguments: &[String]) {
    let line = || arguments.iter().map(String::as_str);
    if let Err(error) = Cli::try_parse_from(["huixin"].into_iter().chain(line())) {
        let told = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
        assert!(told, "{source}: huixin {}\n{error}", line().collect::<Vec<_>>().join(" "));
    }
}

#[test]
fn the_runbooks_tell_people_what_the_program_takes() {
    let told = ["deploy/RUNBOOK.md", "deploy/RUNBOOK.zh-CN.md"].map(|name| {
        let mut found: Vec<_> = shell_in(&file(name)).iter().flat_map(|shell| commands(shell)).collect();
        assert!(found.len() > 30, "{name}: only {} commands were found", found.len());
        found.iter().for_each(|arguments| assert_taken(name, arguments));
        found.sort();
        found
    });
    assert_eq!(told[0], told[1], "the two languages say the same");
}

#[test]
fn units_and_containers_start_what_the_program_takes() {
    for name in ["serve", "work", "migrate"].map(|name| format!("deploy/huixin-{name}.service")) {
        let unit = file(&name);
        let started: Vec<_> =
            unit.lines().filter_map(|line| line.strip_prefix("ExecStart=")).flat_map(commands).collect();
        assert_eq!(started.len(), 1, "{name}");
        assert_taken(&name, &started[0]);
    }
    let list = |line: &str| serde_json::from_str::<Vec<String>>(line).unwrap();
    let compose = file("deploy/compose.yml");
    let (product, _front) = compose.split_once("\n  front:").unwrap();
    let lists = |key: &str| product.lines().filter_map(|l| l.trim().strip_prefix(key)).map(list).collect::<Vec<_>>();
    let (started, shells) = (lists("command: "), lists("entrypoint: "));
    assert_eq!((started.len(), shells.len()), (3, 1), "commands of serve, work and cli; the shell of migrate");
    started.iter().for_each(|arguments| assert_taken("deploy/compose.yml", arguments));
    let migrate = commands(shells[0].last().unwrap());
    assert_eq!(migrate, [["province", "apply"]]);
    let image = file("deploy/Dockerfile");
    assert_taken("deploy/Dockerfile", &list(image.lines().find_map(|line| line.strip_prefix("CMD ")).unwrap()));
}

#[test]
fn the_example_is_a_configuration_and_names_every_key() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("deploy/huixin.example.toml");
    let config = serde_json::to_value(Config::read(&path).unwrap()).unwrap();
    let written: serde_json::Value = toml::from_str(&file("deploy/huixin.example.toml")).unwrap();
    for (key, value) in config.as_object().unwrap() {
        let keys = value.as_object().into_iter().flatten().map(|(inner, _)| format!("/{key}/{inner}"));
        for key in keys.chain([format!("/{key}")]) {
            assert!(written.pointer(&key).is_some(), "{key} is not in the example");
        }
    }
}

#[test]
fn the_image_is_built_by_the_pinned_compiler() {
    let pinned: toml::Table = toml::from_str(&file("rust-toolchain.toml")).unwrap();
    let image = format!("FROM rust:{}-bookworm AS program", pinned["toolchain"]["channel"].as_str().unwrap());
    assert!(file("deploy/Dockerfile").lines().any(|line| line == image), "deploy/Dockerfile wants {image}");
}

#[test]
fn the_runbooks_name_metrics_that_are_counted() {
    let counted = file("src/telemetry/metrics.rs");
    for name in ["deploy/RUNBOOK.md", "deploy/RUNBOOK.zh-CN.md"] {
        let text = file(name);
        let table = text.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|row| row.split_once('{'));
        let metrics: Vec<_> = table.map(|(metric, _)| metric).collect();
        assert!(metrics.len() >= 5, "{name}: {metrics:?}");
        for metric in metrics {
            assert!(counted.contains(&format!("\"{metric}\"")), "{name} names {metric}, which nothing counts");
        }
    }
}

#[test]
fn shell_is_read_as_people_write_it() {
    let found = commands(
        "(umask 077; for n in a b; do huixin secret > $n; done)\nsudo X=1 /usr/local/bin/huixin doctor # or not",
    );
    assert_eq!(found, [["secret"], ["doctor"]]);
    assert_eq!(commands("docker compose -f x run --rm cli province resume 51"), [["province", "resume", "51"]]);
    assert_eq!(
        commands("huixin account appoint --name '陈 静' \\\n  --login a && docker build -t huixin ."),
        [["account", "appoint", "--name", "陈 静", "--login", "a"]]
    );
}
