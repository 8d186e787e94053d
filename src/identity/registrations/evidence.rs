//! Files of evidence: what they are is told by their content, not by their name (ASVS 5.2.2); they are sealed before they are kept.

use uuid::Uuid;

use super::store::{self, ByApplicant};
use crate::{
    access::OpenEvidence,
    codes::{Evidence, Place, tidy},
    crypto::sealing::{self, Cell},
    db::{Keyring, Tx},
    error::{Error, Fault, Result},
    http::File,
};

/// Largest file, in MiB.
pub(super) const MOST_MIB: usize = 5;

/// A file that was handed in, as far as it can be kept.
pub(super) struct Handed {
    pub(super) kind: Evidence,
    pub(super) name: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// What is accepted, by its first bytes.
const MEDIA: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xFF\xD8\xFF", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1A\n", "image/png", "png"),
];

impl Handed {
    /// A PDF, JPEG or PNG of at most 5 MiB.
    pub(super) fn parse(kind: Evidence, name: &str, bytes: Vec<u8>) -> Result<Self> {
        if bytes.len() > MOST_MIB << 20 {
            let fault = Fault::at("/evidence", "evidence_too_large").with("max", format!("{MOST_MIB} MiB"));
            return Err(Error::invalid(vec![fault]));
        }
        let known = MEDIA.iter().find(|(first, ..)| bytes.starts_with(first));
        let Some((_, media_type, extension)) = known else {
            return Err(Error::invalid_field("/evidence", "evidence_type_unknown"));
        };
        // A name is what people read; the ending is ours, so that it never says something else than the content.
        let name: String = tidy(name).chars().filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c)).collect();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).trim_matches(['.', ' ']);
        let stem: String = if stem.is_empty() { kind.zh() } else { stem }.chars().take(80).collect();
        Ok(Self { kind, name: format!("{stem}.{extension}"), media_type, bytes })
    }
}

/// Seal and keep a file.
pub(super) async fn add<O: ByApplicant>(
    tx: &mut Tx<O>,
    keys: &Keyring,
    registration: Uuid,
    file: &Handed,
) -> Result<()> {
    let id = tx.new_id();
    let key = keys.registrations(tx.place()).await?;
    let sealed = sealing::seal(&key, cell(tx.place(), id), &file.bytes).map_err(anyhow::Error::from)?;
    store::insert_evidence(tx, registration, id, file, &sealed).await
}

/// Open a file for a reviewer.
pub(super) async fn open(tx: &mut Tx<OpenEvidence>, keys: &Keyring, registration: Uuid, id: Uuid) -> Result<File> {
    let (name, media_type, sealed) = store::evidence(tx, registration, id).await?.ok_or_else(Error::not_found)?;
    let key = keys.registrations(tx.place()).await?;
    let bytes = sealing::open(&key, cell(tx.place(), id), &sealed).map_err(anyhow::Error::from)?;
    let media_type = MEDIA.iter().map(|(_, media, _)| *media).find(|media| *media == media_type);
    Ok(File { name, media_type: media_type.unwrap_or("application/octet-stream"), bytes })
}

fn cell(place: Place, id: Uuid) -> Cell<'static> {
    Cell { place: place.as_str(), table: "registration_file", column: "sealed", row: id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        let parse = |name: &str, bytes: &[u8]| {
            Handed::parse(Evidence::StaffId, name, bytes.to_vec()).map(|file| (file.name, file.media_type))
        };
        assert_eq!(parse("工作证.png", b"%PDF-1.7\n").unwrap(), ("工作证.pdf".to_owned(), "application/pdf"));
        assert_eq!(parse("a.b.jpeg", b"\xFF\xD8\xFF\xE0").unwrap().0, "a.b.jpg");
        assert_eq!(parse("../../etc/passwd", b"%PDF-").unwrap().0, "工作证件.pdf");
        assert_eq!(parse("../表.pdf", b"%PDF-").unwrap().0, "表.pdf");
        assert_eq!(parse("", b"%PDF-").unwrap().0, "工作证件.pdf");
        for other in [&b"MZ\x90"[..], b"<html>", b"", b" %PDF-", b"PK\x03\x04"] {
            assert_eq!(parse("证.pdf", other).unwrap_err().code(), "validation_failed", "{other:?}");
        }
        assert!(parse("a.pdf", &[b"%PDF-".to_vec(), vec![0; MOST_MIB << 20]].concat()).is_err());
    }
}
