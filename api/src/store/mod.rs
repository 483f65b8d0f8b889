//! The two databases behind one behaviour: pools, the read snapshot, and finders of content that take an [`Opening`].
//!
//! It must never hand out content without an opening, and it never writes: what is written goes through the access log's
//! writer, together with its entry. Only `disclosure` and `app` name [`Store`].

mod approvals;
pub mod backup;
mod books;
mod caller;
mod checks;
mod claim;
pub mod connect;
mod consent_counts;
pub mod content;
mod decisions;
mod disputes;
mod escalations;
mod events;
pub mod facts;
mod figures;
mod finding;
mod flagging;
mod imports;
mod keys;
mod lanes;
mod listing;
mod log_book;
mod matters;
mod measures;
mod missing;
mod opening;
mod parts;
mod people;
mod records;
mod registry;
mod row;
mod rows;
mod search;
mod sharing;
mod sharing_reviews;
mod shut;
mod snapshot;
mod sql;
mod succession;
mod turns;
mod webhooks;
mod working;
mod works;

use std::sync::Arc;

use policies::Numbers;
use sea_orm::DatabaseConnection;

pub use approvals::{ApprovalCursor, AskedFor, ReviewAsked};
pub(crate) use approvals::{Asking, Waiting};
pub(crate) use caller::Login;
pub use caller::{Caller, CallerAgency, ClientApp, MembershipView};
pub(crate) use checks::{ListedCheck, answering_roles};
pub use claim::ClaimedIdentity;
pub use connect::ConnectProblem;
pub(crate) use decisions::ListedDecision;
pub use disputes::Disputed;
pub(crate) use escalations::EscalationJudged;
pub use escalations::EscalationsAsk;
pub use events::{EventCursor, EventPlace, WrittenEvent};
pub use facts::{ChildKey, Emergency};
pub(crate) use finding::{Candidate, Traits};
pub(crate) use flagging::{Stretch, mark};
pub use imports::{Footing, FootingAsk, Known, Made, MadeAsk};
pub use log_book::{LogCursor, LogFilter, LogScope, QueueCursor, SeenCursor, Way, Whose};
pub(crate) use log_book::{ReviewRow, Seen, SeenLine, child_of};
pub use matters::MatterCursor;
pub(crate) use matters::successors;
pub(crate) use measures::Measures;
pub use missing::{MissingCheck, MissingCursor};
pub use opening::{Attempt, Opening, Refused, Sending, Sighting, Subject, Trace};
pub(crate) use opening::{Sight, Situation};
pub(crate) use people::Standing;
pub use registry::RegisteredPractitioner;
pub use rows::{Positioned, Rows};
pub(crate) use search::Stream;
pub use search::{SearchFacts, SearchHit};
pub use sharing::Sharing;
pub use snapshot::{AsOf, Snapshot};
pub use succession::Successions;
pub use webhooks::Unarrived;
pub use working::InvolvementOwner;
pub use works::{OverdueAsk, OverdueCursor, OverdueWork};

/// Something in the database failed; what, is for the operational log alone.
pub type StoreError = sea_orm::DbErr;

/// The hub's databases, for reading. Neither cloned nor shared: the door owns it.
pub struct Store {
    reader: DatabaseConnection,
    lanes: Arc<lanes::Lanes>,
    measures: Arc<Measures>,
    masks: opening::MaskMemo,
}

impl Store {
    /// A store that reads through that pool and makes facts by those numbers.
    pub fn new(reader: DatabaseConnection, numbers: &Numbers) -> Self {
        let lanes = Arc::new(lanes::Lanes::of(&reader));
        Self { reader, lanes, measures: Arc::new(numbers.into()), masks: opening::MaskMemo::default() }
    }

    /// One consistent view of everything that was recorded, as it stands now or as it stood.
    ///
    /// # Errors
    /// Where the database gives no connection or no transaction.
    pub async fn snapshot(&self, as_of: AsOf) -> Result<Snapshot, StoreError> {
        Snapshot::begin(&self.reader, as_of, Arc::clone(&self.measures)).await
    }

    /// How many connections read at this moment, and how many there may be.
    pub(crate) fn pool(&self) -> (u32, u32) {
        let (open, idle, most) = match self.reader.get_database_backend() {
            sea_orm::DbBackend::Postgres => {
                let pool = self.reader.get_postgres_connection_pool();
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
            _ => {
                let pool = self.reader.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
        };
        let (single, lanes) = self.lanes.busy();
        let busy = (open as usize).saturating_sub(idle).saturating_add(single);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(busy), most.saturating_add(number(lanes)))
    }

    /// What facts are made by now.
    pub(crate) fn measures(&self) -> &Measures {
        &self.measures
    }

    /// The same without a transaction: one statement of what stands, or any number as of the same sizes.
    pub(crate) fn glance(&self, as_of: AsOf) -> Snapshot {
        Snapshot::glance(&self.lanes, as_of, Arc::clone(&self.measures))
    }

    /// The same with facts made by the numbers of an earlier rule book.
    pub(crate) fn glance_by(&self, as_of: AsOf, numbers: &Numbers) -> Snapshot {
        Snapshot::glance(&self.lanes, as_of, Arc::new(numbers.into()))
    }

    /// What is memoised of entry masks, for [`Subject::judge`].
    pub(crate) fn masks(&self) -> &opening::MaskMemo {
        &self.masks
    }
}
