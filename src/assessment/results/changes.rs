//! What a file would change, worked out row by row as it is read. Only rows that change something go to the stage.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    model::{Figures, LevelCounts, Move},
    seal::{Draft, Sealer},
};
use crate::{
    codes::{Gender, Level, TrainingLevel},
    db::CopyRows,
    error::{Error, Result},
};

/// A row of the file that has no fault.
pub(super) struct Candidate {
    pub(super) line: i32,
    pub(super) id: Uuid,
    /// None: consent was withdrawn.
    pub(super) after: Option<Judged>,
}

/// A student's paper, judged; it is sealed as it goes to the stage.
pub(super) struct Judged {
    pub(super) training_level: TrainingLevel,
    pub(super) college: String,
    pub(super) enrol_year: i16,
    pub(super) gender: Gender,
    pub(super) level: Level,
    pub(super) crisis: bool,
    pub(super) draft: Draft,
}

/// What is held of a student, as far as counting needs it.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub(super) level: Level,
    pub(super) crisis: bool,
}

/// Bytes of a digest that are compared: two papers of one student share them by chance once in 2^128.
pub(super) const COMPARED: usize = 16;

/// What a school holds already, in the order of the ids.
#[derive(Default)]
pub(super) struct Before(Vec<(Uuid, [u8; COMPARED], Held)>);

impl Before {
    pub(super) fn add(&mut self, id: Uuid, held: Held, mac: &[u8]) {
        let mut compared = [0; COMPARED];
        compared.iter_mut().zip(mac).for_each(|(to, from)| *to = *from);
        self.0.push((id, compared, held));
    }

    pub(super) fn sorted(mut self) -> Self {
        self.0.sort_unstable_by_key(|(id, ..)| *id);
        self
    }

    fn of(&self, id: Uuid) -> Option<(&[u8; COMPARED], Held)> {
        let at = self.0.binary_search_by_key(&id, |(id, ..)| *id).ok()?;
        self.0.get(at).map(|(_, mac, held)| (mac, *held))
    }
}

/// What the rows so far would change.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) created: i32,
    pub(super) changed: i32,
    pub(super) unchanged: i32,
    pub(super) withdrawn: i32,
    delta: LevelCounts,
    moves: BTreeMap<(Level, Level), i64>,
}

impl Changes {
    /// Count these rows; those that change something go to the stage.
    pub(super) fn take(
        &mut self,
        import: Uuid,
        rows: &[Candidate],
        before: &Before,
        sealer: &Sealer,
        stage: &mut CopyRows,
    ) -> Result<()> {
        for row in rows {
            if self.count(before, row) {
                row.write(import, sealer, stage)?;
            }
        }
        Ok(())
    }

    /// Count one row; whether it changes anything.
    fn count(&mut self, before: &Before, row: &Candidate) -> bool {
        let (before, after) = (before.of(row.id), row.after.as_ref());
        let count = match (before, after) {
            (None, Some(_)) => &mut self.created,
            (Some(_), None) => &mut self.withdrawn,
            (Some((mac, _)), Some(after)) if after.draft.mac.starts_with(mac) => {
                self.unchanged += 1;
                return false;
            }
            (Some((_, before)), Some(after)) => {
                if before.level != after.level {
                    *self.moves.entry((before.level, after.level)).or_default() += 1;
                }
                &mut self.changed
            }
            // Who withdraws and was never held changes nothing.
            (None, None) => return false,
        };
        *count += 1;
        if let Some((_, before)) = before {
            self.delta.note(before.level, before.crisis, -1);
        }
        if let Some(after) = after {
            self.delta.note(after.level, after.crisis, 1);
        }
        true
    }

    /// A school's figures before and after these changes, most severe moves first.
    pub(super) fn figures(&self, before: LevelCounts) -> Figures {
        let moves = self.moves.iter().map(|(&(from, to), &persons)| Move { from, to, persons });
        Figures { after: before.clone() + self.delta.clone(), before, moves: moves.collect() }
    }
}

impl Candidate {
    /// In the order of `store::COPY`.
    fn write(&self, import: Uuid, sealer: &Sealer, stage: &mut CopyRows) -> Result<()> {
        let sealed = self
            .after
            .as_ref()
            .map(|after| Ok::<_, Error>((after, sealer.seal(self.id, &after.draft)?)))
            .transpose()?;
        let row = stage.row(12).uuid(import).int(self.line).uuid(self.id);
        match &sealed {
            None => (0..9).for_each(|_| _ = row.null()),
            Some((after, sealed)) => {
                row.text(after.training_level.as_str())
                    .text(&after.college)
                    .small(after.enrol_year)
                    .small(after.gender.digit())
                    .text(after.level.as_str())
                    .bool(after.crisis)
                    .bytes(&sealed.identity)
                    .bytes(&sealed.answers)
                    .bytes(&after.draft.mac);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(level: Level, mac: u8) -> Option<Judged> {
        let draft = Draft { identity: vec![], answers: vec![], mac: [mac; 32] };
        let (training_level, college) = (TrainingLevel::Undergraduate, String::new());
        Some(Judged { training_level, college, enrol_year: 2026, gender: Gender::Female, level, crisis: false, draft })
    }

    #[test]
    fn every_pair_of_before_and_after_is_counted_and_only_changes_are_staged() {
        let id = Uuid::from_u128;
        let mut before = Before::default();
        for (at, level) in [(5, Level::L1), (3, Level::L2), (4, Level::L3), (2, Level::L1)] {
            before.add(id(at), Held { level, crisis: true }, &[at as u8; 32]);
        }
        let before = before.sorted();
        let after =
            [judged(Level::L0, 1), judged(Level::L0, 9), judged(Level::L2, 3), None, judged(Level::L1, 8), None];
        let rows: Vec<_> =
            (1..).zip(after).map(|(line, after)| Candidate { line, id: id(line as u128), after }).collect();
        let mut changes = Changes::default();
        let staged = rows.iter().filter(|row| changes.count(&before, row));
        assert_eq!(staged.map(|row| row.line).collect::<Vec<_>>(), [1, 2, 4, 5]);
        assert_eq!((changes.created, changes.changed, changes.unchanged, changes.withdrawn), (1, 2, 1, 1));
        let before = LevelCounts { completed: 4, l1: 2, l2: 1, l3: 1, crisis: 4, ..LevelCounts::default() };
        let figures = changes.figures(before);
        let expected = LevelCounts { completed: 4, l1: 1, l2: 1, l3: 0, l0: 2, inv: 0, crisis: 1 };
        assert_eq!(figures.after, expected);
        assert_eq!(figures.moves, [Move { from: Level::L1, to: Level::L0, persons: 1 }]);
    }
}
