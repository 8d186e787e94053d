//! `policies/` as somebody reads it who has only the folder and its README: the rows of the csv files, and what follows from them.
//! Nothing of the program's own reading, table or permits is used here.

use std::{collections::BTreeMap, fs, path::Path};

/// A fact's word, and what is said for want of it, in the order in which the lack of one is told.
pub const FACTS: [(&str, &str); 10] = [
    ("place_active", "place_suspended"),
    ("school_active", "school_suspended"),
    ("no_factor", "step_up_required"),
    ("second_factor", "second_factor_required"),
    ("stepped_up", "step_up_required"),
    ("whole_place", "whole_place_only"),
    ("commitment", "commitment_required"),
    ("second_person", "second_person_missing"),
    ("one_school", "one_school_only"),
    ("working_hours", "outside_hours"),
];

/// What can be done before the platform's rules are acknowledged, and while a new password is due.
pub const BEFORE_RULES: [&str; 9] = [
    "self.read",
    "session.close",
    "factor.list",
    "factor.prove",
    "factor.begin_proof",
    "factor.enrol",
    "factor.renew_codes",
    "rules.read",
    "rules.acknowledge",
];

/// All that is seen in a support view.
pub const SUPPORT_VIEW: [&str; 12] = [
    "self.read",
    "rules.read",
    "province.list",
    "province.read",
    "school.list",
    "school.read",
    "campaign.list",
    "campaign.read",
    "local_campaign.list",
    "local_campaign.list_late",
    "cockpit.read_national",
    "cockpit.read_province",
];

/// A set of facts, by their places in [`FACTS`].
pub type Facts = u16;

/// What the folder says.
pub struct Book {
    /// Per role and operation the conditions, each of which is enough.
    rows: BTreeMap<String, BTreeMap<String, Vec<Facts>>>,
    /// Where a role may be held.
    pub levels: BTreeMap<String, Vec<String>>,
}

/// One thing that somebody holds.
#[derive(Clone, Debug)]
pub struct Post {
    pub role: String,
    pub school: Option<String>,
    pub school_active: bool,
    pub department: bool,
    /// What is switched off for the role.
    pub off: Vec<&'static str>,
    /// What a system's key is bound to; none: a person.
    pub bound: Option<Vec<&'static str>>,
}

/// What holds of somebody beside what they hold.
#[derive(Clone, Copy, Debug)]
pub struct State {
    pub ministry: bool,
    pub place_active: bool,
    /// 0 password without a factor, 1 password alone, 2 second factor, 3 just now.
    pub proof: u8,
    pub rules_acknowledged: bool,
    pub password_due: bool,
    pub commitment: bool,
    /// Somebody has confirmed an emergency of theirs.
    pub second_person: bool,
    /// It is day.
    pub working_hours: bool,
    /// Looks as a role of somebody else.
    pub support_view: bool,
}

/// How far somebody may do something, or the code of the refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Whole,
    Schools(Vec<String>),
    No(&'static str),
}

impl State {
    /// The state in which nothing is missing.
    pub const fn best(ministry: bool) -> Self {
        Self {
            ministry,
            place_active: true,
            proof: 3,
            rules_acknowledged: true,
            password_due: false,
            commitment: true,
            second_person: true,
            working_hours: true,
            support_view: false,
        }
    }

    /// Every state of a place, but that without a commitment or in a support view nothing else is asked of rules and password.
    pub fn all(ministry: bool) -> Vec<Self> {
        let best = Self::best(ministry);
        let mut all = Vec::new();
        for (place_active, proof) in
            [(true, 0), (true, 1), (true, 2), (true, 3), (false, 0), (false, 1), (false, 2), (false, 3)]
        {
            let so = Self { place_active, proof, ..best };
            let gates = [(true, false), (true, true), (false, false), (false, true)];
            all.extend(gates.map(|(rules_acknowledged, password_due)| Self { rules_acknowledged, password_due, ..so }));
            let [signed, unsigned] = [true, false].map(|commitment| Self { commitment, ..so });
            all.extend([
                unsigned,
                Self { second_person: false, ..signed },
                Self { support_view: true, ..signed },
                Self { support_view: true, ..unsigned },
            ]);
            all.extend(place_active.then_some(Self { working_hours: false, ..signed }));
        }
        all.retain(|state| state.place_active || !ministry);
        all
    }
}

impl Post {
    /// The word for where it is held, as `roles.csv` has it.
    pub fn level(&self, ministry: bool) -> &'static str {
        match (ministry, &self.school, self.department) {
            (true, None, false) => "ministry",
            (false, None, false) => "province",
            (false, Some(_), false) => "school",
            (false, Some(_), true) => "department",
            _ => "nowhere",
        }
    }

    /// Whether each fact of [`FACTS`] holds.
    pub fn holding(&self, state: State) -> [bool; FACTS.len()] {
        [
            state.ministry || state.place_active,
            self.school.is_none() || self.school_active,
            state.proof == 0,
            state.proof >= 2,
            state.proof == 3,
            self.school.is_none(),
            state.commitment,
            state.second_person,
            self.school.is_some(),
            state.working_hours,
        ]
    }

    fn facts(&self, state: State) -> Facts {
        self.holding(state).iter().enumerate().map(|(at, holds)| u16::from(*holds) << at).sum()
    }
}

impl Book {
    /// Read the folder of this checkout.
    pub fn read(folder: &Path) -> Self {
        let mut book = Self { rows: BTreeMap::new(), levels: BTreeMap::new() };
        for file in fs::read_dir(folder).unwrap().flatten() {
            let name = file.file_name().into_string().unwrap();
            let text = if name.ends_with(".csv") { fs::read_to_string(file.path()).unwrap() } else { String::new() };
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                let fields: Vec<_> = line.split(',').map(str::trim).collect();
                match (name.as_str(), fields.as_slice()) {
                    ("roles.csv", ["role", ..]) => {}
                    ("roles.csv", [role, levels, ..]) => {
                        let levels = levels.split('|').map(str::to_owned).collect();
                        book.levels.insert((*role).to_owned(), levels);
                    }
                    (_, ["p", role, operation, condition]) => book.write(role, operation, condition),
                    (_, ["p", ..]) => panic!("{name}: {line}"),
                    _ => {}
                }
            }
        }
        book
    }

    fn write(&mut self, role: &str, operation: &str, condition: &str) {
        let words = condition.split('&').map(str::trim).filter(|word| *word != "-");
        let at = |word: &str| FACTS.iter().position(|(fact, _)| *fact == word).unwrap_or_else(|| panic!("{word}"));
        let facts = words.map(|word| 1 << at(word)).sum();
        self.rows.entry(role.to_owned()).or_default().entry(operation.to_owned()).or_default().push(facts);
    }

    /// Under which sets of facts this role may do this: one of them is enough.
    pub fn conditions(&self, role: &str, operation: &str) -> &[Facts] {
        self.rows.get(role).and_then(|rows| rows.get(operation)).map_or(&[], Vec::as_slice)
    }

    /// The facts that rows of this operation name and that can be wanting: nobody lacks a school who is held in none.
    pub fn wanting(&self, role: &str, operation: &str) -> Facts {
        let held = |levels: &[&str]| self.levels[role].iter().any(|level| levels.contains(&level.as_str()));
        let bit = |fact: &str| FACTS.iter().position(|(word, _)| *word == fact).map_or(0, |at| 1 << at);
        let mut never = 0;
        if !held(&["school", "department", "system"]) {
            never |= bit("school_active") | bit("whole_place");
        }
        if !held(&["ministry", "province", "system"]) {
            never |= bit("one_school");
        }
        if !held(&["province", "school", "department", "system"]) {
            never |= bit("place_active");
        }
        self.conditions(role, operation).iter().fold(0, |all, facts| all | facts) & !never
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.values().flat_map(BTreeMap::values).map(Vec::len).sum()
    }

    /// Whether such a thing can be held there.
    pub fn fits(&self, post: &Post, ministry: bool) -> bool {
        let level = post.level(ministry);
        // A system is held wherever its key was issued, but in no department.
        let of_a_system = |at: &str| at == "system" && !["nowhere", "department"].contains(&level);
        self.levels[&post.role].iter().any(|at| at == level || of_a_system(at))
    }

    /// How far, or why not. `at` is where the operation happens: `ministry`, `province`, or `realm`.
    pub fn answer(&self, operation: &str, at: &str, state: State, posts: &[Post]) -> Answer {
        let posts: Vec<_> = posts.iter().filter(|post| self.fits(post, state.ministry)).collect();
        if posts.is_empty() || at == if state.ministry { "province" } else { "ministry" } {
            return Answer::No("no_assignment_here");
        }
        let lacks: Vec<_> = posts.iter().map(|post| self.lacking(post, operation, state)).collect();
        let enough = posts.iter().zip(&lacks).filter(|(_, lacks)| lacks.contains(&0));
        let enough: Vec<&Post> = enough.map(|(post, _)| *post).collect();
        let is_off = |post: &&&Post| post.off.contains(&operation);
        let is_bound = |post: &&&Post| post.bound.as_ref().is_none_or(|bound| bound.contains(&operation));
        let on: Vec<&Post> = enough.iter().filter(|post| !is_off(post) && is_bound(post)).copied().collect();
        let before = BEFORE_RULES.contains(&operation);
        match () {
            () if on.is_empty() && enough.iter().any(|post| is_off(&post)) => Answer::No("operation_narrowed"),
            () if on.is_empty() && !enough.is_empty() => Answer::No("operation_not_bound"),
            () if on.is_empty() => Answer::No(missing(&lacks)),
            () if state.support_view && !SUPPORT_VIEW.contains(&operation) => Answer::No("support_view"),
            () if !state.rules_acknowledged && !before => Answer::No("rules_not_acknowledged"),
            () if state.password_due && !before && operation != "password.change" => Answer::No("password_due"),
            () => reach(&on),
        }
    }

    /// Of every row for this post: the facts that it asks for and that do not hold.
    fn lacking(&self, post: &Post, operation: &str, state: State) -> Vec<Facts> {
        let facts = post.facts(state);
        self.conditions(&post.role, operation).iter().map(|asked| asked & !facts).collect()
    }
}

fn reach(posts: &[&Post]) -> Answer {
    let schools: Option<Vec<_>> = posts.iter().map(|post| post.school.clone()).collect();
    schools.map_or(Answer::Whole, |mut schools| {
        schools.sort();
        schools.dedup();
        Answer::Schools(schools)
    })
}

/// The fact that would be enough; else the first that every row of somebody's role asks for; else that no role here has it at all.
fn missing(posts: &[Vec<Facts>]) -> &'static str {
    let first = |so: &dyn Fn(&[Facts], Facts) -> bool| {
        (0..FACTS.len()).find(|fact| posts.iter().any(|rows| so(rows, 1 << fact))).map(|fact| FACTS[fact].1)
    };
    let alone = |rows: &[Facts], fact: Facts| rows.contains(&fact);
    let always = |rows: &[Facts], fact: Facts| !rows.is_empty() && rows.iter().all(|lack| lack & fact != 0);
    first(&alone).or_else(|| first(&always)).unwrap_or("not_permitted")
}
