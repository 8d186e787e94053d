//! How the owner of an account is reached: sealed in the account's own row, opened for a letter.

use super::Keyring;
use crate::{
    codes::Place,
    crypto::{
        keys::DataKey,
        sealing::{self, Cell},
    },
    error::Result,
    ids::AccountId,
};

impl Keyring {
    /// Seal an address for the account's own row.
    pub async fn seal_address(&self, place: Place, account: AccountId, address: &str) -> Result<Vec<u8>> {
        seal_address(&self.contact(place).await?, place, account, address)
    }

    /// Open the address of an account's row.
    pub async fn open_address(&self, place: Place, account: AccountId, sealed: &[u8]) -> Result<String> {
        let address = sealing::open(&self.contact(place).await?, cell(place, account), sealed);
        Ok(String::from_utf8(address.map_err(anyhow::Error::from)?).map_err(anyhow::Error::from)?)
    }
}

/// Seal an address by the place's key for contacts, which is at hand where many are sealed.
pub fn seal_address(contact: &DataKey, place: Place, account: AccountId, address: &str) -> Result<Vec<u8>> {
    Ok(sealing::seal(contact, cell(place, account), address.as_bytes()).map_err(anyhow::Error::from)?)
}

/// What a sealed address is bound to.
fn cell(place: Place, account: AccountId) -> Cell<'static> {
    Cell { place: place.as_str(), table: "account", column: "email_sealed", row: account.0 }
}
