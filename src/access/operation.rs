//! What an operation is: its identity, its description, and the bounds that other floors write on `O`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::operations::CATALOGUE;

/// Where an operation happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// In the ministry's schema.
    Ministry,
    /// In one province's schema.
    Province,
    /// In the caller's own realm: the ministry or a province.
    Realm,
}

/// Whether an operation changes anything. A sensitive read writes its audit row, so it is a `Write`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Single statements on the reading login.
    Read,
    /// A transaction on the writing login, which ends in an audit row.
    Write,
    /// Single statements on the auditors' login.
    Audit,
    /// Single statements on the writing login, for what the reading login may not see (sessions, credentials).
    Session,
}

/// What the catalogue says of one operation.
#[derive(Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The Rust type: `CreateSchool`.
    pub type_name: &'static str,
    /// The name in policy rows, audit entries and the console: `school.create`.
    pub name: &'static str,
    /// The name in the OpenAPI document: `create_school`.
    pub operation_id: &'static str,
    /// Where it happens.
    pub level: Level,
    /// Whether it writes.
    pub access: Access,
    /// Whether only the system itself may run it.
    pub system: bool,
    /// One English sentence.
    pub doc: &'static str,
}

/// One operation, as a value: its row in the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(u16);

/// The text names no operation of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown operation `{0}`")]
pub struct UnknownOperation(pub String);

impl OperationId {
    pub(super) const fn from_row(row: u16) -> Self {
        Self(row)
    }

    /// Every operation, in the order of the catalogue.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..CATALOGUE.len()).map(|row| Self(row as u16))
    }

    /// What the catalogue says of it.
    pub fn info(self) -> &'static OperationInfo {
        &CATALOGUE[self.index()]
    }

    /// Its row in the catalogue, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its name: `school.create`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Read any of an operation's three names: `school.create`, `CreateSchool` or `create_school`.
    pub fn parse(text: &str) -> Result<Self, UnknownOperation> {
        let named = |info: &OperationInfo| [info.name, info.type_name, info.operation_id].contains(&text);
        Self::all().find(|id| named(id.info())).ok_or_else(|| UnknownOperation(text.to_owned()))
    }
}

impl fmt::Debug for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().type_name)
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for OperationId {
    type Err = UnknownOperation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for OperationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for OperationId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The types that say, at compile time, what the catalogue says in [`OperationInfo`].
pub(super) mod kind {
    pub enum Ministry {}
    pub enum Province {}
    pub enum Realm {}
    pub enum Read {}
    pub enum Write {}
    /// Access: reads what only auditors see.
    pub enum Audit {}
    /// Access: reads what the reading login may not see.
    pub enum Session {}
    pub enum People {}
    pub enum System {}

    /// Implemented by `operations!` alone, so that no operation is made anywhere else.
    pub trait Listed {}
}

/// One thing that a caller can be permitted to do. Only `operations!` implements it.
pub trait Operation: kind::Listed + Send + Sync + 'static {
    /// Its row in the catalogue.
    const ID: OperationId;
    /// Where it happens.
    type At;
    /// Whether it writes.
    type Access;
    /// Who may run it.
    type For;
}

macro_rules! bounds {
    ($($(#[$doc:meta])+ $bound:ident: $member:ident = $kind:ident;)+) => {$(
        $(#[$doc])+
        // The supertrait refuses an implementation by hand for an operation of another kind.
        pub trait $bound: Operation<$member = kind::$kind> {}
        impl<O: Operation<$member = kind::$kind>> $bound for O {}
    )+};
}

bounds! {
    /// Operations of the ministry.
    AtMinistry: At = Ministry;
    /// Operations of a province.
    AtProvince: At = Province;
    /// Operations of the caller's own realm, the ministry or a province.
    AtRealm: At = Realm;
    /// Operations that leave no trace.
    Reads: Access = Read;
    /// Operations that end in a commit.
    Writes: Access = Write;
    /// Operations that people run, if the policy allows it.
    ForPeople: For = People;
    /// Operations that only the system runs: jobs, sign-in, the host's command line.
    ForSystem: For = System;
}
