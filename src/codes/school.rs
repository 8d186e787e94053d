//! Identifiers and closed word lists of schools (学校(机构)代码管理办法, 2011).
//!
//! There is no rule "regular means prefix 41": in the ministry's list of 2025-06-20, 15 regular
//! institutions carry 42 and 6 carry 36, since a school that is upgraded keeps its identifier.

use std::str::FromStr;

use super::CodeError;
use super::province::GB_T_2260;
use super::{text_enum, text_word};

/// Kinds of institution that the first two digits may name (学校(机构)代码管理办法).
const KINDS: [&str; 16] =
    ["11", "21", "22", "31", "32", "33", "34", "35", "36", "37", "41", "42", "51", "91", "92", "93"];

/// A higher-education school's 10-digit identifier (学校(机构)标识码): two digits of kind, two of
/// GB/T 2260 location, `0`, and the five-digit school code. Unique, unchanging, without a check
/// digit; text, never a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolCode([u8; 10]);

impl SchoolCode {
    /// All ten digits.
    pub fn as_str(&self) -> &str {
        text(&self.0)
    }

    /// The five-digit school code (院校代码) by which universities are commonly known.
    pub fn code5(&self) -> &str {
        text(&self.0[5..])
    }

    /// GB/T 2260 digits of the location at the time the code was given. Not the tenant: all
    /// schools of the Production and Construction Corps carry 65.
    pub fn location_digits(&self) -> &str {
        text(&self.0[2..4])
    }
}

/// Digits as text; the bytes are ASCII digits by construction.
fn text(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).unwrap_or_default()
}

impl FromStr for SchoolCode {
    type Err = CodeError;

    /// Codes: `school_code_invalid` (not ten ASCII digits), `school_code_kind`,
    /// `school_code_region`, `school_code_serial` (digit 5 is not 0).
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let digits: [u8; 10] = text.as_bytes().try_into().map_err(|_| CodeError::new("school_code_invalid"))?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(CodeError::new("school_code_invalid"));
        }
        let code = Self(digits);
        if !KINDS.contains(&&code.as_str()[..2]) {
            return Err(CodeError::new("school_code_kind"));
        }
        if GB_T_2260.binary_search_by_key(&code.location_digits(), |region| region.code).is_err() {
            return Err(CodeError::new("school_code_region"));
        }
        if digits[4] != b'0' {
            return Err(CodeError::new("school_code_serial"));
        }
        Ok(code)
    }
}

text_word!(
    SchoolCode,
    poem_openapi::registry::MetaSchema {
        description: Some("10-digit school identifier (学校(机构)标识码)"),
        pattern: Some("^[0-9]{4}0[0-9]{5}$".to_owned()),
        example: Some("4111010001".into()),
        ..poem_openapi::registry::MetaSchema::new("string")
    }
);

text_enum! {
    /// Whose school it is; decides the tenant and the reporting route.
    pub enum Affiliation ("affiliation_unknown") {
        /// Ministry of Education.
        Moe = "moe", "教育部", "Ministry of Education", "教育部直属";
        /// Another central body.
        OtherCentral = "other_central", "其他中央部门", "Other central body", "其他部委";
        /// A province's government.
        Province = "province", "省级人民政府", "Provincial government", "地方", "省属";
        /// A province's education department; in practice private schools.
        ProvinceEduDept = "province_edu_dept", "省级教育行政部门", "Provincial education department", "省级教育部门";
        /// Xinjiang Production and Construction Corps.
        Xpcc = "xpcc", "新疆生产建设兵团", "Xinjiang Production and Construction Corps", "兵团";
    }
}

text_enum! {
    /// Which of the ministry's lists the school stands in.
    pub enum SchoolCategory ("category_unknown") {
        /// Regular higher-education school.
        Regular = "regular", "普通高等学校", "Regular", "普通", "普通高校";
        /// Adult higher-education school.
        Adult = "adult", "成人高等学校", "Adult", "成人", "成人高校";
        /// Research institute that trains postgraduates.
        ResearchInstitute = "research_institute", "培养研究生的科研机构", "Research institute", "科研机构", "研究机构";
    }
}

text_enum! {
    /// Highest level a school teaches at; adult schools have none in the ministry's list.
    pub enum SchoolLevel ("level_unknown") {
        /// Undergraduate and above.
        Undergraduate = "undergraduate", "本科", "Undergraduate", "职业本科", "本科层次";
        /// Junior college.
        JuniorCollege = "junior_college", "专科", "Junior college", "高职", "高职(专科)", "高职（专科）", "专科层次";
    }
}

text_enum! {
    /// Who owns the school; the words are those of the remarks in the ministry's list.
    pub enum Ownership ("ownership_unknown") {
        /// Public.
        Public = "public", "公办", "Public";
        /// Private.
        Private = "private", "民办", "Private";
        /// Chinese–foreign cooperation, or cooperation with Hong Kong or Macao.
        Cooperation = "cooperation", "中外合作办学及内地与港澳合作办学", "Cooperation",
            "中外合作办学", "内地与港澳合作办学", "内地与港澳台地区合作办学", "中外合作", "合作办学";
        /// School of a foreign institution in the Hainan Free Trade Port.
        Overseas = "overseas", "境外高等教育机构在海南自由贸易港设立的实施理工农医类学科专业教育的学校", "Overseas institution in Hainan",
            "境外高校在海南自由贸易港办学", "境外";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_identifiers_parse() {
        let peking: SchoolCode = "4111010001".parse().unwrap();
        assert_eq!((peking.code5(), peking.location_digits()), ("10001", "11"));
        // Upgraded schools that kept their code, an adult school, one of the Corps.
        for text in ["4213051721", "3622000335", "4211051161", "4165010757"] {
            assert_eq!(text.parse::<SchoolCode>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn wrong_identifiers_say_what_is_wrong() {
        for (text, code) in [
            ("", "school_code_invalid"),
            ("411101000", "school_code_invalid"),
            ("41110100010", "school_code_invalid"),
            ("4111010001.", "school_code_invalid"),
            ("411101000１", "school_code_invalid"),
            ("4111010 01", "school_code_invalid"),
            ("-111010001", "school_code_invalid"),
            ("9911010001", "school_code_kind"),
            ("4199010001", "school_code_region"),
            ("4111110001", "school_code_serial"),
        ] {
            assert_eq!(text.parse::<SchoolCode>(), Err(CodeError::new(code)), "{text}");
        }
    }

    #[test]
    fn words_of_real_files_are_read() {
        assert_eq!(SchoolLevel::read("本科 "), Ok(SchoolLevel::Undergraduate));
        assert_eq!(SchoolCategory::read("成人"), Ok(SchoolCategory::Adult));
        assert_eq!(Ownership::read("民办"), Ok(Ownership::Private));
        assert_eq!(
            Ownership::read("境外高等教育机构在海南自由贸易港设立的实施理工农医类学科专业教育的学校"),
            Ok(Ownership::Overseas)
        );
        assert_eq!(Ownership::read("集体"), Err(CodeError::new("ownership_unknown")));
        assert!("本科".parse::<SchoolLevel>().is_err(), "the API takes identifiers only");
        assert!("Public".parse::<Ownership>().is_err());
    }
}
