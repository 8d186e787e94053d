//! What a row says of a person, and what may be kept of its cells.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::columns::{Column, SAMPLE};
use crate::{
    access::Role,
    codes::{Email, IdentityNumber, SchoolCode, tidy},
    error::{Error, Fault},
    files::{
        FileFault, Row,
        import::{FileHead, RowFault},
        read,
    },
    identity::{
        accounts::{NewAccount, check_expiry},
        assignments::Post,
    },
};

/// A row: what is kept of it, its faults, and the person if there are none.
pub(super) struct Record {
    pub(super) line: u32,
    /// The cells as they may be stored: no identity number, and of an address what others may see.
    pub(super) cells: Vec<String>,
    pub(super) faults: Vec<RowFault>,
    pub(super) login: Option<String>,
    pub(super) name: Option<String>,
    /// The role's identifier, or what stands in its place.
    pub(super) role: Option<String>,
    pub(super) school: Option<String>,
    pub(super) new: Option<NewAccount>,
}

/// A file that was read. One whose form is wrong has a row per line with a fault and nothing else.
pub(super) struct Staff {
    pub(super) head: FileHead,
    pub(super) records: Vec<Record>,
}

impl Staff {
    /// Read a file. `own` is the school of a caller who has but one: a row may leave it out.
    pub(super) fn read(bytes: &[u8], filename: &str, own: Option<SchoolCode>, now: DateTime<Utc>) -> Self {
        let file = match read::<Column>(bytes, filename) {
            Ok(file) => file,
            Err(faults) => return Self::unreadable(filename, faults),
        };
        let mut first_lines = HashMap::new();
        let mut records: Vec<Record> = file.iter().map(|row| Record::of(&row, own, now)).collect();
        for (record, row) in records.iter_mut().zip(file.iter()) {
            let Some(login) = record.login.clone() else { continue };
            let first = *first_lines.entry(login).or_insert(record.line);
            if first != record.line {
                record.faults.push(row.fault("login_repeated", Column::Login).with("first_line", first).into());
            }
        }
        let head = FileHead {
            format: file.format.extension().to_owned(),
            encoding: file.encoding.map(|encoding| encoding.as_str().to_owned()),
            cells: file.header.clone(),
        };
        Self { head, records }
    }

    fn unreadable(filename: &str, faults: Vec<FileFault>) -> Self {
        let mut by_line: HashMap<u32, Vec<RowFault>> = HashMap::new();
        for fault in faults {
            // What stands there may be anything of a person.
            by_line.entry(fault.line).or_default().push(FileFault { value: None, ..fault }.into());
        }
        let record = |(line, faults)| Record {
            line,
            cells: Vec::new(),
            faults,
            login: None,
            name: None,
            role: None,
            school: None,
            new: None,
        };
        let format = filename.rsplit_once('.').map_or("", |(_, format)| format).to_lowercase();
        Self {
            head: FileHead { format, encoding: None, cells: Vec::new() },
            records: by_line.into_iter().map(record).collect(),
        }
    }
}

impl Record {
    fn of(row: &Row<'_, Column>, own: Option<SchoolCode>, now: DateTime<Utc>) -> Self {
        let parsed = parse(row, own, now);
        let faults = match &parsed {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(|fault| in_row(row, fault)).collect(),
        };
        let role = row.text(Column::Role);
        Self {
            line: row.line(),
            cells: kept(row),
            faults,
            login: row.text(Column::Login).map(|login| login.to_lowercase()),
            name: row.text(Column::Name),
            role: role.map(|text| Role::read(&text).map_or(text, |role| role.as_str().to_owned())),
            school: row.text(Column::School).or_else(|| own.map(|school| school.to_string())),
            new: parsed.ok(),
        }
    }
}

/// The cells as they may be stored.
fn kept(row: &Row<'_, Column>) -> Vec<String> {
    let masked = |text: &str| text.parse::<Email>().map(|email| email.masked()).unwrap_or_default();
    row.columns()
        .zip(row.cells())
        .map(|(column, cell)| match column {
            Some(Column::Identity) => String::new(),
            Some(Column::Email) => masked(cell),
            _ => cell.clone(),
        })
        .collect()
}

/// A form's fault as one of this row.
fn in_row(row: &Row<'_, Column>, fault: &Fault) -> RowFault {
    let column = Column::of_field(&fault.pointer);
    let params = fault.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let at = row.fault(fault.code, column);
    // Neither number nor address is kept, not even as what is wrong.
    let value = at.value.filter(|_| !matches!(column, Column::Identity | Column::Email));
    RowFault { column: at.column, code: fault.code.to_owned(), params, value }
}

fn parse(row: &Row<'_, Column>, own: Option<SchoolCode>, now: DateTime<Utc>) -> Result<NewAccount, Vec<Fault>> {
    let text = |column| row.text(column).unwrap_or_default();
    let (login, email) = (text(Column::Login), text(Column::Email));
    if login == SAMPLE {
        return Err(vec![Fault::at("/login", "sample_row")]);
    }
    let mut faults = Vec::new();
    // A result file comes back: it holds no whole address.
    if email.contains("***@") {
        faults.push(Fault::at("/email", "email_masked"));
    }
    let role = text(Column::Role);
    let known = Role::read(&role).ok();
    let role = known.map_or(role, |role| role.as_str().to_owned());
    // What is no role of a school is not held in one because the cell is empty.
    let own = own.filter(|_| known.is_none_or(Role::may_name_school));
    let school = row.text(Column::School).or_else(|| own.map(|school| school.to_string()));
    let post = Post::parse("", &role, school.as_deref(), row.text(Column::Department).as_deref());
    let new = NewAccount::of("", &login, row.cell(Column::Name).unwrap_or_default(), &email, post);
    let identity = row.text(Column::Identity).map(|text| text.parse::<IdentityNumber>()).transpose();
    let identity = identity.map_err(|_| faults.push(Fault::at("/identity_number", "identity_number_invalid")));
    let expires_on = row.text(Column::ExpiresOn).map(|text| last_day(&text, now)).transpose();
    let expires_on = expires_on.map_err(|wrong| faults.push(wrong));
    match (new, identity, expires_on) {
        (Ok(new), Ok(identity), Ok(expires_on)) if faults.is_empty() => Ok(NewAccount { identity, expires_on, ..new }),
        (new, ..) => Err(new.err().unwrap_or_default().into_iter().chain(faults).collect()),
    }
}

/// A date as people write it, or as a spreadsheet counts it.
fn last_day(text: &str, now: DateTime<Utc>) -> Result<NaiveDate, Fault> {
    let invalid = || Fault::at("/expires_on", "date_invalid");
    let text = tidy(text).replace(['/', '.', '年', '月'], "-").replace('日', "");
    let counted = || {
        let days = text.parse::<u64>().ok().filter(|days| (20_000..80_000).contains(days))?;
        NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
    };
    let day = text.parse::<NaiveDate>().ok().or_else(counted).ok_or_else(invalid)?;
    match check_expiry(day, now) {
        Err(Error::Refused { faults, .. }) => Err(faults.into_iter().next().unwrap_or_else(invalid)),
        _ => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "登录名,姓名,邮箱,角色,学校标识码,身份证件号码,到期日期";

    fn staff(rows: &str) -> Staff {
        let now = "2026-11-22T04:00:00Z".parse().unwrap();
        Staff::read(format!("{HEADER}\n{rows}\n").as_bytes(), "a.csv", Some("4151010610".parse().unwrap()), now)
    }

    fn codes(staff: &Staff) -> Vec<(u32, String, String)> {
        let told = |record: &Record| {
            let line = record.line;
            let one = move |fault: &RowFault| (line, fault.column.clone().unwrap_or_default(), fault.code.clone());
            record.faults.iter().map(one).collect::<Vec<_>>()
        };
        staff.records.iter().flat_map(told).collect()
    }

    #[test]
    fn roles_are_named_in_either_language_or_by_identifier_and_days_as_people_write_them() {
        let read = staff(
            "li.na,李娜,li@example.cn,心理健康教育教师,,,2027-6-30\n\
             li.nb,李丙,lb@example.cn,Counsellor,,,2027/06/30\n\
             li.nc,李丁,lc@example.cn,counsellor,4151010610,,2027年6月30日\n\
             li.nd,李戊,ld@example.cn,COUNSELLOR,,,46568",
        );
        assert_eq!(codes(&read), []);
        for record in &read.records {
            let new = record.new.as_ref().unwrap();
            assert_eq!((new.role.as_str(), new.school.unwrap().as_str()), ("counsellor", "4151010610"));
            assert_eq!(new.expires_on.unwrap().to_string(), "2027-06-30", "line {}", record.line);
        }
    }

    #[test]
    fn a_row_tells_all_its_faults_at_once() {
        let read = staff(
            "a,,nobody,国王,12,110105194912310021,2026-11-21\n\
             li.na,李娜,l***@example.cn,counsellor,,,昨天\n\
             LI.NA,李娜,li@example.cn,prov_admin,,,\n\
             sample.login,示例,sample@example.edu.cn,counsellor,,,",
        );
        let at = |line, column: &str, code: &str| (line, column.to_owned(), code.to_owned());
        assert_eq!(
            codes(&read),
            [
                at(2, "登录名", "login_invalid"),
                at(2, "姓名", "name_invalid"),
                at(2, "邮箱", "email_invalid"),
                at(2, "角色", "role_invalid"),
                at(2, "学校标识码", "school_id_invalid"),
                at(2, "身份证件号码", "identity_number_invalid"),
                at(2, "到期日期", "expires_on_past"),
                at(3, "邮箱", "email_masked"),
                at(3, "到期日期", "date_invalid"),
                at(4, "登录名", "login_repeated"),
                at(5, "登录名", "sample_row"),
            ]
        );
    }

    #[test]
    fn neither_numbers_nor_addresses_are_kept() {
        let read = staff(
            "li.na,李娜,li.na@example.cn,counsellor,,11010519491231002X,\n\
             li.nb,李丙,li.nb(at)example.cn,counsellor,,11010519491231002Y,",
        );
        let kept = |record: &Record| format!("{:?} {:?}", record.cells, record.faults);
        let all: String = read.records.iter().map(kept).collect();
        assert!(all.contains("l***@example.cn") && !all.contains("1101051949") && !all.contains("li.nb("), "{all}");
        let broken =
            Staff::read(b"login,name\n\"11010519491231002X", "a.csv", None, "2026-11-22T04:00:00Z".parse().unwrap());
        assert!(broken.records.iter().all(|record| record.faults.iter().all(|fault| fault.value.is_none())));
    }
}
