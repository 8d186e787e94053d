//! Words of links.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    codes::{Place, text_enum},
    crypto::tokens::Token,
    identity::accounts::AccountState,
    ids::AccountId,
};

text_enum! {
    /// What a link is for.
    pub enum Purpose ("link_purpose_unknown") {
        /// Activate an invited account.
        Invite = "invite", "激活账号", "Activate an account";
        /// Set a new password.
        Reset = "reset", "重置密码", "Reset a password";
    }
}

impl Purpose {
    /// How long a link works: four days to activate, half an hour to reset.
    pub fn life(self) -> TimeDelta {
        match self {
            Self::Invite => TimeDelta::days(4),
            Self::Reset => TimeDelta::minutes(30),
        }
    }

    /// The state that an account must be in for such a link.
    pub fn wants(self) -> AccountState {
        match self {
            Self::Invite => AccountState::Invited,
            Self::Reset => AccountState::Active,
        }
    }
}

/// A live link with whom it is for.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) account: AccountId,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) school: Option<String>,
    pub(super) purpose: Purpose,
    pub(super) expires_at: DateTime<Utc>,
}

/// What a mailed link carries behind `#`: `<realm>.<token>`, as the realm and the token's hash.
pub(in crate::identity) fn parse_token(text: &str) -> Option<(Place, [u8; 32])> {
    let (realm, token) = text.split_once('.')?;
    let token: Token = token.parse().ok()?;
    Some((realm.parse().ok()?, *token.hash().as_bytes()))
}
