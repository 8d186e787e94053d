//! A paper: the instruments of one sitting, answered one after the other, and the verdict on the whole.

use super::{AnswerFault, Instrument, Level, Score};

/// The instruments of one sitting.
#[derive(Clone, Debug)]
pub struct Paper {
    instruments: Vec<&'static Instrument>,
    answers: usize,
}

/// What a paper means: a screening result, not a diagnosis, and provisional until a counsellor confirms it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The highest level of all instruments, or invalid.
    pub level: Level,
    /// An answer calls for help; an invalid paper never hides it.
    pub crisis: bool,
    /// Whether the paper counts: true unless its level is invalid.
    pub valid: bool,
    /// Every instrument's score, in order.
    pub scores: Vec<Score>,
}

impl Default for Verdict {
    /// On a paper that nobody has looked at.
    fn default() -> Self {
        Self { level: Level::Inv, crisis: false, valid: false, scores: Vec::new() }
    }
}

impl Paper {
    /// A paper with these instruments, in this order.
    pub fn new(instruments: Vec<&'static Instrument>) -> Self {
        let answers = instruments.iter().map(|instrument| instrument.items().len()).sum();
        Self { instruments, answers }
    }

    /// How many answers it takes.
    pub fn answers(&self) -> usize {
        self.answers
    }

    /// Its instruments, in order.
    pub fn instruments(&self) -> &[&'static Instrument] {
        &self.instruments
    }

    /// Judge the answers to all instruments, one after the other; `None` is a missing one.
    pub fn judge(&self, answers: &[Option<u8>]) -> Result<Verdict, AnswerFault> {
        let mut verdict = Verdict::default();
        self.judge_into(answers, &mut verdict)?;
        Ok(verdict)
    }

    /// The same into a verdict that was used before: for many papers in a row, nothing is allocated. After a fault the verdict
    /// means nothing.
    pub fn judge_into(&self, answers: &[Option<u8>], verdict: &mut Verdict) -> Result<(), AnswerFault> {
        if answers.len() != self.answers {
            return Err(AnswerFault { item: answers.len().min(self.answers) + 1, code: "answers_wrong_number" });
        }
        verdict.scores.resize_with(self.instruments.len(), Score::default);
        let (mut rest, mut missing, mut invalid, mut complete) = (answers, 0, false, true);
        (verdict.level, verdict.crisis) = (Level::Inv, false);
        for (instrument, score) in self.instruments.iter().zip(&mut verdict.scores) {
            let (own, others) = rest.split_at(instrument.items().len());
            let before = answers.len() - rest.len();
            instrument.score_into(own, score).map_err(|fault| AnswerFault { item: before + fault.item, ..fault })?;
            rest = others;
            missing += score.flags.missing;
            invalid |= score.flags.straight_lining && instrument.straight_lining_is_invalid();
            complete &= score.total.is_some();
            verdict.level = verdict.level.highest(score.level);
            verdict.crisis |= score.crisis;
        }
        // What was not scored may hide anything: then nothing found is not "normal".
        invalid |= missing * 10 > self.answers || (!complete && verdict.level == Level::L0);
        if invalid {
            verdict.level = Level::Inv;
        }
        verdict.valid = verdict.level != Level::Inv;
        Ok(())
    }
}
