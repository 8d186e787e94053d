//! The platform's rules, which everybody acknowledges before anything else (R000-10.1, R000-10.2).
//!
//! One rule: a version's text never changes; a correction is a new version, and it blocks until it is acknowledged too. What may
//! be done before is said once, in `access/permit.rs`.

mod api;
mod store;

pub use api::RulesApi;
pub use store::acknowledge;

use crate::{codes::Lang, config::RULES_VERSION};

/// The text in force, as Markdown.
fn text(lang: Lang) -> &'static str {
    const { assert!(RULES_VERSION == 1, "name the files of the new version here") };
    lang.pick(include_str!("1.zh-CN.md"), include_str!("1.en.md"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_paragraphs_and_forbid_lending() {
        let heads = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
        let items = |text: &str| text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count();
        let (zh, en) = (text(Lang::Zh), text(Lang::En));
        assert_eq!((heads(zh), items(zh)), (heads(en), items(en)));
        assert!(zh.contains("严禁出借") && en.contains("Lending"));
    }
}
