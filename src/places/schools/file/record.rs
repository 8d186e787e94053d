//! A school as a row of a file tells it.

use std::collections::HashMap;

use super::{Column, SchoolFile};
use crate::codes::department::{location, route};
use crate::codes::person::unprintable;
use crate::codes::{
    Affiliation, CodeError, Department, Ownership, ProvinceCode, Route, SchoolCategory, SchoolCode, SchoolLevel, tidy,
};
use crate::files::{FileFault, Row};

/// The identifier in the sample row of a template; no school has it.
pub(super) const SAMPLE: &str = "4111099999";

/// A school, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolRecord {
    /// Line in the file.
    pub line: u32,
    /// Identifier.
    pub code: SchoolCode,
    /// Chinese name, 2–100 characters.
    pub name: String,
    /// English name, at most 200 characters.
    pub name_en: Option<String>,
    /// Competent department.
    pub competent_dept: Department,
    /// Tenant and affiliation, which follow from the competent department.
    pub route: Route,
    /// Province of the location, by the location's name or else by the identifier.
    pub region: ProvinceCode,
    /// City as written, at most 50 characters; adult schools often have none.
    pub location: String,
    /// Level; regular schools have one.
    pub level: Option<SchoolLevel>,
    /// Ownership; public where the file says nothing.
    pub ownership: Ownership,
    /// Category; regular where the file says nothing.
    pub category: SchoolCategory,
}

impl SchoolFile {
    /// The fault of a row that another tenant must open.
    pub fn fault_of_tenant(&self, record: &SchoolRecord, own: ProvinceCode) -> FileFault {
        let row = self.iter().find(|row| row.line() == record.line);
        let fault = row.map_or_else(
            || FileFault::new("other_tenant").at(record.line),
            |row| row.fault("other_tenant", Column::CompetentDept),
        );
        fault.with("tenant", record.route.tenant.zh()).with("own", own.zh())
    }

    /// All rows as records, and all faults of all rows. An identifier that stands in the file
    /// twice is a fault of the later row, which names the first.
    pub fn records(&self) -> (Vec<SchoolRecord>, Vec<FileFault>) {
        let (mut records, mut faults) = (Vec::with_capacity(self.rows.len()), Vec::new());
        let mut first_lines = HashMap::with_capacity(self.rows.len());
        for row in self.iter() {
            if let Ok(code) = parsed::<SchoolCode>(&row, Column::Code) {
                let first = *first_lines.entry(code).or_insert(row.line());
                if first != row.line() {
                    let fault = row.fault("code_duplicate", Column::Code);
                    faults.push(fault.with("first_line", first));
                }
            }
            match SchoolRecord::try_from(row) {
                Ok(record) if first_lines.get(&record.code) == Some(&record.line) => {
                    records.push(record);
                }
                Ok(_) => {}
                Err(more) => faults.extend(more),
            }
        }
        (records, faults)
    }
}

impl TryFrom<Row<'_, Column>> for SchoolRecord {
    type Error = Vec<FileFault>;

    /// The record, or every fault of the row at once.
    fn try_from(row: Row<'_, Column>) -> Result<Self, Vec<FileFault>> {
        let mut faults = Vec::new();
        let code = keep(&mut faults, code(&row));
        let name = keep(&mut faults, text(&row, Column::Name, 2..=100));
        let name_en = keep(&mut faults, text(&row, Column::NameEn, 0..=200));
        let competent_dept = keep(&mut faults, department(&row));
        let location = keep(&mut faults, text(&row, Column::Location, 0..=50));
        let category = keep(&mut faults, category(&row));
        let level = keep(&mut faults, level(&row, category));
        let ownership = keep(&mut faults, ownership(&row));
        let (Some(code), Some(competent_dept), Some(location)) = (code, competent_dept, location) else {
            return Err(faults);
        };
        let placed = keep(&mut faults, placed(&row, code, &competent_dept, &location));
        let (Some((region, route)), Some(name), Some(name_en), Some(category), Some(level), Some(ownership)) =
            (placed, name, name_en, category, level, ownership)
        else {
            return Err(faults);
        };
        faults.extend(mismatches(&row, code, region, route.affiliation));
        if !faults.is_empty() {
            return Err(faults);
        }
        let name_en = Some(name_en).filter(|name| !name.is_empty());
        let line = row.line();
        Ok(Self { line, code, name, name_en, competent_dept, route, region, location, level, ownership, category })
    }
}

fn keep<T>(faults: &mut Vec<FileFault>, result: Result<T, FileFault>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

fn cell(row: &Row<'_, Column>, column: Column) -> String {
    tidy(row.cell(column).unwrap_or_default())
}

fn parsed<T: std::str::FromStr<Err = CodeError>>(row: &Row<'_, Column>, column: Column) -> Result<T, FileFault> {
    cell(row, column).parse().map_err(|error: CodeError| row.fault(error.code, column))
}

fn code(row: &Row<'_, Column>) -> Result<SchoolCode, FileFault> {
    match cell(row, Column::Code).as_str() {
        "" => Err(row.fault("cell_required", Column::Code)),
        SAMPLE => Err(row.fault("sample_row", Column::Code)),
        _ => parsed(row, Column::Code),
    }
}

/// A free text without invisible characters.
fn text(row: &Row<'_, Column>, column: Column, lengths: std::ops::RangeInclusive<usize>) -> Result<String, FileFault> {
    let raw = row.cell(column).unwrap_or_default();
    let text = tidy(raw);
    if raw.trim().chars().any(unprintable) {
        return Err(row.fault("cell_unprintable", column));
    }
    if text.is_empty() && *lengths.start() > 0 {
        return Err(row.fault("cell_required", column));
    }
    if !lengths.contains(&text.chars().count()) {
        let fault = row.fault("text_length", column);
        return Err(fault.with("from", lengths.start()).with("to", lengths.end()));
    }
    Ok(text)
}

fn department(row: &Row<'_, Column>) -> Result<Department, FileFault> {
    text(row, Column::CompetentDept, 0..=100)?;
    Department::parse(row.cell(Column::CompetentDept).unwrap_or_default())
        .map_err(|error| row.fault(error.code, Column::CompetentDept))
}

fn category(row: &Row<'_, Column>) -> Result<SchoolCategory, FileFault> {
    match cell(row, Column::Category).as_str() {
        "" => Ok(SchoolCategory::Regular),
        word => SchoolCategory::read(word).map_err(|error| row.fault(error.code, Column::Category)),
    }
}

/// Regular schools must have a level; the ministry's list of adult schools has none.
fn level(row: &Row<'_, Column>, category: Option<SchoolCategory>) -> Result<Option<SchoolLevel>, FileFault> {
    match cell(row, Column::Level).as_str() {
        "" if category == Some(SchoolCategory::Regular) => Err(row.fault("level_required", Column::Level)),
        "" => Ok(None),
        word => SchoolLevel::read(word).map(Some).map_err(|error| row.fault(error.code, Column::Level)),
    }
}

/// From its own column, else from the remarks, as in the ministry's list.
fn ownership(row: &Row<'_, Column>) -> Result<Ownership, FileFault> {
    let column = match row.file().has(Column::Ownership) {
        true => Column::Ownership,
        false => Column::Remark,
    };
    match cell(row, column).as_str() {
        "" => Ok(Ownership::Public),
        word => Ownership::read(word).map_err(|error| row.fault(error.code, column)),
    }
}

fn placed(
    row: &Row<'_, Column>,
    code: SchoolCode,
    dept: &Department,
    place: &str,
) -> Result<(ProvinceCode, Route), FileFault> {
    let region = location(place).or_else(|| ProvinceCode::of_region(code.location_digits()));
    let region = region.ok_or_else(|| row.fault("location_not_covered", Column::Code))?;
    let route = route(dept, Some(region)).map_err(|error| row.fault(error.code, Column::CompetentDept))?;
    Ok((region, route))
}

/// Columns that only repeat what follows from others are compared with it.
fn mismatches(
    row: &Row<'_, Column>,
    code: SchoolCode,
    region: ProvinceCode,
    affiliation: Affiliation,
) -> Vec<FileFault> {
    let mut faults = Vec::new();
    let code5 = cell(row, Column::Code5);
    // A spreadsheet that took the code for a number has lost its leading zeros.
    if !code5.is_empty() && format!("{code5:0>5}") != code.code5() {
        let fault = row.fault("code5_mismatch", Column::Code5);
        faults.push(fault.with("expected", code.code5()));
    }
    let digits = cell(row, Column::Region);
    // A school may stand in another province than its department's: both are in real lists.
    if !digits.is_empty() && location(&digits) != Some(region) && digits != code.location_digits() {
        let fault = row.fault("region_mismatch", Column::Region);
        faults.push(fault.with("expected", region));
    }
    let word = cell(row, Column::Affiliation);
    if !word.is_empty() && Affiliation::read(&word) != Ok(affiliation) {
        let fault = row.fault("affiliation_mismatch", Column::Affiliation);
        faults.push(fault.with("expected", affiliation.zh()));
    }
    faults
}
