//! Concerns: which of them somebody may know of, decided in the statement that lists them; then the words of each, its
//! raiser's side as said, that of those addressed only as far as an opening of the child clears it.

mod custody;
mod listing;
mod paging;
mod police;
mod reading;
mod steps;
mod told;

pub use custody::PossibleMatchContent;
pub(crate) use listing::areas;
pub(in crate::store) use listing::{ALLEGED, named, safeguarding};
pub(crate) use paging::{OnDuty, Waiting};
pub use police::{PersonContent, PoliceContent, PostedChild, ReportContent};
pub use told::{OtherChildContent, ToldContent};

use entities::ids::{AgencyId, ChildId, ConcernId};
use entities::rows::concern;
use entities::words::{ConcernAction, ConcernDecision, ConcernStatus, FieldClass, RagRating};
use entities::{Instant, Set};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// Which concerns are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ConcernFilter {
    pub status: Option<Vec<ConcernStatus>>,
    pub raised_from: Option<Instant>,
    pub raised_to: Option<Instant>,
    pub overdue: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Vec<RagRating>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raiser_waits: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocated_to_me: Option<bool>,
}

/// A page of concerns, in the hub's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernsAsk {
    /// Which.
    pub filter: ConcernFilter,
    /// How many.
    pub first: u32,
    /// After which; newest first.
    pub after: Option<(Instant, ConcernId)>,
    /// Fields of a concern, by their names in the contract, sorted.
    pub fields: Vec<String>,
    /// Fields of its child, sorted.
    pub child: Vec<String>,
    /// Whether the total is wanted.
    pub total: bool,
    /// That one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<ConcernId>,
    /// Only those addressed to the caller that are of the same police report as that one, without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<ConcernId>,
    /// Only those addressed to the caller and undecided, first what is most urgent; there are no further pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waiting: bool,
}

/// As what somebody sees a concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// As whoever raised it, or a safeguarding role of their agency: what was said, and nothing of the child.
    Raiser,
    /// As one to whom it is addressed: judged.
    Addressed,
    /// As the designated officer, where it names a person who works with children: what was said, and no record.
    Officer,
}

/// A concern of which the caller may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) id: ConcernId,
    pub(crate) child: ChildId,
    pub(crate) raised_at: Instant,
    pub(crate) side: Side,
}

/// One concern, so far as it is the viewer's own or cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ConcernContent {
    pub id: ConcernId,
    pub version: Option<i32>,
    pub reference: Option<String>,
    pub status: Option<ConcernStatus>,
    pub raised_by: Option<AgencyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raiser: Option<String>,
    pub raised_at: Option<Instant>,
    pub decision_due_at: Option<Instant>,
    pub immediate_danger: Option<bool>,
    pub rating: Option<RagRating>,
    pub rating_due_at: Option<Instant>,
    pub decision: Option<ConcernDecision>,
    pub raiser_told_at: Option<Instant>,
    pub decided_alone: Option<bool>,
    pub earlier_concerns: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocated_to: Option<Vec<String>>,
    pub about: Option<String>,
    pub what_happened: Option<String>,
    pub outcome_to_raiser: Option<String>,
    pub steps: Option<Vec<StepContent>>,
    pub additions: Option<Vec<AdditionContent>>,
    #[serde(flatten)]
    pub police: PoliceContent,
    #[serde(flatten)]
    pub told: ToldContent,
    /// The content classes, for what is withheld; not an answer.
    #[serde(skip)]
    pub(crate) content: Set<FieldClass>,
}

/// A step of those to whom a concern is addressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct StepContent {
    pub action: ConcernAction,
    pub at: Instant,
    pub by: String,
    pub rating: Option<RagRating>,
    pub decision: Option<ConcernDecision>,
    pub reason: Option<String>,
}

/// What whoever raised a concern learnt later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct AdditionContent {
    pub at: Instant,
    pub text: String,
}

impl ConcernContent {
    /// A concern as its raiser said it, whole, and as it stood when it was raised.
    ///
    /// # Errors
    /// Where what is kept does not read.
    pub(crate) fn own(row: &concern::Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.id,
            version: None,
            reference: Some(row.reference.clone()),
            status: Some(ConcernStatus::Received),
            raised_by: Some(row.agency_id),
            raiser: None,
            raised_at: Some(row.raised_at),
            decision_due_at: Some(row.decision_due_at),
            immediate_danger: Some(row.immediate_danger),
            rating: None,
            rating_due_at: None,
            decision: None,
            raiser_told_at: None,
            decided_alone: None,
            earlier_concerns: None,
            allocated_to: None,
            about: Some(row.about.clone()),
            what_happened: Some(row.what_happened.clone()),
            outcome_to_raiser: None,
            steps: None,
            additions: Some(Vec::new()),
            police: PoliceContent::default(),
            told: ToldContent::own(row)?,
            content: row.classes,
        })
    }
}
