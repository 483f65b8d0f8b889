//! What the services that change a record do, through the door on a database: each once well, refused, with problems, stale
//! and repeated by its key.

mod consents;
mod details;
mod entries;
mod protections;

use std::fmt::Debug;

use entities::rows::access_log;
use entities::words::RefusalCode;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::access_log::Logged;
use crate::disclosure::ChangeAnswer;
use crate::error::Error;
use crate::testing::Town;

fn done<T: Debug>(answer: Result<ChangeAnswer<T>, Error>) -> Logged<T> {
    match answer.unwrap() {
        ChangeAnswer::Done(view) => view,
        other => panic!("{other:?}"),
    }
}

fn refused<T: Debug>(answer: Result<ChangeAnswer<T>, Error>) -> RefusalCode {
    match answer.unwrap() {
        ChangeAnswer::Refused(view) => view.code(),
        other => panic!("{other:?}"),
    }
}

/// Every problem as `path code`, sorted.
fn problems<T: Debug>(answer: Result<ChangeAnswer<T>, Error>) -> Vec<String> {
    match answer.unwrap() {
        ChangeAnswer::Problems(problems) => {
            let mut found: Vec<String> = problems
                .iter()
                .map(|p| format!("{} {}", p.path.get(1..).unwrap_or_default().join("."), p.code))
                .collect();
            found.sort();
            found
        }
        other => panic!("{other:?}"),
    }
}

/// How many entries the log has.
async fn logged(town: &Town) -> u64 {
    access_log::Entity::find().count(&town.db).await.unwrap()
}
