//! Rows to be written, all of one change: one statement for each table, each row with the position of the change's entry.

use std::any::Any;
use std::sync::Arc;

use entities::rows::{
    access_flag, access_flag_pass, access_review, agency, approval, approval_answer, case_work, check_entry,
    check_round, child, child_identifier, chronology_entry, client_app, concern, concern_addition, concern_match,
    concern_step, consent, custody_answer, custody_match, decision_turn, dispensing_decision, duty_page, escalation,
    event, idempotency_key, imported_record, involvement, joint_decision, joint_partner, level_of_need, membership,
    named_access, opening, partner_view, person, police_report, protection, protective_work, responsibility_transfer,
    rule_book, safeguarding_check, sharing_review, sharing_review_decision, succession, succession_settlement, webhook,
    webhook_attempt, webhook_outcome, webhook_replay, work_outcome,
};
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, ModelTrait};

use crate::access_log::{Position, WriteFn};

/// A row that carries the position of the entry that made it.
pub trait Positioned: ModelTrait + Clone + Send + Sync + 'static {
    /// Gives the row its position.
    fn place(&mut self, position: Position);
}

macro_rules! positioned {
    ($($table:ident),+ $(,)?) => {$(
        impl Positioned for $table::Model {
            fn place(&mut self, position: Position) {
                self.log = position.log;
                self.seq = position.seq;
            }
        }
    )+};
}
positioned!(
    access_flag,
    access_flag_pass,
    access_review,
    agency,
    approval,
    approval_answer,
    case_work,
    check_entry,
    check_round,
    child,
    child_identifier,
    chronology_entry,
    client_app,
    concern,
    concern_addition,
    concern_match,
    concern_step,
    consent,
    custody_answer,
    custody_match,
    decision_turn,
    dispensing_decision,
    duty_page,
    escalation,
    event,
    idempotency_key,
    imported_record,
    involvement,
    joint_decision,
    joint_partner,
    level_of_need,
    membership,
    named_access,
    opening,
    partner_view,
    person,
    police_report,
    protection,
    protective_work,
    responsibility_transfer,
    rule_book,
    safeguarding_check,
    sharing_review,
    sharing_review_decision,
    succession,
    succession_settlement,
    work_outcome,
    webhook,
    webhook_attempt,
    webhook_outcome,
    webhook_replay,
);

/// The rows of one table.
trait TableRows: Send + Sync {
    fn insert<'a>(&'a self, txn: &'a DatabaseTransaction, position: Position) -> BoxFuture<'a, Result<(), DbErr>>;
    fn any(&mut self) -> &mut dyn Any;
}

impl<M> TableRows for Vec<M>
where
    M: Positioned + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
    M::Entity: EntityTrait<Model = M>,
{
    fn insert<'a>(&'a self, txn: &'a DatabaseTransaction, position: Position) -> BoxFuture<'a, Result<(), DbErr>> {
        let rows: Vec<_> = self
            .iter()
            .cloned()
            .map(|mut row| {
                row.place(position);
                row.into_active_model()
            })
            .collect();
        Box::pin(async move {
            M::Entity::insert_many(rows).exec_without_returning(txn).await?;
            Ok(())
        })
    }

    fn any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Rows to be written in one change. What they hold for `log` and `seq` is overwritten when they are.
#[derive(Default)]
pub struct Rows {
    tables: Vec<Box<dyn TableRows>>,
}

impl Rows {
    /// No rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row; rows of one table go in one statement.
    pub fn add<M>(&mut self, row: M)
    where
        M: Positioned + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
        M::Entity: EntityTrait<Model = M>,
    {
        for table in &mut self.tables {
            if let Some(rows) = table.any().downcast_mut::<Vec<M>>() {
                rows.push(row);
                return;
            }
        }
        self.tables.push(Box::new(vec![row]));
    }

    /// How the rows are written, for the log's writer.
    pub(crate) fn into_write(self) -> WriteFn {
        let tables: Arc<[Box<dyn TableRows>]> = self.tables.into();
        Arc::new(move |txn, position| {
            let tables = Arc::clone(&tables);
            Box::pin(async move {
                for table in tables.iter() {
                    table.insert(txn, position).await?;
                }
                Ok(())
            })
        })
    }
}
