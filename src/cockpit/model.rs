//! Words and arithmetic of cockpits; pure.

use crate::codes::{Lang, SchoolLevel, text_enum};

text_enum! {
    /// What a row is about.
    pub enum RowKind ("row_kind_unknown") {
        /// The whole country.
        Nation = "nation", "全国", "Nationwide";
        /// A province.
        Province = "province", "省级单位", "Province";
        /// The schools of one level, of the country or of a province.
        SchoolLevel = "school_level", "办学层次", "School level";
        /// A school.
        School = "school", "学校", "School";
    }
}

text_enum! {
    /// Why something is not shown.
    pub enum Hidden ("hidden_unknown") {
        /// A level has 1 to 9 persons, or everybody is of one level.
        Small = "small", "人数过少（1–9人）", "Fewer than 10";
        /// It could be worked out from what is shown.
        Complementary = "complementary", "防止推算", "Could be worked out";
        /// The campaign is open and fewer than 30 papers are valid.
        Early = "early", "测评尚未结束且有效人数不足30", "Too early";
        /// Fewer than 30 papers are valid: no rate.
        Denominator = "denominator", "有效人数不足30，不显示比率", "Fewer than 30 valid";
    }
}

/// Valid papers that a rate needs.
const DENOMINATOR: i64 = 30;

/// The levels, in the order of urgency.
pub(super) const LEVELS: usize = 4;

/// A line of published cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Province's code or school's identifier; empty for the nation.
    pub(super) unit: String,
    /// Empty for all levels together.
    pub(super) school_level: String,
    /// A school's name, in Chinese and perhaps in English.
    pub(super) name: Option<String>,
    pub(super) name_en: Option<String>,
    pub(super) of_school: bool,
    pub(super) schools: i64,
    pub(super) reported: i64,
    pub(super) eligible: i64,
    pub(super) completed: i64,
    pub(super) valid: i64,
    /// L1, L2, L3, L0.
    pub(super) levels: [Option<i64>; LEVELS],
    pub(super) hidden: Option<Hidden>,
}

impl Line {
    /// Per cent of the eligible who completed.
    pub(super) fn participation_rate(&self) -> Option<f64> {
        rate(self.completed, self.eligible)
    }

    /// Per cent of the completed that are valid.
    pub(super) fn valid_rate(&self) -> Option<f64> {
        rate(self.valid, self.completed)
    }

    /// Per cent of schools that have reported.
    pub(super) fn coverage(&self) -> Option<f64> {
        rate(self.reported, self.schools)
    }

    /// Why rates of levels are not shown; none also where there is nothing to divide by.
    pub(super) fn rates_hidden(&self) -> Option<Hidden> {
        self.hidden.or((1..DENOMINATOR).contains(&self.valid).then_some(Hidden::Denominator))
    }

    /// A level's rate among the valid, where it may be shown.
    pub(super) fn level_rate(&self, level: usize) -> Option<f64> {
        let count = self.levels.get(level).copied().flatten()?;
        if self.rates_hidden().is_some() { None } else { rate(count, self.valid) }
    }
}

/// Per cent with one decimal, rounded half up (domain 5 section 5.1); none where it is undefined.
pub(super) fn rate(part: i64, whole: i64) -> Option<f64> {
    if whole <= 0 {
        return None;
    }
    let tenths = (2_000 * i128::from(part) + i128::from(whole)) / (2 * i128::from(whole));
    i32::try_from(tenths).ok().map(|tenths| f64::from(tenths) / 10.0)
}

/// A school level's name; schools without one stand together.
pub(super) fn level_name(level: &str, lang: Lang) -> &'static str {
    match level.parse::<SchoolLevel>() {
        Ok(level) => lang.pick(level.zh(), level.en()),
        Err(_) => lang.pick("其他", "Other"),
    }
}

/// What the figures mean and why some are missing.
pub(super) const fn definition(lang: Lang) -> &'static str {
    lang.pick(
        "参测率＝实测人数÷应测人数；有效率＝有效人数÷实测人数；检出率＝该级别人数÷有效人数，保留一位小数。应测人数由学校填报。\
         任一级别为1–9人，或全部为同一风险级别的，该行各级别人数和比率均不显示；有效人数不足30的不显示比率；\
         测评结束前，有效人数不足30的不显示检出情况；可由其他数字推算的，一并不显示。",
        "Participation = completed / eligible; valid = valid / completed; detection = persons of a level / valid; one decimal. \
         Schools state how many are eligible. A row whose levels have 1-9 persons anywhere, or that is all of one level of risk, \
         shows none of its levels; below 30 valid papers no rates are shown, and none of the levels while the campaign is open; \
         what could be worked out from other figures is not shown either.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded_half_up_and_undefined_over_nothing() {
        // Published campaigns: 3,896 of 3,924; 6,552 of 6,694; 75 of 3,896 (domain 5).
        for (part, whole, per_cent) in
            [(3_896, 3_924, 99.3), (6_552, 6_694, 97.9), (75, 3_896, 1.9), (1, 2_000, 0.1), (9, 20_000, 0.0)]
        {
            assert_eq!(rate(part, whole), Some(per_cent), "{part}/{whole}");
        }
        assert_eq!((rate(3, 0), rate(0, 7), rate(130, 100)), (None, Some(0.0), Some(130.0)));
        assert_eq!(rate(40_000_000, 40_000_000), Some(100.0));
    }

    #[test]
    fn a_rate_needs_thirty_and_a_hidden_line_has_none() {
        let line = Line { valid: 29, levels: [Some(10), Some(0), Some(0), Some(19)], ..Line::default() };
        assert_eq!((line.rates_hidden(), line.level_rate(0)), (Some(Hidden::Denominator), None));
        let line = Line { valid: 30, levels: [Some(10), Some(0), Some(0), Some(20)], ..Line::default() };
        assert_eq!((line.rates_hidden(), line.level_rate(0), line.level_rate(1)), (None, Some(33.3), Some(0.0)));
        let line = Line { valid: 300, hidden: Some(Hidden::Small), ..Line::default() };
        assert_eq!((line.rates_hidden(), line.level_rate(3)), (Some(Hidden::Small), None));
        assert_eq!(Line::default().rates_hidden(), None);
    }

    #[test]
    fn levels_have_names_and_so_have_the_rest() {
        assert_eq!(level_name("undergraduate", Lang::Zh), "本科");
        assert_eq!(level_name("other", Lang::En), "Other");
    }
}
