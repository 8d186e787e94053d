//! Schools as their province sends and sees them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use super::model::{School, SchoolFields, SchoolState};
use crate::{
    access::{Caller, Operation, OperationId, ResumeSchool, SuspendSchool, UpdateSchool},
    codes::{Affiliation, Ownership, SchoolCategory, SchoolCode, SchoolLevel},
    db::Db,
    error::{Error, Result},
    http::{Can, Versioned},
    identity::accounts::NewAccount,
};

/// A school to be opened.
#[derive(Debug, Object)]
#[oai(rename = "NewSchool")]
pub(super) struct SchoolBody {
    /// Ten-digit identifier (学校(机构)标识码); never changes.
    id: String,
    /// Name.
    name: String,
    /// English name.
    name_en: Option<String>,
    /// Competent department (主管部门).
    competent_dept: String,
    affiliation: Affiliation,
    category: SchoolCategory,
    /// Adult schools have none.
    level: Option<SchoolLevel>,
    ownership: Ownership,
    /// Where it lies.
    location: String,
    /// Its first administrator, invited in the same transaction.
    admin: Option<AdministratorBody>,
}

/// A school's first administrator.
#[derive(Debug, Object)]
#[oai(rename = "FirstAdmin")]
pub(super) struct AdministratorBody {
    /// Login name.
    login: String,
    /// The person's name.
    name: String,
    /// Where the activation link goes.
    email: String,
}

/// What may be edited.
#[derive(Debug, Object)]
#[oai(rename = "SchoolChange")]
pub(super) struct SchoolEdit {
    /// Name.
    name: String,
    /// English name.
    name_en: Option<String>,
    /// Competent department (主管部门).
    competent_dept: String,
    affiliation: Affiliation,
    category: SchoolCategory,
    /// Adult schools have none.
    level: Option<SchoolLevel>,
    ownership: Ownership,
    /// Where it lies.
    location: String,
}

/// A school as its province sees it.
#[derive(Debug, Object)]
#[oai(rename = "School")]
pub(super) struct SchoolView {
    /// Ten-digit identifier.
    id: SchoolCode,
    /// The older five-digit code (院校代码).
    code5: String,
    name: String,
    name_en: Option<String>,
    competent_dept: String,
    affiliation: Affiliation,
    category: SchoolCategory,
    level: Option<SchoolLevel>,
    ownership: Ownership,
    location: String,
    state: SchoolState,
    /// Accounts that are not disabled.
    accounts: i64,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    can: HashMap<String, Can>,
}

/// Per request: what the caller may do with any school, before a school's own state is asked.
pub(super) struct Judge<'a> {
    caller: &'a Caller,
    base: Vec<(OperationId, Can)>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(db: &Db, caller: &'a Caller) -> Self {
        let operations = [UpdateSchool::ID, SuspendSchool::ID, ResumeSchool::ID];
        Self { caller, base: operations.into_iter().map(|id| (id, Can::of(db.may(caller, id), caller))).collect() }
    }

    pub(super) fn view(&self, school: School) -> SchoolView {
        let state = |id: OperationId| match school.state {
            SchoolState::Suspended if id == SuspendSchool::ID => Some("school_already_suspended"),
            SchoolState::Active if id == ResumeSchool::ID => Some("school_already_active"),
            _ => None,
        };
        let judged = |(id, can): &(OperationId, Can)| {
            let can = match state(*id) {
                Some(code) if can.allowed => Can::no(code, self.caller),
                _ => can.clone(),
            };
            (id.name().to_owned(), can)
        };
        let fields = school.fields;
        SchoolView {
            can: self.base.iter().map(judged).collect(),
            id: school.id,
            code5: school.id.code5().to_owned(),
            name: fields.name,
            name_en: fields.name_en,
            competent_dept: fields.competent_dept,
            affiliation: fields.affiliation,
            category: fields.category,
            level: fields.level,
            ownership: fields.ownership,
            location: fields.location,
            state: school.state,
            accounts: school.accounts,
            version: school.version,
            created_at: school.created_at,
            updated_at: school.updated_at,
        }
    }

    pub(super) fn versioned(&self, school: School) -> Versioned<SchoolView> {
        let version = school.version;
        Versioned(self.view(school), version)
    }
}

impl From<SchoolEdit> for SchoolFields {
    fn from(body: SchoolEdit) -> Self {
        Self {
            name: body.name,
            name_en: body.name_en,
            competent_dept: body.competent_dept,
            affiliation: body.affiliation,
            category: body.category,
            level: body.level,
            ownership: body.ownership,
            location: body.location,
        }
    }
}

/// Every fault of the form at once: identifier, fields and administrator.
pub(super) fn parse(body: SchoolBody) -> Result<(SchoolCode, SchoolFields, Option<NewAccount>)> {
    let fields = SchoolFields {
        name: body.name,
        name_en: body.name_en,
        competent_dept: body.competent_dept,
        affiliation: body.affiliation,
        category: body.category,
        level: body.level,
        ownership: body.ownership,
        location: body.location,
    };
    let id = body.id.trim().parse::<SchoolCode>().map_err(|_| Error::invalid_field("/id", "school_id_invalid"));
    let school = id.as_ref().ok().map(ToString::to_string).unwrap_or_else(|| "4111010001".to_owned());
    let admin = body
        .admin
        .map(|a| NewAccount::parse("/admin", &a.login, &a.name, &a.email, "school_admin", Some(&school)))
        .transpose()
        .map_err(Error::invalid);
    match (id, fields.check(), admin) {
        (Ok(id), Ok(fields), Ok(admin)) => Ok((id, fields, admin)),
        (id, fields, admin) => Err([id.err(), fields.err(), admin.err()]
            .into_iter()
            .flatten()
            .fold(Error::invalid(vec![]), Error::and_faults_of)),
    }
}
