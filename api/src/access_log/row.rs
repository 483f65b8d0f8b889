//! How entries, and the Facts they name, are put into their tables: many rows in one statement, in few distinct statements,
//! so that the database prepares each once.

use entities::rows::access_log::{Column, Model};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, IdenStatic, Iterable, Statement, Value};

use super::Position;
use super::draft::FactSet;

/// The most rows of one statement, a power of two; other numbers are made of smaller ones. A statement costs PostgreSQL a
/// way there and back, and SQLite next to nothing but memory.
const fn most(backend: DbBackend) -> usize {
    match backend {
        DbBackend::Postgres => 64,
        _ => 16,
    }
}

/// The texts of an insert into one table, for each power of two up to [`most`] rows.
struct Texts {
    backend: DbBackend,
    columns: usize,
    by_power: Vec<String>,
}

impl Texts {
    fn new(backend: DbBackend, table: &str, columns: &[&str], ending: &str) -> Self {
        // A statement that fails is followed by a rollback anyway. SQLite, told so, keeps no journal of the statement.
        let verb = if backend == DbBackend::Sqlite { "INSERT OR FAIL" } else { "INSERT" };
        let by_power = (0..=most(backend).ilog2())
            .map(|power| {
                let mut number = 0;
                let mut placeholder = || match backend {
                    DbBackend::Postgres => {
                        number += 1;
                        format!("${number}")
                    }
                    _ => "?".to_owned(),
                };
                let rows = (0..1_u32 << power)
                    .map(|_| format!("({})", columns.iter().map(|_| placeholder()).collect::<Vec<_>>().join(",")))
                    .collect::<Vec<_>>();
                format!("{verb} INTO {table} ({}) VALUES {}{ending}", columns.join(","), rows.join(","))
            })
            .collect();
        Self { backend, columns: columns.len(), by_power }
    }

    async fn insert<C: ConnectionTrait, R>(
        &self,
        db: &C,
        mut rows: &[R],
        values: impl Fn(&R, &mut Vec<Value>),
    ) -> Result<(), DbErr> {
        while !rows.is_empty() {
            let power = rows.len().min(most(self.backend)).ilog2();
            let (now, later) = rows.split_at(1 << power);
            let mut bound = Vec::with_capacity(now.len().saturating_mul(self.columns));
            for row in now {
                values(row, &mut bound);
            }
            let text = self.by_power.get(power as usize).ok_or_else(|| DbErr::Custom("insert text".to_owned()))?;
            db.execute_raw(Statement::from_sql_and_values(self.backend, text, bound)).await?;
            rows = later;
        }
        Ok(())
    }
}

/// The inserts of the writer.
pub(super) struct Inserts {
    entries: Texts,
    facts: Texts,
}

impl Inserts {
    pub(super) fn new(backend: DbBackend) -> Self {
        let columns = Column::iter().map(|column| column.as_str()).collect::<Vec<_>>();
        Self {
            entries: Texts::new(backend, "access_log", &columns, ""),
            facts: Texts::new(backend, "fact_set", &["hash", "facts", "log", "seq"], " ON CONFLICT (hash) DO NOTHING"),
        }
    }

    pub(super) async fn entries(&self, db: &impl ConnectionTrait, rows: &[&Model]) -> Result<(), DbErr> {
        self.entries.insert(db, rows, |row, values| entry_values(row, values)).await
    }

    pub(super) async fn facts(&self, db: &impl ConnectionTrait, rows: &[(&FactSet, Position)]) -> Result<(), DbErr> {
        self.facts
            .insert(db, rows, |(facts, position), values| {
                values.extend([
                    facts.hash().to_vec().into(),
                    facts.json().into(),
                    position.log.into(),
                    position.seq.into(),
                ]);
            })
            .await
    }
}

/// The row's values in the order of its columns.
fn entry_values(row: &Model, values: &mut Vec<Value>) {
    values.extend([
        row.log.into(),
        row.seq.into(),
        row.commit_last.into(),
        row.asked_at.into(),
        row.committed_at.into(),
        row.parent_log.into(),
        row.parent_seq.into(),
        row.membership.into(),
        row.person.into(),
        row.agency.into(),
        row.agency_kind.into(),
        row.roles.into(),
        row.client.clone().into(),
        row.action.into(),
        row.child.into(),
        row.relationship.into(),
        row.purpose.into(),
        row.lawful_basis.into(),
        row.dispense_reason.into(),
        row.justification.clone().into(),
        row.approved_by.into(),
        row.emergency.into(),
        row.emergency_until.into(),
        row.allowed.into(),
        row.refusal_code.into(),
        row.disclosed.into(),
        row.withheld.into(),
        row.records_disclosed.into(),
        row.sources.clone().into(),
        row.policies.clone().into(),
        row.rule_book.clone().into(),
        row.facts.clone().into(),
        row.operation.clone().into(),
        row.ask.clone().into(),
        row.as_of.clone().into(),
        row.view_format.into(),
        row.digest.clone().into(),
        row.flags.into(),
        row.review_due_at.into(),
        row.salts.clone().into(),
        row.canonical.clone().into(),
        row.leaf_hash.clone().into(),
        row.nodes.clone().into(),
        row.checkpoint.clone().into(),
    ]);
}
