//! Instruments that are not shipped, by their published scoring alone: the scheme must express them without a line of code.

use super::{super::*, adding_up_to, answers, band};

/// A definition with this scoring, whose texts do not matter.
fn instrument(code: &str, items: usize, options: std::ops::RangeInclusive<u8>, scoring: &str) -> &'static Instrument {
    let options: String = options.map(|v| format!("{{ value = {v}, zh = \"选\", en = \"o\" }}, ")).collect();
    let items = "{ zh = \"题\", en = \"i\" }, ".repeat(items);
    let text = format!(
        "code = \"{code}\"\nversion = 1\nattribution = \"a\"\nlicence = \"l\"\nsource = \"s\"\n\
         title = {{ zh = \"量表\", en = \"t\" }}\nperiod = {{ zh = \"一周\", en = \"p\" }}\n\
         question = {{ zh = \"问\", en = \"q\" }}\noptions = [{options}]\nitems = [{items}]\n{scoring}\n\
         [validity]\nmax_missing = 0\nmay_be_blank = []\n"
    );
    Box::leak(Box::new(Instrument::read(Box::leak(text.into_boxed_str())).unwrap()))
}

/// Zung's scales: 20 items from 1 to 4, total = ⌊raw × 1.25⌋, four bands.
fn zung(code: &str, reverse: &str, cuts: [u16; 3], crisis: &str) -> &'static Instrument {
    let [mild, moderate, severe] = cuts;
    let ranges = [
        (25, mild - 1, "normal", "L0"),
        (mild, moderate - 1, "mild", "L3"),
        (moderate, severe - 1, "moderate", "L2"),
        (severe, 100, "severe", "L2"),
    ];
    let band = |(min, max, code, level)| {
        format!("{{ min = {min}, max = {max}, code = \"{code}\", zh = \"度\", en = \"b\", level = \"{level}\" }}, ")
    };
    let bands: String = ranges.into_iter().map(band).collect();
    let scoring = format!(
        "reverse = [{reverse}]\ntotal = {{ times = 5, over = 4 }}\nbands = [{bands}]\n\
         factors = []\ncrisis = [{crisis}]\nalgorithms = []"
    );
    instrument(code, 20, 1..=4, &scoring)
}

fn sas() -> &'static Instrument {
    zung("sas", "5, 9, 13, 17, 19", [50, 60, 70], "")
}

fn sds() -> &'static Instrument {
    zung("sds", "2, 5, 6, 11, 12, 14, 16, 17, 18, 20", [53, 63, 73], "{ item = 19, at_least = 3 }")
}

fn all(answer: u8, items: usize) -> Vec<Option<u8>> {
    vec![Some(answer); items]
}

#[test]
fn e11_sas_turns_its_reversed_items_round_and_straight_lining_makes_it_invalid() {
    for (answer, raw, total, name) in [(1, 35, 43, "normal"), (2, 45, 56, "mild"), (4, 65, 81, "severe")] {
        let found = sas().score(&all(answer, 20)).unwrap();
        assert_eq!((found.raw, found.total, band(&found)), (Some(raw), Some(total), name));
        assert_eq!((found.level, found.flags.straight_lining), (Level::Inv, true));
    }
}

#[test]
fn e12_sas_rounds_down() {
    for (raw, total, name, level) in [
        (39, 48, "normal", Level::L0),
        (40, 50, "mild", Level::L3),
        (47, 58, "mild", Level::L3),
        (48, 60, "moderate", Level::L2),
        (55, 68, "moderate", Level::L2),
        (56, 70, "severe", Level::L2),
    ] {
        let found = sas().score(&adding_up_to(sas(), raw)).unwrap();
        assert_eq!((found.total, band(&found), found.level), (Some(total), name, level), "raw {raw}");
    }
}

#[test]
fn e13_sds_gives_any_constant_answer_the_same_total_and_calls_it_invalid() {
    let paper = Paper::new(vec![sds()]);
    for answer in 1..=4 {
        let found = sds().score(&all(answer, 20)).unwrap();
        assert_eq!((found.raw, found.total, band(&found)), (Some(50), Some(62), "mild"));
        let verdict = paper.judge(&all(answer, 20)).unwrap();
        assert_eq!((verdict.level, verdict.valid), (Level::Inv, false));
        assert_eq!(verdict.crisis, answer >= 3, "an invalid paper never hides a crisis item");
    }
}

#[test]
fn e14_sds_bands() {
    for (raw, total, name) in [
        (42, 52, "normal"),
        (43, 53, "mild"),
        (50, 62, "mild"),
        (51, 63, "moderate"),
        (58, 72, "moderate"),
        (59, 73, "severe"),
    ] {
        let found = sds().score(&adding_up_to(sds(), raw)).unwrap();
        assert_eq!((found.total, band(&found)), (Some(total), name), "raw {raw}");
    }
}

#[test]
fn straight_lining_begins_at_95_per_cent() {
    let mut given = all(2, 20);
    given[0] = Some(1);
    assert_eq!(sas().score(&given).unwrap().level, Level::Inv, "19 of 20 are alike");
    given[1] = Some(1);
    let found = sas().score(&given).unwrap();
    assert!(!found.flags.straight_lining && found.level != Level::Inv, "18 of 20 are alike: {found:?}");
    assert_eq!(Paper::new(vec![sas()]).judge(&given).unwrap().level, found.level);
}

/// Like the SCL-90: 90 items from 1 to 5; positive by total, by the number of positive items, or by the mean of a factor.
fn ninety() -> &'static Instrument {
    let numbers = |from: usize, to: usize| (from..=to).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let scoring = format!(
        "reverse = []\ntotal = {{ times = 1, over = 1 }}\n\
         bands = [{{ min = 90, max = 160, code = \"negative\", zh = \"阴\", en = \"n\", level = \"L0\" }},\
                  {{ min = 161, max = 450, code = \"positive\", zh = \"阳\", en = \"p\", level = \"L2\" }}]\n\
         factors = [{{ code = \"anxiety\", zh = \"焦虑\", en = \"a\", items = [2, 17, 23, 33, 39, 57, 72, 78, 80, 86],\
                      positive = {{ mean_above = 2 }}, level = \"L2\" }}]\n\
         crisis = [{{ item = 15, at_least = 3, level = \"L1\" }}, {{ item = 59, at_least = 3 }}]\n\
         algorithms = [{{ code = \"positive_items\", zh = \"阳性项目\", en = \"i\", level = \"L2\", any_of = [],\
                         symptoms = [{{ items = [{}], at_least = 2 }}], count = {{ min = 44, max = 90 }} }}]",
        numbers(1, 90)
    );
    instrument("ninety", 90, 1..=5, &scoring)
}

#[test]
fn e19_ninety_items_all_1_are_negative_and_all_2_positive() {
    let none = ninety().score(&all(1, 90)).unwrap();
    assert_eq!((none.total, band(&none), none.level, none.algorithm), (Some(90), "negative", Level::L0, None));
    let two = ninety().score(&all(2, 90)).unwrap();
    assert_eq!((two.total, band(&two), two.level), (Some(180), "positive", Level::L2));
    assert_eq!((two.factors[0].mean(), two.factors[0].positive), (Some(2.0), false), "the mean must be above 2");
    assert!(two.flags.straight_lining, "it is flagged, and no more: nothing is reversed");
}

#[test]
fn each_way_to_be_positive_is_enough_alone() {
    let with = |items: &[usize], answer: u8| {
        let mut given = all(1, 90);
        items.iter().for_each(|item| given[item - 1] = Some(answer));
        ninety().score(&given).unwrap()
    };
    let anxious = with(&[2, 17, 23, 33, 39, 57, 72, 78, 80, 86], 3);
    assert_eq!((band(&anxious), anxious.factors[0].mean(), anxious.level), ("negative", Some(3.0), Level::L2));
    let many: Vec<usize> = (16..60).collect();
    let spread = with(&many, 2);
    assert_eq!((band(&spread), spread.algorithm.unwrap().code.as_str()), ("negative", "positive_items"));
    assert_eq!(spread.level, Level::L2);
    assert_eq!(with(&many[1..], 2).level, Level::L0, "43 positive items are not yet enough");
    let (dying, death) = (with(&[15], 3), with(&[59], 3));
    assert_eq!((dying.level, dying.crisis), (Level::L1, true));
    assert_eq!((death.level, death.crisis), (Level::L0, true), "a crisis item need not have a level");
}

#[test]
fn a_reversed_item_is_turned_round_before_it_is_a_crisis_or_a_symptom() {
    let scoring = "reverse = [2]\ntotal = { times = 1, over = 1 }\n\
                   bands = [{ min = 0, max = 2, code = \"b\", zh = \"度\", en = \"b\", level = \"L0\" }]\n\
                   factors = [{ code = \"f\", zh = \"因\", en = \"f\", items = [2], positive = { at_least = 1 } }]\n\
                   crisis = [{ item = 2, at_least = 1 }]\nalgorithms = []";
    let pair = instrument("pair", 2, 0..=1, scoring);
    let (no, yes) = (pair.score(&answers("0,1")).unwrap(), pair.score(&answers("1,0")).unwrap());
    assert_eq!((no.raw, no.crisis, no.factors[0].positive), (Some(0), false, false));
    assert_eq!((yes.raw, yes.crisis, yes.factors[0].positive), (Some(2), true, true));
}
