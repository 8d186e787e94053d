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
    /// The first language of an `Accept-Language` header that the product speaks (RFC 9110 §12.5.4, in the order of mention).
    pub fn accepted(header: Option<&str>) -> Self {
        let known = |range: &str| {
            let tag = range.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
            match tag.get(..2) {
                Some("zh") => Some(Self::Zh),
                Some("en") => Some(Self::En),
                _ => None,
            }
        };
        header.unwrap_or("").split(',').find_map(known).unwrap_or(Self::Zh)
    }

    /// Picks the text in this language.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}
