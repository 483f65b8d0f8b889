//! One SeaORM entity per table.
