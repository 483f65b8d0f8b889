//! The pages of who governs the partnership's information: the agreement policy by policy, the matrix, what the agreement would
//! answer, the consents in numbers, the log's checkpoints. Whoever does not govern is told that there is nothing.

mod consents;
mod log;
mod matrix;
mod policies;
mod what_if;

use ::policies::cases::CaseError;
use ::policies::matrix::NO_POLICY;
use ::policies::{BookPolicy, RuleBook};
use axum::Router;
use axum::routing::get;

use crate::console::frame::Frame;
use crate::console::parts::{Task, TaskList};
use crate::console::visit::{Answer, Visit};
use crate::console::{Console, Trouble};

const HERE: &str = "/console/governance";

/// The pages of governance, below [`HERE`].
pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route("/", get(show))
        .route("/policies", get(policies::list))
        .route("/policies/{id}", get(policies::show))
        .route("/matrix", get(matrix::list))
        .route("/matrix/{role}", get(matrix::show))
        .route("/what-if", get(what_if::show))
        .route("/consents", get(consents::show))
        .route("/log", get(log::show).post(log::check))
}

#[derive(askama::Template)]
#[template(path = "console/governance/start.html")]
struct StartPage {
    frame: Frame,
    tasks: TaskList,
}

async fn show(visit: Visit) -> Answer {
    let book = visit.door().agreement(visit.caller()).await?;
    let task = |title: &str, path: &str, hint: String| Task {
        title: title.to_owned(),
        href: format!("{HERE}/{path}"),
        hint,
        state: None,
    };
    let count = book.policies().len();
    let tasks = vec![
        task(
            "Policies",
            "policies",
            format!("The agreement: {count} policies, what each says, rests on and is pinned by."),
        ),
        task("Matrix", "matrix", "What each role is given in each situation.".to_owned()),
        task("What if", "what-if", "What the agreement would answer, about no child.".to_owned()),
        task("Consents in numbers", "consents", "Decisions by purpose, kind of agency and what stands.".to_owned()),
        task("Access log", "log", "The log's signed checkpoints, and whether it is whole.".to_owned()),
    ];
    visit.page(&StartPage { frame: visit.frame("Governance"), tasks: TaskList { tasks } })
}

/// What the rule book is asked by the dozen is asked beside the runtime.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, CaseError> + Send + 'static) -> Result<T, Trouble> {
    let failed = |cause: String| {
        tracing::error!(cause, "the agreement could not be asked");
        Trouble::Internal
    };
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| failed(error.to_string()))?;
    done.map_err(|error| failed(error.to_string()))
}

/// The policy with that id.
fn policy_of<'a>(book: &'a RuleBook, id: &str) -> Option<&'a BookPolicy> {
    book.policies().iter().find(|policy| policy.id == id)
}

/// What the policy with that id says; what is said where no policy decides.
fn title_of(book: &RuleBook, id: &str) -> String {
    policy_of(book, id).map_or_else(|| NO_POLICY.to_owned(), |policy| policy.title.clone())
}
