//! The matrix of one role, from the same data as the generated files, by the book as it judges now.

use ::policies::matrix::{Answer as Said, Line, Sheet, sheet};
use axum::extract::Path;
use entities::words::{FieldClass, RefusalCode, Role, Word};

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
    fn said(&self, line: &Line) -> Vec<(String, &'static str, String)> {
        line.marks.iter().map(|mark| (in_words(mark.answer), mark.answer.mark(), mark.numbers.clone())).collect()
    }

    /// Why a record is not opened, in words.
    fn code(&self, code: &RefusalCode) -> String {
        plain(*code).to_lowercase()
    }
}

/// An answer as a screen reader says it.
fn in_words(answer: Said) -> String {
    match answer {
        Said::Given => "Given, by".to_owned(),
        Said::Withheld(reason) => format!("Withheld: {}, by", plain(reason).to_lowercase()),
        Said::Refused(code) => format!("Not opened: {}, by", plain(code).to_lowercase()),
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
