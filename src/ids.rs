//! Identifiers as types, so that one kind is never passed for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// A person's account in one realm.
    AccountId
    /// A file of schools or of staff that was uploaded; also names the fan-out of a national one.
    ImportId
    /// A campaign: one year's assessment.
    CampaignId
    /// A file of results that was uploaded.
    ResultImportId
    /// One student's result in one campaign; derived, so that a corrected row keeps it.
    ResultId
    /// A line of the audit log.
    AuditId
}
