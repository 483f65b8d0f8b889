//! The few words in which the two databases' SQL differs.

use sea_orm::DbBackend;

/// What is read beside each row of a list: the column that is null where there is nothing, and the columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside<'a> {
    pub(crate) key: &'a str,
    pub(crate) columns: &'a str,
}

/// Which SQL is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    pub(crate) fn of(backend: DbBackend) -> Self {
        if backend == DbBackend::Postgres { Self::Postgres } else { Self::Sqlite }
    }

    pub(crate) const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// SQL that holds where one text stands within another. Not LIKE: SQLite would plan the statement anew for each pattern.
    pub(crate) fn contains(self, text: &str, part: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({text}, {part}) > 0"),
            Self::Postgres => format!("strpos({text}, {part}) > 0"),
        }
    }

    /// The date in UTC of a moment in microseconds, as text.
    pub(crate) fn utc_date(self, moment: &str) -> String {
        match self {
            Self::Sqlite => format!("date({moment} / 1000000, 'unixepoch')"),
            Self::Postgres => format!("to_char(to_timestamp({moment} / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
        }
    }

    /// A JSON list of those expressions.
    pub(crate) fn json_list(self, items: &str) -> String {
        match self {
            Self::Sqlite => format!("json_array({items})"),
            Self::Postgres => format!("json_build_array({items})"),
        }
    }

    /// The JSON list of an expression over the rows of a query, as text; `[]` where there is none.
    pub(crate) fn json_rows(self, items: &str, from: &str) -> String {
        let row = self.json_list(items);
        match self {
            Self::Sqlite => format!("(SELECT json_group_array({row}) FROM {from})"),
            Self::Postgres => format!("(SELECT coalesce(json_agg({row}), '[]'::json)::text FROM {from})"),
        }
    }

    /// A statement whose rows are each a thing and, where its key is not null, a second thing beside it. PostgreSQL gives them as
    /// rows; SQLite as one list in JSON, because each of its rows would have to be handed from thread to thread.
    pub(crate) fn pairs(self, columns: &str, Beside { key, columns: second }: Beside<'_>, from: &str) -> String {
        match self {
            Self::Postgres => format!("SELECT {columns}, {second} FROM {from}"),
            Self::Sqlite => format!(
                "SELECT json_group_array(json_array(json_array({columns}), \
                 json(CASE WHEN {key} IS NULL THEN 'null' ELSE json_array({second}) END))) FROM {from}"
            ),
        }
    }
}
