//! How the tables came to be. Knows no other room: entities move on, a migration is history and is never edited.

pub use sea_orm_migration::prelude::*;

mod append_only;
mod m0001_knowledge;
mod m0002_access_log;
mod m0003_imported_record;
mod m0004_approval;
mod m0005_responsibility_transfer;
mod m0006_sharing_review;
mod m0007_succession;
mod m0008_access_flag;
mod m0009_concern_step;
mod m0010_checks;
mod m0011_joint_decisions;
mod m0012_escalation;
mod m0013_work;
mod m0014_police_report;
mod m0015_event;
mod m0016_webhook;
mod m0017_console_session;
mod m0018_decision_turn;
mod m0019_log_searches;
mod m0021_closed_without_checks;

pub use append_only::unguarded;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_knowledge::Migration),
            Box::new(m0002_access_log::Migration),
            Box::new(m0003_imported_record::Migration),
            Box::new(m0004_approval::Migration),
            Box::new(m0005_responsibility_transfer::Migration),
            Box::new(m0006_sharing_review::Migration),
            Box::new(m0007_succession::Migration),
            Box::new(m0008_access_flag::Migration),
            Box::new(m0009_concern_step::Migration),
            Box::new(m0010_checks::Migration),
            Box::new(m0011_joint_decisions::Migration),
            Box::new(m0012_escalation::Migration),
            Box::new(m0013_work::Migration),
            Box::new(m0014_police_report::Migration),
            Box::new(m0015_event::Migration),
            Box::new(m0016_webhook::Migration),
            Box::new(m0017_console_session::Migration),
            Box::new(m0018_decision_turn::Migration),
            Box::new(m0019_log_searches::Migration),
            Box::new(m0021_closed_without_checks::Migration),
        ]
    }
}
