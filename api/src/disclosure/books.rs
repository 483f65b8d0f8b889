//! The rule books by which the hub ever judged, kept whole by their hash: an entry of the log names the hash, and with the
//! book at hand its answer can be judged again.

use std::sync::Arc;

use entities::rows::rule_book;
use entities::words::AccessAction;
use policies::RuleBook;

use super::{Door, entry};
use crate::error::Error;
use crate::store::{AsOf, Rows, Snapshot};

impl Door {
    /// Keeps the book that judges now, where it is not kept yet: once for each hash, with an entry.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn keep_book(&self) -> Result<(), Error> {
        let book = self.book();
        let hash = entry::book_hash(&book);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let kept = snapshot.keeps_book(&hash).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        if kept {
            return Ok(());
        }
        let what = format!("{{\"ruleBook\":\"{}\"}}", book.hash());
        let mut rows = Rows::new();
        let (hash, text) = (hash.to_vec(), book.text().to_owned());
        rows.add(rule_book::Model { hash, book: text, at: self.now(), log: 0, seq: 0 });
        // A conflict says that another hub kept the same book a moment before.
        self.administer(AccessAction::Administer, None, &what, rows).await.map(|_| ())
    }

    /// The book with that hash: the one that judges now, else the one that was kept. None where it was not kept, or was kept
    /// by a hub whose facts were laid out otherwise.
    pub(super) async fn book_of(&self, snapshot: &Snapshot, hash: &[u8]) -> Result<Option<Arc<RuleBook>>, Error> {
        let now = self.book();
        if entry::book_hash(&now) == hash {
            return Ok(Some(now));
        }
        let text = snapshot.kept_book(hash).await.map_err(Error::unavailable)?;
        Ok(text.and_then(|text| RuleBook::from_text(text).ok()).map(Arc::new))
    }
}
