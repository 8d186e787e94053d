//! What is hidden cannot be worked out: random counts, the release as it is, and exact linear algebra over all that is shown.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::Row;
use uuid::Uuid;

use crate::{
    cockpit::{counts, login, publish},
    harness::{TestApp, people::*},
};

const LEVELS: [&str; 3] = ["undergraduate", "junior_college", "other"];
/// Schools of each province and level.
const SCHOOLS: usize = 3;
const ROUNDS: u64 = 60;

/// A small generator that gives the same numbers everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((z ^ (z >> 31)) % sides).unwrap()
    }

    /// A level's count: none, small, or enough, in proportions that differ from round to round.
    fn count(&mut self, small: i64) -> i64 {
        match self.roll(10) {
            0 => 0,
            n if n <= small => 1 + self.roll(9),
            _ => 10 + self.roll(40),
        }
    }
}

/// One school of the experiment.
struct School {
    id: String,
    province: &'static str,
    level: &'static str,
}

async fn schools(app: &TestApp) -> Vec<School> {
    let mut all = Vec::new();
    for province in PROVINCES {
        for level in LEVELS {
            for _ in 0..SCHOOLS {
                all.push(School { id: format!("41990{:05}", all.len()), province, level });
            }
        }
    }
    let row = |s: &School| {
        let level = if s.level == "other" { "null".to_owned() } else { format!("'{}'", s.level) };
        format!(
            "('{}', '{}', '甲', 'jia', 'j', '四川省', 'province', 'regular', {level}, 'public', '甲', 'active', now())",
            s.id, s.province
        )
    };
    let rows: Vec<String> = all.iter().map(row).collect();
    app.sql("update ministry.school set state = 'suspended'").await;
    app.sql(&format!(
        "insert into ministry.school (id, province, name, name_pinyin, name_initials, competent_dept, affiliation, category,
                                      level, ownership, location, state, published_at) values {}",
        rows.join(", ")
    ))
    .await;
    all
}

/// A line: which schools it sums up, and its levels where they are shown.
struct Line {
    name: String,
    of: Vec<bool>,
    levels: [Option<i64>; 4],
    reason: Option<String>,
}

async fn lines(app: &TestApp, campaign: Uuid, schools: &[School]) -> Vec<Line> {
    let rows = sqlx::query(
        "select scope, unit, school_level, measure, value, reason from ministry.published_cell where campaign_id = $1",
    )
    .bind(campaign)
    .fetch_all(&app.admin)
    .await
    .unwrap();
    let mut all: BTreeMap<(String, String, String), Line> = BTreeMap::new();
    for row in rows {
        let key: (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let (scope, unit, level) = &key;
        let within = |s: &School| match scope.as_str() {
            "school" => s.id == *unit,
            _ => (unit.is_empty() || s.province == unit) && (level.is_empty() || s.level == level),
        };
        let name = format!("{scope} {unit} {level}");
        let of = schools.iter().map(within).collect();
        let line = all.entry(key.clone()).or_insert(Line { name, of, levels: [None; 4], reason: None });
        if let Some(at) = ["l1", "l2", "l3", "l0"].iter().position(|level| *level == row.get::<&str, _>(3)) {
            line.levels[at] = row.get(4);
            line.reason = row.get(5);
        }
    }
    all.into_values().collect()
}

/// What can be worked out from lines that are shown: a row space in echelon form, kept in whole numbers.
#[derive(Default)]
struct Known(Vec<(usize, Vec<i128>)>);

impl Known {
    /// What is left of a line when everything known is taken away; nothing is left of what can be worked out.
    fn rest(&self, line: &[bool]) -> Vec<i128> {
        let mut rest: Vec<i128> = line.iter().map(|of| i128::from(*of)).collect();
        for (pivot, row) in &self.0 {
            let (a, b) = (row[*pivot], rest[*pivot]);
            if b != 0 {
                rest = rest.iter().zip(row).map(|(x, y)| a * x - b * y).collect();
                let divisor = rest.iter().fold(0, |d, x| gcd(d, x.abs()));
                rest.iter_mut().for_each(|x| *x /= divisor.max(1));
            }
        }
        rest
    }

    fn learn(&mut self, line: &[bool]) {
        let rest = self.rest(line);
        if let Some(pivot) = rest.iter().position(|x| *x != 0) {
            self.0.push((pivot, rest));
        }
    }

    fn tells(&self, line: &[bool]) -> bool {
        self.rest(line).iter().all(|x| *x == 0)
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[test]
fn what_follows_from_sums_is_found_and_nothing_else() {
    let line = |text: &str| text.bytes().map(|b| b == b'1').collect::<Vec<_>>();
    let mut known = Known::default();
    for shown in ["1111", "1100", "0110"] {
        known.learn(&line(shown));
    }
    assert!(known.tells(&line("0011")) && known.tells(&line("1001")));
    assert!(!known.tells(&line("1000")) && !known.tells(&line("0101")));
    known.learn(&line("0100"));
    assert!(known.tells(&line("1000")) && known.tells(&line("0001")));
}

/// Levels of a school, in random proportions; sometimes it has not reported.
fn draw(dice: &mut Dice, small: i64) -> Option<[i64; 4]> {
    (dice.roll(6) > 0).then(|| std::array::from_fn(|_| dice.count(small)))
}

fn check(round: u64, open: bool, schools: &[School], truth: &[[i64; 4]], lines: &[Line]) -> (usize, usize) {
    let mut known = Known::default();
    lines.iter().filter(|line| line.reason.is_none()).for_each(|line| known.learn(&line.of));
    let mut hidden = 0;
    for line in lines {
        let sum = |level: usize| -> i64 {
            schools.iter().enumerate().filter(|(i, _)| line.of[*i]).map(|(i, _)| truth[i][level]).sum()
        };
        let levels: [i64; 4] = std::array::from_fn(sum);
        let what = format!("round {round}: {} is {levels:?}, shown as {:?} {:?}", line.name, line.levels, line.reason);
        let valid: i64 = levels.iter().sum();
        match &line.reason {
            None => {
                assert_eq!(line.levels, levels.map(Some), "{what}");
                assert!(levels.iter().all(|level| !(1..10).contains(level)), "{what}");
                assert!(!open || valid == 0 || valid >= 30, "{what}");
            }
            Some(_) => {
                hidden += 1;
                assert!(valid > 0, "nothing to hide: {what}");
                assert_eq!(line.levels, [None; 4], "{what}");
                assert!(!known.tells(&line.of), "it can be worked out: {what}");
            }
        }
    }
    (lines.len() - hidden, hidden)
}

/// Lines are hidden all four levels at once and what is valid is known, so that each level is a system of its own: a way to change one
/// level within what is shown changes another by the opposite.
#[tokio::test]
async fn nothing_hidden_can_be_worked_out_from_what_is_shown() {
    let app = TestApp::start().await;
    let schools = schools(&app).await;
    let mut ministry = login(&app, "ministry").await;
    let mut places = Vec::new();
    for province in PROVINCES {
        places.push((province, login(&app, &format!("province_{province}")).await));
    }
    let (mut shown, mut hidden) = (0, 0);
    for round in 0..ROUNDS {
        let mut dice = Dice(round);
        let (small, open) = (dice.roll(5), round % 3 == 0);
        let campaign = Uuid::from_u128(u128::from(round) + 1);
        let state = if open { "open" } else { "closed" };
        app.sql(&format!(
            "insert into ministry.campaign (id, year, title, instruments, opens_on, closes_on, state, open_job, created_at)
             values ('{campaign}', {}, '随机', '{{}}', '2026-01-01', '2026-02-01', '{state}', '{campaign}', now())",
            2000 + round
        ))
        .await;
        let drawn: Vec<Option<[i64; 4]>> = schools.iter().map(|_| draw(&mut dice, small)).collect();
        for (province, conn) in &mut places {
            let of = schools.iter().zip(&drawn).filter(|(school, _)| school.province == *province);
            let all: Value = of.filter_map(|(school, levels)| levels.map(|l| counts(&school.id, 500, l))).collect();
            publish(conn, &campaign.to_string(), all).await.unwrap();
        }
        sqlx::query("select ministry.release_cells($1)").bind(campaign).execute(&mut ministry).await.unwrap();
        let truth: Vec<[i64; 4]> = drawn.iter().map(|levels| levels.unwrap_or_default()).collect();
        let lines = lines(&app, campaign, &schools).await;
        let (more_shown, more_hidden) = check(round, open, &schools, &truth, &lines);
        (shown, hidden) = (shown + more_shown, hidden + more_hidden);
    }
    assert!(shown > 500 && hidden > 500, "{shown} shown, {hidden} hidden: the rounds are too much alike");
    assert_eq!(app.one::<i64>("select count(*) from disclosure.line").await, 0);
    app.leave_jobs_and_mails().await;
}
