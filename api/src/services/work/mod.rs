//! Pieces of work about a child: a child and family assessment, a strategy discussion, a section 47 enquiry, an initial
//! conference, a child protection plan with its reviews, an early help plan. Each is kept by one agency, goes by legal steps
//! alone, has the deadline that guidance sets, and makes the entry that a chronology expects of it.

mod begin;
mod checks;
mod due;
mod entry;
mod family;
mod guarded;
mod legal;
mod outcomes;
mod rows;
mod step;

use entities::Date;
use entities::words::{FieldClass, WorkDecision};
use serde::Serialize;

use crate::disclosure::{FamilyMember, PlanError};

pub(in crate::services) use begin::convened;
pub use begin::{Beginning, NewWork, begin};
pub(in crate::services) use checks::waited_for;
pub use outcomes::{NewOutcome, OutcomeReview};
pub use step::{Doing, NewStep, step};

/// What every step says.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// The day on which it was taken.
    pub happened_on: Date,
    /// The step in the words of who takes it.
    pub text: String,
    /// Content classes that the text carries beside those of the work (R2).
    pub classes: Vec<FieldClass>,
    /// Why it cannot wait for safeguarding checks that are missing.
    pub without_checks: Option<String>,
}

/// The adults of the child's family who were to take part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Family {
    /// Who.
    pub people: Vec<FamilyMember>,
    /// Why no father is among them.
    pub no_father: Option<String>,
}

/// What a conference that reviews a plan, or a meeting, led to.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    /// Whether the plan goes on.
    pub decision: WorkDecision,
    /// Who took part.
    pub family: Family,
    /// What was found of each outcome.
    pub reviewed: Vec<OutcomeReview>,
    /// What the plan works towards from then on, beside what it did.
    pub outcomes: Vec<NewOutcome>,
}

fn lost() -> PlanError {
    PlanError::lost("a piece of work")
}
