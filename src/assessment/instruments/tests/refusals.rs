//! What a definition may not say.

use super::super::*;

const PHQ: &str = include_str!("../phq-9.toml");

/// The PHQ-9 with one thing changed is refused, and why.
#[track_caller]
fn refused(old: &str, new: &str, why: &str) {
    let text = PHQ.replacen(old, new, 1);
    assert_ne!(text, PHQ, "`{old}` is not in the definition");
    let fault = Instrument::read(Box::leak(text.into_boxed_str())).expect_err(why);
    assert!(format!("{fault:#}").contains(why), "`{why}` is not why: {fault:#}");
}

#[test]
fn unknown_missing_and_misspelt_fields_are_refused() {
    refused("code = \"phq-9\"", "code = \"phq-9\"\nnorms = 1", "unknown field `norms`");
    refused("{ item = 9,", "{ item = 9, tell = 1,", "unknown field `tell`");
    refused("{ min = 0,", "{ from = 0,", "unknown field `from`");
    refused("code = \"minimal\"", "code = \"minimal\", colour = \"red\"", "unknown field `colour`");
    refused("max_missing = 2\n", "", "missing field `max_missing`");
    refused("reverse = []\n", "", "missing field `reverse`");
    refused("wording = \"待核\"", "wording = \"ok\"", "待核");
    refused("level = \"L0\"", "level = \"L4\"", "level_unknown");
    refused("at_least = 3 }", "above = 3 }", "unknown variant `above`");
    refused("version = 1", "version = \"1\"", "invalid type");
}

#[test]
fn a_cut_is_one_cut() {
    refused("{ at_least = 3 }", "{ at_least = 3, mean_above = 1 }", "more than 1 element");
}

#[test]
fn bands_leave_no_gap_do_not_overlap_and_end_where_totals_end() {
    refused("min = 5,", "min = 6,", "band mild begins at 6, not at 5");
    refused("min = 5,", "min = 4,", "band mild begins at 4, not at 5");
    refused("min = 0,", "min = 1,", "band minimal begins at 1, not at 0");
    refused("max = 27,", "max = 26,", "bands end at 26, totals at 27");
    refused("max = 27,", "max = 28,", "bands end at 28, totals at 27");
    refused("max = 9,", "max = 3,", "band mild ends before it begins");
    refused("times = 1,", "times = 4,", "bands end at 27, totals at 108");
    refused("code = \"mild\"", "code = \"minimal\"", "band minimal is named twice");
    refused("level = \"L3\"", "level = \"INV\"", "a total is not invalid");
}

#[test]
fn items_exist_and_are_named_once() {
    refused("reverse = []", "reverse = [10]", "reverse: there is no item 10");
    refused("reverse = []", "reverse = [0]", "reverse: there is no item 0");
    refused("reverse = []", "reverse = [3, 3]", "reverse: item 3 is named twice");
    refused("items = [1, 2], positive", "items = [1, 12], positive", "factor phq-2: there is no item 12");
    refused("items = [1, 2], positive", "items = [], positive", "factor phq-2 has no items");
    refused("{ item = 9,", "{ item = 10,", "crisis: there is no item 10");
    refused("items = [9]", "items = [8]", "algorithm major: item 8 is named twice");
    refused("may_be_blank = []", "may_be_blank = [11]", "may_be_blank: there is no item 11");
}

#[test]
fn rules_that_apply_to_everybody_or_to_nobody_are_refused() {
    refused("at_least = 1, level", "at_least = 0, level", "crisis: at_least 0 is reached by all or by nobody");
    refused("at_least = 1, level", "at_least = 4, level", "crisis: at_least 4 is reached by all or by nobody");
    refused("{ at_least = 3 }", "{ at_least = 7 }", "factor phq-2 is always or never positive");
    refused("{ at_least = 3 }", "{ mean_above = 3 }", "factor phq-2 is always or never positive");
    refused("min = 5, max = 9 }", "min = 5, max = 10 }", "algorithm major: no such number of symptoms");
    refused("min = 2, max = 4 }", "min = 4, max = 2 }", "algorithm other: no such number of symptoms");
    refused("any_of = [1, 2]", "any_of = [1, 11]", "algorithm major: any_of names an item that is no symptom");
    refused("max_missing = 2", "max_missing = 9", "every answer may be missing");
    refused("code = \"other\"", "code = \"major\"", "algorithm major is named twice");
}

#[test]
fn codes_versions_texts_and_options_are_sound() {
    refused("code = \"phq-9\"", "code = \"PHQ 9\"", "code `PHQ 9` is not plain");
    refused("version = 1", "version = 0", "versions begin at 1");
    refused("over = 1", "over = 0", "divided by 0");
    refused("zh = \"完全不会\"", "zh = \" \"", "a text is empty");
    refused("{ value = 2,", "{ value = 1,", "a gap or a double");
    refused("{ value = 3,", "{ value = 4,", "a gap or a double");
}
