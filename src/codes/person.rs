//! Words about a person: login, name, e-mail address.

use std::str::FromStr;

use super::CodeError;
use super::student::{DocumentKind, document_number};
use super::{text_word, tidy};

/// A login: 3–64 of `a`–`z`, digits, `.`, `_`, `-`, starting with a letter or digit. Upper case
/// is folded, since telephones write the first letter large.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl Login {
    /// The login.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let login = text.trim_matches(' ').to_ascii_lowercase();
        let first = login.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
        let rest = login.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if first && rest && (3..=64).contains(&login.len()) {
            Ok(Self(login))
        } else {
            Err(CodeError::new("login_invalid"))
        }
    }
}

text_word!(
    Login,
    poem_openapi::registry::MetaSchema {
        pattern: Some("^[a-zA-Z0-9][a-zA-Z0-9._-]{2,63}$".to_owned()),
        min_length: Some(3),
        max_length: Some(64),
        ..poem_openapi::registry::MetaSchema::new("string")
    }
);

/// A person's name: 1–64 characters after compatibility forms are folded and blanks trimmed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let name = tidy(text);
        let length = name.chars().count();
        if !(1..=64).contains(&length) || name.chars().any(unprintable) {
            return Err(CodeError::new("name_invalid"));
        }
        Ok(Self(name))
    }
}

/// Control characters, and the invisible ones that turn the reading direction or hide text.
pub(crate) fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

text_word!(
    PersonName,
    poem_openapi::registry::MetaSchema {
        min_length: Some(1),
        max_length: Some(64),
        ..poem_openapi::registry::MetaSchema::new("string")
    }
);

/// An e-mail address: the ASCII part of RFC 5321 §4.1.2 that mail systems really use, without
/// quoting, at most 254 characters, domain in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as others may see it: `z***@example.edu.cn`.
    pub fn masked(&self) -> String {
        match (self.0.chars().next(), self.0.rsplit_once('@')) {
            (Some(first), Some((_, domain))) => format!("{first}***@{domain}"),
            _ => "***".to_owned(),
        }
    }
}

impl FromStr for Email {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let (local, domain) = text
            .trim_matches(' ')
            .rsplit_once('@')
            .filter(|(local, domain)| local_part(local) && domain_name(domain))
            .ok_or(CodeError::new("email_invalid"))?;
        let address = format!("{local}@{}", domain.to_ascii_lowercase());
        match address.len() {
            0..=254 => Ok(Self(address)),
            _ => Err(CodeError::new("email_invalid")),
        }
    }
}

/// RFC 5321 §4.1.2 `Dot-string` of at most 64 octets (§4.5.3.1.1).
fn local_part(text: &str) -> bool {
    let atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
    };
    text.len() <= 64 && text.split('.').all(atom)
}

/// At least two labels of 1–63 letters, digits and inner hyphens; the last is not all digits.
fn domain_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.rsplit_once('.').is_some_and(|(_, top)| !top.bytes().all(|b| b.is_ascii_digit())) && text.split('.').all(label)
}

text_word!(
    Email,
    poem_openapi::registry::MetaSchema {
        max_length: Some(254),
        example: Some("zhang.san@example.edu.cn".into()),
        ..poem_openapi::registry::MetaSchema::new_with_format("string", "email")
    }
);

/// The number of a resident's identity card (GB 11643-1999), checked whole. It is never stored: only a blind index of it is.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityNumber(String);

impl IdentityNumber {
    /// The number, capitals and without blanks.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityNumber(…)")
    }
}

impl FromStr for IdentityNumber {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        document_number(DocumentKind::IdCard, text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_plain_and_lower_case() {
        assert_eq!(" Zhang.San-01 ".parse::<Login>().unwrap().as_str(), "zhang.san-01");
        let long = "a".repeat(65);
        for text in ["", "ab", ".abc", "-abc", "张三丰", "zhang san", "ａbc", "a/b/c", "abc\n", &long] {
            assert_eq!(text.parse::<Login>(), Err(CodeError::new("login_invalid")), "{text:?}");
        }
    }

    #[test]
    fn names_keep_dots_and_rare_characters() {
        for name in ["张三", "阿卜杜拉·买买提", "𠮷野", "O'Brien Smith"] {
            assert_eq!(format!(" {name}\u{3000}").parse::<PersonName>().unwrap().as_str(), name);
        }
        let long = "张".repeat(65);
        for text in ["", " \u{3000}", "张\0三", "张\u{202e}三", "\u{1b}[31m", &long] {
            assert!(text.parse::<PersonName>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_identity_number_is_checked_and_never_printed() {
        let number: IdentityNumber = " 11010519491231002x ".parse().unwrap();
        assert_eq!(number.reveal(), "11010519491231002X");
        assert!(!format!("{number:?}").contains('1'));
        assert_eq!("110105194912310021".parse::<IdentityNumber>(), Err(CodeError::new("identity_number_invalid")));
    }

    #[test]
    fn addresses_are_checked_and_masked() {
        let email: Email = "Zhang.San+x@Example.EDU.cn".parse().unwrap();
        assert_eq!(email.as_str(), "Zhang.San+x@example.edu.cn");
        assert_eq!(email.masked(), "Z***@example.edu.cn");
        let long_local = format!("{}@example.cn", "a".repeat(65));
        let long = format!("a@{}cn", "abcdefghi.".repeat(26));
        for text in [
            "",
            "@",
            "a@",
            "@b.cn",
            "a@b",
            "a b@c.cn",
            "a@b..cn",
            ".a@b.cn",
            "a.@b.cn",
            "a@-b.cn",
            "a@127.0.0.1",
            "a@b.cn\r\nBcc: x@y.cn",
            "a@b.cn,c@d.cn",
            "<a@b.cn>",
            "张@b.cn",
            "\"a\"@b.cn",
            &long_local,
            &long,
        ] {
            assert_eq!(text.parse::<Email>(), Err(CodeError::new("email_invalid")), "{text:?}");
        }
    }
}
