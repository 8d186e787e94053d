//! Which role may give which role or look after its accounts, and which roles one person may not hold together. All three are
//! data in `policies/`.

use serde::Serialize;

use super::policy::{Line, PolicyError, SourceFile};
use super::roles::{Role, RoleLevel};
use crate::codes::SchoolCode;

/// Where a role may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantWithin {
    /// Anywhere in the place, by a granter who holds the role over the whole of it.
    OwnPlace,
    /// In the granter's own school.
    OwnSchool,
}

impl GrantWithin {
    /// Whether it speaks of a granter of a school, or of one of the whole place.
    pub const fn is_of(self, granter: Option<SchoolCode>) -> bool {
        matches!(self, Self::OwnSchool) == granter.is_some()
    }

    /// Whether a granter of this school, or of the whole place, may give something in that one.
    pub fn covers(self, granter: Option<SchoolCode>, school: Option<SchoolCode>) -> bool {
        match self {
            Self::OwnPlace => granter.is_none(),
            Self::OwnSchool => granter.is_some() && granter == school,
        }
    }
}

/// One role that another may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The role given.
    pub role: Role,
    /// Where.
    pub within: GrantWithin,
}

/// How far a separation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeparatedWithin {
    /// Anywhere in the realm.
    Place,
    /// Where both reach: in the same school, or one of them over the whole place.
    School,
}

/// Two roles that one person may not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Separation {
    /// One role.
    pub one: Role,
    /// The other.
    pub other: Role,
    /// How far.
    pub within: SeparatedWithin,
    /// Where the rule comes from.
    pub source: String,
    /// The reason in Chinese.
    pub zh: String,
    /// The reason in English.
    pub en: String,
}

impl Separation {
    /// Whether this is the pair, in either order.
    pub fn is(&self, one: Role, other: Role) -> bool {
        (self.one, self.other) == (one, other) || (self.one, self.other) == (other, one)
    }

    /// Whether it concerns roles that are held in these schools, or over the whole place.
    pub fn meets(&self, one: Option<SchoolCode>, other: Option<SchoolCode>) -> bool {
        match self.within {
            SeparatedWithin::Place => true,
            SeparatedWithin::School => one.is_none() || other.is_none() || one == other,
        }
    }
}

/// Per role, in the order of the roles: what it may give (`granter`), or whose accounts it looks after (`keeper`).
pub(super) fn read_grants(file: &SourceFile, who: &str) -> Result<Vec<Vec<Grant>>, PolicyError> {
    let mut grants = vec![Vec::<Grant>::new(); Role::all().len()];
    for line in file.rows_below(&format!("{who},role,within"))? {
        let line = line?;
        let [granter, role, within] = line.exactly()?;
        let granter = role_of(&line, granter)?;
        let role = role_of(&line, role)?;
        let within = match within {
            "own_place" => GrantWithin::OwnPlace,
            "own_school" => GrantWithin::OwnSchool,
            other => {
                return Err(line.error(format!("`{other}` is neither own_place nor own_school")));
            }
        };
        if !possible(granter, role, within) {
            return Err(line.error(format!("{granter} and {role} are never held so that this could happen")));
        }
        let own = &mut grants[granter.index()];
        if own.iter().any(|grant| grant.role == role && grant.within == within) {
            return Err(line.error("this grant is already there"));
        }
        own.push(Grant { role, within });
    }
    Ok(grants)
}

/// Per role, in the order of the roles: who may give it.
pub(super) fn givers(grants: &[Vec<Grant>]) -> Vec<Vec<Role>> {
    let gives = |giver: &Role, role| grants[giver.index()].iter().any(|grant| grant.role == role);
    Role::all().map(|role| Role::all().filter(|giver| gives(giver, role)).collect()).collect()
}

/// The ministry gives the ministry's roles, a province those of the province and of its schools, a school its own.
fn possible(granter: Role, role: Role, within: GrantWithin) -> bool {
    use RoleLevel::{Ministry, Province, School};
    match within {
        GrantWithin::OwnSchool => granter.at(School) && role.may_name_school(),
        GrantWithin::OwnPlace => {
            (granter.at(Ministry) && role.at(Ministry))
                || (granter.at(Province) && (role.at(Province) || role.may_name_school()))
        }
    }
}

/// Every pair once.
pub(super) fn read_separations(file: &SourceFile) -> Result<Vec<Separation>, PolicyError> {
    let mut pairs: Vec<Separation> = Vec::new();
    for line in file.rows_below("role,other,within,source,zh,en")? {
        let line = line?;
        let [one, other, within, source, zh, en] = line.exactly()?;
        let one = role_of(&line, one)?;
        let other = role_of(&line, other)?;
        let within = match within {
            "place" => SeparatedWithin::Place,
            "school" => SeparatedWithin::School,
            unknown => return Err(line.error(format!("`{unknown}` is neither place nor school"))),
        };
        if one == other || pairs.iter().any(|pair| pair.is(one, other)) {
            return Err(line.error("a pair of two roles that is not yet there is expected"));
        }
        pairs.push(Separation { one, other, within, source: source.into(), zh: zh.into(), en: en.into() });
    }
    Ok(pairs)
}

fn role_of(line: &Line<'_>, text: &str) -> Result<Role, PolicyError> {
    Role::parse(text).map_err(|unknown| line.error(unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_granter_of_a_school_reaches_that_one_and_a_granter_of_the_place_all() {
        let (a, b) = ("4151010610".parse().ok(), "4151010611".parse().ok());
        assert!(GrantWithin::OwnSchool.is_of(a) && !GrantWithin::OwnSchool.is_of(None));
        assert!(GrantWithin::OwnPlace.is_of(None) && !GrantWithin::OwnPlace.is_of(a));
        for (granter, school, within_place, within_school) in [
            (None, None, true, false),
            (None, a, true, false),
            (a, a, false, true),
            (a, b, false, false),
            (a, None, false, false),
        ] {
            assert_eq!(GrantWithin::OwnPlace.covers(granter, school), within_place, "{granter:?} {school:?}");
            assert_eq!(GrantWithin::OwnSchool.covers(granter, school), within_school, "{granter:?} {school:?}");
        }
    }
}
