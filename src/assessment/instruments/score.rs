//! From answers to a score, by what the definition says. The import of a census calls this a million times: no text is
//! touched, and [`Instrument::score_into`] allocates nothing once its score has been used.

use super::{
    Instrument, Level,
    check::MAX_OPTIONS,
    definition::{Algorithm, Band, Cut, Factor},
};

/// Straight-lining: so many per cent of the given answers are the same (`domain/4` §4.5).
const STRAIGHT_LINING_PERCENT: usize = 95;

/// Answers that cannot be scored at all, unlike those that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at item {item}")]
pub struct AnswerFault {
    /// The item, from 1; where the number of answers is wrong, the first that is missing or too much.
    pub item: usize,
    /// `answers_wrong_number` or `answer_out_of_range`.
    pub code: &'static str,
}

/// What the answers to one instrument mean: a screening result, not a diagnosis.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Sum of all values; none where too many answers are missing.
    pub raw: Option<u16>,
    /// What the bands speak of.
    pub total: Option<u16>,
    /// The band of the total.
    pub band: Option<&'static Band>,
    /// Every factor, in the definition's order.
    pub factors: Vec<FactorScore>,
    /// The pattern of symptoms that the given answers show.
    pub algorithm: Option<&'static Algorithm>,
    /// The highest level of all that was found; invalid where the answers cannot be trusted, or are too few to find anything.
    pub level: Level,
    /// An answer calls for help, whatever else is true of the paper.
    pub crisis: bool,
    /// How the answers were given.
    pub flags: Flags,
}

/// One factor.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorScore {
    /// The factor.
    pub factor: &'static Factor,
    /// Sum of its values; none where one is missing.
    pub sum: Option<u16>,
    /// Whether it is over its cut.
    pub positive: bool,
}

/// How the answers were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Missing answers.
    pub missing: usize,
    /// Missing answers were replaced by the mean of the others.
    pub prorated: bool,
    /// Nearly all answers are the same. Where items are reversed nobody means that: the level is invalid. Elsewhere it may be
    /// true (an honest PHQ-9 of zeros).
    pub straight_lining: bool,
}

impl Default for Score {
    /// Of a paper that nobody has looked at.
    fn default() -> Self {
        Self {
            raw: None,
            total: None,
            band: None,
            factors: Vec::new(),
            algorithm: None,
            level: Level::Inv,
            crisis: false,
            flags: Flags::default(),
        }
    }
}

impl FactorScore {
    /// Mean of its values.
    pub fn mean(&self) -> Option<f64> {
        self.sum.map(|sum| f64::from(sum) / self.factor.items.len() as f64)
    }
}

/// Every item looked at once.
struct Tally {
    sum: usize,
    missing: usize,
    straight_lining: bool,
}

impl Instrument {
    /// Score answers, one for each item; `None` is a missing one.
    pub fn score(&self, answers: &[Option<u8>]) -> Result<Score, AnswerFault> {
        let mut score = Score::default();
        self.score_into(answers, &mut score)?;
        Ok(score)
    }

    /// The same into a score that was used before.
    pub fn score_into(&self, answers: &[Option<u8>], score: &mut Score) -> Result<(), AnswerFault> {
        let tally = self.tally(answers)?;
        let definition = self.definition;
        let scored = tally.missing <= definition.validity.max_missing;
        score.raw = scored.then(|| prorated(tally.sum, definition.items.len(), tally.missing));
        score.total = score.raw.map(|raw| definition.total.of(raw));
        score.band = score.total.and_then(|total| definition.bands.iter().find(|band| total <= band.max));
        score.algorithm = if scored { self.algorithm(answers) } else { None };
        score.flags = Flags {
            missing: tally.missing,
            prorated: scored && tally.missing > 0,
            straight_lining: tally.straight_lining,
        };
        score.level = score.band.map_or(Level::Inv, |band| band.level);
        score.find(score.algorithm.and_then(|algorithm| algorithm.level));
        self.factors(answers, score);
        self.crisis(answers, score);
        if tally.straight_lining && self.straight_lining_is_invalid() {
            score.level = Level::Inv;
        }
        Ok(())
    }

    /// Nobody who reads the items answers them all alike: some are reversed.
    pub(super) fn straight_lining_is_invalid(&self) -> bool {
        !self.definition.reverse.is_empty()
    }

    fn tally(&self, answers: &[Option<u8>]) -> Result<Tally, AnswerFault> {
        let wanted = self.reverse.len();
        if answers.len() != wanted {
            return Err(AnswerFault { item: answers.len().min(wanted) + 1, code: "answers_wrong_number" });
        }
        let (mut sum, mut missing, mut chosen) = (0, 0, [0; MAX_OPTIONS]);
        for (i, answer) in answers.iter().enumerate() {
            if let Some(answer) = *answer {
                if !(self.lowest..=self.highest).contains(&answer) {
                    return Err(AnswerFault { item: i + 1, code: "answer_out_of_range" });
                }
                chosen[usize::from(answer)] += 1;
            }
            match self.value(answers, i + 1) {
                Some(value) => sum += usize::from(value),
                None => missing += 1,
            }
        }
        let (given, most) = chosen.iter().fold((0, 0), |(given, most): (usize, usize), n| (given + n, most.max(*n)));
        Ok(Tally { sum, missing, straight_lining: given > 0 && most * 100 >= given * STRAIGHT_LINING_PERCENT })
    }

    /// The value of an item, counted from 1; none where the answer is missing.
    fn value(&self, answers: &[Option<u8>], item: usize) -> Option<u8> {
        match answers[item - 1] {
            Some(answer) if self.reverse[item - 1] => Some(self.lowest + self.highest - answer),
            None if self.may_be_blank[item - 1] => Some(self.lowest),
            given => given,
        }
    }

    fn reaches(&self, answers: &[Option<u8>], item: usize, at_least: u8) -> bool {
        self.value(answers, item).is_some_and(|value| value >= at_least)
    }

    fn factors(&self, answers: &[Option<u8>], score: &mut Score) {
        score.factors.clear();
        for factor in &self.definition.factors {
            let add = |sum: u16, item: &usize| self.value(answers, *item).map(|value| sum + u16::from(value));
            let sum = factor.items.iter().try_fold(0, add);
            let positive = sum.is_some_and(|sum| match factor.positive {
                Cut::AtLeast(cut) => sum >= cut,
                Cut::MeanAbove(cut) => usize::from(sum) > usize::from(cut) * factor.items.len(),
            });
            score.factors.push(FactorScore { factor, sum, positive });
            score.find(factor.level.filter(|_| positive));
        }
    }

    fn algorithm(&self, answers: &[Option<u8>]) -> Option<&'static Algorithm> {
        self.definition.algorithms.iter().find(|algorithm| {
            let (mut count, mut any) = (0, algorithm.any_of.is_empty());
            for symptoms in &algorithm.symptoms {
                for item in symptoms.items.iter().filter(|item| self.reaches(answers, **item, symptoms.at_least)) {
                    count += 1;
                    any |= algorithm.any_of.contains(item);
                }
            }
            any && (algorithm.count.min..=algorithm.count.max).contains(&count)
        })
    }

    fn crisis(&self, answers: &[Option<u8>], score: &mut Score) {
        score.crisis = false;
        for crisis in &self.definition.crisis {
            if self.reaches(answers, crisis.item, crisis.at_least) {
                score.crisis = true;
                score.find(crisis.level);
            }
        }
    }
}

impl Score {
    /// Something was found; the highest level stays.
    fn find(&mut self, level: Option<Level>) {
        if let Some(level) = level {
            self.level = self.level.highest(level);
        }
    }
}

/// The sum of `items` values of which some are missing: the mean of the others × items, rounded half up.
fn prorated(sum: usize, items: usize, missing: usize) -> u16 {
    let given = items - missing;
    u16::try_from((2 * sum * items + given) / (2 * given)).unwrap_or(u16::MAX)
}
