//! Words and rules of schools.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::codes::text_enum;
use crate::{
    access::{Operation, OperationId, ResumeSchool, SuspendSchool},
    codes::{Affiliation, Department, Ownership, SchoolCategory, SchoolCode, SchoolLevel, pinyin::pinyin, tidy},
    error::{Error, Fault, Result},
};

text_enum! {
    /// Whether a school is in service.
    pub enum SchoolState ("school_state_unknown") {
        /// In service.
        Active = "active", "正常", "Active";
        /// Suspended: its people may see themselves and sign out, and nothing else.
        Suspended = "suspended", "已停用", "Suspended";
    }
}

impl SchoolState {
    /// Whether a school that stands so may undergo the operation.
    pub(super) fn check(self, operation: OperationId) -> Result<()> {
        match self {
            Self::Suspended if operation == SuspendSchool::ID => Err(Error::conflict("school_already_suspended")),
            Self::Active if operation == ResumeSchool::ID => Err(Error::conflict("school_already_active")),
            _ => Ok(()),
        }
    }
}

/// What is known of a school besides its identifier; all of it is public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolFields {
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// Competent department (主管部门).
    pub competent_dept: String,
    /// Affiliation.
    pub affiliation: Affiliation,
    /// Category.
    pub category: SchoolCategory,
    /// Level; adult schools have none.
    pub level: Option<SchoolLevel>,
    /// Ownership.
    pub ownership: Ownership,
    /// Where it lies, as the ministry's list writes it.
    pub location: String,
}

/// A school of a province.
#[derive(Clone, Debug, Serialize)]
pub struct School {
    /// Ten-digit identifier.
    pub id: SchoolCode,
    /// Its public fields.
    #[serde(flatten)]
    pub fields: SchoolFields,
    /// Whether it is in service.
    pub state: SchoolState,
    /// Accounts that are not disabled.
    pub accounts: i64,
    /// Edits so far.
    pub version: i32,
    /// Opened.
    pub created_at: DateTime<Utc>,
    /// Last edited.
    pub updated_at: DateTime<Utc>,
}

impl SchoolFields {
    /// Full pinyin and initials of the name, for search and order.
    pub fn pinyin(&self) -> (String, String) {
        pinyin(&self.name)
    }

    /// Check texts and the rule that a regular school has a level; every fault at once.
    pub fn check(mut self) -> Result<Self> {
        let mut faults = Vec::new();
        let mut text = |value: &mut String, field: &str, code| {
            *value = tidy(value);
            if !(2..=64).contains(&value.chars().count()) || value.chars().any(char::is_control) {
                faults.push(Fault::at(format!("/{field}"), code));
            }
        };
        text(&mut self.name, "name", "school_name_invalid");
        text(&mut self.location, "location", "location_invalid");
        text(&mut self.competent_dept, "competent_dept", "department_invalid");
        self.name_en = self.name_en.map(|name| tidy(&name)).filter(|name| !name.is_empty());
        if Department::parse(&self.competent_dept).is_err() && faults.iter().all(|f| f.pointer != "/competent_dept") {
            faults.push(Fault::at("/competent_dept", "department_invalid"));
        }
        if self.category == SchoolCategory::Regular && self.level.is_none() {
            faults.push(Fault::at("/level", "level_required"));
        }
        if faults.is_empty() { Ok(self) } else { Err(Error::invalid(faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> SchoolFields {
        SchoolFields {
            name: " 四川大学 ".to_owned(),
            name_en: Some(" ".to_owned()),
            competent_dept: "教育部".to_owned(),
            affiliation: Affiliation::Moe,
            category: SchoolCategory::Regular,
            level: Some(SchoolLevel::Undergraduate),
            ownership: Ownership::Public,
            location: "成都市".to_owned(),
        }
    }

    #[test]
    fn texts_are_trimmed_and_a_blank_english_name_is_none() {
        let checked = fields().check().unwrap();
        assert_eq!((checked.name.as_str(), checked.name_en), ("四川大学", None));
    }

    #[test]
    fn a_regular_school_needs_a_level_and_every_fault_is_told() {
        let wrong = SchoolFields { name: "x".to_owned(), location: String::new(), level: None, ..fields() };
        let Err(Error::Refused { faults, .. }) = wrong.check() else { panic!("accepted") };
        let codes: Vec<_> = faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["school_name_invalid", "location_invalid", "level_required"]);
        let adult = SchoolFields { category: SchoolCategory::Adult, level: None, ..fields() };
        assert!(adult.check().is_ok());
    }
}
