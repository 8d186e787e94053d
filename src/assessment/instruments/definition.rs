//! What a toml of this folder may say. Items are numbered from 1, as in the literature; unknown fields are refused.
//!
//! "Value" of an item is its answer, turned round where the item is reversed: the higher, the more of what is measured.

use serde::Deserialize;

use crate::codes::{Lang, Level};

/// A text in both languages.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text<S = String> {
    /// Chinese.
    pub zh: S,
    /// English.
    pub en: S,
}

/// One version of an instrument.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Such as `phq-9`.
    pub code: String,
    /// From 1 up; a published version never changes.
    pub version: u16,
    /// Name.
    pub title: Text,
    /// Who made it; shown with it.
    pub attribution: String,
    /// On which terms it may be used.
    pub licence: String,
    /// Where scoring and bands were published.
    pub source: String,
    /// The time that the answers are about.
    pub period: Text,
    /// Asked above the items.
    pub question: Text,
    /// The answers to choose from, in the order shown.
    pub options: Vec<Choice>,
    /// What is asked.
    pub items: Vec<Item>,
    /// Items whose answers count the other way round.
    pub reverse: Vec<usize>,
    /// From the sum of all values (the raw score) to the total.
    pub total: Total,
    /// What a total means: every possible total is in exactly one band.
    pub bands: Vec<Band>,
    /// Subscales.
    pub factors: Vec<Factor>,
    /// Answers after which somebody must talk to the person now.
    pub crisis: Vec<Crisis>,
    /// Patterns of symptoms; the first that applies is told.
    pub algorithms: Vec<Algorithm>,
    /// What may be missing.
    pub validity: Validity,
}

/// An answer to choose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: u8,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Set while the wording is not checked.
    pub wording: Option<Wording>,
}

/// One question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Set while the wording is not checked.
    pub wording: Option<Wording>,
}

/// Why a wording may not be released yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Wording {
    /// Not yet compared with the official translation.
    #[serde(rename = "待核")]
    Unchecked,
}

/// Total = ⌊raw × times ÷ over⌋.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// Multiplied by this,
    pub times: u16,
    /// divided by this and rounded down.
    pub over: u16,
}

/// A range of totals.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lowest total.
    pub min: u16,
    /// Highest total.
    pub max: u16,
    /// Such as `moderate`.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Level of a person in it.
    pub level: Level,
}

/// Items that measure one thing.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Such as `phq-2`.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Its items.
    pub items: Vec<usize>,
    /// From where on it is positive.
    pub positive: Cut,
    /// Level of a person in whom it is positive, where that is said.
    pub level: Option<Level>,
}

/// From where on a factor is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// The sum of its values is at least this.
    AtLeast(u16),
    /// Their mean is more than this.
    MeanAbove(u16),
}

/// An answer that calls for help.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crisis {
    /// The item.
    pub item: usize,
    /// Its value is at least this.
    pub at_least: u8,
    /// Level of a person who answers so, where that is said.
    pub level: Option<Level>,
}

/// A pattern of symptoms.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Algorithm {
    /// Such as `major`.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What counts as a symptom.
    pub symptoms: Vec<Symptoms>,
    /// How many symptoms there must be.
    pub count: Count,
    /// One of these must be among them; empty: no matter which.
    pub any_of: Vec<usize>,
    /// Level of a person to whom it applies, where that is said.
    pub level: Option<Level>,
}

/// Items that count as symptoms from the same value on.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptoms {
    /// The items.
    pub items: Vec<usize>,
    /// Their value is at least this.
    pub at_least: u8,
}

/// A number of symptoms.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// At least.
    pub min: usize,
    /// At most.
    pub max: usize,
}

/// What may be missing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Up to so many missing answers are replaced by the mean of the others (rounded half up); with more there is no score.
    pub max_missing: usize,
    /// Items that are not for everybody: left blank they count as the lowest value and are not missing.
    pub may_be_blank: Vec<usize>,
}

impl Definition {
    /// The lowest answer.
    pub(super) fn lowest(&self) -> u8 {
        self.options.iter().map(|option| option.value).min().unwrap_or_default()
    }

    /// The highest answer.
    pub(super) fn highest(&self) -> u8 {
        self.options.iter().map(|option| option.value).max().unwrap_or_default()
    }
}

impl Total {
    /// The total of a raw score.
    pub(super) fn of(&self, raw: u16) -> u16 {
        u16::try_from(u32::from(raw) * u32::from(self.times) / u32::from(self.over)).unwrap_or(u16::MAX)
    }
}

impl<S: AsRef<str>> Text<S> {
    /// In this language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(self.zh.as_ref(), self.en.as_ref())
    }
}

macro_rules! in_both_languages {
    ($($name:ident),+) => { $(
        impl $name {
            /// Its text in this language.
            pub fn text(&self, lang: Lang) -> &str {
                lang.pick(&self.zh, &self.en)
            }
        }
    )+ };
}

in_both_languages!(Choice, Item, Band, Factor, Algorithm);
