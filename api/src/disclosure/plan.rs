//! What a request that writes is made of: what is asked, what is wrong with it, what is planned, and how it ends. Nothing here
//! reads or writes.

use std::future::Future;
use std::pin::Pin;

use aws_lc_rs::digest::{SHA256, digest};
use entities::Set;
use entities::ids::ChildId;
use entities::words::{AccessAction, AccessFlag, FieldClass};
use serde::Serialize;

use super::view::RefusalView;
use crate::access_log::Logged;
use crate::error::Error;
use crate::store::Rows;

/// A request that writes, as it came.
pub struct Request<'a, I> {
    /// What the log calls it.
    pub action: AccessAction,
    /// The mutation's name in the contract.
    pub mutation: &'static str,
    /// The client's key for this request.
    pub key: Option<&'a str>,
    /// What is to be recorded, as the caller gave it. A key that is used for another input is noticed.
    pub said: &'a I,
    /// What is wrong with the input's form; told together with what else is wrong, and after any refusal.
    pub form: Vec<Problem>,
}

/// What is wrong with the input, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The path of the input that is wrong.
    pub path: Vec<String>,
    /// What is wrong, for programs.
    pub code: &'static str,
    /// What is wrong and what to do, for people.
    pub message: String,
}

impl Problem {
    /// A problem at that path.
    pub fn at(path: &[&str], code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.iter().map(|p| (*p).to_owned()).collect(), code, message: message.into() }
    }
}

/// How a change ends: each is an answer.
#[derive(Debug)]
pub enum ChangeAnswer<T> {
    /// Made, and in the log. A second request with the same key gives this too.
    Done(Logged<T>),
    /// No, and why.
    Refused(Logged<RefusalView>),
    /// Nothing was changed; every problem at once.
    Problems(Vec<Problem>),
}

/// A change as planned: the rows, and the view of what they make.
pub struct Plan<T> {
    /// What the caller gets back: what they recorded, and no more (R23).
    pub view: T,
    /// What is written.
    pub rows: Rows,
    /// The id of what was made, with which a repeated request finds it again.
    pub made: String,
    /// The content classes of what was recorded.
    pub classes: Set<FieldClass>,
}

/// A plan, and the child whom it is about.
pub struct Recorded<T> {
    /// What is written.
    pub plan: Plan<T>,
    /// The child that was linked or made; none where there is none.
    pub child: Option<ChildId>,
    /// What puts it before a reviewer's eyes.
    pub flags: Set<AccessFlag>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanError {
    /// The input is wrong.
    Problems(Vec<Problem>),
    /// The hub cannot answer.
    Failed(Error),
}

impl PlanError {
    /// What was found before it was judged, or by a key, is not there: a fault of ours.
    pub(crate) fn lost(what: &'static str) -> Self {
        Self::Failed(Error::internal(format!("{what} that was found is not there")))
    }
}

impl From<sea_orm::DbErr> for PlanError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Failed(Error::unavailable(error))
    }
}

/// A plan or a recall, on its way.
pub type Planned<'a, T> = Pin<Box<dyn Future<Output = Result<T, PlanError>> + Send + 'a>>;

/// The SHA-256 of an input, for idempotency: with what is wrong with its form, which the input as read does not hold.
pub(super) fn input_hash(input: &impl Serialize) -> [u8; 32] {
    let bytes = serde_json::to_vec(input).unwrap_or_default();
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &bytes).as_ref());
    hash
}
