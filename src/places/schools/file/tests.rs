//! School files as people send them.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use zip::write::SimpleFileOptions;

use super::*;
use crate::codes::{Affiliation, Lang, Ownership, SchoolCategory, SchoolLevel};
use crate::files::{Encoding, Format, MAX_BYTES, MAX_ROWS, Outcome, Verdict, result};

const HEADER: &str = "学校标识码,学校名称,主管部门,所在地,办学层次,办学性质";
const MINISTRY: &str = "school_id,school_code5,name,category,competent_dept,affiliation,\
    province_code,location,level,remark";

fn csv(text: &str) -> SchoolFile {
    read(text.as_bytes(), "学校.csv").unwrap()
}

fn codes(bytes: &[u8], name: &str) -> Vec<(u32, &'static str)> {
    let faults = read(bytes, name).expect_err("the file should be refused");
    faults.iter().map(|fault| (fault.line, fault.code)).collect()
}

fn faults(text: &str) -> Vec<(u32, &'static str, String)> {
    let (_, faults) = csv(text).records();
    let column = |fault: FileFault| (fault.line, fault.code, fault.column.unwrap_or_default());
    faults.into_iter().map(column).collect()
}

/// A workbook with stored parts of these names.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(body).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_ministrys_own_list_is_read() {
    let file = csv(&format!(
        "{MINISTRY}\n\
         4111010001,10001,北京大学,regular,教育部,moe,11,北京市,本科,\n\
         4113010080,10080,河北工业大学,regular,河北省,province,13,天津市,本科,\n\
         4165010757,10757,塔里木大学,regular,新疆生产建设兵团,xpcc,65,阿拉尔市,本科,\n\
         4251050000,50000,某成人学院,adult,公安部,other_central,51,,,\n\
         4131010851,10851,某民办学院,regular,上海市教委,province_edu_dept,31,上海市,专科,民办\n"
    ));
    let (records, faults) = file.records();
    assert_eq!(faults, []);
    let seen: Vec<_> =
        records.iter().map(|r| (r.route.tenant.as_str(), r.route.affiliation, r.level, r.ownership)).collect();
    let (bachelor, college) = (SchoolLevel::Undergraduate, SchoolLevel::JuniorCollege);
    assert_eq!(
        seen,
        [
            ("direct", Affiliation::Moe, Some(bachelor), Ownership::Public),
            ("13", Affiliation::Province, Some(bachelor), Ownership::Public),
            ("xpcc", Affiliation::Xpcc, Some(bachelor), Ownership::Public),
            ("51", Affiliation::OtherCentral, None, Ownership::Public),
            ("31", Affiliation::ProvinceEduDept, Some(college), Ownership::Private),
        ]
    );
    assert_eq!(records[1].region.as_str(), "12", "it stands in another province");
    assert_eq!(records[3].category, SchoolCategory::Adult);
}

#[test]
fn columns_may_stand_in_any_order_below_a_title() {
    let text = "全国高等学校名单,,\n办学层次*,学校名称,主管部门,学校（机构）标识码,所在地\n\
                本科,清华大学,教育部,4111010003,北京市\n";
    let (gb, _, _) = GB18030.encode(text);
    let file = read(&gb, "a.CSV").unwrap();
    assert_eq!(file.encoding, Some(Encoding::Gb18030));
    let (records, faults) = file.records();
    assert_eq!((records[0].name.as_str(), records[0].line, faults.len()), ("清华大学", 3, 0));
}

#[test]
fn a_wrong_header_is_told_in_full() {
    let text = "学校标识码,学校名称,名称,身份证号\n4111010001,a,b,c\n";
    assert_eq!(
        codes(text.as_bytes(), "a.csv"),
        [(1, "header_duplicate"), (1, "header_unknown"), (1, "header_missing"), (1, "header_missing"),]
    );
}

#[test]
fn a_row_tells_all_its_faults_at_once() {
    let text = format!(
        "{HEADER}\n\
         411101000,,，,北京市,硕士,集体\n\
         4111010001,北京大学,教育部,北京市,,\n\
         4111010001,北京\u{200b}大学,教育部,北京市,本科,\n"
    );
    let at = |line, code, column: &str| (line, code, column.to_owned());
    assert_eq!(
        faults(&text),
        [
            at(2, "school_code_invalid", "学校标识码"),
            at(2, "cell_required", "学校名称"),
            at(2, "level_unknown", "办学层次"),
            at(2, "ownership_unknown", "办学性质"),
            at(3, "level_required", "办学层次"),
            at(4, "code_duplicate", "学校标识码"),
            at(4, "cell_unprintable", "学校名称"),
        ]
    );
}

#[test]
fn repeated_columns_must_agree() {
    let row = "4111010001,10002,北京大学,regular,教育部,province,31,北京市,本科,";
    let codes: Vec<_> = faults(&format!("{MINISTRY}\n{row}\n")).into_iter().map(|f| f.1).collect();
    assert_eq!(codes, ["code5_mismatch", "region_mismatch", "affiliation_mismatch"]);
}

#[test]
fn shapes_and_limits_are_refused() {
    let row = "4111010001,北京大学,教育部,北京市,本科,\n";
    let many = format!("{HEADER}\n{}", row.repeat(MAX_ROWS + 1));
    for (text, name, code) in [
        ("", "a.csv", "file_empty"),
        (" \n\n", "a.csv", "file_empty"),
        (HEADER, "a.csv", "no_rows"),
        (many.as_str(), "a.csv", "too_many_rows"),
        (&format!("{HEADER}\n1,2,3,4,5,6,7\n"), "a.csv", "row_too_long"),
        (&"x".repeat(MAX_BYTES + 1), "a.csv", "file_too_large"),
        (HEADER, "a.xls", "format_unknown"),
        (HEADER, "a.xlsm", "xlsx_macros"),
        (HEADER, "a.xlsx", "format_mismatch"),
        ("\u{0}a", "a.csv", "encoding_unknown"),
    ] {
        assert_eq!(codes(text.as_bytes(), name)[0].1, code, "{name}");
    }
}

#[test]
fn a_workbook_is_checked_before_it_is_unpacked() {
    let many: Vec<_> = (0..1_001).map(|i| format!("xl/{i}.xml")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    for (bytes, code) in [
        (archive(&[("xl/vbaProject.bin", b"")]), "xlsx_macros"),
        (archive(&[("xl/externalLinks/externalLink1.xml", b"")]), "xlsx_external_links"),
        (archive(&many), "xlsx_too_many_entries"),
        (archive(&[("xl/a.xml", b"")]), "xlsx_broken"),
        (b"PK\x03\x04".to_vec(), "xlsx_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "xlsx_encrypted"),
    ] {
        assert_eq!(codes(&bytes, "a.xlsx"), [(0, code)]);
    }
}

#[test]
fn numbers_in_a_workbook_are_text_without_a_fraction() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "目录").unwrap();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(HEADER.split(',')) {
        sheet.write(2, column, header).unwrap();
    }
    sheet.write(4, 0, 4_111_010_001_u64).unwrap();
    for (column, cell) in (1..).zip(["北京大学", "教育部", "北京市", "本科"]) {
        sheet.write(4, column, cell).unwrap();
    }
    let file = read(&book.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    let (records, faults) = file.records();
    assert_eq!(faults, []);
    assert_eq!((records[0].code.as_str(), records[0].line), ("4111010001", 5));
}

#[test]
fn a_template_reads_back_but_its_sample_row_is_refused() {
    for lang in [Lang::Zh, Lang::En] {
        for format in [Format::Csv, Format::Xlsx] {
            let bytes = template(format, lang).unwrap();
            let file = read(&bytes, &format!("template.{}", format.extension())).unwrap();
            let (_, faults) = file.records();
            assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["sample_row"]);
            assert!(!faults[0].text(lang).contains('{'));
        }
    }
}

#[test]
fn a_result_neutralises_formulas_and_can_be_sent_again() {
    let text = format!("{HEADER}\n=1+1,@SUM,+1,-2,本科,\n4111010001,北京大学,教育部,北京市,本科,\n");
    let file = csv(&text);
    let outcome = |line, verdict, note: &str| Outcome { line, verdict, note: note.to_owned() };
    let outcomes = [
        outcome(2, Verdict::Failed, "学校标识码应为 10 位数字"),
        outcome(2, Verdict::Failed, "=再来"),
        outcome(3, Verdict::Created, ""),
    ];
    let bytes = result(&file, &outcomes, Lang::Zh).unwrap();
    let written = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(
        written,
        format!(
            "\u{feff}{HEADER},结果,说明\r\n\
             '=1+1,'@SUM,'+1,'-2,本科,,失败,学校标识码应为 10 位数字；=再来\r\n\
             4111010001,北京大学,教育部,北京市,本科,,新增,\r\n"
        )
    );
    let again = read(&bytes, "result.csv").unwrap();
    let twice = String::from_utf8(result(&again, &[], Lang::Zh).unwrap()).unwrap();
    assert_eq!(twice.matches("结果").count(), 1);

    let mut workbook = file;
    workbook.format = Format::Xlsx;
    let bytes = result(&workbook, &outcomes, Lang::En).unwrap();
    let again = read(&bytes, "result.xlsx").unwrap();
    assert_eq!(again.rows[0].cells[..4], ["=1+1", "@SUM", "+1", "-2"]);
    assert_eq!(again.rows[1].cells[6], "Created");
}
