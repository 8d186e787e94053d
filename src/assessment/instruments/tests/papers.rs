use super::{super::*, answers};

fn paper(codes: &[&str]) -> Paper {
    Paper::new(codes.iter().map(|code| newest(code).unwrap()).collect())
}

/// PHQ-9 and GAD-7: 16 answers.
fn judge(phq: &str, gad: &str) -> Verdict {
    paper(&["phq-9", "gad-7"]).judge(&answers(&format!("{phq},{gad}"))).unwrap()
}

const CALM: &str = "0,0,0,0,0,0,0";
const WELL: &str = "0,0,0,0,0,0,0,0,0";

#[test]
fn the_highest_level_of_all_instruments_wins() {
    for (phq, gad, level) in [
        (WELL, CALM, Level::L0),
        (WELL, "1,1,1,1,1,0,0", Level::L3),
        ("1,1,1,1,1,0,0,0,0", "2,2,2,2,2,0,0", Level::L2),
        ("3,3,3,3,3,3,2,0,0", CALM, Level::L1),
        ("0,0,0,0,0,0,0,0,1", "3,3,3,3,3,3,3", Level::L1),
    ] {
        let verdict = judge(phq, gad);
        assert_eq!((verdict.level, verdict.valid), (level, true), "{phq} {gad}");
        assert_eq!(verdict.scores.len(), 2);
    }
    assert!(judge("0,0,0,0,0,0,0,0,1", CALM).crisis);
    assert!(!judge("3,3,3,3,3,3,2,0,0", CALM).crisis);
}

#[test]
fn more_than_a_tenth_missing_makes_a_paper_invalid_and_hides_no_crisis() {
    let twenty = paper(&["phq-4", "phq-9", "gad-7"]);
    let tenth = twenty.judge(&answers(&format!("1,1,1,1,,,0,0,0,0,0,0,0,{CALM}"))).unwrap();
    assert_eq!((tenth.level, tenth.valid), (Level::L3, true), "2 of 20 are a tenth, not more");
    let more = twenty.judge(&answers(&format!("1,1,1,,,,0,0,0,0,0,0,1,{CALM}"))).unwrap();
    assert_eq!((more.level, more.valid, more.crisis), (Level::Inv, false, true));
    assert_eq!(more.scores[1].total, Some(1), "what can be scored is scored");
}

#[test]
fn what_was_not_scored_does_not_count_as_normal_and_does_not_hide_what_was_found() {
    let silent = judge(WELL, "0,0,0,0,0,0,");
    assert_eq!((silent.level, silent.valid), (Level::Inv, false));
    let ill = judge("2,2,2,2,2,0,0,0,0", "0,0,0,0,0,0,");
    assert_eq!((ill.level, ill.valid), (Level::L2, true));
}

#[test]
fn nothing_at_all_is_invalid() {
    let verdict = paper(&["phq-9", "gad-7"]).judge(&[None; 16]).unwrap();
    assert_eq!((verdict.level, verdict.valid, verdict.crisis), (Level::Inv, false, false));
    assert_eq!(Paper::new(vec![]).judge(&[]).unwrap().level, Level::Inv, "and so is a paper that asks nothing");
}

#[test]
fn a_fault_names_the_item_counted_over_the_whole_paper() {
    let both = paper(&["phq-9", "gad-7"]);
    assert_eq!(both.answers(), 16);
    let wrong = both.judge(&answers(&format!("{WELL},0,0,7,0,0,0,0"))).unwrap_err();
    assert_eq!(wrong, AnswerFault { item: 12, code: "answer_out_of_range" });
    for (given, item) in [(15, 16), (17, 17), (0, 1)] {
        let wrong = both.judge(&vec![Some(0); given]).unwrap_err();
        assert_eq!(wrong, AnswerFault { item, code: "answers_wrong_number" });
    }
}

#[test]
fn a_verdict_used_before_tells_nothing_of_the_paper_before() {
    let both = paper(&["phq-9", "gad-7"]);
    let mut verdict = both.judge(&answers("3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3")).unwrap();
    for next in ["0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0", ",,,,,,,,,,,,,,,", "1,2,0,3,0,1,0,0,1,,2,0,1,0,2,0"] {
        both.judge_into(&answers(next), &mut verdict).unwrap();
        assert_eq!(verdict, both.judge(&answers(next)).unwrap(), "{next}");
    }
    paper(&["who-5"]).judge_into(&answers("5,5,5,5,5"), &mut verdict).unwrap();
    assert_eq!((verdict.scores.len(), verdict.level), (1, Level::L0));
}
