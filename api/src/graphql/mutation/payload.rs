//! What every payload has: a refusal, and the problems with the input.

use std::sync::Arc;

use async_graphql::SimpleObject;

use super::super::sharing::SharingRefused;
use crate::access_log::Logged;
use crate::disclosure::{ChangeAnswer, Problem as ProblemView};

/// What is wrong with the input, and where. Every problem at once, not the first alone.
#[derive(Clone, Debug, SimpleObject)]
pub struct Problem {
    /// Where in the input.
    path: Vec<String>,
    /// What is wrong, for programs.
    code: String,
    /// What is wrong and what to do, for people.
    message: String,
}

impl From<ProblemView> for Problem {
    fn from(problem: ProblemView) -> Self {
        Self { path: problem.path, code: problem.code.to_owned(), message: problem.message }
    }
}

/// A change's answer in three parts: what was made, the refusal, the problems.
pub(crate) struct Parts<T> {
    pub(crate) done: Option<Arc<Logged<T>>>,
    pub(crate) refused: Option<SharingRefused>,
    pub(crate) problems: Vec<Problem>,
}

impl<T> From<ChangeAnswer<T>> for Parts<T> {
    fn from(answer: ChangeAnswer<T>) -> Self {
        let none = Self { done: None, refused: None, problems: Vec::new() };
        match answer {
            ChangeAnswer::Done(view) => Self { done: Some(Arc::new(view)), ..none },
            ChangeAnswer::Refused(view) => Self { refused: Some(SharingRefused(Arc::new(view))), ..none },
            ChangeAnswer::Problems(problems) => {
                Self { problems: problems.into_iter().map(Into::into).collect(), ..none }
            }
        }
    }
}
