//! A row of PostgreSQL as a value: its columns, in their order, are the fields of a struct, and of the structs of a tuple one
//! after the other. What SQLite gives as JSON is read by the same derived code, so that both databases fill the same types.

use sea_orm::sqlx::postgres::{PgRow, PgValueRef, Postgres};
use sea_orm::sqlx::{Decode, Row, TypeInfo, ValueRef};
use sea_orm::{DbErr, QueryResult};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads a row of PostgreSQL.
///
/// # Errors
/// Where it is another database's row, or a column has not what the field wants.
pub(super) fn read<R: DeserializeOwned>(row: &QueryResult) -> Result<R, DbErr> {
    let row = row.try_as_pg_row().ok_or_else(|| DbErr::Type("not a row of PostgreSQL".to_owned()))?;
    let mut cells = Cells { row, next: 0 };
    R::deserialize(&mut cells).map_err(|e| DbErr::Type(format!("column {}: {e}", cells.next)))
}

/// The columns from `next` on.
struct Cells<'r> {
    row: &'r PgRow,
    next: usize,
}

impl<'r> Cells<'r> {
    fn peek(&self) -> Result<PgValueRef<'r>, Error> {
        self.row.try_get_raw(self.next).map_err(Error::custom)
    }
}

impl<'de> Deserializer<'de> for &mut Cells<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let cell = self.peek()?;
        self.next += 1;
        if cell.is_null() {
            return visitor.visit_unit();
        }
        match kind(&cell)? {
            Kind::Text => visitor.visit_str(cell.as_str().map_err(Error::custom)?),
            Kind::Long => visitor.visit_i64(number(cell)?),
            Kind::Int => visitor.visit_i32(number(cell)?),
            Kind::Truth => visitor.visit_bool(number(cell)?),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek()?.is_null() {
            self.next += 1;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let cell = self.peek()?;
        self.next += 1;
        visitor.visit_enum(cell.as_str().map_err(Error::custom)?.into_deserializer())
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, fields: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Fields { cells: self, left: fields })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(fields.len(), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(fields, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq map identifier
        ignored_any
    }
}

/// What a column holds: these are all that the hub's tables know.
enum Kind {
    Text,
    Long,
    Int,
    Truth,
}

fn kind(cell: &PgValueRef<'_>) -> Result<Kind, Error> {
    match cell.type_info().name() {
        "TEXT" => Ok(Kind::Text),
        "INT8" => Ok(Kind::Long),
        "INT4" => Ok(Kind::Int),
        "BOOL" => Ok(Kind::Truth),
        other => Err(Error::custom(format!("a column of type {other}"))),
    }
}

fn number<'r, N: Decode<'r, Postgres>>(cell: PgValueRef<'r>) -> Result<N, Error> {
    N::decode(cell).map_err(Error::custom)
}

/// So many fields, each of one column, or of as many as it has fields itself.
struct Fields<'a, 'r> {
    cells: &'a mut Cells<'r>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.cells).map(Some)
    }
}
