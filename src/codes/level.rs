//! How urgent the outcome of a paper is.

use super::{Lang, text_enum};

text_enum! {
    /// Level of an assessed paper, most severe first: 1 is worse than 3, so levels are compared by [`Level::highest`], never as
    /// numbers (`domain/4` §4.4). Provisional until a counsellor confirms it.
    pub enum Level ("level_unknown") {
        /// Serious psychological crisis or problem.
        L1 = "L1", "一级（严重心理问题）", "level 1 (serious problem)", "一级", "严重心理危机";
        /// General problem.
        L2 = "L2", "二级（一般心理问题）", "level 2 (general problem)", "二级", "一般心理问题";
        /// Developmental distress.
        L3 = "L3", "三级（潜在心理困扰）", "level 3 (developmental distress)", "三级", "潜在心理困扰";
        /// No distress found.
        L0 = "L0", "正常（无心理困扰）", "normal (no distress)", "正常", "无心理困扰";
        /// The paper cannot be judged. It may still have a crisis item.
        Inv = "INV", "试卷作废（无效）", "invalid paper", "试卷作废", "无效";
    }
}

impl Level {
    /// Said wherever a level is shown: counsellors may not diagnose (Mental Health Law, article 23).
    pub const fn notice(lang: Lang) -> &'static str {
        lang.pick("筛查结果，不是诊断", "Screening result, not a diagnosis")
    }

    /// The more severe of two; what cannot be judged yields to everything that was.
    pub fn highest(self, other: Self) -> Self {
        self.min(other)
    }
}

#[cfg(test)]
mod tests {
    use super::Level::{self, *};

    #[test]
    fn one_is_worse_than_three_and_what_cannot_be_judged_yields_to_what_was() {
        assert_eq!(Level::ALL, [L1, L2, L3, L0, Inv]);
        for (i, worse) in Level::ALL.iter().enumerate() {
            for level in &Level::ALL[i..] {
                assert_eq!((worse.highest(*level), level.highest(*worse)), (*worse, *worse));
            }
        }
        assert_eq!(Level::ALL.iter().map(|level| level.as_str()).collect::<Vec<_>>(), ["L1", "L2", "L3", "L0", "INV"]);
    }
}
