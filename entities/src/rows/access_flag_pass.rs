//! How far the accesses of each log were looked through for flags that depend on other accesses.

use sea_orm::entity::prelude::*;

/// A stretch of a log that was looked through.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_flag_pass")]
pub struct Model {
    /// Which log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub of_log: i32,
    /// Its first place. Two hubs that look through the same stretch cannot both say so.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// The first place after it.
    pub until: i64,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The place of the entry that made the row.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
