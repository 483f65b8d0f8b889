//! The door: a child's information leaves the hub here and nowhere else, and the door keeps a book.
//!
//! [`Door::open`] reads, [`Door::change`] and [`Door::record`] write. Each runs the same steps in the same order: facts,
//! verdict, content, view, entry in the log; what it gives back is a view whose entry is on disk.

mod approvals;
mod ask;
mod beginning;
mod books;
mod caller;
mod change;
pub mod check;
mod checks;
pub mod concern;
mod concerns;
mod directory;
mod door;
mod entry;
mod import;
mod log_read;
mod log_review;
mod log_scope;
mod log_view;
pub mod made;
mod missing;
mod part;
mod plan;
mod recording;
mod refusal;
mod registry;
mod replay;
mod search;
pub mod view;
mod writing;

pub use crate::access_log::Position;
pub use crate::store::content::{
    AgencyContent, CandidateContent, CheckContent, ChecksAsk, ChildContent, ChronologyFilter, ConcernContent,
    ConcernFilter, ConcernsAsk, ConsentContent, Cursor, EntryContent, EntryPage, HouseholdMember, IdentifierContent,
    InvolvementContent, PageArgs,
};
pub use crate::store::{
    ApprovalCursor, Caller, ChildKey, ClaimedIdentity, Footing, FootingAsk, Known, LogCursor, LogFilter, Made, MadeAsk,
    MembershipView, MissingCheck, MissingCursor, Opening, RegisteredPractitioner, Rows, SearchFacts, Sending, Sharing,
};
pub(crate) use crate::store::{Candidate, Standing, Traits};
pub use approvals::{ApprovalPageView, ApprovalView, ApprovalsAsk, DecidedView, Decision};
pub use ask::RecordAsk;
pub use caller::CallerProblem;
pub use change::{ChangeAsk, Planning};
pub use checks::CheckPage;
pub use concerns::ConcernPage;
pub use door::{Door, DoorParts, OpenAnswer};
pub use import::Importer;
pub use log_read::LogAsk;
pub use log_review::ReviewAsk;
pub use log_view::{LogEntryView, LogPageView, ReviewView};
pub use missing::{MissingAnswer, MissingAsk, MissingPage};
pub use part::{Dispensed, OWN_CHECK};
pub use plan::{ChangeAnswer, Plan, PlanError, Planned, Problem, Recorded, Request};
pub use refusal::Contacts;
pub use registry::{NewAgency, NewPractitioner, RegistryProblem, RoleChange};
pub use replay::{Replay, Replayed};
pub use search::{CandidateView, Found, SearchAnswer, SearchAsk};
pub use view::{RecordView, RefusalView, SharingView, Withholding};
pub use writing::Recording;

#[cfg(test)]
pub(crate) mod tests;
