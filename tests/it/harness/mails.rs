//! Mails as their readers get them: the product writes each to a file.

use std::{cell::RefCell, collections::HashSet, fs, path::PathBuf};

/// A folder of mails.
pub struct Mailbox {
    pub(super) dir: PathBuf,
    read: RefCell<HashSet<PathBuf>>,
}

/// A mail.
#[derive(Clone, Debug)]
pub struct Letter {
    pub text: String,
    /// Behind `#` in its link: `<realm>.<token>`.
    pub token: String,
}

impl Mailbox {
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, read: RefCell::default() }
    }

    pub(super) fn unread(&self) -> impl Iterator<Item = PathBuf> {
        let all = fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|entry| entry.path());
        let read = self.read.borrow().clone();
        all.filter(move |file| file.extension().is_some_and(|e| e == "eml") && !read.contains(file))
    }

    /// Every mail ever sent, as it was sent and as it reads.
    pub fn all(&self) -> Vec<String> {
        let files = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let texts = files.map(|file| fs::read_to_string(file.path()).unwrap());
        texts.map(|text| format!("{text}\n{}", decode(&text))).collect()
    }

    #[track_caller]
    pub(super) fn read(&self, address: &str) -> Letter {
        let to = |file: &PathBuf| fs::read_to_string(file).unwrap().contains(address);
        let mut found: Vec<_> = self.unread().filter(to).collect();
        assert_eq!(found.len(), 1, "mails to {address}");
        let file = found.remove(0);
        let letter = Letter::of(&fs::read_to_string(&file).unwrap());
        self.read.borrow_mut().insert(file);
        letter
    }
}

impl Letter {
    /// As it was sent.
    pub fn of(sent: &str) -> Self {
        let text = decode(sent);
        // A letter about a task leads to a page, and has none.
        let token = ["/activate#", "/register#"].iter().find_map(|page| text.split(page).nth(1)).unwrap_or_default();
        let token = token.split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).next().unwrap().to_owned();
        Self { text, token }
    }
}

/// Every part of a mail as text, one after the other; enough for our own letters.
fn decode(mail: &str) -> String {
    let boundary = mail.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next());
    let parts = boundary.map_or_else(|| vec![mail], |boundary| mail.split(boundary).skip(2).collect());
    parts
        .into_iter()
        .filter_map(|part| part.split_once("\r\n\r\n"))
        .map(|(head, body)| decode_part(head, body))
        .collect()
}

fn decode_part(head: &str, body: &str) -> String {
    let head = head.to_lowercase();
    let body = body.trim_end_matches("--");
    if head.contains("content-transfer-encoding: base64") {
        let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        return String::from_utf8(data_encoding::BASE64.decode(body.as_bytes()).unwrap()).unwrap();
    }
    if !head.contains("quoted-printable") {
        return body.to_owned();
    }
    let joined = body.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.bytes());
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'=' { quoted(&mut rest) } else { byte });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte behind `=`, written as two hex digits.
fn quoted(rest: &mut impl Iterator<Item = u8>) -> u8 {
    let hex: String = rest.take(2).map(char::from).collect();
    u8::from_str_radix(&hex, 16).unwrap_or(b'=')
}
