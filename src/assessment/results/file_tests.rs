use super::*;
use crate::assessment::instruments::find;

fn paper() -> Vec<&'static Instrument> {
    vec![find("phq-9@1").unwrap(), find("gad-7@1").unwrap()]
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn layout() -> Layout {
    let header = header(&paper(), Lang::Zh);
    let cells: Vec<&str> = header.iter().map(String::as_str).collect();
    Layout::read(1, &cells, &paper(), day("2026-10-01")).unwrap()
}

fn row(changes: &[(usize, &'static str)]) -> Vec<&'static str> {
    let mut cells =
        vec!["2026001", "张三", "", "11010519491231002X", "男", "本科", "2026", "数学学院", "2026-09-20", ""];
    cells.extend(["0"; 16]);
    changes.iter().for_each(|(at, cell)| cells[*at] = cell);
    cells
}

fn codes(changes: &[(usize, &'static str)]) -> Vec<(String, &'static str)> {
    let faults = layout().row(7, &row(changes)).unwrap().unwrap_err();
    assert!(faults.iter().all(|fault| fault.line == 7));
    faults.into_iter().map(|fault| (fault.column, fault.code)).collect()
}

#[test]
fn a_sound_row_is_a_record() {
    let Row::Answered(record) = layout().row(2, &row(&[(10, "3"), (25, "")])).unwrap().unwrap() else {
        panic!("withdrawn");
    };
    assert_eq!((record.student_number.as_str(), record.name.as_str(), record.enrol_year), ("2026001", "张三", 2026));
    assert_eq!((record.answers.len(), record.answers[0], record.answers[15]), (16, Some(3), None));
    assert_eq!(record.consented_on, day("2026-09-20"));
    assert!(layout().row(3, &vec![" "; 26]).is_none());
}

#[test]
fn every_fault_of_a_row_is_told_without_its_value() {
    let faults = codes(&[(0, "20 26"), (3, "110105194912310021"), (4, "x"), (6, "1889"), (10, "4"), (16, "1.5")]);
    let expected = [
        ("学号", "student_number_invalid"),
        ("证件号码", "identity_number_invalid"),
        ("性别", "gender_unknown"),
        ("入学年份", "enrol_year_invalid"),
        ("PHQ-9.1", "answer_out_of_range"),
        ("PHQ-9.7", "answer_out_of_range"),
    ];
    assert_eq!(faults, expected.map(|(column, code)| (column.to_owned(), code)));
}

#[test]
fn no_answer_without_consent_and_none_after_withdrawal() {
    assert_eq!(codes(&[(8, "")]), [("知情同意日期".to_owned(), "consent_missing")]);
    assert_eq!(codes(&[(8, "2026-10-02")]), [("知情同意日期".to_owned(), "result_date_invalid")]);
    assert_eq!(codes(&[(9, "2026-09-25")]), [("撤回同意日期".to_owned(), "result_withdrawn_with_answers")]);
    let mut withdrawn = row(&[(9, "2026-09-25")]);
    withdrawn.truncate(10);
    assert_eq!(layout().row(2, &withdrawn), Some(Ok(Row::Withdrawn("2026001".parse().unwrap()))));
}

#[test]
fn a_header_may_be_in_any_order_and_in_other_words() {
    let mut cells = vec!["XH", "XM", "身份证号", "XBM", "PYCCM", "年级", "学院", "同意日期"];
    let answers: Vec<String> =
        header(&paper(), Lang::Zh).split_off(10).into_iter().rev().map(|h| h + " 请如实作答").collect();
    cells.extend(answers.iter().map(String::as_str));
    assert!(Layout::read(1, &cells, &paper(), day("2026-10-01")).is_ok());
    cells[0] = "号码";
    cells[8] = "XM";
    let faults = Layout::read(1, &cells, &paper(), day("2026-10-01")).unwrap_err();
    let faults: Vec<_> = faults.iter().map(|f| (f.column.as_str(), f.code)).collect();
    assert_eq!(
        faults,
        [
            ("A", "result_header_unknown"),
            ("XM", "result_header_duplicate"),
            ("学号", "result_header_missing"),
            ("GAD-7.7", "result_header_missing"),
        ]
    );
}

#[test]
fn columns_are_lettered_as_in_a_spreadsheet() {
    let at = [0, 25, 26, 51, 52, 701, 702];
    assert_eq!(at.map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}

#[test]
fn dates_are_read_as_people_write_them() {
    for text in ["2026-09-20", "2026/9/20", "2026.9.20", "20260920", "2026年9月20日", "46285", " 2026-09-20 "] {
        assert_eq!(date(text), Some(day("2026-09-20")), "{text}");
    }
    for text in ["2026-13-01", "20-9-2026x", "2026", "", "4628", "2026-02-30"] {
        assert_eq!(date(text), None, "{text}");
    }
}
