//! Mails as their readers get them: the product writes each to a file.

use std::{cell::RefCell, collections::HashSet, fs, path::PathBuf};

pub(super) struct Mailbox {
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
    pub(super) fn new(dir: PathBuf) -> Self {
        Self { dir, read: RefCell::default() }
    }

    pub(super) fn unread(&self) -> impl Iterator<Item = PathBuf> {
        let all = fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|entry| entry.path());
        let read = self.read.borrow().clone();
        all.filter(move |file| file.extension().is_some_and(|e| e == "eml") && !read.contains(file))
    }

    #[track_caller]
    pub(super) fn read(&self, address: &str) -> Letter {
        let to = |file: &PathBuf| fs::read_to_string(file).unwrap().contains(address);
        let mut found: Vec<_> = self.unread().filter(to).collect();
        assert_eq!(found.len(), 1, "mails to {address}");
        let file = found.remove(0);
        let text = decode(&fs::read_to_string(&file).unwrap());
        self.read.borrow_mut().insert(file);
        let token = text.split("/activate#").nth(1).expect("the mail has no link");
        let token = token.split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).next().unwrap().to_owned();
        Letter { text, token }
    }
}

/// The first base64 or quoted-printable part as text; enough for our own letters.
fn decode(mail: &str) -> String {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    if head.to_lowercase().contains("content-transfer-encoding: base64") {
        let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        return String::from_utf8(data_encoding::BASE64.decode(body.as_bytes()).unwrap()).unwrap();
    }
    let mut bytes = Vec::new();
    let joined = body.replace("=\r\n", "");
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'=' => {
                let hex = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap_or(b'='));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
