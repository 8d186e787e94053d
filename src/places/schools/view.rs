//! Schools as their province sends and sees them.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use serde::Serialize;

use super::model::{School, SchoolFields, SchoolState};
use crate::{
    access::{Operation, OperationId, ResumeSchool, SuspendSchool, UpdateSchool},
    codes::{Affiliation, Ownership, SchoolCategory, SchoolCode, SchoolLevel},
    error::{Error, Result},
    http::{Judge, Verdicts, json},
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
#[derive(Debug, Object, Serialize)]
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
    #[serde(serialize_with = "json::moment")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "json::moment")]
    updated_at: DateTime<Utc>,
    /// What the caller may do with it next.
    #[oai(rename = "_can")]
    #[serde(rename = "_can")]
    can: Verdicts,
}

/// What may be done with a school that is there.
pub(super) const OPERATIONS: &[OperationId] = &[UpdateSchool::ID, SuspendSchool::ID, ResumeSchool::ID];

impl SchoolView {
    pub(super) fn of(school: School, judge: &Judge<'_>) -> Self {
        let fields = school.fields;
        Self {
            can: judge.beside(|operation| school.state.check(operation)),
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
}

impl From<SchoolEdit> for SchoolFields {
    fn from(body: SchoolEdit) -> Self {
        let SchoolEdit { name, name_en, competent_dept, affiliation, category, level, ownership, location } = body;
        Self { name, name_en, competent_dept, affiliation, category, level, ownership, location }
    }
}

/// Every fault of the form at once: identifier, fields and administrator.
pub(super) fn parse(body: SchoolBody) -> Result<(SchoolCode, SchoolFields, Option<NewAccount>)> {
    let SchoolBody { id, name, name_en, competent_dept, affiliation, category, level, ownership, location, admin } =
        body;
    let fields =
        SchoolFields { name, name_en, competent_dept, affiliation, category, level, ownership, location }.check();
    let id = id.trim().parse::<SchoolCode>().map_err(|_| Error::invalid_field("/id", "school_id_invalid"));
    let school = id.as_ref().map_or_else(|_| "4111010001".to_owned(), ToString::to_string);
    let admin = admin
        .map(|a| NewAccount::parse("/admin", &a.login, &a.name, &a.email, "school_admin", Some(&school)))
        .transpose()
        .map_err(Error::invalid);
    match (id, fields, admin) {
        (Ok(id), Ok(fields), Ok(admin)) => Ok((id, fields, admin)),
        (id, fields, admin) => Err([id.err(), fields.err(), admin.err()]
            .into_iter()
            .flatten()
            .fold(Error::invalid(vec![]), Error::and_faults_of)),
    }
}
