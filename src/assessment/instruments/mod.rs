//! Instruments: questionnaires as reviewed definitions, one toml per published version, and how their answers are scored.
//!
//! One rule: what an instrument says is data. Scoring knows no instrument by name, and a published version never changes: a
//! correction is a new version. Nothing in here may ask a database or a clock, and nothing in here is a diagnosis.

mod check;
mod definition;
mod paper;
mod score;
#[cfg(test)]
mod tests;

use std::{ops::RangeInclusive, sync::LazyLock};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

pub use self::{
    definition::{Algorithm, Band, Definition, Factor, Item, Text},
    paper::{Paper, Verdict},
    score::{AnswerFault, FactorScore, Flags, Score},
};
pub use crate::codes::Level;
use crate::{codes::Lang, db::InstrumentVersion};

/// In the order in which they are offered.
const SHIPPED: [&str; 5] = [
    include_str!("phq-9.toml"),
    include_str!("phq-4.toml"),
    include_str!("phq-15.toml"),
    include_str!("gad-7.toml"),
    include_str!("who-5.toml"),
];

/// A version of an instrument, ready to score. What it shows lives as long as the program.
#[derive(Debug)]
pub struct Instrument {
    id: String,
    definition: &'static Definition,
    toml: &'static str,
    lowest: u8,
    highest: u8,
    /// By item: its answers count the other way round.
    reverse: Vec<bool>,
    /// By item: left blank it counts as the lowest answer.
    may_be_blank: Vec<bool>,
}

/// Every version that the product brings along; read once. A definition that is not sound ends the program, and a test before it.
pub fn shipped() -> &'static [Instrument] {
    static READ: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
        let read = |toml| Instrument::read(toml).unwrap_or_else(|fault| panic!("a shipped instrument: {fault:#}"));
        SHIPPED.into_iter().map(read).collect()
    });
    &READ
}

/// The version with this id, such as `phq-9@1`.
pub fn find(id: &str) -> Option<&'static Instrument> {
    shipped().iter().find(|instrument| instrument.id == id)
}

/// The newest version of an instrument, such as `phq-9`.
pub fn newest(code: &str) -> Option<&'static Instrument> {
    shipped().iter().filter(|instrument| instrument.code() == code).max_by_key(|instrument| instrument.version())
}

/// The shipped versions as the ministry stores them.
pub fn versions() -> Vec<InstrumentVersion> {
    let version = |instrument: &Instrument| InstrumentVersion {
        id: instrument.id.clone(),
        code: instrument.code().to_owned(),
        version: instrument.version(),
        title_zh: instrument.title(Lang::Zh).to_owned(),
        title_en: instrument.title(Lang::En).to_owned(),
        licence: instrument.definition.licence.clone(),
        definition: instrument.toml.to_owned(),
        sha256: instrument.sha256(),
    };
    shipped().iter().map(version).collect()
}

impl Instrument {
    /// Read a definition and check that it is sound. It is kept for good.
    fn read(toml: &'static str) -> Result<Self> {
        let definition: Definition = toml::from_str(toml).context("not a definition of an instrument")?;
        let id = format!("{}@{}", definition.code, definition.version);
        check::check(&definition).with_context(|| id.clone())?;
        let definition: &'static Definition = Box::leak(Box::new(definition));
        let marked = |items: &[usize]| (1..=definition.items.len()).map(|item| items.contains(&item)).collect();
        Ok(Self {
            id,
            toml,
            lowest: definition.lowest(),
            highest: definition.highest(),
            reverse: marked(&definition.reverse),
            may_be_blank: marked(&definition.validity.may_be_blank),
            definition,
        })
    }

    /// Such as `phq-9@1`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Such as `phq-9`.
    pub fn code(&self) -> &str {
        &self.definition.code
    }

    /// From 1 up.
    pub fn version(&self) -> u16 {
        self.definition.version
    }

    /// Its name.
    pub fn title(&self, lang: Lang) -> &str {
        self.definition.title.text(lang)
    }

    /// What is asked, in order.
    pub fn items(&self) -> &[Item] {
        &self.definition.items
    }

    /// Whether every wording was compared with the official translation.
    pub fn wording_is_checked(&self) -> bool {
        self.definition.items.iter().all(|item| item.wording.is_none())
            && self.definition.options.iter().all(|option| option.wording.is_none())
    }

    /// What may be answered to each item.
    pub fn answer_range(&self) -> RangeInclusive<u8> {
        self.lowest..=self.highest
    }

    /// Everything that the definition says.
    pub fn definition(&self) -> &'static Definition {
        self.definition
    }

    /// The definition as it was reviewed.
    pub fn toml(&self) -> &'static str {
        self.toml
    }

    /// SHA-256 of the definition's text.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.toml).into()
    }
}
