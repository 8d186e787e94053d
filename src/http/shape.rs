//! A body compared with the schema that the OpenAPI document shows, so that all faults are told at once, each with its field.

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::Value;

use crate::error::Fault;

/// Every fault of `value` against the schema of `T`.
pub fn faults<T: Type>(value: &Value) -> Vec<Fault> {
    let mut registry = Registry::new();
    T::register(&mut registry);
    let mut found = Vec::new();
    check(&registry, &T::schema_ref(), value, "", &mut found);
    found
}

fn check(registry: &Registry, schema: &MetaSchemaRef, value: &Value, pointer: &str, found: &mut Vec<Fault>) {
    let schema = match schema {
        MetaSchemaRef::Inline(schema) => schema,
        MetaSchemaRef::Reference(name) => match registry.schemas.get(name) {
            Some(schema) => schema,
            None => return,
        },
    };
    for inner in &schema.all_of {
        check(registry, inner, value, pointer, found);
    }
    match (schema.ty, value) {
        ("object", Value::Object(_)) => object(registry, schema, value, pointer, found),
        ("array", Value::Array(items)) => {
            for (i, item) in items.iter().enumerate() {
                if let Some(inner) = &schema.items {
                    check(registry, inner, item, &format!("{pointer}/{i}"), found);
                }
            }
        }
        ("string", Value::String(text)) => string(schema, text, pointer, found),
        ("boolean", Value::Bool(_)) | ("", _) => {}
        ("integer", Value::Number(n)) if n.is_i64() || n.is_u64() => {}
        ("number", Value::Number(_)) => {}
        (ty, _) => found.push(Fault::at(pointer, wrong_type(ty))),
    }
}

fn wrong_type(wanted: &str) -> &'static str {
    match wanted {
        "string" => "field_not_text",
        "integer" | "number" => "field_not_number",
        "boolean" => "field_not_boolean",
        "array" => "field_not_list",
        _ => "field_not_object",
    }
}

fn object(registry: &Registry, schema: &MetaSchema, value: &Value, pointer: &str, found: &mut Vec<Fault>) {
    let Value::Object(fields) = value else { return };
    for name in fields.keys().filter(|name| !schema.properties.iter().any(|(known, _)| known == name)) {
        found.push(Fault::at(format!("{pointer}/{name}"), "field_unknown"));
    }
    for (name, inner) in &schema.properties {
        let at = format!("{pointer}/{name}");
        let required = schema.required.contains(name);
        match fields.get(*name) {
            None | Some(Value::Null) if required => found.push(Fault::at(at, "field_required")),
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if required && text.trim().is_empty() => {
                found.push(Fault::at(at, "field_required"));
            }
            Some(field) => check(registry, inner, field, &at, found),
        }
    }
}

fn string(schema: &MetaSchema, text: &str, pointer: &str, found: &mut Vec<Fault>) {
    let length = text.chars().count();
    if !schema.enum_items.is_empty() && !schema.enum_items.iter().any(|item| item == text) {
        let allowed: Vec<_> = schema.enum_items.iter().filter_map(Value::as_str).collect();
        found.push(Fault::at(pointer, "field_enum").with("allowed", allowed.join(", ")));
    }
    if let Some(max) = schema.max_length.filter(|max| length > *max) {
        found.push(Fault::at(pointer, "field_too_long").with("max", max));
    }
    if let Some(min) = schema.min_length.filter(|min| length < *min) {
        found.push(Fault::at(pointer, "field_too_short").with("min", min));
    }
}
