//! The texts a policy is made of: compiled in, or a folder of the same shape.

use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::PolicyError;
use crate::access::roles::ROLES_CSV;

const MODEL: &str = include_str!("../../../policies/model.conf");
/// Files with a meaning of their own; every other `.csv` is a domain's rows of policy.
const NOT_DOMAINS: [&str; 7] =
    ["model.conf", "roles.csv", "grants.csv", "keeps.csv", "separation.csv", "pairs.csv", "registrants.csv"];
/// Read by people.
const IGNORED: &str = "README.md";

/// One file of `policies/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name without folder: `identity.csv`.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// All files of a policy, in the order of their names.
#[derive(Debug, Clone)]
pub struct PolicySources {
    files: Vec<SourceFile>,
}

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        vec![$(SourceFile { name: $name.to_owned(), text: include_str!(concat!("../../../policies/", $name)).to_owned() }),+]
    };
}

impl PolicySources {
    /// `policies/` as it was when the program was built.
    pub fn embedded() -> Self {
        Self::from_files(embedded![
            "grants.csv",
            "identity.csv",
            "model.conf",
            "assessment.csv",
            "assignments.csv",
            "cockpit.csv",
            "emergencies.csv",
            "keeps.csv",
            "oneself.csv",
            "oversight.csv",
            "leave.csv",
            "pairs.csv",
            "places.csv",
            "registrants.csv",
            "registrations.csv",
            "commitments.csv",
            "roles.csv",
            "separation.csv",
            "services.csv",
            "sessions.csv",
            "support.csv",
        ])
    }

    /// These files.
    pub fn from_files(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Self { files }
    }

    /// A folder like `policies/`. A file of any other kind in it is an error: it would be silently without effect.
    pub fn read_directory(directory: &Path) -> Result<Self, PolicyError> {
        let fault = |at: &Path, what: &dyn std::fmt::Display| error(&at.display().to_string(), what);
        let entries = std::fs::read_dir(directory).map_err(|cause| fault(directory, &cause))?;
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|cause| fault(directory, &cause))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if name == IGNORED {
                continue;
            }
            if name != "model.conf" && !name.ends_with(".csv") {
                return Err(fault(&path, &"only model.conf, *.csv and README.md belong here"));
            }
            let text = std::fs::read_to_string(&path).map_err(|cause| fault(&path, &cause))?;
            files.push(SourceFile { name, text });
        }
        Ok(Self::from_files(files))
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.name.as_str())
    }

    /// Roles and model are part of the program: a folder may repeat them, but not change them.
    pub(super) fn check_compiled_in(&self) -> Result<(), PolicyError> {
        for (name, text) in [("model.conf", MODEL), ("roles.csv", ROLES_CSV)] {
            if self.file(name)?.text != text {
                return Err(error(name, &"differs from the one this program was built with"));
            }
        }
        Ok(())
    }

    /// Casbin's model, compiled in.
    pub const fn model(&self) -> &'static str {
        MODEL
    }

    pub(super) fn file(&self, name: &str) -> Result<&SourceFile, PolicyError> {
        self.files.iter().find(|file| file.name == name).ok_or_else(|| error(name, &"is missing"))
    }

    /// The files that hold rows of policy.
    pub(super) fn domains(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| !NOT_DOMAINS.contains(&file.name.as_str()))
    }

    /// SHA-256 over names and texts, each with its length, so that no text can pass for two.
    pub(super) fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.files.iter().flat_map(|file| [&file.name, &file.text]) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        HEXLOWER.encode(&hash.finalize())
    }
}

/// One row of a file: its line, counted from 1, and its fields.
pub(in crate::access) struct Line<'a> {
    file: &'a str,
    number: usize,
    /// Trimmed, none empty.
    pub fields: Vec<&'a str>,
}

impl SourceFile {
    /// The rows: lines that are neither blank nor a `#` comment. There are no quotes and no empty fields.
    pub(in crate::access) fn rows(&self) -> impl Iterator<Item = Result<Line<'_>, PolicyError>> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(number, line)| {
            let fields: Vec<_> = line.split(',').map(str::trim).collect();
            let line = Line { file: &self.name, number, fields };
            if line.fields.iter().any(|field| field.is_empty() || field.contains('"')) {
                return Err(line.error("an empty or quoted field"));
            }
            Ok(line)
        })
    }

    /// The rows below a head that must read exactly so.
    pub(in crate::access) fn rows_below(
        &self,
        head: &str,
    ) -> Result<impl Iterator<Item = Result<Line<'_>, PolicyError>>, PolicyError> {
        let mut rows = self.rows();
        match rows.next().transpose()? {
            Some(first) if first.fields.join(",") == head => Ok(rows),
            _ => Err(error(&self.name, &format!("the first row must be `{head}`"))),
        }
    }
}

impl<'a> Line<'a> {
    /// Where it stands: `policies/identity.csv:12`.
    pub fn at(&self) -> String {
        format!("policies/{}:{}", self.file, self.number)
    }

    /// A fault of this line.
    pub fn error(&self, what: impl std::fmt::Display) -> PolicyError {
        PolicyError { at: self.at(), what: what.to_string() }
    }

    /// Its fields, if they are as many as expected.
    pub fn exactly<const N: usize>(&self) -> Result<[&'a str; N], PolicyError> {
        let found = self.fields.len();
        self.fields.clone().try_into().map_err(|_| self.error(format!("{N} fields expected, {found} found")))
    }
}

/// A fault of a whole file.
pub(in crate::access) fn error(name: &str, what: &dyn std::fmt::Display) -> PolicyError {
    let at = if name.contains('/') { name.to_owned() } else { format!("policies/{name}") };
    PolicyError { at, what: what.to_string() }
}
