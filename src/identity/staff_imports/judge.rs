//! What each row would do, weighed as a single invitation is: against what is known of the place, and against the rows before it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::known::{Existing, Known};
use crate::{
    access::{Caller, Held, ImportStaff, Operation, Policy},
    error::{Error, Fault},
    files::import::RowAction,
    identity::{
        accounts::HeldRole,
        assignments::{self, Giver, Post, check_cooling_off, objections},
    },
};

/// A person whom a row names.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) email_masked: String,
    pub(super) post: Post,
    /// Blind index of the identity number.
    pub(super) person: Option<Vec<u8>>,
    pub(super) expires_on: Option<NaiveDate>,
}

/// What a row does, with everything that stands against it.
pub(super) type Verdict = (RowAction, Vec<Fault>);

/// Judge all entries, in the order of the file.
pub(super) fn judge(entries: &[&Entry], known: &Known, caller: &Caller, policy: &Policy) -> Vec<Verdict> {
    let giver = Giver { caller, policy, by: ImportStaff::ID };
    let mut held: HashMap<&[u8], Vec<Held>> = HashMap::new();
    entries.iter().map(|entry| verdict(entry, known, &giver, &mut held)).collect()
}

fn verdict<'a>(
    entry: &'a Entry,
    known: &'a Known,
    giver: &Giver<'_>,
    held: &mut HashMap<&'a [u8], Vec<Held>>,
) -> Verdict {
    if let Some(existing) = known.accounts.get(&entry.login) {
        return if existing.is(entry) {
            (RowAction::Unchanged, Vec::new())
        } else {
            (RowAction::Error, vec![Fault::at("/login", if existing.within { "login_differs" } else { "login_taken" })])
        };
    }
    let person = entry.person.as_deref();
    let persons = person.map(|index| held.entry(index).or_insert_with(|| known.held_by(index)));
    let none = Vec::new();
    let against = objections(
        giver,
        &entry.post,
        assignments::Known {
            own: person.is_some() && known.own.as_deref() == person,
            disabled: false,
            has_school: entry.post.school.is_none_or(|school| known.schools.contains(&school)),
            end: Ok(()),
            has_it: false,
            // An account that is yet to be opened is not activated without one.
            commitment: true,
            cooling_off: check_cooling_off(
                entry.post.role,
                person.and_then(|index| known.left.get(index)).copied(),
                known.today,
            ),
            held: persons.as_deref().unwrap_or(&none),
        },
    );
    if against.is_empty() {
        if let Some(persons) = persons {
            persons.push(entry.post.held());
        }
        return (RowAction::Create, Vec::new());
    }
    (RowAction::Error, against.into_iter().flat_map(faults).collect())
}

/// An objection as faults of fields; what names none is about the role.
fn faults(error: Error) -> Vec<Fault> {
    match error {
        Error::Refused { faults, .. } if !faults.is_empty() => faults,
        Error::Refused { code, params, .. } => vec![Fault { pointer: "/role".to_owned(), code, params }],
        Error::Internal(_) => vec![Fault::at("/role", "internal")],
    }
}

impl Existing {
    /// Whether a row says of the account just what it is. A row without an identity number says nothing of it.
    fn is(&self, entry: &Entry) -> bool {
        let same_post = |held: &HeldRole| {
            held.role == entry.post.role.as_str()
                && held.school_id == entry.post.school
                && held.department == entry.post.department
        };
        self.within
            && self.name == entry.name
            && self.email_masked == entry.email_masked
            && self.expires_on == entry.expires_on
            && (entry.person.is_none() || self.person == entry.person)
            && self.held.iter().any(same_post)
    }
}
