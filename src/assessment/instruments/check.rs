//! Whether a definition is sound: what a reviewer would have to compute by hand. All faults at once.

use std::collections::HashSet;

use anyhow::{Result, ensure};

use super::definition::{Algorithm, Cut, Definition, Factor};
use crate::codes::Level;

/// More answers to one item than any instrument offers.
pub(super) const MAX_OPTIONS: usize = 16;

/// More items than any instrument has; keeps every sum within 16 bits.
const MAX_ITEMS: usize = 600;

/// Refuse a definition that contradicts itself.
pub(super) fn check(definition: &Definition) -> Result<()> {
    let mut faults = Faults { of: definition, found: Vec::new() };
    faults.identity();
    faults.options();
    // The rest speaks of values, so there must be some.
    if faults.found.is_empty() {
        faults.items("reverse", &definition.reverse);
        faults.bands();
        definition.factors.iter().for_each(|factor| faults.factor(factor));
        faults.unique("factor", definition.factors.iter().map(|factor| &factor.code));
        faults.crisis();
        definition.algorithms.iter().for_each(|algorithm| faults.algorithm(algorithm));
        faults.unique("algorithm", definition.algorithms.iter().map(|algorithm| &algorithm.code));
        faults.validity();
    }
    ensure!(faults.found.is_empty(), faults.found.join("; "));
    Ok(())
}

struct Faults<'a> {
    of: &'a Definition,
    found: Vec<String>,
}

impl Faults<'_> {
    fn unless(&mut self, sound: bool, fault: impl FnOnce() -> String) {
        if !sound {
            self.found.push(fault());
        }
    }

    fn identity(&mut self) {
        let of = self.of;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        self.unless(!of.code.is_empty() && of.code.bytes().all(plain), || format!("code `{}` is not plain", of.code));
        self.unless(of.version > 0, || "versions begin at 1".to_owned());
        self.unless(of.total.times > 0 && of.total.over > 0, || "the total is 0, or divided by 0".to_owned());
        let mut texts = vec![&of.attribution, &of.licence, &of.source];
        for text in [&of.title, &of.period, &of.question] {
            texts.extend([&text.zh, &text.en]);
        }
        texts.extend(of.options.iter().flat_map(|named| [&named.zh, &named.en]));
        texts.extend(of.items.iter().flat_map(|named| [&named.zh, &named.en]));
        texts.extend(of.bands.iter().flat_map(|named| [&named.code, &named.zh, &named.en]));
        texts.extend(of.factors.iter().flat_map(|named| [&named.code, &named.zh, &named.en]));
        texts.extend(of.algorithms.iter().flat_map(|named| [&named.code, &named.zh, &named.en]));
        self.unless(texts.iter().all(|text| !text.trim().is_empty()), || "a text is empty".to_owned());
    }

    fn options(&mut self) {
        let of = self.of;
        let values: HashSet<u8> = of.options.iter().map(|option| option.value).collect();
        let (lowest, highest) = (usize::from(of.lowest()), usize::from(of.highest()));
        let gapless = values.len() == of.options.len() && values.len() == highest - lowest + 1;
        self.unless(gapless, || "the options' values have a gap or a double".to_owned());
        self.unless((2..=MAX_OPTIONS).contains(&of.options.len()), || format!("not 2 to {MAX_OPTIONS} options"));
        self.unless(highest < MAX_OPTIONS, || format!("an option's value is above {}", MAX_OPTIONS - 1));
        self.unless((1..=MAX_ITEMS).contains(&of.items.len()), || format!("not 1 to {MAX_ITEMS} items"));
    }

    /// A list of items: each exists, and none is named twice.
    fn items(&mut self, what: &str, items: &[usize]) {
        let known = 1..=self.of.items.len();
        for item in items.iter().filter(|item| !known.contains(item)) {
            self.found.push(format!("{what}: there is no item {item}"));
        }
        self.unique(&format!("{what}: item"), items.iter());
    }

    fn unique<T: std::hash::Hash + Eq + std::fmt::Display>(&mut self, what: &str, all: impl Iterator<Item = T>) {
        let mut seen = HashSet::new();
        for again in all {
            if let Some(first) = seen.replace(again) {
                self.found.push(format!("{what} {first} is named twice"));
            }
        }
    }

    /// Bands go up from the lowest total to the highest, each beginning where the last one ended.
    fn bands(&mut self) {
        let of = self.of;
        let raw = |value: u8| u16::from(value) * u16::try_from(of.items.len()).unwrap_or(u16::MAX);
        let (mut next, highest) = (of.total.of(raw(of.lowest())), of.total.of(raw(of.highest())));
        for band in &of.bands {
            self.unless(band.min == next, || format!("band {} begins at {}, not at {next}", band.code, band.min));
            self.unless(band.max >= band.min, || format!("band {} ends before it begins", band.code));
            self.unless(band.level != Level::Inv, || format!("band {}: a total is not invalid", band.code));
            next = band.max.saturating_add(1);
        }
        let last = next.saturating_sub(1);
        self.unless(!of.bands.is_empty() && last == highest, || format!("bands end at {last}, totals at {highest}"));
        self.unique("band", of.bands.iter().map(|band| &band.code));
    }

    fn factor(&mut self, factor: &Factor) {
        let of = self.of;
        let what = format!("factor {}", factor.code);
        self.items(&what, &factor.items);
        self.unless(!factor.items.is_empty(), || format!("{what} has no items"));
        let sum = |value: u8| usize::from(value) * factor.items.len();
        let apart = match factor.positive {
            Cut::AtLeast(cut) => sum(of.lowest()) < usize::from(cut) && usize::from(cut) <= sum(of.highest()),
            Cut::MeanAbove(cut) => u16::from(of.lowest()) <= cut && cut < u16::from(of.highest()),
        };
        self.unless(apart, || format!("{what} is always or never positive"));
        self.level(&what, factor.level);
    }

    fn crisis(&mut self) {
        let of = self.of;
        for crisis in &of.crisis {
            self.items("crisis", &[crisis.item]);
            self.value("crisis", crisis.at_least);
            self.level("crisis", crisis.level);
        }
    }

    fn algorithm(&mut self, algorithm: &Algorithm) {
        let what = format!("algorithm {}", algorithm.code);
        let items: Vec<usize> = algorithm.symptoms.iter().flat_map(|symptoms| symptoms.items.clone()).collect();
        self.items(&what, &items);
        algorithm.symptoms.iter().for_each(|symptoms| self.value(&what, symptoms.at_least));
        let count = &algorithm.count;
        let possible = 0 < count.min && count.min <= count.max && count.max <= items.len();
        self.unless(possible, || format!("{what}: no such number of symptoms"));
        self.unless(algorithm.any_of.iter().all(|item| items.contains(item)), || {
            format!("{what}: any_of names an item that is no symptom")
        });
        self.level(&what, algorithm.level);
    }

    fn validity(&mut self) {
        let of = self.of;
        self.unless(of.validity.max_missing < of.items.len(), || "every answer may be missing".to_owned());
        self.items("may_be_blank", &of.validity.may_be_blank);
    }

    /// A value that tells answers apart: the lowest would be reached by all.
    fn value(&mut self, what: &str, at_least: u8) {
        let apart = self.of.lowest() < at_least && at_least <= self.of.highest();
        self.unless(apart, || format!("{what}: at_least {at_least} is reached by all or by nobody"));
    }

    fn level(&mut self, what: &str, level: Option<Level>) {
        self.unless(level != Some(Level::Inv), || format!("{what}: nothing found makes a paper invalid"));
    }
}
