//! The closed set of facts that a condition may speak of. Rust computes them; the policy only names them.

use std::fmt;

/// One thing that is true or not about a caller's assignment at the moment of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The place is not suspended. Always true of the ministry.
    PlaceActive,
    /// The school of the caller's assignment is not suspended; true of assignments without a school.
    SchoolActive,
    /// The account has no second factor yet, so that it may enrol its first one with the password alone.
    NoFactor,
    /// A second factor was proved in this session (GB/T 22239-2019 8.1.4.1 d; ASVS 6.3.3).
    SecondFactor,
    /// A second factor was proved at most five minutes ago (ASVS 7.5.3).
    SteppedUp,
    /// The caller's assignment is over the whole place, not in one school.
    WholePlace,
    /// A confidentiality commitment of the account's is in force today (R003-12.1).
    Commitment,
    /// Somebody else has confirmed an emergency of the caller's that still runs (domain 2 §2.4.5).
    SecondPerson,
    /// The caller's assignment is in one school: no system of a whole province does what a school answers for.
    OneSchool,
    /// It is one of the hours in which whoever works by contract is let in ([`WORKING_HOURS`](crate::clock::WORKING_HOURS)). Decided
    /// by the node's clock at the moment of asking: a session outlasts the hours, and what it may do does not.
    WorkingHours,
}

impl Fact {
    /// Every fact, in the order in which the lack of one is told.
    pub const ALL: [Self; 10] = [
        Self::PlaceActive,
        Self::SchoolActive,
        Self::NoFactor,
        Self::SecondFactor,
        Self::SteppedUp,
        Self::WholePlace,
        Self::Commitment,
        Self::SecondPerson,
        Self::OneSchool,
        Self::WorkingHours,
    ];

    /// Its word in policy rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PlaceActive => "place_active",
            Self::SchoolActive => "school_active",
            Self::NoFactor => "no_factor",
            Self::SecondFactor => "second_factor",
            Self::SteppedUp => "stepped_up",
            Self::WholePlace => "whole_place",
            Self::Commitment => "commitment",
            Self::SecondPerson => "second_person",
            Self::OneSchool => "one_school",
            Self::WorkingHours => "working_hours",
        }
    }

    /// Its letter in the printed matrix.
    pub const fn mark(self) -> char {
        match self {
            Self::PlaceActive => 'P',
            Self::SchoolActive => 'S',
            Self::NoFactor => 'N',
            Self::SecondFactor => 'F',
            Self::SteppedUp => 'U',
            Self::WholePlace => 'W',
            Self::Commitment => 'C',
            Self::SecondPerson => 'T',
            Self::OneSchool => 'O',
            Self::WorkingHours => 'H',
        }
    }

    /// The fact of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.name() == name)
    }
}

/// A set of facts. Its text is `place_active & school_active`, or `-` when empty: never an empty string.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Facts(u32);

impl Facts {
    /// No fact.
    pub const NONE: Self = Self(0);

    /// Every fact.
    pub fn all() -> Self {
        Fact::ALL.into_iter().collect()
    }

    /// This set and one more fact.
    pub const fn with(self, fact: Fact) -> Self {
        Self(self.0 | (1 << fact as u32))
    }

    /// This set without one fact.
    pub const fn without(self, fact: Fact) -> Self {
        Self(self.0 & !(1 << fact as u32))
    }

    /// Whether the fact is in the set.
    pub const fn contains(self, fact: Fact) -> bool {
        self.0 & (1 << fact as u32) != 0
    }

    /// Whether every fact of the other set is in this one.
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// How many facts.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The facts in order.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.into_iter().filter(move |fact| self.contains(*fact))
    }

    /// Every subset of this set, each at the place that [`Facts::rank`] gives it.
    pub fn subsets(self) -> impl Iterator<Item = Self> {
        (0..1u32 << self.len()).map(move |rank| {
            self.iter().enumerate().filter(|(bit, _)| rank >> bit & 1 == 1).map(|(_, fact)| fact).collect()
        })
    }

    /// The number of this set among the subsets of `named`: its bits at the places of `named`, pressed together.
    #[inline]
    pub const fn rank(self, named: Self) -> u32 {
        let (mut left, mut bit, mut rank) = (named.0, 0, 0);
        while left != 0 {
            if self.0 & left & left.wrapping_neg() != 0 {
                rank |= 1 << bit;
            }
            bit += 1;
            left &= left - 1;
        }
        rank
    }

    /// Read a condition: `-`, or facts joined by ` & `, each once. The error is the offending word.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "-" {
            return Ok(Self::NONE);
        }
        text.split('&').map(str::trim).try_fold(Self::NONE, |facts, word| match Fact::parse(word) {
            Some(fact) if !facts.contains(fact) => Ok(facts.with(fact)),
            _ => Err(word.to_owned()),
        })
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        facts.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Fact::name).collect();
        f.pad(&if names.is_empty() { "-".to_owned() } else { names.join(" & ") })
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_set_agree() {
        let both = Facts::NONE.with(Fact::PlaceActive).with(Fact::SchoolActive);
        assert_eq!(both.to_string(), "place_active & school_active");
        assert_eq!(format!("{both:?} {:?}", Facts::NONE), "place_active & school_active -");
        assert_eq!(Facts::parse("school_active&place_active"), Ok(both));
        assert_eq!(Facts::parse("-"), Ok(Facts::NONE));
        assert_eq!(Facts::parse("place_active & place_active"), Err("place_active".to_owned()));
        assert_eq!(Facts::parse("plaice_active"), Err("plaice_active".to_owned()));
        assert!(Facts::parse("").is_err());
    }

    #[test]
    fn a_subset_stands_at_its_rank() {
        for named in Facts::all().subsets() {
            for (rank, subset) in named.subsets().enumerate() {
                assert_eq!(subset.rank(named), rank as u32);
            }
        }
        assert_eq!(Facts::all().rank(Facts::NONE.with(Fact::SchoolActive)), 1);
    }
}
