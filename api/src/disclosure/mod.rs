//! The door: a child's information leaves the hub here and nowhere else, and the door keeps a book.
//!
//! [`Door::open`] reads, [`Door::change`] and [`Door::record`] write. Each runs the same steps in the same order: facts,
//! verdict, content, view, entry in the log; what it gives back is a view whose entry is on disk.

mod agency_contacts;
mod anchor;
mod approvals;
mod ask;
mod beginning;
mod bell;
mod board;
mod books;
mod caller;
mod candidates;
mod change;
pub mod check;
mod checks;
pub mod concern;
mod concerns;
mod consent_register;
mod custody;
pub mod decision;
mod decisions;
mod directory;
mod door;
mod duty_pages;
mod entry;
pub mod escalations;
mod event;
mod feed;
mod figures;
mod flag_pass;
mod follow;
mod follower;
mod given;
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
mod overdue;
mod page;
mod part;
mod plan;
mod recording;
mod refusal;
mod registered;
mod registry;
mod replay;
mod reports;
mod seal;
mod search;
mod sending;
mod sharing_reviews;
mod successions;
mod successor;
pub mod view;
mod webhooks;
mod writing;

pub use crate::access_log::{Logged, Position};
pub(crate) use crate::store::content::view_state;
pub use crate::store::content::{
    AdditionContent, AgencyContent, CandidateContent, CaseWorkContent, CheckContent, ChecksAsk, ChildContent,
    ChronologyFilter, ConcernContent, ConcernFilter, ConcernsAsk, ConsentContent, Cursor, DefaultsAsk, EntryContent,
    EntryPage, EscalationContent, EscalationStepContent, FamilyMember, HouseholdMember, IdentifierContent,
    InvolvementContent, JointDecisionContent, JointDecisionsAsk, OtherChildContent, OutcomeContent, PageArgs,
    PartnerViewContent, PersonContent, PoliceContent, PossibleMatchContent, PostedChild, ReportContent, SeenContent,
    StepContent, WorkStepContent,
};
pub use crate::store::{
    ApprovalCursor, AskedFor, Caller, ChildKey, ClaimedIdentity, Disputed, EscalationsAsk, EventCursor, EventPlace,
    Footing, FootingAsk, Known, LogCursor, LogFilter, Made, MadeAsk, MatterCursor, MembershipView, MissingCheck,
    MissingCursor, Opening, OverdueAsk, OverdueCursor, OverdueWork, QueueCursor, RegisteredPractitioner, ReviewAsked,
    Rows, SearchFacts, SeenCursor, Sending, Sharing, Unarrived, Whose, WrittenEvent,
};
pub(crate) use crate::store::{Candidate, Standing, Traits, successors};
pub use agency_contacts::NewContacts;
pub use approvals::{ApprovalPageView, ApprovalView, ApprovalsAsk, DecidedView, Decision, WaitingId};
pub use ask::RecordAsk;
pub use bell::{Listener, Missed};
pub use caller::{CallerProblem, Surroundings};
pub use change::{ChangeAsk, Planning};
pub use checks::CheckPage;
pub use concerns::ConcernPage;
pub use consent_register::{ConsentCount, ConsentRegister};
pub use custody::{CustodyAnswer, CustodyAnsweredView, PossibleMatchView};
pub use decisions::JointDecisionPage;
pub use directory::HubStanding;
pub use door::{Door, DoorParts, OpenAnswer};
pub use duty_pages::{DutyPageView, DutyPagesView, PageToSend};
pub use event::Event;
pub use feed::{ChangesPage, LOOKED_BEYOND};
pub use figures::{Counted, Figure, FiguresView};
pub use flag_pass::FlagPass;
pub use follow::{EventView, Followed, concerns};
pub use follower::Follower;
pub use import::Importer;
pub use log_queue::QueueAsk;
pub use log_read::LogAsk;
pub use log_review::ReviewAsk;
pub use log_seen::{SeenAsk, SeenPageView, SeenView};
pub use log_verify::{Checked, LogCheck};
pub use log_view::{LogEntryView, LogPageView, ReviewView};
pub use missing::{MissingAnswer, MissingAsk, MissingPage};
pub use overdue::OverduePage;
pub use part::{DecidedOn, Dispensed, OWN_CHECK, OWN_VIEW};
pub use plan::{ChangeAnswer, Plan, PlanError, Planned, Problem, Recorded, Request};
pub use refusal::Contacts;
pub use registered::Managers;
pub use registry::{NewAgency, NewPractitioner, RegistryProblem, RoleChange};
pub use replay::{Replay, Replayed};
pub use seal::Seal;
pub use search::{CandidateView, Found, SearchAnswer, SearchAsk};
pub use sending::Dispatch;
pub use sharing_reviews::SharingReviewAsk;
pub use successions::{MatterPage, MatterView, SuccessionView, SuccessionsView};
pub use successor::NewSuccession;
pub use view::{RecordView, RefusalView, SharingView, Withholding};
pub use webhooks::Webhook;
pub use writing::Recording;

#[cfg(test)]
pub(crate) mod tests;
