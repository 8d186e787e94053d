//! What a reviewer would have to remember about the source, read from the source.

use std::{
    fs,
    path::{Path, PathBuf},
};

use huixin::error::texts;

/// Floors from the top; a room may use its own floor's rooms only where named beside it, and every lower floor.
/// `routes`, `app`, `cli` and `housekeeping` build and wire the house and may see all of it.
const FLOORS: [&[&str]; 7] = [
    &["main", "lib", "cli", "app", "routes", "housekeeping"],
    &["assessment", "cockpit", "identity", "oversight", "places"],
    &["http"],
    &["sessions", "jobs", "mail"],
    &["db", "cache", "cluster"],
    &["access", "crypto", "files"],
    &["codes", "config", "error", "ids", "clock", "telemetry"],
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("src"), &mut found);
    found.sort();
    found.into_iter().map(|(path, text)| (path.strip_prefix(root).unwrap().to_owned(), text)).collect()
}

fn floor(room: &str) -> usize {
    let found = FLOORS.iter().position(|rooms| rooms.contains(&room));
    found.unwrap_or_else(|| panic!("the room {room} stands on no floor: name it in FLOORS and in src/lib.rs"))
}

/// The first folder or file below src/.
fn room(path: &Path) -> String {
    let first = path.components().nth(1).unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Rooms that a file names as `crate::room`, with the line: single paths and groups over many lines.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    for (at, _) in text.match_indices("crate::") {
        let line = text[..at].lines().count().max(1);
        let comment = text[..at].lines().last().is_some_and(|line| line.trim_start().starts_with("//"));
        let rest = &text[at + "crate::".len()..];
        if comment {
            continue;
        }
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut fresh) = (0, true);
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => fresh = true,
                    c if fresh && c.is_ascii_lowercase() => {
                        found.push((line + group[..i].matches('\n').count(), word(&group[i..])));
                        fresh = false;
                    }
                    _ => {}
                }
            }
        } else if rest.starts_with(|c: char| c.is_ascii_lowercase()) {
            found.push((line, word(rest)));
        }
    }
    found
}

#[test]
fn a_file_imports_from_its_own_room_and_from_lower_floors() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, text) in sources() {
        let here = room(&path);
        for (line, used) in uses(text.split("#[cfg(test)]\nmod tests {").next().unwrap()) {
            seen += 1;
            let same_floor = floor(&here) == floor(&used) && here != used;
            let upwards = floor(&used) < floor(&here);
            if upwards || (same_floor && !neighbours(&here, &used)) {
                wrong.push(format!("{}:{line}: {here} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports must go down:\n{}", wrong.join("\n"));
    assert!(seen > 200, "only {seen} imports were read");
}

/// Rooms of one floor that know each other.
fn neighbours(here: &str, used: &str) -> bool {
    match here {
        "main" | "lib" | "cli" | "app" | "routes" => true,
        // A school's first administrator is invited with it.
        "places" => used == "identity",
        // What a campaign brings in is released to the cockpit; a part of one is as of any work in many provinces, and a file is
        // read as any of schools; the head of a counselling centre is written to.
        "assessment" => matches!(used, "cockpit" | "identity" | "places"),
        // A job carries a mail to its server.
        "jobs" => used == "mail",
        // An account in use from two networks is an alert, and a job that mails its owner.
        "sessions" => matches!(used, "jobs" | "mail"),
        "error" | "config" | "telemetry" | "ids" | "clock" | "codes" | "crypto" | "access" | "files" => true,
        _ => false,
    }
}

#[test]
fn operations_are_named_except_where_every_one_passes() {
    let allowed = |path: &Path| {
        let path = path.to_string_lossy();
        ["src/db/", "src/jobs/", "src/oversight/audit", "src/access/"].iter().any(|start| path.starts_with(start))
    };
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !allowed(path)) {
        for (line, code) in text.lines().enumerate() {
            let bare =
                ["<O: Operation>", "<O: Operation +", "<O: Writes>", "<O: Reads>", "<O: ForPeople>", "<O: ForSystem>"];
            if bare.iter().any(|bound| code.contains(bound)) {
                wrong.push(format!("{}:{}: {}", path.display(), line + 1, code.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "name the operations by a marker trait of the noun:\n{}", wrong.join("\n"));
}

#[test]
fn every_code_that_an_error_may_bear_has_a_text() {
    let makers = [
        "forbidden(",
        "conflict(",
        "unauthenticated(",
        "gone(",
        "unavailable(",
        "unsupported(",
        "too_many(",
        "precondition(",
        "invalid_field(",
        "Fault::at(",
        "refused(",
    ];
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, text) in sources() {
        let product = text.split("#[cfg(test)]").next().unwrap();
        let file = path.to_string_lossy().replace('\\', "/");
        if file.contains("/tests") || file.starts_with("src/places/schools/file/") || file.starts_with("src/files/") {
            continue;
        }
        for (at, _) in makers.iter().flat_map(|maker| product.match_indices(maker)) {
            let call = &product[at..product[at..].find(')').map_or(product.len(), |end| at + end)];
            // The code is the last literal of the call that looks like one.
            let code = call.split('"').skip(1).step_by(2).filter(|s| looks_like_a_code(s)).last();
            if let Some(code) = code {
                seen += 1;
                if !texts::is_known(code) {
                    wrong.push(format!("{}:{}: {code}", path.display(), product[..at].lines().count()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "codes without a text in src/error/texts.rs:\n{}", wrong.join("\n"));
    assert!(seen > 60, "only {seen} codes were found");
}

fn looks_like_a_code(text: &str) -> bool {
    text.contains('_') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

#[test]
fn no_statement_is_put_together_outside_db() {
    let mut wrong = Vec::new();
    let verbs = ["select ", "insert into ", "update ", "delete from ", "alter ", "create ", "grant ", "drop "];
    for (path, text) in sources() {
        let file = path.to_string_lossy().into_owned();
        // The demo prepares its private server as a database administrator would.
        if file.starts_with("src/db/") || file.starts_with("src/cli/demo/") || file.starts_with("src/cluster/") {
            continue;
        }
        let product = text.split("#[cfg(test)]").next().unwrap();
        for (at, _) in product.match_indices("format!(") {
            let literal = product[at..].split('"').nth(1).unwrap_or("").trim_start().to_lowercase();
            if verbs.iter().any(|verb| literal.starts_with(verb)) && !file.contains("cli/") {
                wrong.push(format!("{file}:{}: {literal}", product[..at].lines().count()));
            }
        }
        for unsafe_sql in ["AssertSqlSafe", "raw_sql("] {
            if product.contains(unsafe_sql) {
                wrong.push(format!("{file}: {unsafe_sql}"));
            }
        }
    }
    assert!(wrong.is_empty(), "SQL is static outside db/:\n{}", wrong.join("\n"));
}

#[test]
fn migrations_of_a_province_hold_nothing_that_citus_refuses() {
    let mut wrong = Vec::new();
    for track in ["realm", "province"] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(track);
        for file in fs::read_dir(dir).unwrap().flatten() {
            let text = fs::read_to_string(file.path()).unwrap().to_lowercase();
            let code: String = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
            for refused in
                ["create trigger", "as enum", "merge into", "references ministry.", "references public.", "set session"]
            {
                if code.contains(refused) {
                    wrong.push(format!("{}: {refused}", file.path().display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
