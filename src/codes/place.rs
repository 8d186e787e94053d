//! Where an operation happens: the ministry or one province.

use std::{fmt, str::FromStr};

use super::{CodeError, ProvinceCode};

/// A place has a schema, its own logins and its own accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The national level; schema `ministry`.
    Ministry,
    /// A tenant; schema `province_<code>`.
    Province(ProvinceCode),
}

impl Place {
    /// The ministry, then every tenant.
    pub fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Ministry).chain(ProvinceCode::ALL.into_iter().map(Self::Province))
    }

    /// `ministry` or the province's code: the realm in a session cookie.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Province(code) => code.as_str(),
        }
    }

    /// The Postgres schema, and the prefix of its roles.
    pub fn schema(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Province(code) => code.schema(),
        }
    }

    /// Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Ministry => "教育部",
            Self::Province(code) => code.zh(),
        }
    }

    /// English name.
    pub fn en(self) -> &'static str {
        match self {
            Self::Ministry => "Ministry of Education",
            Self::Province(code) => code.en(),
        }
    }
}

impl From<ProvinceCode> for Place {
    fn from(code: ProvinceCode) -> Self {
        Self::Province(code)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Place {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        match text {
            "ministry" => Ok(Self::Ministry),
            code => code.parse().map(Self::Province),
        }
    }
}
