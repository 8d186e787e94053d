//! The mail server of the tests: a process of its own (`server.py`, on Debian's `python3-aiosmtpd`), with certificates of its own.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

pub const USERNAME: &str = "huixin";
pub const PASSWORD: &str = "the-mail-password";

/// A running mail server.
pub struct MailServer {
    child: Child,
    tell: ChildStdin,
    hear: BufReader<ChildStdout>,
    pub ports: Ports,
    dir: TempDir,
}

#[derive(Deserialize)]
pub struct Ports {
    pub starttls: u16,
    pub tls: u16,
}

/// What a server heard.
#[derive(Debug, Deserialize)]
pub struct Journal {
    /// Steps of conversations.
    pub heard: Vec<String>,
    /// Letters that arrived, as they were sent.
    pub letters: Vec<String>,
}

impl MailServer {
    pub fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        certificates(dir.path());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mail/server.py");
        // Debian's interpreter, which has Debian's packages.
        let mut child = Command::new("/usr/bin/python3")
            .args([script, dir.path().to_str().unwrap(), USERNAME, PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (tell, mut hear) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut line = String::new();
        hear.read_line(&mut line).unwrap();
        let ports = serde_json::from_str(&line).expect("the mail server did not start: is python3-aiosmtpd there?");
        Self { child, tell, hear, ports, dir }
    }

    /// The authority of its certificates.
    pub fn authority(&self) -> PathBuf {
        self.dir.path().join("ca.crt")
    }

    /// A file with the account's password.
    pub fn password_file(&self) -> PathBuf {
        let file = self.dir.path().join("password");
        fs::write(&file, PASSWORD).unwrap();
        file
    }

    /// How to behave from now on; what was heard before.
    pub fn behave(&mut self, how: &Value) -> Journal {
        writeln!(self.tell, "{how}").unwrap();
        let mut line = String::new();
        self.hear.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Behave well from now on; what was heard before.
    pub fn behave_well(&mut self) -> Journal {
        self.behave(&json!({}))
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// An authority, a certificate of it for this machine's name, and one for another's.
fn certificates(dir: &Path) {
    fs::write(dir.join("config"), "[req]\ndistinguished_name = dn\n[dn]\n").unwrap();
    let make = |name: &str, extensions: &[&str], issuer: &[&str]| {
        let (key, certificate, subject) = (format!("{name}.key"), format!("{name}.crt"), format!("/CN={name}"));
        let mut command = Command::new("openssl");
        command.current_dir(dir).args(["req", "-x509", "-config", "config", "-days", "2", "-nodes", "-newkey", "ec"]);
        command.args([
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-subj",
            &subject,
            "-keyout",
            &key,
            "-out",
            &certificate,
        ]);
        for extension in extensions {
            command.args(["-addext", extension]);
        }
        let made = command.args(issuer).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    make("ca", &["basicConstraints=critical,CA:TRUE"], &[]);
    for name in ["localhost", "elsewhere"] {
        let extensions = [format!("subjectAltName=DNS:{name}"), "basicConstraints=critical,CA:FALSE".to_owned()];
        make(name, &extensions.each_ref().map(String::as_str), &["-CA", "ca.crt", "-CAkey", "ca.key"]);
    }
}
