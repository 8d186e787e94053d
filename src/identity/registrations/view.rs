//! How registrations are shown: to their applicants, and to reviewers.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::model::{EvidenceFile, Form, Registration, RegistrationState};
use crate::{
    access::{
        ApproveRegistration, OpenEvidence, Operation, OperationId, Policy, RefuseRegistration, Role, TakeRegistration,
    },
    codes::{Evidence, Lang, Place},
    http::Verdicts,
    identity::{accounts::SchoolRef, sign_in::RealmRef},
};

/// The form; a blank field is not filled in.
#[derive(Debug, Object)]
#[oai(rename = "RegistrationForm")]
pub(super) struct FormView {
    /// The role applied for.
    #[oai(validator(max_length = 100))]
    role: String,
    /// The school, for roles that are held in one.
    #[oai(default, validator(max_length = 400))]
    school_id: String,
    /// The applicant's name.
    #[oai(default, validator(max_length = 400))]
    name: String,
    /// Where the applicant works.
    #[oai(default, validator(max_length = 400))]
    unit: String,
    /// Post or academic title.
    #[oai(default, validator(max_length = 400))]
    title: String,
    /// Field of expertise.
    #[oai(default, validator(max_length = 400))]
    specialty: String,
    /// Why, and what for.
    #[oai(default, validator(max_length = 8000))]
    statement: String,
}

impl From<FormView> for Form {
    fn from(view: FormView) -> Self {
        let FormView { role, school_id, name, unit, title, specialty, statement } = view;
        Self { role, school_id, name, unit, title, specialty, statement }
    }
}

impl From<Form> for FormView {
    fn from(form: Form) -> Self {
        let Form { role, school_id, name, unit, title, specialty, statement } = form;
        Self { role, school_id, name, unit, title, specialty, statement }
    }
}

/// A file of evidence.
#[derive(Debug, Object)]
#[oai(rename = "EvidenceFile")]
pub(super) struct FileView {
    id: Uuid,
    kind: Evidence,
    /// The kind in words.
    kind_name: String,
    name: String,
    /// Bytes.
    size: i32,
    added_at: DateTime<Utc>,
}

impl FileView {
    fn of(file: EvidenceFile, lang: Lang) -> Self {
        let EvidenceFile { id, kind, name, size, added_at, .. } = file;
        Self { id, kind, kind_name: lang.pick(kind.zh(), kind.en()).to_owned(), name, size, added_at }
    }
}

/// A kind of evidence, in words.
#[derive(Debug, Object)]
pub(super) struct EvidenceKind {
    kind: Evidence,
    name: String,
}

impl EvidenceKind {
    fn of(kind: Evidence, lang: Lang) -> Self {
        Self { kind, name: lang.pick(kind.zh(), kind.en()).to_owned() }
    }
}

/// A role that one may apply for here, and what that needs.
#[derive(Debug, Object)]
pub(super) struct RegistrantKind {
    role: String,
    name: String,
    /// Whether a school must be named.
    in_school: bool,
    evidence: Vec<EvidenceKind>,
}

/// An application, as its applicant sees it.
#[derive(Debug, Object)]
pub(super) struct ApplicationView {
    state: RegistrationState,
    realm: RealmRef,
    email_masked: String,
    form: FormView,
    /// Whether an identity number was given; it is not kept.
    identified: bool,
    evidence: Vec<FileView>,
    /// What may be handed in.
    evidence_kinds: Vec<EvidenceKind>,
    /// The roles that one may apply for here.
    kinds: Vec<RegistrantKind>,
    submitted_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    reason: Option<String>,
    /// Until when the link opens this page.
    link_expires_at: DateTime<Utc>,
}

impl ApplicationView {
    pub(super) fn of(
        registration: Registration,
        link_expires_at: DateTime<Utc>,
        place: Place,
        policy: &Policy,
        lang: Lang,
    ) -> Self {
        let kinds = policy.registrants().iter().filter(|registrant| registrant.applies_to(place));
        let kinds = kinds.map(|registrant| RegistrantKind {
            role: registrant.role.as_str().to_owned(),
            name: registrant.role.name(lang).to_owned(),
            in_school: registrant.role.needs_school(),
            evidence: registrant.evidence.iter().map(|kind| EvidenceKind::of(*kind, lang)).collect(),
        });
        Self {
            state: registration.state,
            realm: RealmRef::of(place),
            email_masked: registration.email_masked,
            form: registration.form.into(),
            identified: registration.identified,
            evidence: registration.evidence.into_iter().map(|file| FileView::of(file, lang)).collect(),
            evidence_kinds: Evidence::ALL.iter().map(|kind| EvidenceKind::of(*kind, lang)).collect(),
            kinds: kinds.collect(),
            submitted_at: registration.submitted_at,
            decided_at: registration.decided_at,
            reason: registration.reason,
            link_expires_at,
        }
    }
}

/// A registration, as reviewers see it.
#[derive(Debug, Object)]
#[oai(rename = "Registration")]
pub(super) struct RegistrationView {
    id: Uuid,
    state: RegistrationState,
    /// The role applied for.
    role: String,
    role_name: String,
    school: Option<SchoolRef>,
    name: String,
    email_masked: String,
    unit: String,
    title: String,
    specialty: String,
    statement: String,
    /// Whether an identity number was given, by which one person is recognised in two accounts.
    identified: bool,
    evidence: Vec<FileView>,
    submitted_at: Option<DateTime<Utc>>,
    reviewer: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    reason: Option<String>,
    /// The account that was opened.
    account_id: Option<Uuid>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: Verdicts,
}

/// What may be done with a registration that is there.
pub(super) const OPERATIONS: &[OperationId] =
    &[TakeRegistration::ID, ApproveRegistration::ID, RefuseRegistration::ID, OpenEvidence::ID];

impl RegistrationView {
    pub(super) fn of(registration: Registration, lang: Lang, can: Verdicts) -> Self {
        let form = registration.form;
        let role_name = Role::parse(&form.role).map_or_else(|_| form.role.clone(), |role| role.name(lang).to_owned());
        let school = form.school_id.parse().ok();
        Self {
            id: registration.id,
            state: registration.state,
            role: form.role,
            role_name,
            school: school.map(|id| SchoolRef { id, name: registration.school_name.unwrap_or_default() }),
            name: form.name,
            email_masked: registration.email_masked,
            unit: form.unit,
            title: form.title,
            specialty: form.specialty,
            statement: form.statement,
            identified: registration.identified,
            evidence: registration.evidence.into_iter().map(|file| FileView::of(file, lang)).collect(),
            submitted_at: registration.submitted_at,
            reviewer: registration.reviewer_name,
            decided_at: registration.decided_at,
            reason: registration.reason,
            account_id: registration.account.map(|id| id.0),
            can,
        }
    }
}
