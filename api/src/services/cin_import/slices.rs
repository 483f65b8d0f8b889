//! Rows that must go in together, and how many of them go in one commit.

use entities::rows::{
    child, child_identifier, chronology_entry, imported_record, involvement, level_of_need, protection, protective_work,
};

use crate::disclosure::Rows;

/// The most rows of one change (house rule: 100, more goes in slices), but for the event that tells of it.
const MOST: usize = 99;

/// A row of any table that an import writes.
pub(super) enum Row {
    Child(Box<child::Model>),
    Identifier(child_identifier::Model),
    Involvement(Box<involvement::Model>),
    Level(level_of_need::Model),
    Work(protective_work::Model),
    Entry(Box<chronology_entry::Model>),
    Protection(Box<protection::Model>),
    Record(imported_record::Model),
}

/// Groups of rows in the order in which they are written.
#[derive(Default)]
pub(super) struct Groups(Vec<Vec<Row>>);

impl Groups {
    /// Adds rows that belong together.
    pub(super) fn add(&mut self, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.0.push(rows);
        }
    }

    /// Rows beside chronology entries and what is kept of records.
    pub(super) fn others(&self) -> u64 {
        self.0.iter().flatten().filter(|row| !matches!(row, Row::Entry(_) | Row::Record(_))).count() as u64
    }

    /// As changes: as many whole groups in each as its rows allow.
    pub(super) fn into_slices(self) -> Vec<Rows> {
        let mut slices = Vec::new();
        let (mut rows, mut count) = (Rows::new(), 0);
        for group in self.0 {
            if count > 0 && count + group.len() > MOST {
                slices.push(std::mem::take(&mut rows));
                count = 0;
            }
            count += group.len();
            for row in group {
                add(&mut rows, row);
            }
        }
        if count > 0 {
            slices.push(rows);
        }
        slices
    }
}

fn add(rows: &mut Rows, row: Row) {
    match row {
        Row::Child(row) => rows.add(*row),
        Row::Identifier(row) => rows.add(row),
        Row::Involvement(row) => rows.add(*row),
        Row::Level(row) => rows.add(row),
        Row::Work(row) => rows.add(row),
        Row::Entry(row) => rows.add(*row),
        Row::Protection(row) => rows.add(*row),
        Row::Record(row) => rows.add(row),
    }
}
