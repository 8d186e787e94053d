//! The two languages of everything that a user reads.

use super::text_enum;

text_enum! {
    /// Language of a text for users; by its tag (RFC 5646).
    pub enum Lang ("lang_unknown") {
        /// Chinese; the default.
        Zh = "zh-CN", "中文", "Chinese", "zh";
        /// English.
        En = "en", "英文", "English";
    }
}

impl Lang {
    /// Picks the text in this language.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}
