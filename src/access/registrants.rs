//! Who may ask to be registered, and what they must show: data in `policies/registrants.csv`.

use super::policy::{PolicyError, SourceFile};
use super::roles::Role;
use crate::codes::{Evidence, Place};

/// A role that people may apply for (R000-02.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrant {
    /// The role.
    pub role: Role,
    /// What an application needs (R000-05.3).
    pub evidence: Vec<Evidence>,
}

impl Registrant {
    /// Whether one applies for it to this place.
    pub fn applies_to(&self, place: Place) -> bool {
        self.role.is_held_in(place)
    }
}

/// Every role once.
pub(super) fn read_registrants(file: &SourceFile) -> Result<Vec<Registrant>, PolicyError> {
    let mut registrants: Vec<Registrant> = Vec::new();
    for line in file.rows_below("role,evidence")? {
        let line = line?;
        let [role, evidence] = line.exactly()?;
        let role = Role::parse(role).map_err(|unknown| line.error(unknown))?;
        let evidence = evidence.split('|').map(str::parse::<Evidence>).collect::<Result<Vec<_>, _>>();
        let evidence = evidence.map_err(|_| line.error("an unknown kind of evidence"))?;
        if !role.is_given() || registrants.iter().any(|known| known.role == role) {
            return Err(line.error("a role that can be given and is not yet there is expected"));
        }
        registrants.push(Registrant { role, evidence });
    }
    Ok(registrants)
}
