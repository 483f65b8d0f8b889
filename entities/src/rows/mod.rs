//! One SeaORM entity per table. Append-only: `log` and `seq` name the access log entry that made each row.

pub mod access_log;
pub mod access_review;
pub mod agency;
pub mod approval;
pub mod approval_answer;
pub mod child;
pub mod child_identifier;
pub mod chronology_entry;
pub mod client_app;
pub mod concern;
pub mod concern_match;
pub mod consent;
pub mod fact_set;
pub mod idempotency_key;
pub mod imported_record;
pub mod involvement;
pub mod level_of_need;
pub mod log_slot;
pub mod membership;
pub mod named_access;
pub mod opening;
pub mod person;
pub mod protection;
pub mod protective_work;
pub mod responsibility_transfer;
pub mod rule_book;
