//! Words about a student: training level, gender, kinds and numbers of documents.

use std::str::FromStr;

use super::{CodeError, text_enum};

text_enum! {
    /// Training level (培养层次), the field's PYCC codes as further words.
    pub enum TrainingLevel ("training_level_unknown") {
        /// Junior college.
        JuniorCollege = "junior_college", "专科", "Junior college", "高职", "高职专科", "专科生", "4";
        /// Bachelor, vocational bachelor included.
        Undergraduate = "undergraduate", "本科", "Undergraduate", "职业本科", "本科生", "3";
        /// Master.
        Master = "master", "硕士", "Master", "硕士研究生", "2";
        /// Doctor.
        Doctor = "doctor", "博士", "Doctor", "博士研究生", "1";
        /// Any other.
        Other = "other", "其他", "Other", "9";
    }
}

text_enum! {
    /// Gender (GB/T 2261.1-2003).
    pub enum Gender ("gender_unknown") {
        /// 1.
        Male = "male", "男", "Male", "1", "男性";
        /// 2.
        Female = "female", "女", "Female", "2", "女性";
        /// 0.
        Unknown = "unknown", "未知", "Unknown", "0", "未知的性别";
        /// 9.
        NotStated = "not_stated", "未说明", "Not stated", "9", "未说明的性别";
    }
}

impl Gender {
    /// The standard's digit.
    pub const fn digit(self) -> i16 {
        match self {
            Self::Unknown => 0,
            Self::Male => 1,
            Self::Female => 2,
            Self::NotStated => 9,
        }
    }

    /// The gender of a digit.
    pub fn of_digit(digit: i16) -> Self {
        Self::ALL.iter().copied().find(|gender| gender.digit() == digit).unwrap_or(Self::Unknown)
    }
}

text_enum! {
    /// Kind of identity document.
    pub enum DocumentKind ("document_kind_unknown") {
        /// Identity card of a resident (GB 11643-1999).
        IdCard = "id_card", "居民身份证", "Identity card", "身份证", "1";
        /// Residence permit of Hong Kong, Macao and Taiwan residents: a number of the same form.
        ResidencePermit = "residence_permit", "港澳台居民居住证", "Residence permit";
        /// Passport.
        Passport = "passport", "护照", "Passport";
        /// Mainland travel permit of Hong Kong and Macao residents.
        HongKongMacaoPermit = "hk_mo_permit", "港澳居民来往内地通行证", "Hong Kong and Macao travel permit", "港澳通行证";
        /// Mainland travel permit of Taiwan residents.
        TaiwanPermit = "tw_permit", "台湾居民来往大陆通行证", "Taiwan travel permit", "台胞证";
        /// Permanent residence card of a foreigner.
        ForeignPermit = "foreign_permit", "外国人永久居留身份证", "Foreigner's permanent residence card";
    }
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// The number of an identity document, as it is stored: capital letters, no blanks.
///
/// An identity card's is checked whole (GB 11643-1999): form, date of birth and check character; another document's only for its
/// characters and length, 5–20.
pub fn document_number(kind: DocumentKind, text: &str) -> Result<String, CodeError> {
    let number: String = super::tidy(text).to_uppercase();
    let checked = matches!(kind, DocumentKind::IdCard | DocumentKind::ResidencePermit);
    let plausible = (5..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !plausible || checked && !is_identity_number(&number) {
        return Err(CodeError::new(if checked { "identity_number_invalid" } else { "document_number_invalid" }));
    }
    Ok(number)
}

fn is_identity_number(number: &str) -> bool {
    let bytes = number.as_bytes();
    let [digits @ .., check] = bytes else { return false };
    if digits.len() != 17 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS[sum as usize % 11] == *check && chrono::NaiveDate::parse_from_str(&number[6..14], "%Y%m%d").is_ok()
}

/// A student number: 1–30 letters, digits or `-_./`, without blanks; letters become capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StudentNumber(String);

impl StudentNumber {
    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StudentNumber {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let number = super::tidy(text).to_uppercase();
        let known = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
        match (1..=30).contains(&number.len()) && number.bytes().all(known) {
            true => Ok(Self(number)),
            false => Err(CodeError::new("student_number_invalid")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_checked_whole() {
        for good in [
            "11010519491231002X",
            "11010519491231002x",
            "440524188001010014",
            "110101200502280019",
            "650101200612310026",
        ] {
            assert!(document_number(DocumentKind::IdCard, good).is_ok(), "{good}");
        }
        for bad in ["110101200001010014", "110101200602290011", "11010519491231002", "1101051949123100２Y", ""] {
            assert!(document_number(DocumentKind::IdCard, bad).is_err(), "{bad}");
        }
        assert!(document_number(DocumentKind::ResidencePermit, "810000200501010010").is_ok());
        assert_eq!(document_number(DocumentKind::Passport, " e12345678 ").as_deref(), Ok("E12345678"));
        assert!(document_number(DocumentKind::Passport, "E 1").is_err());
    }

    #[test]
    fn words_of_real_files_are_read() {
        assert_eq!(TrainingLevel::read("高职"), Ok(TrainingLevel::JuniorCollege));
        assert_eq!(TrainingLevel::read(" ３ "), Ok(TrainingLevel::Undergraduate));
        assert_eq!(Gender::read("女"), Ok(Gender::Female));
        assert_eq!(Gender::of_digit(Gender::NotStated.digit()), Gender::NotStated);
        assert_eq!("2024-a1".parse::<StudentNumber>().unwrap().as_str(), "2024-A1");
        assert!("20 24".parse::<StudentNumber>().is_err() && "".parse::<StudentNumber>().is_err());
    }
}
