//! Whole pages of one kind: a question or the answers to check, and a pause before something grave. Each is a template that
//! only wants its words.

use askama::Template;

use super::listing::{Pages, SummaryList, Table, Timeline};
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;

/// What a page's form asks and sends, and where. A template writes it out with `console/parts/sending.html`.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    /// Where the form goes.
    pub action: String,
    /// What was said before, and goes on with the form.
    pub hidden: Vec<(String, String)>,
    /// What it asks.
    pub fields: Vec<Field>,
    /// What its button says.
    pub button: String,
}

/// One question, or a few that belong together, on a page of its own; or the answers given so far, to be checked before they
/// are sent. The frame's title is the question.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/question.html")]
pub struct Question {
    /// The frame.
    pub frame: Frame,
    /// Where one came from.
    pub back: String,
    /// What has to be mended.
    pub errors: ErrorSummary,
    /// What to beware of, first of all.
    pub warning: Option<Warning>,
    /// What stands below the heading, a paragraph each.
    pub text: Vec<String>,
    /// What was answered, each under its heading; a row leads back to where it is changed.
    pub sections: Vec<(String, SummaryList)>,
    /// What it asks and sends.
    pub form: Sending,
}

/// A pause before something grave; the frame's title says what. Used sparingly, or nobody reads it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/interruption.html")]
pub struct Interruption {
    /// The frame.
    pub frame: Frame,
    /// Where one came from, and goes back to.
    pub back: String,
    /// What was typed there, which goes back too.
    pub back_with: Vec<(String, String)>,
    /// What has to be mended.
    pub errors: ErrorSummary,
    /// What it means, a paragraph each.
    pub text: Vec<String>,
    /// What it asks all the same, and sends.
    pub form: Sending,
}

/// Lists of what waits, each under its heading.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/queue.html")]
pub struct Queue {
    /// The frame.
    pub frame: Frame,
    /// What stands below the heading, a paragraph each.
    pub text: Vec<String>,
    /// Where else one can go from here: what is read, and where it leads.
    pub links: Vec<(String, String)>,
    /// The lists.
    pub parts: Vec<QueuePart>,
}

/// One of them.
#[derive(Clone, Debug, Default)]
pub struct QueuePart {
    /// What is in it.
    pub heading: String,
    /// What is said where nothing is.
    pub none: String,
    /// How many there are.
    pub total: i64,
    /// The page of them.
    pub table: Table,
    /// The links to more.
    pub pages: Pages,
}

/// One of several things that can be done on a page.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// What one does.
    pub heading: String,
    /// What it means, a paragraph each.
    pub text: Vec<String>,
    /// What it asks and sends.
    pub form: Sending,
}

/// Something that is worked on: what it is and how it stands, then what can be done.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/matter.html")]
pub struct Matter {
    /// The frame.
    pub frame: Frame,
    /// Where one came from: the address, and what is there; empty where a form leads back.
    pub back: (String, String),
    /// The form that leads back, where an address alone does not.
    pub back_by: Option<Sending>,
    /// What has to be mended.
    pub errors: ErrorSummary,
    /// What to beware of.
    pub warning: Option<Warning>,
    /// What it is, and how it stands.
    pub story: SummaryList,
    /// What there is beside it, each under its heading.
    pub tables: Vec<(String, Table)>,
    /// What was done with it; its heading may be empty where nothing is told of that.
    pub steps: (String, Timeline),
    /// What can be done.
    pub acts: Vec<Act>,
    /// What to do if one is worried.
    pub what_now: Option<String>,
}

/// Something to beware of.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/warning.html")]
pub struct Warning {
    /// What.
    pub text: String,
}
