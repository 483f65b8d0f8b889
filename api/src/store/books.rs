//! Rule books as they were kept, by their hash.

use sea_orm::DbErr;

use super::snapshot::Snapshot;

impl Snapshot {
    /// Whether the book with that hash is kept.
    pub(crate) async fn keeps_book(&self, hash: &[u8]) -> Result<bool, DbErr> {
        let sql = "SELECT 1 AS kept FROM rule_book AS b WHERE b.hash = $1".to_owned();
        Ok(self.one(sql, vec![hash.to_vec().into()]).await?.is_some())
    }

    /// The text of the book with that hash.
    pub(crate) async fn kept_book(&self, hash: &[u8]) -> Result<Option<String>, DbErr> {
        let sql = "SELECT b.book FROM rule_book AS b WHERE b.hash = $1".to_owned();
        self.one(sql, vec![hash.to_vec().into()]).await?.map(|row| row.try_get("", "book")).transpose()
    }
}
