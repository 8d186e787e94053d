//! What every word has in common: one text form in JSON, in URLs and in SQL.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Full-width marks that belong in Chinese names: `中国石油大学（北京）` keeps its own brackets.
const CHINESE_MARKS: &str = "（），：；！？～";

/// One form for a text typed by a person: compatibility characters folded (full-width letters and
/// digits become ASCII; Chinese punctuation stays), blanks of any width trimmed and collapsed.
pub fn tidy(text: &str) -> String {
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return collapse(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if CHINESE_MARKS.contains(c) {
            folded.push(c);
        } else {
            folded.extend(std::iter::once(c).nfkc());
        }
    }
    let composed: String = folded.nfc().collect();
    collapse(&composed)
}

fn collapse(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut collapsed = words.next().unwrap_or_default().to_owned();
    for word in words {
        collapsed.push(' ');
        collapsed.push_str(word);
    }
    collapsed
}

/// Gives a type with `as_str` and `FromStr<Err = CodeError>` its text form everywhere: `Display`,
/// serde, OpenAPI (parameter, JSON, schema) and sqlx (`text`).
macro_rules! text_word {
    ($name:ident, $schema:expr) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl poem_openapi::types::Type for $name {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_ref() -> poem_openapi::registry::MetaSchemaRef {
                poem_openapi::registry::MetaSchemaRef::Reference(stringify!($name).to_owned())
            }

            fn register(registry: &mut poem_openapi::registry::Registry) {
                registry.create_schema::<Self, _>(stringify!($name).to_owned(), |_| $schema);
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl poem_openapi::types::ParseFromParameter for $name {
            fn parse_from_parameter(value: &str) -> poem_openapi::types::ParseResult<Self> {
                value.parse().map_err(poem_openapi::types::ParseError::custom)
            }
        }

        impl poem_openapi::types::ParseFromJSON for $name {
            fn parse_from_json(value: Option<serde_json::Value>) -> poem_openapi::types::ParseResult<Self> {
                match value.unwrap_or_default() {
                    serde_json::Value::String(text) => text.parse().map_err(poem_openapi::types::ParseError::custom),
                    other => Err(poem_openapi::types::ParseError::expected_type(other)),
                }
            }
        }

        impl poem_openapi::types::ToJSON for $name {
            fn to_json(&self) -> Option<serde_json::Value> {
                Some(self.as_str().into())
            }
        }

        impl sqlx::Type<sqlx::Postgres> for $name {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <str as sqlx::Type<sqlx::Postgres>>::type_info()
            }

            fn compatible(ty: &sqlx::postgres::PgTypeInfo) -> bool {
                <str as sqlx::Type<sqlx::Postgres>>::compatible(ty)
            }
        }

        impl sqlx::postgres::PgHasArrayType for $name {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <&str as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        impl sqlx::Encode<'_, sqlx::Postgres> for $name {
            fn encode_by_ref(
                &self,
                buf: &mut sqlx::postgres::PgArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <&str as sqlx::Encode<sqlx::Postgres>>::encode_by_ref(&self.as_str(), buf)
            }
        }

        impl sqlx::Decode<'_, sqlx::Postgres> for $name {
            fn decode(value: sqlx::postgres::PgValueRef<'_>) -> Result<Self, sqlx::error::BoxDynError> {
                Ok(<&str as sqlx::Decode<sqlx::Postgres>>::decode(value)?.parse()?)
            }
        }
    };
}

/// A closed list of words: identifier, Chinese and English name, further Chinese words that real
/// files use. `FromStr` takes the identifier only; `read` takes what a person would write.
macro_rules! text_enum {
    (
        $(#[$doc:meta])*
        pub enum $name:ident ($unknown:literal) {
            $(
                $(#[$vdoc:meta])*
                $variant:ident = $text:literal, $zh:literal, $en:literal $(, $alias:literal)*;
            )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$vdoc])* $variant, )+
        }

        impl $name {
            /// Every value, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Identifier in SQL, JSON and URLs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// English name.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// Reads the identifier or a Chinese word that real files use for it.
            pub fn read(text: &str) -> Result<Self, $crate::codes::CodeError> {
                match $crate::codes::tidy(text).as_str() {
                    $( $text | $zh $(| $alias)* => Ok(Self::$variant), )+
                    _ => Err($crate::codes::CodeError::new($unknown)),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codes::CodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $( $text => Ok(Self::$variant), )+
                    _ => Err($crate::codes::CodeError::new($unknown)),
                }
            }
        }

        $crate::codes::text_word!($name, poem_openapi::registry::MetaSchema {
            enum_items: vec![$($text.into()),+],
            ..poem_openapi::registry::MetaSchema::new("string")
        });
    };
}

pub(crate) use {text_enum, text_word};

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn folds_widths_and_blanks_but_keeps_chinese_brackets() {
        assert_eq!(tidy("江西省       "), "江西省");
        assert_eq!(tidy("\u{3000}上海市 \u{3000} 中国科学院\u{feff}"), "上海市 中国科学院\u{feff}");
        assert_eq!(tidy("４１１１０１０００１"), "4111010001");
        assert_eq!(tidy("中国石油大学（北京）"), "中国石油大学（北京）");
        assert_eq!(tidy("ＡＢ\u{200a}ｃ"), "AB c");
    }
}
