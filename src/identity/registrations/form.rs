//! From what was typed to an application that can be submitted: every fault at once, each with its field.

use super::model::{Form, Registration};
use crate::{
    access::{Policy, Registrant, Role},
    codes::{Evidence, IdentityNumber, Lang, PersonName, Place, tidy},
    error::{Fault, Result},
    identity::assignments::Post,
};

/// Longest line of the form, in characters.
const LINE: usize = 100;
/// Longest statement, in characters.
const STATEMENT: usize = 2_000;

impl Form {
    /// One form for what was typed; line breaks of the statement stay. A text that is too long is told, never cut.
    pub(super) fn tidied(self) -> Result<Self, Vec<Fault>> {
        let statement: Vec<String> = self.statement.trim().lines().map(tidy).collect();
        let form = Self {
            role: self.role.trim().to_owned(),
            school_id: tidy(&self.school_id),
            name: tidy(&self.name),
            unit: tidy(&self.unit),
            title: tidy(&self.title),
            specialty: tidy(&self.specialty),
            statement: statement.join("\n"),
        };
        let lines = [
            ("role", &form.role),
            ("school_id", &form.school_id),
            ("name", &form.name),
            ("unit", &form.unit),
            ("title", &form.title),
            ("specialty", &form.specialty),
        ];
        let long = lines.into_iter().map(|(field, text)| (field, text, LINE));
        let long = long.chain([("statement", &form.statement, STATEMENT)]);
        let faults: Vec<Fault> = long
            .filter(|(_, text, most)| text.chars().count() > *most)
            .map(|(field, _, most)| Fault::at(format!("/{field}"), "text_too_long").with("max", most))
            .collect();
        if faults.is_empty() { Ok(form) } else { Err(faults) }
    }
}

/// Whether it can be submitted to this place as it stands; which kinds of evidence miss is told by name.
pub(super) fn check(
    registration: &Registration,
    identity: Option<&str>,
    policy: &Policy,
    place: Place,
    lang: Lang,
) -> Result<(Post, Option<IdentityNumber>), Vec<Fault>> {
    let form = &registration.form;
    let mut faults: Vec<Fault> = Vec::new();
    let post = Post::parse("", &form.role, Some(&form.school_id), None).map_err(|wrong| faults.extend(wrong)).ok();
    let known = post.as_ref().map(|post| registrant(policy, place, post.role));
    if known == Some(None) {
        faults.push(Fault::at("/role", "role_not_for_applicants"));
    }
    if form.name.parse::<PersonName>().is_err() {
        faults.push(Fault::at("/name", "name_invalid"));
    }
    let needed = [("unit", &form.unit), ("title", &form.title), ("statement", &form.statement)];
    let blank = needed.into_iter().filter(|(_, text)| text.is_empty());
    faults.extend(blank.map(|(field, _)| Fault::at(format!("/{field}"), "field_required")));
    let given = identity.map(str::trim).filter(|text| !text.is_empty());
    let identity = given.map(str::parse::<IdentityNumber>).transpose();
    if identity.is_err() {
        faults.push(Fault::at("/identity_number", "identity_number_invalid"));
    }
    let missing = known.flatten().map(|registrant| missing(registrant, registration)).unwrap_or_default();
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(|kind| lang.pick(kind.zh(), kind.en())).collect();
        let names = names.join(lang.pick("、", ", "));
        faults.push(Fault::at("/evidence", "evidence_missing").with("missing", names));
    }
    match (post, identity) {
        (Some(post), Ok(identity)) if faults.is_empty() => Ok((post, identity)),
        _ => Err(faults),
    }
}

/// What one applies for in this place, if one may.
fn registrant(policy: &Policy, place: Place, role: Role) -> Option<&Registrant> {
    policy.registrants().iter().find(|known| known.role == role && known.applies_to(place))
}

/// Evidence that is needed and not there.
fn missing(registrant: &Registrant, registration: &Registration) -> Vec<Evidence> {
    let there = |kind: &Evidence| registration.evidence.iter().any(|file| file.kind == *kind);
    registrant.evidence.iter().copied().filter(|kind| !there(kind)).collect()
}
