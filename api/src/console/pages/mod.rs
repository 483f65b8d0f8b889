//! The pages, one file each, and their addresses. A page takes a `Visit`; a form's handler takes `Posted` beside it, which
//! exists only where the form proved to be the hub's own.

mod acting;
mod approval_story;
mod approvals;
mod board;
mod checks;
mod child;
mod concerns;
mod decisions;
mod escalations;
mod governance;
mod log;
mod log_search;
mod query;
mod raise;
mod review_queue;
mod reviews;
mod seen;
mod session;
mod to_the_record;
mod today;
mod work;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

use super::visit::{Answer, Visit};
use super::{Console, HOME, Trouble, answer};

pub(super) use self::session::gone as signed_out;

/// Where the form that ends a session goes.
pub(super) const SIGN_OUT: &str = "/console/sign-out";

/// Every page of who is signed in, under [`HOME`].
pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route("/", get(today::show))
        .route("/acting", get(acting::show).post(acting::choose))
        .route("/session", get(session::stay))
        .route("/sign-out", post(session::sign_out))
        .route("/sign-out-everywhere", post(session::sign_out_everywhere))
        .route("/child", get(child::ask).post(child::open))
        .route("/raise", get(raise::begin).post(raise::go_on))
        .route("/concerns", get(concerns::list))
        .route("/concerns/{concern}", get(concerns::show).post(concerns::act))
        .route("/board", get(board::show))
        .route("/board/again", get(board::again))
        .route("/board/events", get(board::events))
        .route("/checks", get(checks::list))
        .route("/checks/{check}", get(checks::show).post(checks::act))
        .route("/decisions", get(decisions::list))
        .route("/decisions/ask", post(decisions::put))
        .route("/decisions/{decision}", get(decisions::show).post(decisions::act))
        .route("/escalations", get(escalations::list))
        .route("/disagree", get(escalations::ask).post(escalations::put))
        .route("/escalations/{escalation}", get(escalations::show).post(escalations::act))
        .route("/approvals", get(approvals::list))
        .route("/approvals/ask", get(approvals::ask).post(approvals::put))
        .route("/approvals/{approval}", get(approvals::show).post(approvals::act))
        .route("/reviews", get(review_queue::queue))
        .route("/reviews.csv", get(review_queue::file))
        .route("/reviews/{entry}", get(reviews::show).post(reviews::decide))
        .route("/log", get(log::show).post(log::choose))
        .route("/log.csv", get(log::file))
        .route("/seen.csv", get(seen::file))
        .route("/seen", get(seen::show).post(seen::ask))
        .route("/work", get(work::list))
        .route("/work/{work}", get(work::show))
        .route("/query", get(query::show).post(query::run))
        .nest("/governance", governance::routes())
}

/// The front door of the hub.
pub(super) async fn home() -> Response {
    answer::to(HOME)
}

/// Whatever else is asked for.
pub(super) async fn nothing(_: Visit) -> Answer {
    Err(Trouble::NotFound)
}
