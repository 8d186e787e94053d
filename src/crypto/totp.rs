//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds, as authenticator apps expect them.
//!
//! One rule: a code is compared in constant time and tells which step it belongs to, so that a step is accepted once.

use std::fmt;

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Totp};

/// Bytes of a secret (RFC 4226 §4 R6).
const LENGTH: usize = 20;

/// What an authenticator app and the platform share.
#[derive(Clone)]
pub struct TotpSecret([u8; LENGTH]);

impl TotpSecret {
    /// A fresh secret.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// From what was stored; none unless it has the right length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// What is stored, sealed.
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// Base32 without padding (RFC 4648 §6): what one types into an app.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The address that an app reads from a QR code. Issuer and account must be plain ASCII words.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.base32())
    }

    /// The code of a moment.
    pub fn code(&self, at: DateTime<Utc>) -> String {
        self.totp().generate(seconds(at)).to_string()
    }

    /// The step that a code belongs to: this one, the one before or the next (RFC 6238 §5.2); none for anything else.
    pub fn step(&self, code: &str, at: DateTime<Utc>) -> Option<i64> {
        let plain = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let step = plain.then(|| self.totp().check(code, seconds(at))).flatten()?;
        i64::try_from(step).ok()
    }

    fn totp(&self) -> Totp {
        Builder::new().with_secret(self.0.as_slice()).build_noncompliant()
    }
}

fn seconds(at: DateTime<Utc>) -> u64 {
    at.timestamp().unsigned_abs()
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn rfc() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = DateTime::from_timestamp(time, 0).unwrap();
            assert_eq!(rfc().code(at), code);
            assert_eq!(rfc().step(code, at), Some(time / 30));
        }
    }

    #[test]
    fn a_code_lives_for_its_step_and_one_on_either_side() {
        let at = DateTime::from_timestamp(1_000_000_000, 0).unwrap();
        let code = rfc().code(at);
        let after = |steps: i64| rfc().step(&code, at + TimeDelta::seconds(30 * steps));
        let step = Some(1_000_000_000 / 30);
        assert_eq!([-2_i64, -1, 0, 1, 2].map(after), [None, step, step, step, None]);
    }

    #[test]
    fn anything_but_six_ascii_digits_is_no_code() {
        let at = DateTime::from_timestamp(59, 0).unwrap();
        for text in ["", "28708", "2870820", " 287082", "28708a", "２８７０８２", "+87082", "-1"] {
            assert_eq!(rfc().step(text, at), None, "{text}");
        }
    }

    #[test]
    fn an_app_is_told_the_secret_in_base32_and_a_log_is_not() {
        let uri = rfc().uri("Huixin", "51.li.na");
        assert_eq!(uri, "otpauth://totp/Huixin:51.li.na?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Huixin");
        assert_eq!(format!("{:?}", rfc()), "TotpSecret(…)");
        assert!(TotpSecret::from_bytes(b"short").is_none());
    }
}
