//! Bands, missing answers and faults of what is shipped.

use super::{super::*, adding_up_to, answers, band, score};

#[test]
fn these_versions_are_shipped() {
    let ids: Vec<_> = shipped().iter().map(Instrument::id).collect();
    assert_eq!(ids, ["phq-9@1", "phq-4@1", "phq-15@1", "gad-7@1", "who-5@1"]);
    for instrument in shipped() {
        assert_eq!(find(instrument.id()).unwrap().toml(), instrument.toml());
        assert_eq!(newest(instrument.code()).unwrap().id(), instrument.id());
    }
    assert!(find("phq-9").is_none() && find("phq-9@2").is_none() && newest("phq-9@1").is_none());
}

/// Raw scores from, to, band, level.
type Published = (usize, usize, &'static str, Level);

#[test]
fn every_band_begins_and_ends_where_it_was_published() {
    use Level::{L0, L1, L2, L3};
    let published: [(&str, &[Published]); 5] = [
        (
            "phq-9",
            &[
                (0, 4, "minimal", L0),
                (5, 9, "mild", L3),
                (10, 14, "moderate", L2),
                (15, 19, "moderately_severe", L2),
                (20, 24, "severe", L1),
            ],
        ),
        ("phq-4", &[(0, 2, "normal", L0), (3, 5, "mild", L3), (6, 8, "moderate", L2), (9, 12, "severe", L2)]),
        ("phq-15", &[(0, 4, "minimal", L0), (5, 9, "low", L0), (10, 14, "medium", L3), (15, 30, "high", L2)]),
        ("gad-7", &[(0, 4, "minimal", L0), (5, 9, "mild", L3), (10, 14, "moderate", L2), (15, 21, "severe", L2)]),
        ("who-5", &[(0, 7, "likely_depression", L3), (8, 12, "low", L3), (13, 25, "not_low", L0)]),
    ];
    for (code, bands) in published {
        let instrument = newest(code).unwrap();
        for (from, to, name, level) in bands {
            for raw in *from..=*to {
                let found = instrument.score(&adding_up_to(instrument, raw)).unwrap();
                assert_eq!((band(&found), found.level), (*name, *level), "{code} {raw}");
            }
        }
    }
}

#[test]
fn the_phq_2_is_positive_from_3_on_and_does_not_change_the_level() {
    for (text, sum, positive) in [("1,1,0,0,0,0,0,0,0", 2, false), ("2,1,0,0,0,0,0,0,0", 3, true)] {
        let found = score("phq-9@1", text);
        assert_eq!((found.factors[0].sum, found.factors[0].positive, found.level), (Some(sum), positive, Level::L0));
    }
}

#[test]
fn one_or_two_missing_answers_of_the_phq_9_are_replaced_by_the_mean_rounded_half_up() {
    for (text, total, missing) in [
        ("1,1,1,1,1,1,1,1,", 9, 1),
        ("1,0,0,0,0,0,0,0,", 1, 1),
        ("2,2,0,0,0,0,0,0,", 5, 1), // 4 × 9 ÷ 8 = 4.5
        ("1,1,1,0,0,0,0,,", 4, 2),  // 3 × 9 ÷ 7 = 3.86
        ("1,0,0,0,0,0,0,,", 1, 2),  // 1.29
        ("3,3,3,3,3,3,3,,", 27, 2),
    ] {
        let found = score("phq-9@1", text);
        assert_eq!((found.raw, found.total), (Some(total), Some(total)), "{text}");
        assert_eq!((found.flags.missing, found.flags.prorated), (missing, true), "{text}");
    }
    assert!(!score("phq-9@1", "1,1,1,1,1,1,1,1,1").flags.prorated);
}

#[test]
fn three_missing_answers_of_the_phq_9_leave_no_score_but_a_crisis() {
    let found = score("phq-9@1", "3,3,3,3,3,3,,,");
    assert_eq!((found.raw, found.total, found.band, found.algorithm), (None, None, None, None));
    assert_eq!((found.level, found.crisis, found.flags.missing), (Level::Inv, false, 3));
    let found = score("phq-9@1", ",,,0,0,0,0,0,1");
    assert_eq!((found.total, found.crisis, found.level), (None, true, Level::L1));
}

#[test]
fn a_factor_with_a_missing_item_has_no_sum_and_a_missing_crisis_item_is_no_crisis() {
    let found = score("phq-9@1", ",3,3,3,3,3,3,3,");
    assert_eq!((found.factors[0].sum, found.factors[0].mean(), found.factors[0].positive), (None, None, false));
    assert!(!found.crisis && found.total == Some(27));
}

#[test]
fn elsewhere_one_missing_answer_leaves_no_score() {
    for (id, text) in [("gad-7@1", "1,1,1,1,1,1,"), ("phq-4@1", ",1,1,1"), ("who-5@1", "1,1,,1,1")] {
        let found = score(id, text);
        assert_eq!((found.total, found.level), (None, Level::Inv), "{id}");
    }
}

#[test]
fn the_item_for_women_may_be_left_blank_and_no_other() {
    let found = score("phq-15@1", "1,1,1,,1,1,1,1,1,1,1,1,1,1,1");
    assert_eq!((found.total, found.flags.missing, found.flags.prorated), (Some(14), 0, false));
    assert_eq!(score("phq-15@1", "1,1,1,,,1,1,1,1,1,1,1,1,1,1").total, None);
}

#[test]
fn nothing_but_missing_answers_is_neither_scored_nor_straight_lining() {
    for instrument in shipped() {
        let found = instrument.score(&vec![None; instrument.items().len()]).unwrap();
        assert_eq!((found.total, found.level, found.crisis), (None, Level::Inv, false), "{}", instrument.id());
        assert!(!found.flags.straight_lining);
    }
}

#[test]
fn an_honest_phq_9_of_zeros_is_normal() {
    let found = score("phq-9@1", "0,0,0,0,0,0,0,0,0");
    assert_eq!((found.level, found.flags.straight_lining), (Level::L0, true));
}

#[test]
fn a_wrong_number_of_answers_and_an_answer_out_of_range_are_faults() {
    let phq = find("phq-9@1").unwrap();
    for (text, item, code) in [
        ("1,1,1", 4, "answers_wrong_number"),
        ("1,1,1,1,1,1,1,1,1,1", 10, "answers_wrong_number"),
        ("1,1,1,1,4,1,1,1,9", 5, "answer_out_of_range"),
        ("1,1,1,1,1,1,1,1,255", 9, "answer_out_of_range"),
    ] {
        assert_eq!(phq.score(&answers(text)), Err(AnswerFault { item, code }), "{text}");
    }
    assert_eq!(phq.score(&[]), Err(AnswerFault { item: 1, code: "answers_wrong_number" }));
    assert_eq!((phq.answer_range(), find("who-5@1").unwrap().answer_range()), (0..=3, 0..=5));
}
