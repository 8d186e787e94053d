//! The roles of `policies/roles.csv`, compiled in: a role is a name that accounts carry, so a new one is a new release.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::policy::{Line, PolicyError, SourceFile};
use crate::codes::Place;

/// The file as it was when the program was built.
pub(super) const ROLES_CSV: &str = include_str!("../../policies/roles.csv");
const HEAD: &str = "role,level,zh,en";

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
}

/// One row of `policies/roles.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleInfo {
    /// Its word in policies, rows and the API.
    pub identifier: String,
    /// Where it may be held; at least one.
    pub levels: Vec<RoleLevel>,
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
        Self::all().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
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

    /// Whether it may be held at this level.
    pub fn at(self, level: RoleLevel) -> bool {
        self.info().levels.contains(&level)
    }

    /// Whether it may be held in this place, in one of its schools or in the whole of it.
    pub fn held_in(self, place: Place) -> bool {
        match place {
            Place::Ministry => self.at(RoleLevel::Ministry),
            Place::Province(_) => self.at(RoleLevel::Province) || self.at(RoleLevel::School),
        }
    }

    /// Whether its assignment names a school.
    pub fn needs_school(self) -> bool {
        self.at(RoleLevel::School)
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
    let [identifier, levels, zh, en] = line.exactly()?;
    if !is_identifier(identifier) {
        return Err(line.error("a role is lower case letters and `_`"));
    }
    let levels = read_levels(levels)
        .ok_or_else(|| line.error("levels are `ministry`, `province`, `ministry|province` or `school`"))?;
    Ok(RoleInfo { identifier: identifier.to_owned(), levels, zh: zh.to_owned(), en: en.to_owned() })
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// A role of a school is held nowhere else, so that every assignment of it names its school.
fn read_levels(text: &str) -> Option<Vec<RoleLevel>> {
    match text {
        "ministry" => Some(vec![RoleLevel::Ministry]),
        "province" => Some(vec![RoleLevel::Province]),
        "school" => Some(vec![RoleLevel::School]),
        "ministry|province" => Some(vec![RoleLevel::Ministry, RoleLevel::Province]),
        _ => None,
    }
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
        assert_eq!(Role::all().len(), 9);
        let audit = Role::parse("audit_admin").unwrap();
        assert_eq!(audit.info().zh, "审计管理员");
        assert!(audit.at(RoleLevel::Ministry) && audit.at(RoleLevel::Province) && !audit.needs_school());
        assert!(Role::parse("counsellor").unwrap().needs_school());
        assert!(Role::parse("").is_err() && Role::parse("root").is_err());
        assert_eq!(serde_json::from_str::<Role>("\"audit_admin\"").unwrap(), audit);
        assert_eq!(serde_json::to_string(&audit).unwrap(), "\"audit_admin\"");
    }

    #[test]
    fn a_wrong_line_is_named() {
        let of = |rows: &str| read(&format!("# roles\n{HEAD}\n{rows}")).unwrap_err().to_string();
        assert!(of("a,ministry,甲").starts_with("policies/roles.csv:3: 4 fields"));
        assert!(of("a,ministry,甲,A\na,province,甲,A").starts_with("policies/roles.csv:4: this role"));
        assert!(of("a,school|province,甲,A").contains("levels are"));
        assert!(of("A,school,甲,A").contains("lower case"));
        assert!(read("a,ministry,甲,A").is_err());
    }
}
