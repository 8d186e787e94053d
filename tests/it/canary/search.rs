//! Looks for what must not be there: as it stands, and in the forms that software puts text into.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

/// Secrets, each with its forms.
pub struct Search(Vec<(String, BTreeSet<String>)>);

impl Search {
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        Self(secrets.into_iter().map(|secret| (secret.to_owned(), forms(secret))).collect())
    }

    /// The same for identifiers, which nobody encodes: with their hyphens and without.
    pub fn of_ids<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        Self(ids.into_iter().map(|id| (id.to_owned(), [id.to_owned(), id.replace('-', "")].into())).collect())
    }

    /// The first secret that these bytes hold.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        self.find_in(&searched(bytes)).map(|(secret, _)| secret)
    }

    #[track_caller]
    pub fn finds_nothing_in(&self, bytes: &[u8], what: &str) {
        let text = searched(bytes);
        if let Some((secret, at)) = self.find_in(&text) {
            panic!("{what} holds {secret:?}: {}", around(&text, at));
        }
    }

    /// The first secret and where it stands.
    fn find_in(&self, text: &str) -> Option<(&str, usize)> {
        // `contains` is several times as fast as `find`.
        let at = |forms: &BTreeSet<String>| text.find(&**forms.iter().find(|form| text.contains(&***form))?);
        self.0.iter().find_map(|(secret, forms)| Some((&**secret, at(forms)?)))
    }
}

/// These bytes as text; a workbook's unpacked.
fn searched(bytes: &[u8]) -> String {
    if bytes.starts_with(b"PK\x03\x04") { latin(&unpack(bytes)) } else { latin(bytes) }
}

/// A character for each byte, so that any bytes can be searched as text.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// What stands around a place, as it reads.
fn around(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(300).collect();
    let around = before.into_iter().rev().chain(text[at..].chars().take(300));
    let bytes: Vec<u8> = around.filter_map(|c| u8::try_from(c).ok()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn forms(secret: &str) -> BTreeSet<String> {
    let bytes = secret.as_bytes();
    let escaped = |upper: bool| -> String {
        let unit = |unit: u16| if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
        secret.encode_utf16().map(unit).collect()
    };
    let percent = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
    let (gb, _, _) = encoding_rs::GB18030.encode(secret);
    let plain = [latin(bytes), latin(&gb), HEXLOWER.encode(bytes), HEXUPPER.encode(bytes), percent];
    let base64 =
        (0..3).flat_map(|lead| [&BASE64_NOPAD, &BASE64URL_NOPAD].map(|encoding| within(encoding, lead, bytes)));
    plain.into_iter().chain([escaped(false), escaped(true)]).chain(base64).collect()
}

/// The characters that stand for the secret alone, whatever is encoded before and behind it: `lead` bytes, modulo 3, come before.
fn within(encoding: &data_encoding::Encoding, lead: usize, secret: &[u8]) -> String {
    let text = encoding.encode(&[&vec![0; lead], secret].concat());
    text[(lead * 8).div_ceil(6)..(lead + secret.len()) * 8 / 6].to_owned()
}

fn unpack(book: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut all = Vec::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

#[test]
fn a_canary_is_found_in_every_form_and_in_every_place() {
    let search = Search::of(["金丝雀", "JSQ2026"]);
    assert_eq!(search.find("一只麻雀 SQ2026".as_bytes()), None);
    for (secret, before) in ["金丝雀", "JSQ2026"].into_iter().flat_map(|s| ["", "a", "ab", "abc"].map(|b| (s, b))) {
        let text = format!("{before}{secret}的学生");
        let bytes = text.as_bytes();
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(7, 3, &text).unwrap();
        for told in [
            bytes.to_vec(),
            encoding_rs::GB18030.encode(&text).0.into_owned(),
            HEXLOWER.encode(bytes).into_bytes(),
            format!("\\x{}", HEXUPPER.encode(bytes)).into_bytes(),
            BASE64_NOPAD.encode(bytes).into_bytes(),
            BASE64URL_NOPAD.encode(bytes).into_bytes(),
            text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into_bytes(),
            [b"\xff\xfe", bytes].concat(),
            book.save_to_buffer().unwrap(),
        ] {
            assert_eq!(search.find(&told), Some(secret), "{}", String::from_utf8_lossy(&told));
        }
    }
}
