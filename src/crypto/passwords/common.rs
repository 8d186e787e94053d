//! Passwords that are tried first (ASVS 5.0 6.2.4 asks for 3,000 that the other rules let through): a list, and what is a word of it
//! with digits and symbols around it or in the place of letters, as complexity rules make people write it.

use std::{collections::HashSet, sync::LazyLock};

/// Where it comes from stands in its head, which an empty line ends.
const FILE: &str = include_str!("common.txt");

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| listed().collect());

fn listed() -> impl Iterator<Item = &'static str> {
    FILE.split_once("\n\n").map_or("", |(_head, list)| list).lines()
}

/// Whether a password in lower case is common, or made of fewer than four different characters.
pub(super) fn is_common(lower: &str) -> bool {
    let different: HashSet<char> = lower.chars().collect();
    different.len() < 4 || COMMON.contains(lower) || cores(lower).iter().any(|core| COMMON.contains(core.as_str()))
}

/// The word inside: without what stands around it, and with letters for the signs that are written in their stead. A `1` may stand for two.
pub(super) fn cores(lower: &str) -> [String; 2] {
    let inside = lower.trim_matches(|c: char| !c.is_alphabetic());
    ["i", "l"].map(|one| letters(&inside.replace('1', one)))
}

/// Letters and digits alone, signs that stand for letters being read as such.
pub(super) fn letters(text: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        c => c,
    };
    text.chars().map(letter).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_sorted_and_in_the_form_that_is_looked_up() {
        let list: Vec<_> = listed().collect();
        assert!(list.iter().filter(|line| line.chars().count() >= 8).count() >= 3_000);
        assert!(list.is_sorted_by(|one, next| one < next), "sorted, each once");
        assert!(list.iter().all(|line| *line == line.to_lowercase() && line.len() >= 4), "in lower case");
    }

    #[test]
    fn signs_around_and_inside_a_common_word_hide_it_from_nobody() {
        for known in ["password", "p@ssw0rd2026!", "__iloveyou__", "1qaz2wsx", "dragon#19900101", "we1come@2026"] {
            assert!(is_common(known), "{known}");
        }
        for unknown in ["correct horse battery", "9f!kd-tiger-lantern", "春眠不觉晓处处闻啼鸟"] {
            assert!(!is_common(unknown), "{unknown}");
        }
    }
}
