//! Which part of a place a permit covers.

use crate::codes::SchoolCode;

/// The union of what the assignments that allowed the operation cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The whole place.
    Whole,
    /// These schools of the province: sorted, each once, never none.
    Schools(Vec<SchoolCode>),
}

impl Reach {
    /// The schools as a parameter of `($1::text[] is null or school_id = any($1))`: none means all.
    pub fn schools(&self) -> Option<&[SchoolCode]> {
        match self {
            Self::Whole => None,
            Self::Schools(schools) => Some(schools),
        }
    }

    /// Whether the whole place is covered.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }

    /// Whether something that belongs to this school, or to no school, is covered.
    pub fn covers(&self, school: Option<SchoolCode>) -> bool {
        match (self, school) {
            (Self::Whole, _) => true,
            (Self::Schools(schools), Some(school)) => schools.binary_search(&school).is_ok(),
            (Self::Schools(_), None) => false,
        }
    }

    /// The union over assignments, each with its school or with the whole place; `None` over none.
    pub(super) fn union(assignments: impl IntoIterator<Item = Option<SchoolCode>>) -> Option<Self> {
        let mut schools = Vec::new();
        for school in assignments {
            match school {
                None => return Some(Self::Whole),
                Some(school) => schools.push(school),
            }
        }
        schools.sort_unstable();
        schools.dedup();
        if schools.is_empty() { None } else { Some(Self::Schools(schools)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_is_the_whole_or_some_schools() {
        let [a, b]: [SchoolCode; 2] = ["4111010001", "4111010002"].map(|code| code.parse().unwrap());
        assert_eq!(Reach::union([]), None);
        assert_eq!(Reach::union([Some(b), Some(a), Some(b)]), Some(Reach::Schools(vec![a, b])));
        assert_eq!(Reach::union([Some(a), None]), Some(Reach::Whole));
        let some = Reach::Schools(vec![a]);
        assert!(some.covers(Some(a)) && !some.covers(Some(b)) && !some.covers(None));
        assert_eq!(some.schools(), Some([a].as_slice()));
        assert!(Reach::Whole.covers(None) && Reach::Whole.schools().is_none());
    }
}
