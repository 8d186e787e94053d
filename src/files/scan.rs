//! Scans of papers that people hand in. What one is tells its content, not its name (ASVS 5.2.2).

use sha2::{Digest, Sha256};

use crate::{
    codes::tidy,
    error::{Error, Fault, Result},
};

/// Largest scan, in MiB.
pub const MOST_MIB: usize = 5;

/// What is accepted, by its first bytes.
const MEDIA: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xFF\xD8\xFF", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1A\n", "image/png", "png"),
];

/// A scan as it can be kept.
#[derive(Debug)]
pub struct Scan {
    /// What people read, with the ending that the content asks for.
    pub name: String,
    /// `application/pdf`, `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Scan {
    /// A PDF, JPEG or PNG of at most 5 MiB; `else_named` is what it is called when its name says nothing. Faults are told at `field`.
    pub fn parse(field: &str, name: &str, else_named: &str, bytes: Vec<u8>) -> Result<Self> {
        if bytes.len() > MOST_MIB << 20 {
            let fault = Fault::at(field, "evidence_too_large").with("max", format!("{MOST_MIB} MiB"));
            return Err(Error::invalid(vec![fault]));
        }
        let known = MEDIA.iter().find(|(first, ..)| bytes.starts_with(first));
        let Some((_, media_type, extension)) = known else {
            return Err(Error::invalid(vec![Fault::at(field, "evidence_type_unknown")]));
        };
        // The ending is ours, so that it never says something else than the content.
        let name: String = tidy(name).chars().filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c)).collect();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).trim_matches(['.', ' ']);
        let stem: String = if stem.is_empty() { else_named } else { stem }.chars().take(80).collect();
        Ok(Self { name: format!("{stem}.{extension}"), media_type, bytes })
    }

    /// Size in bytes, as the database keeps it.
    pub fn size(&self) -> i32 {
        i32::try_from(self.bytes.len()).unwrap_or(i32::MAX)
    }

    /// SHA-256 of the content.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }
}

/// A media type that was kept, as one that is accepted.
pub fn media_type(kept: &str) -> &'static str {
    MEDIA.iter().map(|(_, media, _)| *media).find(|media| *media == kept).unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_what_its_content_says() {
        let parse = |name: &str, bytes: &[u8]| {
            Scan::parse("/evidence", name, "工作证件", bytes.to_vec()).map(|scan| (scan.name, scan.media_type))
        };
        assert_eq!(parse("工作证.png", b"%PDF-1.7\n").unwrap(), ("工作证.pdf".to_owned(), "application/pdf"));
        assert_eq!(parse("a.b.jpeg", b"\xFF\xD8\xFF\xE0").unwrap().0, "a.b.jpg");
        assert_eq!(parse("../../etc/passwd", b"%PDF-").unwrap().0, "工作证件.pdf");
        assert_eq!(parse("../表.pdf", b"%PDF-").unwrap().0, "表.pdf");
        assert_eq!(parse("", b"%PDF-").unwrap().0, "工作证件.pdf");
        for other in [&b"MZ\x90"[..], b"<html>", b"", b" %PDF-", b"PK\x03\x04"] {
            assert_eq!(parse("证.pdf", other).unwrap_err().code(), "validation_failed", "{other:?}");
        }
        assert!(Scan::parse("/evidence", "a.pdf", "a", [b"%PDF-".to_vec(), vec![0; MOST_MIB << 20]].concat()).is_err());
    }
}
