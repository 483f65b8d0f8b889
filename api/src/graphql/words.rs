//! The closed vocabularies of `entities` in GraphQL: names, members and descriptions stand there, once, and are only
//! carried over here.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{EnumBuilder, MetaEnumValue, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType, Positioned, ServerResult,
    Value,
};
use entities::{Set, Word};

/// A word as GraphQL reads and writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct W<T>(pub T);

impl<T: Word> W<T> {
    /// The words of a set, in the vocabulary's order.
    pub fn list(set: Set<T>) -> Vec<Self> {
        set.iter().map(W).collect()
    }

    /// The set of those words.
    pub fn set(words: &[Self]) -> Set<T> {
        words.iter().map(|w| w.0).collect()
    }

    fn register(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, |_| {
            let members: IndexMap<String, MetaEnumValue> = T::ALL
                .iter()
                .map(|word| {
                    let mut member = MetaEnumValue::new(word.name());
                    member.description = (!word.doc().is_empty()).then(|| word.doc().to_owned());
                    (word.name().to_owned(), member)
                })
                .collect();
            EnumBuilder::new(T::NAME, members)
                .description((!T::DOC.is_empty()).then(|| T::DOC.to_owned()))
                .rust_typename(std::any::type_name::<Self>())
                .build()
        })
    }
}

impl<T: Word> InputType for W<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::register(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let name = match &value {
            Value::Enum(name) => name.as_str(),
            // Variables carry enum members as JSON strings.
            Value::String(name) => name.as_str(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        T::parse(name).map(W).ok_or_else(|| InputValueError::custom(format!("`{name}` is not a member of {}", T::NAME)))
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(self.0.name()))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<T: Word> OutputType for W<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::register(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Enum(Name::new(self.0.name())))
    }
}
