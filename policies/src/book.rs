//! The rule book: loaded and checked once, then asked. It is never changed; another book takes its place.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use entities::Date;

use crate::embedded;
use crate::facts::Facts;
use crate::judge::Judge;
use crate::load::{self, BookError, Loaded};
use crate::memo::Memo;
use crate::numbers::Numbers;
use crate::verdict::Verdict;

/// A checked rule book with its memo.
pub struct RuleBook {
    judge: Judge,
    memo: Memo,
    errors: AtomicU64,
    remembered: AtomicU64,
    made: AtomicU64,
    hash: Arc<str>,
    text: String,
    numbers: Numbers,
    policies: Vec<BookPolicy>,
}

/// A policy as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookPolicy {
    /// Its id: the rule number first.
    pub id: String,
    /// What it says, in a sentence.
    pub title: String,
    /// The law or guidance that it rests on.
    pub basis: String,
    /// Who answers for it.
    pub owner: String,
    /// The date by which it is looked at again.
    pub review_by: Date,
    /// Of a forbid: the reason or code that the caller is given.
    pub reason: Option<String>,
    /// Its Cedar text.
    pub text: String,
}

impl RuleBook {
    /// The book that is built in, with those numbers.
    ///
    /// # Errors
    /// Never with the book as shipped, which a test loads.
    pub fn embedded(numbers: Numbers) -> Result<Self, BookError> {
        let files: Vec<_> =
            embedded::RULES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        load::load(embedded::SCHEMA, &files, numbers).and_then(Self::new)
    }

    /// The book whose policies are the `.cedar` files of a folder, under the schema that is built in.
    ///
    /// # Errors
    /// Whatever keeps the book from being used; nothing of it is used then.
    pub fn from_dir(path: &Path, numbers: Numbers) -> Result<Self, BookError> {
        load::load(embedded::SCHEMA, &load::read_dir(path)?, numbers).and_then(Self::new)
    }

    /// The book whose [`RuleBook::text`] was kept, with the numbers that it was kept with; its hash is the same.
    ///
    /// # Errors
    /// Where the text is no book under the schema that is built in.
    pub fn from_text(text: String) -> Result<Self, BookError> {
        load::reload(embedded::SCHEMA, text).and_then(Self::new)
    }

    pub(crate) fn new(loaded: Loaded) -> Result<Self, BookError> {
        let policies = loaded
            .held
            .iter()
            .map(|held| BookPolicy {
                id: held.annotations.id.clone(),
                title: held.annotations.title.clone(),
                basis: held.annotations.basis.clone(),
                owner: held.annotations.owner.clone(),
                review_by: held.annotations.review_by,
                reason: held.annotations.reason.clone(),
                text: held.policy.to_string(),
            })
            .collect();
        Ok(Self {
            hash: Arc::from(loaded.hash.as_str()),
            text: loaded.text.clone(),
            numbers: loaded.numbers.clone(),
            policies,
            judge: Judge::new(loaded)?,
            memo: Memo::new(),
            errors: AtomicU64::new(0),
            remembered: AtomicU64::new(0),
            made: AtomicU64::new(0),
        })
    }

    /// The SHA-256 over [`RuleBook::text`], in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Numbers, schema and policies as one text, for keeping.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The numbers by which facts are made for it.
    pub const fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The policies, by id.
    pub fn policies(&self) -> &[BookPolicy] {
        &self.policies
    }

    /// How many questions could not be answered since the start, and were answered no. Anything but 0 is a fault.
    pub fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    /// How many verdicts were remembered since the start, and how many made.
    pub fn verdicts(&self) -> (u64, u64) {
        (self.remembered.load(Ordering::Relaxed), self.made.load(Ordering::Relaxed))
    }

    /// The verdict on those facts: pure, and remembered.
    pub fn judge(&self, facts: &Facts) -> Arc<Verdict> {
        if let Some(verdict) = self.memo.get(facts) {
            self.remembered.fetch_add(1, Ordering::Relaxed);
            return verdict;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let verdict = Arc::new(self.judge_cold(facts));
        self.memo.put(facts, &verdict);
        verdict
    }

    /// The verdict on those facts, made anew.
    pub(crate) fn judge_cold(&self, facts: &Facts) -> Verdict {
        let (verdict, errors) = self.judge.judge(facts, &self.hash);
        self.errors.fetch_add(errors, Ordering::Relaxed);
        verdict
    }

    /// The same book, every question put to every policy.
    #[cfg(test)]
    pub(crate) fn whole(loaded: Loaded) -> Result<Self, BookError> {
        let policies: Vec<_> = loaded.held.iter().map(|h| h.policy.clone()).collect();
        let mut book = Self::new(loaded)?;
        let mut whole = crate::shelf::Batch::default();
        for policy in policies {
            whole.add(policy)?;
        }
        book.judge.unsplit(whole);
        Ok(book)
    }

    /// The policies as they are asked, to put others in their place.
    #[cfg(test)]
    pub(crate) fn shelf_mut(&mut self) -> &mut crate::shelf::Shelf {
        self.judge.shelf_mut()
    }
}
