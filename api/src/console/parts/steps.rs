//! What there is to do, as a list of links with their states.

use askama::Template;

use super::cell::Tag;

/// What there is to do, in any order.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/task_list.html")]
pub struct TaskList {
    /// The tasks.
    pub tasks: Vec<Task>,
}

/// Something to do.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it is called.
    pub title: String,
    /// Where it is done.
    pub href: String,
    /// What it is, in a sentence; may be empty.
    pub hint: String,
    /// How it stands.
    pub state: Option<Tag>,
}
