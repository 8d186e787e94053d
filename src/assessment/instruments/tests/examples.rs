//! The worked examples of `domain/4` §4.3, by their numbers.

use super::{super::Level, band, score};

fn algorithm(id: &str, text: &str) -> Option<&'static str> {
    score(id, text).algorithm.map(|found| found.code.as_str())
}

#[test]
fn e1_phq_9_minimal_ends_at_4() {
    let (four, five) = (score("phq-9@1", "1,1,1,1,0,0,0,0,0"), score("phq-9@1", "1,1,1,1,1,0,0,0,0"));
    assert_eq!((four.total, band(&four), four.level), (Some(4), "minimal", Level::L0));
    assert_eq!((five.total, band(&five), five.level), (Some(5), "mild", Level::L3));
}

#[test]
fn e2_phq_9_major_without_a_crisis() {
    let text = "2,2,2,1,2,1,2,0,0";
    let found = score("phq-9@1", text);
    assert_eq!((found.total, band(&found), found.level, found.crisis), (Some(12), "moderate", Level::L2, false));
    assert_eq!(algorithm("phq-9@1", text), Some("major"));
    assert_eq!((found.factors[0].sum, found.factors[0].positive), (Some(4), true));
}

#[test]
fn e3_phq_9_minimal_but_a_crisis() {
    let found = score("phq-9@1", "0,0,0,1,0,0,0,0,1");
    assert_eq!((found.total, band(&found)), (Some(2), "minimal"));
    assert_eq!((found.crisis, found.level), (true, Level::L1));
    assert_eq!(found.algorithm, None);
}

#[test]
fn e4_phq_9_item_9_counts_as_a_symptom_from_1_on() {
    let text = "2,1,2,2,2,0,0,0,1";
    let found = score("phq-9@1", text);
    assert_eq!((found.total, band(&found), found.crisis, found.level), (Some(10), "moderate", true, Level::L1));
    assert_eq!(algorithm("phq-9@1", text), Some("major"));
    assert_eq!(algorithm("phq-9@1", "2,1,2,2,2,0,0,0,0"), Some("other"), "without item 9 there are four symptoms");
    assert_eq!(algorithm("phq-9@1", "1,1,2,2,2,2,2,0,0"), None, "neither item 1 nor item 2 is a symptom");
}

#[test]
fn e6_phq_9_moderately_severe_and_severe() {
    let (fifteen, most) = (score("phq-9@1", "2,2,2,2,2,2,2,1,0"), score("phq-9@1", "3,3,3,3,3,3,3,3,3"));
    assert_eq!((fifteen.total, band(&fifteen), fifteen.level), (Some(15), "moderately_severe", Level::L2));
    assert_eq!((most.total, band(&most), most.level, most.crisis), (Some(27), "severe", Level::L1, true));
}

#[test]
fn e7_gad_7_minimal_ends_at_4() {
    let (four, five) = (score("gad-7@1", "1,1,1,1,0,0,0"), score("gad-7@1", "1,1,1,1,1,0,0"));
    assert_eq!((four.total, band(&four), four.level), (Some(4), "minimal", Level::L0));
    assert_eq!((five.total, band(&five), five.level), (Some(5), "mild", Level::L3));
}

#[test]
fn e8_gad_7_is_a_general_problem_from_10_on() {
    for (text, total, name) in
        [("2,2,2,2,1,1,0", 10, "moderate"), ("2,2,2,2,2,2,2", 14, "moderate"), ("3,3,3,3,3,0,0", 15, "severe")]
    {
        let found = score("gad-7@1", text);
        assert_eq!((found.total, band(&found), found.level), (Some(total), name, Level::L2), "{text}");
    }
}

#[test]
fn e9_who_5_is_a_percentage_and_low_up_to_50() {
    for (text, raw, total, name, level) in [
        ("3,3,2,2,3", 13, 52, "not_low", Level::L0),
        ("3,2,2,2,3", 12, 48, "low", Level::L3),
        ("1,1,2,1,2", 7, 28, "likely_depression", Level::L3),
        ("2,1,2,1,2", 8, 32, "low", Level::L3),
        ("5,5,5,5,5", 25, 100, "not_low", Level::L0),
    ] {
        let found = score("who-5@1", text);
        assert_eq!((found.raw, found.total), (Some(raw), Some(total)), "{text}");
        assert_eq!((band(&found), found.level), (name, level), "{text}");
    }
}
