//! Which passwords are allowed: two named profiles, since the law and the guidelines contradict each other.
//!
//! One rule: a profile is a row of figures, and all of them are judged by the same code; whoever is told "no" is told every reason.

use chrono::TimeDelta;

use super::{LONGEST, NewPassword, bounded, common};
use crate::{
    codes::{pinyin::pinyin, tidy},
    config::PasswordProfile,
    error::Fault,
};

/// The product's own names.
const PRODUCT: [&str; 2] = ["会心", "huixin"];

/// What a profile asks of passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Shortest, in characters after NFKC, where a second factor is always asked for as well.
    shortest: usize,
    /// Shortest where the password alone opens something.
    shortest_alone: usize,
    /// How many of upper case, lower case, digits and others must occur.
    pub kinds: usize,
    /// How many of the account's last passwords, the present one among them, cannot be chosen again.
    pub remembered: usize,
    /// Days after which another must be chosen.
    pub days: Option<i64>,
}

/// GB/T 22239-2019 8.1.4.1 a): "身份鉴别信息具有复杂度要求并定期更换". The standard gives no figures. Ours are the common reading,
/// eight characters of three kinds, two characters longer; since a second factor goes with nearly every password, the period is long.
const DJBH3: Rules = Rules { shortest: 10, shortest_alone: 10, kinds: 3, remembered: 5, days: Some(365) };

/// NIST SP 800-63B-4 3.1.1.2 and ASVS 5.0 6.2: length, a list of common passwords, and nothing that people answer with `Summer2026!`.
const NIST: Rules = Rules { shortest: 8, shortest_alone: 15, kinds: 1, remembered: 0, days: None };

/// Who chooses a password, and what it must therefore not be.
#[derive(Clone, Debug, Default)]
pub struct Whose<'a> {
    /// Name to sign in with.
    pub login: &'a str,
    /// Names of the person and of the units it belongs to: none may be the password, nor may their pinyin.
    pub names: Vec<&'a str>,
    /// Whether the password opens anything without a second factor.
    pub alone: bool,
}

impl<'a> Whose<'a> {
    /// Of somebody of whom no more than the login is known.
    pub fn login(login: &'a str) -> Self {
        Self { login, ..Self::default() }
    }
}

impl Rules {
    /// Of a profile.
    pub const fn of(profile: PasswordProfile) -> Self {
        match profile {
            PasswordProfile::Djbh3 => DJBH3,
            PasswordProfile::Nist => NIST,
        }
    }

    /// Fewest characters, for a password that opens something `alone` or never does.
    pub const fn shortest(&self, alone: bool) -> usize {
        if alone { self.shortest_alone } else { self.shortest }
    }

    /// How long a password may be used.
    pub fn lasts(&self) -> Option<TimeDelta> {
        self.days.map(TimeDelta::days)
    }

    /// A new password; else all that is wrong with it, at this pointer. Of one that is too long nothing else is said.
    pub fn accept(&self, text: &str, pointer: &str, whose: &Whose<'_>) -> Result<NewPassword, Vec<Fault>> {
        let Some(password) = bounded(text) else {
            return Err(vec![Fault::at(pointer, "password_too_long").with("max", LONGEST)]);
        };
        let (lower, min) = (password.to_lowercase(), self.shortest(whose.alone));
        let login = whose.login.to_lowercase();
        let mut faults = Vec::new();
        if password.chars().count() < min {
            faults.push(Fault::at(pointer, "password_too_short").with("min", min));
        }
        if kinds(&password) < self.kinds {
            faults.push(Fault::at(pointer, "password_too_plain").with("kinds", self.kinds));
        }
        if password.chars().any(char::is_control) {
            faults.push(Fault::at(pointer, "password_invalid"));
        }
        if !login.is_empty() && lower.contains(&login) {
            faults.push(Fault::at(pointer, "password_contains_login"));
        }
        if PRODUCT.iter().chain(&whose.names).any(|name| is_name(&lower, name)) {
            faults.push(Fault::at(pointer, "password_is_name"));
        } else if common::is_common(&lower) {
            faults.push(Fault::at(pointer, "password_common"));
        }
        if faults.is_empty() { Ok(NewPassword(password)) } else { Err(faults) }
    }
}

/// How many of the four kinds occur. A 汉字 counts as a symbol does.
fn kinds(password: &str) -> usize {
    let kind = |c: char| match c {
        c if c.is_uppercase() => 0,
        c if c.is_lowercase() => 1,
        c if c.is_numeric() => 2,
        _ => 3,
    };
    let mut found = [0; 4];
    password.chars().for_each(|c| found[kind(c)] = 1);
    found.iter().sum()
}

/// Whether it is a name or its pinyin, whatever stands around it.
fn is_name(lower: &str, name: &str) -> bool {
    let name = tidy(name).to_lowercase();
    let read = pinyin(&name).0;
    let is = |text: &str| !name.is_empty() && (text == name || text == read);
    is(lower) || common::cores(lower).iter().any(|core| is(core) || *core == common::letters(&name))
}
