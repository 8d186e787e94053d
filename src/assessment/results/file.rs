//! A results file: which columns it has, and what one row says. Pure: it knows no database and no key.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use crate::{
    assessment::instruments::Instrument,
    codes::{
        DocumentKind, Gender, Lang, PersonName, StudentNumber, TrainingLevel, person::unprintable,
        student::document_number, tidy,
    },
};

/// Most rows of an `.xlsx`; a `.csv` may have any number.
pub const MAX_XLSX_ROWS: usize = 50_000;
/// Longest name of a college, in characters.
const COLLEGE: usize = 60;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 学号.
    StudentNumber,
    /// 姓名.
    Name,
    /// 证件类型; an identity card where nothing is said.
    DocumentKind,
    /// 证件号码.
    DocumentNumber,
    /// 性别.
    Gender,
    /// 培养层次.
    TrainingLevel,
    /// 入学年份.
    EnrolYear,
    /// 院系.
    College,
    /// 知情同意日期 (R000-09.2).
    ConsentedOn,
    /// 撤回同意日期; such a row carries no answers.
    WithdrawnOn,
    /// The answer to an item, counted from 0 over the whole paper.
    Answer(usize),
}

/// Field, required, Chinese header, identifier, further headers of real files (domain 3 section 3.3).
const HEADERS: [(Field, bool, &str, &str, &[&str]); 10] = [
    (Field::StudentNumber, true, "学号", "student_no", &["xh"]),
    (Field::Name, true, "姓名", "name", &["xm"]),
    (Field::DocumentKind, false, "证件类型", "id_type", &["sfzjlxm", "身份证件类型"]),
    (Field::DocumentNumber, true, "证件号码", "id_no", &["sfzjh", "身份证件号", "身份证号"]),
    (Field::Gender, true, "性别", "gender", &["xbm", "性别码"]),
    (Field::TrainingLevel, true, "培养层次", "training_level", &["pyccm", "层次"]),
    (Field::EnrolYear, true, "入学年份", "enrol_year", &["nj", "年级", "入学年月", "rxny"]),
    (Field::College, true, "院系", "college", &["学院", "yxdm", "所属院系"]),
    (Field::ConsentedOn, true, "知情同意日期", "consented_on", &["同意日期"]),
    (Field::WithdrawnOn, false, "撤回同意日期", "withdrawn_on", &["撤回日期"]),
];

/// What is wrong, and where; never what stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Line of the file, from 1; 0 where the fault is the file's as a whole.
    pub line: i32,
    /// Header of the column.
    pub column: String,
    /// Stable code.
    pub code: &'static str,
    /// Limits of the rule.
    pub params: Vec<(&'static str, String)>,
}

/// What one row says.
#[derive(Debug, PartialEq, Eq)]
pub enum Row {
    /// A student's answers.
    Answered(Box<Record>),
    /// Consent was withdrawn: whatever is held of this student goes.
    Withdrawn(StudentNumber),
}

/// A student's answers and what is needed to count and to find the student again.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// 学号.
    pub student_number: StudentNumber,
    /// 姓名.
    pub name: PersonName,
    /// 证件类型.
    pub document_kind: DocumentKind,
    /// 证件号码.
    pub document_number: String,
    /// 性别.
    pub gender: Gender,
    /// 培养层次.
    pub training_level: TrainingLevel,
    /// 入学年份.
    pub enrol_year: i16,
    /// 院系.
    pub college: String,
    /// 知情同意日期.
    pub consented_on: NaiveDate,
    /// One per item of the paper.
    pub answers: Vec<Option<u8>>,
}

/// The columns of one file.
#[derive(Debug)]
pub struct Layout {
    headers: Vec<String>,
    fields: Vec<Option<Field>>,
    ranges: Vec<RangeInclusive<u8>>,
    latest: NaiveDate,
}

/// The header of an item: `PHQ-9.1`.
pub fn answer_header(instrument: &Instrument, item: usize) -> String {
    format!("{}.{}", instrument.code().to_uppercase(), item + 1)
}

/// The template's header for these instruments.
pub fn header(paper: &[&'static Instrument], lang: Lang) -> Vec<String> {
    let fixed = HEADERS.iter().map(|(_, _, zh, id, _)| lang.pick(zh, id).to_owned());
    let answers = paper.iter().flat_map(|i| (0..i.items().len()).map(|item| answer_header(i, item)));
    fixed.chain(answers).collect()
}

impl Layout {
    /// Read the header, or say everything that is wrong with it. Order does not matter. No date may lie after `latest`.
    pub fn read(
        line: i32,
        cells: &[&str],
        paper: &[&'static Instrument],
        latest: NaiveDate,
    ) -> Result<Self, Vec<RowFault>> {
        let answers: Vec<String> =
            paper.iter().flat_map(|i| (0..i.items().len()).map(|item| answer_header(i, item).to_lowercase())).collect();
        let ranges = paper.iter().flat_map(|i| std::iter::repeat_n(i.answer_range(), i.items().len())).collect();
        let mut faults = Vec::new();
        let mut fault =
            |column: &str, code| faults.push(RowFault { line, column: column.to_owned(), code, params: vec![] });
        let mut fields: Vec<Option<Field>> = Vec::with_capacity(cells.len());
        let mut headers = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let field = named(cell, &answers);
            let header = match field {
                Some(Field::Answer(item)) => answers.get(item).map_or_else(String::new, |header| header.to_uppercase()),
                Some(_) => tidy(cell),
                // A file without a header has its first student here, whom no report may repeat.
                None => letters(at),
            };
            match field {
                None if !tidy(cell).is_empty() => fault(&header, "result_header_unknown"),
                Some(_) if fields.contains(&field) => fault(&header, "result_header_duplicate"),
                _ => {}
            }
            headers.push(header);
            fields.push(field);
        }
        for (field, required, zh, ..) in HEADERS {
            if required && !fields.contains(&Some(field)) {
                fault(zh, "result_header_missing");
            }
        }
        for (item, header) in answers.iter().enumerate() {
            if !fields.contains(&Some(Field::Answer(item))) {
                fault(&header.to_uppercase(), "result_header_missing");
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { headers, fields, ranges, latest })
    }

    /// What a row says, or all its faults. `None`: a blank row.
    pub fn row(&self, line: i32, cells: &[&str]) -> Option<Result<Row, Vec<RowFault>>> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let mut reading = Reading { layout: self, line, cells, faults: Vec::new() };
        if cells.len() > self.fields.len() && cells[self.fields.len()..].iter().any(|cell| !cell.trim().is_empty()) {
            reading.fault_at(String::new(), "result_row_too_long", vec![]);
        }
        let row = reading.row();
        Some(match (row, reading.faults) {
            (Some(row), faults) if faults.is_empty() => Ok(row),
            (_, faults) => Err(faults),
        })
    }
}

struct Reading<'a> {
    layout: &'a Layout,
    line: i32,
    cells: &'a [&'a str],
    faults: Vec<RowFault>,
}

impl<'a> Reading<'a> {
    fn row(&mut self) -> Option<Row> {
        let student_number = self.parsed(Field::StudentNumber, "student_number_invalid", |cell| cell.parse().ok());
        let withdrawn = self.date(Field::WithdrawnOn, false);
        if withdrawn.is_some() {
            if self
                .layout
                .fields
                .iter()
                .zip(self.cells)
                .any(|(f, cell)| matches!(f, Some(Field::Answer(_))) && !cell.trim().is_empty())
            {
                self.fault(Field::WithdrawnOn, "result_withdrawn_with_answers", vec![]);
            }
            return Some(Row::Withdrawn(student_number?));
        }
        let name = self.parsed(Field::Name, "name_invalid", |cell| cell.parse::<PersonName>().ok());
        let kind = match self.cell(Field::DocumentKind) {
            "" => Some(DocumentKind::IdCard),
            _ => self.parsed(Field::DocumentKind, "document_kind_unknown", |cell| DocumentKind::read(cell).ok()),
        };
        let checked = matches!(kind, Some(DocumentKind::IdCard | DocumentKind::ResidencePermit));
        let code = if checked { "identity_number_invalid" } else { "document_number_invalid" };
        let number = self.parsed(Field::DocumentNumber, code, |cell| document_number(kind?, cell).ok());
        let gender = self.parsed(Field::Gender, "gender_unknown", |cell| Gender::read(cell).ok());
        let training =
            self.parsed(Field::TrainingLevel, "training_level_unknown", |cell| TrainingLevel::read(cell).ok());
        let enrol_year = self.enrol_year();
        let college = self.parsed(Field::College, "college_invalid", college);
        let consented_on = self.date(Field::ConsentedOn, true);
        let answers = self.answers();
        Some(Row::Answered(Box::new(Record {
            student_number: student_number?,
            name: name?,
            document_kind: kind?,
            document_number: number?,
            gender: gender?,
            training_level: training?,
            enrol_year: enrol_year?,
            college: college?,
            consented_on: consented_on?,
            answers: answers?,
        })))
    }

    fn answers(&mut self) -> Option<Vec<Option<u8>>> {
        let mut answers = vec![None; self.layout.ranges.len()];
        let mut sound = true;
        for (at, field) in self.layout.fields.iter().enumerate() {
            let Some(Field::Answer(item)) = *field else { continue };
            let cell = self.cells.get(at).map_or("", |cell| cell.trim());
            let range = &self.layout.ranges[item];
            match cell {
                "" => {}
                _ => match number(cell).filter(|answer| range.contains(answer)) {
                    Some(answer) => answers[item] = Some(answer),
                    None => {
                        sound = false;
                        let limits = vec![("min", range.start().to_string()), ("max", range.end().to_string())];
                        self.fault_at(self.layout.headers[at].clone(), "answer_out_of_range", limits);
                    }
                },
            }
        }
        sound.then_some(answers)
    }

    /// `2024`, and `202409` or `2024-09` as real files have it.
    fn enrol_year(&mut self) -> Option<i16> {
        let (first, last) = (1990, self.layout.latest.year());
        let year = |cell: &str| {
            let year = tidy(cell).get(..4)?.parse::<i32>().ok()?;
            (first..=last).contains(&year).then_some(year as i16)
        };
        let found = year(self.cell(Field::EnrolYear));
        if found.is_none() {
            self.refuse(
                Field::EnrolYear,
                "enrol_year_invalid",
                vec![("min", first.to_string()), ("max", last.to_string())],
            );
        }
        found
    }

    fn date(&mut self, field: Field, required: bool) -> Option<NaiveDate> {
        let cell = self.cell(field);
        if cell.is_empty() && !required {
            return None;
        }
        let found = date(cell).filter(|date| date.year() >= 2000 && *date <= self.layout.latest);
        if found.is_none() {
            self.refuse(field, "result_date_invalid", vec![("latest", self.layout.latest.to_string())]);
        }
        found
    }

    fn parsed<T>(&mut self, field: Field, code: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let found = Some(self.cell(field)).filter(|cell| !cell.is_empty()).and_then(parse);
        if found.is_none() {
            self.refuse(field, code, vec![]);
        }
        found
    }

    fn refuse(&mut self, field: Field, code: &'static str, params: Vec<(&'static str, String)>) {
        let empty = self.cell(field).is_empty();
        let code = match (empty, field) {
            (true, Field::ConsentedOn) => "consent_missing",
            (true, _) => "result_cell_required",
            (false, _) => code,
        };
        self.fault(field, code, if empty { vec![] } else { params });
    }

    fn cell(&self, field: Field) -> &'a str {
        let at = self.layout.fields.iter().position(|known| *known == Some(field));
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }

    fn fault(&mut self, field: Field, code: &'static str, params: Vec<(&'static str, String)>) {
        let at = self.layout.fields.iter().position(|known| *known == Some(field));
        self.fault_at(at.map(|at| self.layout.headers[at].clone()).unwrap_or_default(), code, params);
    }

    fn fault_at(&mut self, column: String, code: &'static str, params: Vec<(&'static str, String)>) {
        self.faults.push(RowFault { line: self.line, column, code, params });
    }
}

fn named(header: &str, answers: &[String]) -> Option<Field> {
    let header = tidy(header).trim_end_matches(['*', '＊']).to_lowercase();
    let fixed = HEADERS.iter().find(|(_, _, zh, id, more)| header == *zh || header == *id || more.contains(&&*header));
    // What follows a blank is the item's wording, for people.
    let word = header.split_whitespace().next().unwrap_or_default();
    fixed.map(|entry| entry.0).or_else(|| answers.iter().position(|answer| *answer == word).map(Field::Answer))
}

/// A column as spreadsheets call it: A, …, Z, AA, …
fn letters(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        before => format!("{}{letter}", letters(before - 1)),
    }
}

fn college(cell: &str) -> Option<String> {
    let name = tidy(cell);
    ((1..=COLLEGE).contains(&name.chars().count()) && !name.chars().any(unprintable)).then_some(name)
}

fn number(cell: &str) -> Option<u8> {
    match cell.as_bytes() {
        [digit @ b'0'..=b'9'] => Some(digit - b'0'),
        _ => tidy(cell).parse().ok(),
    }
}

/// `2026-09-20`, `2026/9/20`, `2026.9.20`, `20260920`, `2026年9月20日`, and Excel's count of days.
fn date(cell: &str) -> Option<NaiveDate> {
    let text = tidy(cell);
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match digits[..] {
        [year, month, day] => NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?),
        [one] if one.len() == 8 && one.len() == text.len() => NaiveDate::parse_from_str(one, "%Y%m%d").ok(),
        [one] if one.len() == 5 && one.len() == text.len() => {
            // Excel's day 1 is 1900-01-01, and it believes in 1900-02-29 (ECMA-376 part 1, 18.17.4.1).
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(one.parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
