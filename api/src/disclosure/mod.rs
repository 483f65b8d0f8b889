//! The door: a child's information leaves the hub here and nowhere else, and the door keeps a book.
//!
//! [`Door::open`] reads, [`Door::change`] and [`Door::record`] write. Each runs the same steps in the same order: facts,
//! verdict, content, view, entry in the log; what it gives back is a view whose entry is on disk.

mod anchor;
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
mod consent_register;
mod custody;
mod directory;
mod door;
mod duty_pages;
mod entry;
mod flag_pass;
mod governance;
mod import;
mod log_queue;
mod log_read;
mod log_review;
mod log_scope;
mod log_seen;
mod log_verify;
mod log_view;
pub mod made;
mod missing;
mod page;
mod part;
mod plan;
mod recording;
mod refusal;
mod registry;
mod replay;
mod search;
mod sharing_reviews;
mod successions;
mod successor;
pub mod view;
mod writing;

pub use crate::access_log::Position;
pub use crate::store::content::{
    AdditionContent, AgencyContent, CandidateContent, CheckContent, ChecksAsk, ChildContent, ChronologyFilter,
    ConcernContent, ConcernFilter, ConcernsAsk, ConsentContent, Cursor, EntryContent, EntryPage, HouseholdMember,
    IdentifierContent, InvolvementContent, PageArgs, PossibleMatchContent, StepContent,
};
pub use crate::store::{
    ApprovalCursor, Caller, ChildKey, ClaimedIdentity, Footing, FootingAsk, Known, LogCursor, LogFilter, Made, MadeAsk,
    MatterCursor, MembershipView, MissingCheck, MissingCursor, Opening, QueueCursor, RegisteredPractitioner,
    ReviewAsked, Rows, SearchFacts, SeenCursor, Sending, Sharing, Whose,
};
pub(crate) use crate::store::{Candidate, Standing, Traits, successors};
pub use approvals::{ApprovalPageView, ApprovalView, ApprovalsAsk, DecidedView, Decision, WaitingId};
pub use ask::RecordAsk;
pub use caller::CallerProblem;
pub use change::{ChangeAsk, Planning};
pub use checks::CheckPage;
pub use concerns::ConcernPage;
pub use consent_register::{ConsentCount, ConsentRegister};
pub use custody::{CustodyAnswer, CustodyAnsweredView, PossibleMatchView};
pub use door::{Door, DoorParts, OpenAnswer};
pub use duty_pages::{DutyPageView, DutyPagesView};
pub use flag_pass::FlagPass;
pub use import::Importer;
pub use log_queue::QueueAsk;
pub use log_read::LogAsk;
pub use log_review::ReviewAsk;
pub use log_seen::{SeenAsk, SeenPageView, SeenView};
pub use log_verify::{Checked, LogCheck};
pub use log_view::{LogEntryView, LogPageView, ReviewView};
pub use missing::{MissingAnswer, MissingAsk, MissingPage};
pub use part::{Dispensed, OWN_CHECK};
pub use plan::{ChangeAnswer, Plan, PlanError, Planned, Problem, Recorded, Request};
pub use refusal::Contacts;
pub use registry::{NewAgency, NewPractitioner, RegistryProblem, RoleChange};
pub use replay::{Replay, Replayed};
pub use search::{CandidateView, Found, SearchAnswer, SearchAsk};
pub use sharing_reviews::SharingReviewAsk;
pub use successions::{MatterPage, MatterView, SuccessionView, SuccessionsView};
pub use successor::NewSuccession;
pub use view::{RecordView, RefusalView, SharingView, Withholding};
pub use writing::Recording;

#[cfg(test)]
pub(crate) mod tests;
