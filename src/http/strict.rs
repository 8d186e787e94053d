//! JSON read strictly (RFC 8259 and I-JSON, RFC 7493): no duplicate keys, however they are escaped; no U+0000; bounded depth.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::Fault;

/// Deeper bodies are nobody's form.
const DEPTH: u8 = 16;

/// Read a body, or say where it is not strict JSON.
pub fn parse(bytes: &[u8]) -> Result<Value, Fault> {
    let why = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = Node { depth: 0, why: &why }.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    read.map_err(|e| {
        let syntax = || Fault::at("", "json_invalid").with("line", e.line()).with("column", e.column());
        why.take().unwrap_or_else(syntax)
    })
}

#[derive(Clone, Copy)]
struct Node<'a> {
    depth: u8,
    /// A fault that serde's own error could not carry.
    why: &'a RefCell<Option<Fault>>,
}

impl Node<'_> {
    fn refuse<E: serde::de::Error>(&self, fault: Fault) -> E {
        *self.why.borrow_mut() = Some(fault);
        E::custom("refused")
    }

    fn text<E: serde::de::Error>(&self, text: &str) -> Result<String, E> {
        if text.contains('\0') {
            return Err(self.refuse(Fault::at("", "json_nul")));
        }
        Ok(text.to_owned())
    }

    fn inner<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= DEPTH {
            return Err(self.refuse(Fault::at("", "json_too_deep")));
        }
        Ok(Self { depth: self.depth + 1, why: self.why })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.text(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut all = Vec::new();
        while let Some(value) = seq.next_element_seed(inner)? {
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut all = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let key = self.text(&key)?;
            if all.contains_key(&key) {
                let fault = Fault::at(format!("/{key}"), "json_duplicate_key").with("name", &key);
                return Err(self.refuse(fault));
            }
            let value = map.next_value_seed(inner)?;
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        parse(text.as_bytes()).expect_err(text).code
    }

    #[test]
    fn a_plain_object_is_read() {
        let text = r#"{"a":[1,-2,3.5,true,null,"é"],"b":{"c":"d"}}"#;
        assert_eq!(parse(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_key_that_appears_twice_is_refused_however_it_is_written() {
        assert_eq!(code(r#"{"role":"a","role":"b"}"#), "json_duplicate_key");
        assert_eq!(code(r#"{"role":"a","ro\u006ce":"b"}"#), "json_duplicate_key");
        assert_eq!(code(r#"{"x":{"y":1,"y":2}}"#), "json_duplicate_key");
    }

    #[test]
    fn depth_nul_and_broken_text_are_refused() {
        assert_eq!(code(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))), "json_too_deep");
        assert_eq!(code(r#"{"a":"x\u0000"}"#), "json_nul");
        assert_eq!(code(r#"{"a":"\ud800"}"#), "json_invalid");
        assert_eq!(code(r#"{"a":1} x"#), "json_invalid");
        assert_eq!(code("\u{feff}{}"), "json_invalid");
        assert_eq!(parse(b"{\"a\":\"\xff\"}").unwrap_err().code, "json_invalid");
    }
}
