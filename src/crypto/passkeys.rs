//! Passkeys (WebAuthn level 3), by the library that verifies them.
//!
//! One rule: what was asked never leaves the server but as the question itself. A passkey is bound to a host name, never to an
//! address, so a node that is reached by an address offers none.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, RequestChallengeResponse, Url, Webauthn, WebauthnBuilder, WebauthnError,
};

/// Asks for passkeys and verifies them, for one host name.
#[derive(Clone)]
pub struct Passkeys(Option<Arc<Webauthn>>);

/// A question to the browser, and what the server keeps until it is answered.
pub struct Asked {
    /// Options for `navigator.credentials`.
    pub options: Value,
    /// Kept on the server.
    pub state: Value,
}

/// Why a passkey was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// This node is reached by an address.
    #[error("passkeys need a host name")]
    NoHostName,
    /// The answer is not of the question, or does not verify.
    #[error("the passkey was not accepted")]
    Refused(#[from] WebauthnError),
    /// The answer, or what was stored, has another shape.
    #[error("not a passkey's answer")]
    Malformed(#[from] serde_json::Error),
}

impl Passkeys {
    /// For the address under which people reach the console, such as `https://huixin.example.edu.cn`.
    pub fn of(base_url: &str) -> Self {
        let built = Url::parse(base_url).ok().and_then(|url| {
            let host = url.domain()?.to_owned();
            WebauthnBuilder::new(&host, &url).ok()?.rp_name("会心 Huixin").build().ok()
        });
        Self(built.map(Arc::new))
    }

    /// Whether passkeys are offered at all.
    pub fn is_offered(&self) -> bool {
        self.0.is_some()
    }

    /// Ask for a new passkey, other than those that the account has.
    pub fn ask_new(&self, account: Uuid, login: &str, name: &str, held: &[Value]) -> Result<Asked, PasskeyError> {
        let held = read(held)?.iter().map(|passkey: &Passkey| passkey.cred_id().clone()).collect();
        let (options, state): (CreationChallengeResponse, PasskeyRegistration) =
            self.webauthn()?.start_passkey_registration(account, login, name, Some(held))?;
        Ok(Asked { options: serde_json::to_value(options)?, state: serde_json::to_value(state)? })
    }

    /// The new passkey with the identifier that the authenticator gave it.
    pub fn accept_new(&self, state: Value, answer: Value) -> Result<(Vec<u8>, Value), PasskeyError> {
        let (answer, state): (RegisterPublicKeyCredential, PasskeyRegistration) =
            (serde_json::from_value(answer)?, serde_json::from_value(state)?);
        let passkey = self.webauthn()?.finish_passkey_registration(&answer, &state)?;
        Ok((passkey.cred_id().to_vec(), serde_json::to_value(passkey)?))
    }

    /// Ask for a proof with any of these passkeys.
    pub fn ask_proof(&self, held: &[Value]) -> Result<Asked, PasskeyError> {
        let (options, state): (RequestChallengeResponse, PasskeyAuthentication) =
            self.webauthn()?.start_passkey_authentication(&read(held)?)?;
        Ok(Asked { options: serde_json::to_value(options)?, state: serde_json::to_value(state)? })
    }

    /// Which of the passkeys proved itself, by its number in `held`, and as it is to be kept from now on. A counter that went
    /// back is refused.
    pub fn accept_proof(&self, state: Value, answer: Value, held: &[Value]) -> Result<(usize, Value), PasskeyError> {
        let (answer, state): (PublicKeyCredential, PasskeyAuthentication) =
            (serde_json::from_value(answer)?, serde_json::from_value(state)?);
        let result = self.webauthn()?.finish_passkey_authentication(&answer, &state)?;
        let mut held: Vec<Passkey> = read(held)?;
        let at = held.iter().position(|passkey| passkey.cred_id() == result.cred_id());
        let at = at.ok_or(WebauthnError::CredentialNotFound)?;
        held[at].update_credential(&result);
        Ok((at, serde_json::to_value(&held[at])?))
    }

    fn webauthn(&self) -> Result<&Webauthn, PasskeyError> {
        self.0.as_deref().ok_or(PasskeyError::NoHostName)
    }
}

fn read(held: &[Value]) -> Result<Vec<Passkey>, serde_json::Error> {
    held.iter().map(|passkey| serde_json::from_value(passkey.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_host_name_offers_passkeys_and_an_address_does_not() {
        assert!(Passkeys::of("https://huixin.example.edu.cn").is_offered());
        assert!(Passkeys::of("http://localhost:8080").is_offered());
        for address in ["http://127.0.0.1:8080", "http://[::1]:8080", "nonsense"] {
            assert!(!Passkeys::of(address).is_offered(), "{address}");
        }
        let refused = Passkeys::of("http://127.0.0.1:8080").ask_proof(&[]);
        assert!(matches!(refused, Err(PasskeyError::NoHostName)));
    }

    #[test]
    fn a_question_names_the_host_and_asks_for_a_verified_user() {
        let passkeys = Passkeys::of("https://huixin.example.edu.cn");
        let asked = passkeys.ask_new(Uuid::nil(), "li.na", "李娜", &[]).unwrap();
        let options = &asked.options["publicKey"];
        assert_eq!(options["rp"]["id"], "huixin.example.edu.cn");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert!(matches!(passkeys.accept_new(asked.state, json!({})), Err(PasskeyError::Malformed(_))));
    }
}
