//! The contract's scalars, under its own names and descriptions.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// RFC 3339, always with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub entities::Instant);

/// RFC 3339, always with an offset.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(DateTime).map_err(|_| {
                InputValueError::custom("a DateTime is RFC 3339 with an offset, as in 2026-06-04T09:32:00+01:00")
            }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// ISO 8601 calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub entities::Date);

/// ISO 8601 calendar date.
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text
                .parse()
                .map(Date)
                .map_err(|_| InputValueError::custom("a Date is year, month and day, as in 2026-06-04")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Ten digits; spaces accepted on input, none on output. The check digit is verified by the service, as a Problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NhsNumber(pub String);

/// Ten digits; spaces accepted on input, none on output. The check digit is verified by the service, as a Problem.
#[Scalar(name = "NhsNumber")]
impl ScalarType for NhsNumber {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Unique pupil number, thirteen characters. The check letter is verified by the service, as a Problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upn(pub String);

/// Unique pupil number, thirteen characters. The check letter is verified by the service, as a Problem.
#[Scalar(name = "Upn")]
impl ScalarType for Upn {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
