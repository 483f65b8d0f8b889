//! The matrix of one role, from the same data as the generated files, by the book as it judges now.

use ::policies::matrix::{Line, Sheet, sheet};
use axum::extract::Path;
use entities::words::{FieldClass, Role, Word};

use super::{HERE, aside};
use crate::console::Trouble;
use crate::console::frame::Frame;
use crate::console::parts::{Task, TaskList};
use crate::console::visit::{Answer, Visit};
use crate::console::words::plain;

#[derive(askama::Template)]
#[template(path = "console/governance/matrices.html")]
struct ListPage {
    frame: Frame,
    roles: TaskList,
}

pub(super) async fn list(visit: Visit) -> Answer {
    visit.door().agreement(visit.caller()).await?;
    let role = |role: &Role| Task {
        title: plain(*role),
        href: format!("{HERE}/matrix/{}", role.name()),
        hint: role.doc().to_owned(),
        state: None,
    };
    let roles = TaskList { tasks: Role::ALL.iter().map(role).collect() };
    visit.page(&ListPage { frame: visit.frame("Matrix"), roles })
}

#[derive(askama::Template)]
#[template(path = "console/governance/matrix.html")]
struct MatrixPage {
    frame: Frame,
    classes: Vec<String>,
    sheet: Sheet,
}

impl MatrixPage {
    /// How wide a cell is that stands for all classes.
    fn width(&self) -> usize {
        self.classes.len()
    }

    /// What a screen reader says of each cell of a line, what stands there, and the numbers of the policies.
    fn said(&self, line: &Line) -> Vec<(&'static str, &'static str, String)> {
        line.marks.iter().map(|mark| (mark.answer.name(), mark.answer.mark(), mark.numbers.clone())).collect()
    }
}

pub(super) async fn show(visit: Visit, Path(role): Path<String>) -> Answer {
    let book = visit.door().agreement(visit.caller()).await?;
    let role = Role::parse(&role).ok_or(Trouble::NotFound)?;
    let sheet = aside(move || sheet(&book, role)).await?;
    visit.page(&MatrixPage {
        frame: visit.frame(&format!("Matrix: {}", plain(role))),
        classes: FieldClass::ALL.iter().map(|class| plain(*class)).collect(),
        sheet,
    })
}
