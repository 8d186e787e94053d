//! The roles of `policies/roles.csv`, compiled in: a role is a name that accounts carry, so a new one is a new release.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::policy::{Line, PolicyError, SourceFile};
use crate::codes::{Lang, Place, tidy};

/// The file as it was when the program was built.
pub(super) const ROLES_CSV: &str = include_str!("../../policies/roles.csv");
const HEAD: &str = "role,level,data,zh,en";

static ROLES: LazyLock<Vec<RoleInfo>> = LazyLock::new(|| match read(ROLES_CSV) {
    Ok(roles) => roles,
    Err(fault) => panic!("{fault}"),
});

/// Where a role may be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleLevel {
    /// In the ministry.
    Ministry,
    /// In a province, over the whole of it.
    Province,
    /// In a province, in one school of it.
    School,
    /// In a province, in one department of one school.
    Department,
    /// Of oneself, without an account: nobody can be given it (a student who is assessed).
    #[serde(rename = "self")]
    Oneself,
    /// By a system that calls with a key, never by a person: in the ministry, over a whole province, or in a school.
    System,
}

/// Which student data a role may see at most (domain 2 §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DataLevel {
    /// I: who it is about is known.
    Identified,
    /// P: single records without a name.
    Pseudonymised,
    /// A: aggregates of the own unit as they are.
    OwnAggregates,
    /// A*: aggregates after disclosure control.
    DisclosedAggregates,
    /// M: about data and processes, not about students.
    Metadata,
    /// None.
    None,
}

impl DataLevel {
    /// Its word in the file and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identified => "identified",
            Self::Pseudonymised => "pseudonymised",
            Self::OwnAggregates => "own_aggregates",
            Self::DisclosedAggregates => "disclosed_aggregates",
            Self::Metadata => "metadata",
            Self::None => "none",
        }
    }
}

/// One row of `policies/roles.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleInfo {
    /// Its word in policies, rows and the API.
    pub identifier: String,
    /// Where it may be held; at least one.
    pub levels: Vec<RoleLevel>,
    /// Which student data it may see at most; at least one.
    pub data: Vec<DataLevel>,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
}

/// A role: a set of operations that the policy gives to whoever holds it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role(u8);

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown role `{0}`")]
pub struct UnknownRole(pub String);

impl Role {
    /// Every role, in the order of the file.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..ROLES.len()).map(|row| Self(row as u8))
    }

    /// The role of this identifier.
    pub fn parse(text: &str) -> Result<Self, UnknownRole> {
        static BY_IDENTIFIER: LazyLock<HashMap<&str, Role>> =
            LazyLock::new(|| Role::all().map(|role| (role.as_str(), role)).collect());
        BY_IDENTIFIER.get(text).copied().ok_or_else(|| UnknownRole(text.to_owned()))
    }

    /// The role that somebody means who writes its identifier, or its name in either language.
    pub fn read(text: &str) -> Result<Self, UnknownRole> {
        let text = tidy(text);
        let means = |role: &Self| {
            let RoleInfo { identifier, zh, en, .. } = role.info();
            [identifier, en].iter().any(|name| name.eq_ignore_ascii_case(&text)) || tidy(zh) == text
        };
        Self::all().find(means).ok_or(UnknownRole(text))
    }

    /// Its row of the file.
    pub fn info(self) -> &'static RoleInfo {
        &ROLES[self.index()]
    }

    /// Its identifier.
    pub fn as_str(self) -> &'static str {
        &self.info().identifier
    }

    /// Its row, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether it sees anything about students: records, with or without names, or figures (domain 2 §2.2).
    pub fn sees_students(self) -> bool {
        self.info().data.iter().any(|level| !matches!(level, DataLevel::Metadata | DataLevel::None))
    }

    /// Whether it may be held at this level.
    pub fn at(self, level: RoleLevel) -> bool {
        self.info().levels.contains(&level)
    }

    /// Whether it may be held in this place: the whole of it, one of its schools, or a department of one.
    pub fn fits(self, place: Place, school: bool, department: bool) -> bool {
        let level = match (place, school, department) {
            (Place::Ministry, false, false) => RoleLevel::Ministry,
            (Place::Province(_), false, false) => RoleLevel::Province,
            (Place::Province(_), true, false) => RoleLevel::School,
            (Place::Province(_), true, true) => RoleLevel::Department,
            _ => return false,
        };
        self.at(level)
    }

    /// Its name in the reader's language.
    pub fn name(self, lang: Lang) -> &'static str {
        lang.pick(&self.info().zh, &self.info().en)
    }

    /// Roles by name, each once, in the reader's language; nobody is the host.
    pub fn names(mut roles: Vec<Self>, lang: Lang) -> String {
        roles.sort_unstable();
        roles.dedup();
        let names: Vec<_> = roles.into_iter().map(|role| role.name(lang)).collect();
        if names.is_empty() {
            lang.pick("平台运维人员", "the platform's operators").to_owned()
        } else {
            names.join(lang.pick("、", ", "))
        }
    }

    /// Whether it may be held somewhere in this place.
    pub fn is_held_in(self, place: Place) -> bool {
        self.is_of_systems()
            || [(false, false), (true, false), (true, true)]
                .iter()
                .any(|(school, dept)| self.fits(place, *school, *dept))
    }

    /// Whether its assignment always names a school.
    pub fn needs_school(self) -> bool {
        self.may_name_school() && !self.at(RoleLevel::Ministry) && !self.at(RoleLevel::Province)
    }

    /// Whether its assignment may name a school.
    pub fn may_name_school(self) -> bool {
        self.at(RoleLevel::School) || self.at(RoleLevel::Department)
    }

    /// Whether somebody can be given it anywhere.
    pub fn is_given(self) -> bool {
        !self.at(RoleLevel::Oneself) && !self.is_of_systems()
    }

    /// Whether systems hold it, by their keys, and no person.
    pub fn is_of_systems(self) -> bool {
        self.at(RoleLevel::System)
    }

    /// The role that systems hold.
    pub fn of_systems() -> Option<Self> {
        Self::all().find(|role| role.is_of_systems())
    }
}

/// Read the file, or say which line is wrong.
fn read(text: &str) -> Result<Vec<RoleInfo>, PolicyError> {
    let file = SourceFile { name: "roles.csv".to_owned(), text: text.to_owned() };
    let mut roles: Vec<RoleInfo> = Vec::new();
    for line in file.rows_below(HEAD)? {
        let line = line?;
        let role = read_role(&line)?;
        if roles.iter().any(|other| other.identifier == role.identifier) {
            return Err(line.error("this role is already there"));
        }
        roles.push(role);
        if roles.len() > u8::MAX as usize {
            return Err(line.error("more than 255 roles"));
        }
    }
    Ok(roles)
}

fn read_role(line: &Line<'_>) -> Result<RoleInfo, PolicyError> {
    let [identifier, levels, data, zh, en] = line.exactly()?;
    if !is_identifier(identifier) {
        return Err(line.error("a role is lower case letters and `_`"));
    }
    let levels = words(levels, &LEVELS)
        .filter(|levels| levels.len() == 1 || !levels.iter().any(|level| level.is_apart()))
        .ok_or_else(|| {
            line.error("levels are `self`, `system`, or `ministry`, `province`, `school`, `department` joined by `|`")
        })?;
    let data = words(data, &DATA)
        .filter(|data| data.len() == 1 || !data.contains(&DataLevel::None))
        .ok_or_else(|| line.error("data is `none`, or levels of policies/README.md joined by `|`"))?;
    Ok(RoleInfo { identifier: identifier.to_owned(), levels, data, zh: zh.to_owned(), en: en.to_owned() })
}

impl RoleLevel {
    /// Whether a role of this level is of no other: no person is given it.
    const fn is_apart(self) -> bool {
        matches!(self, Self::Oneself | Self::System)
    }
}

const LEVELS: [(&str, RoleLevel); 6] = [
    ("ministry", RoleLevel::Ministry),
    ("province", RoleLevel::Province),
    ("school", RoleLevel::School),
    ("department", RoleLevel::Department),
    ("self", RoleLevel::Oneself),
    ("system", RoleLevel::System),
];

const DATA: [(&str, DataLevel); 6] = {
    use DataLevel::{DisclosedAggregates, Identified, Metadata, None, OwnAggregates, Pseudonymised};
    [
        (Identified.as_str(), Identified),
        (Pseudonymised.as_str(), Pseudonymised),
        (OwnAggregates.as_str(), OwnAggregates),
        (DisclosedAggregates.as_str(), DisclosedAggregates),
        (Metadata.as_str(), Metadata),
        (None.as_str(), None),
    ]
};

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// Words of a closed list, joined by `|`, each once.
fn words<T: Copy + PartialEq>(text: &str, known: &[(&str, T)]) -> Option<Vec<T>> {
    text.split('|').try_fold(Vec::new(), |mut found, word| {
        let (_, value) = known.iter().find(|(name, _)| *name == word)?;
        if found.contains(value) {
            return None;
        }
        found.push(*value);
        Some(found)
    })
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        // Thirty lines of domain 2 §2.2; its line 18 names two roles. Beside them the role of systems.
        assert_eq!(Role::all().len(), 32);
        let audit = Role::parse("audit_admin").unwrap();
        assert_eq!(audit.info().zh, "审计管理员");
        assert!(audit.at(RoleLevel::Ministry) && audit.at(RoleLevel::Province) && !audit.needs_school());
        assert!(Role::parse("counsellor").unwrap().needs_school());
        assert!(!Role::parse("student").unwrap().needs_school(), "nobody is given it");
        assert_eq!(format!("{audit:?} {audit}"), "audit_admin audit_admin");
        assert!(Role::parse("").is_err() && Role::parse("root").is_err());
        assert_eq!(serde_json::from_str::<Role>("\"audit_admin\"").unwrap(), audit);
        assert_eq!(serde_json::to_string(&audit).unwrap(), "\"audit_admin\"");
    }

    #[test]
    fn a_role_is_held_at_its_levels_and_nowhere_else() {
        let (ministry, province) = (Place::Ministry, "51".parse::<Place>().unwrap());
        let fits = |role: &str, place, school, department| Role::parse(role).unwrap().fits(place, school, department);
        assert!(fits("sys_admin", ministry, false, false) && fits("sys_admin", province, false, false));
        assert!(fits("sys_admin", province, true, false) && !fits("sys_admin", province, true, true));
        assert!(!fits("sys_admin", ministry, true, false), "the ministry has no schools");
        assert!(fits("dept_head", province, true, true) && !fits("dept_head", province, true, false));
        assert!(!fits("dept_head", province, false, true), "a department is in a school");
        for (school, department) in [(false, false), (true, false), (true, true)] {
            for role in ["student", "service"] {
                assert!(!fits(role, province, school, department), "no person is given it");
            }
        }
        let not_given: Vec<_> = Role::all().filter(|role| !role.is_given()).map(Role::as_str).collect();
        assert_eq!(not_given, ["student", "service"]);
        assert_eq!(Role::of_systems().map(Role::as_str), Some("service"));
    }

    #[test]
    fn who_sees_figures_or_records_sees_students_and_who_runs_the_platform_does_not() {
        let sees = |role: &str| Role::parse(role).unwrap().sees_students();
        assert!(sees("counsellor") && sees("moe_steering") && sees("platform_operator"));
        assert!(!sees("sys_admin") && !sees("sec_admin") && !sees("audit_admin"));
    }

    #[test]
    fn a_role_is_one_of_255() {
        let of = |count: usize| {
            let rows: String = (1..=count).map(|i| format!("{},school,none,甲,A\n", "a".repeat(i))).collect();
            read(&format!("{HEAD}\n{rows}")).map(|roles| roles.len())
        };
        assert_eq!(of(255).unwrap(), 255);
        assert!(of(256).unwrap_err().to_string().ends_with("more than 255 roles"));
    }

    #[test]
    fn a_wrong_line_is_named() {
        let of = |rows: &str| read(&format!("# roles\n{HEAD}\n{rows}")).unwrap_err().to_string();
        assert!(of("a,ministry,none,甲").starts_with("policies/roles.csv:3: 5 fields"));
        assert!(of("a,ministry,none,甲,A\na,province,none,甲,A").starts_with("policies/roles.csv:4: this role"));
        assert!(of("a,school|self,none,甲,A").contains("levels are"));
        assert!(of("a,school|system,none,甲,A").contains("levels are"));
        assert!(of("a,school|school,none,甲,A").contains("levels are"));
        assert!(of("a,school,none|metadata,甲,A").contains("data is"));
        assert!(of("A,school,none,甲,A").contains("lower case"));
        assert!(read("a,ministry,none,甲,A").is_err());
    }
}
