//! Facts: all that policy may look at, loaded in one statement and put together without judging anything.
//!
//! A child that does not exist goes the same way as one that does: the same statement, a stranger's facts.

mod approval;
mod assemble;
mod consent;
mod emergency;
mod review;
mod rows;
mod wanted;

use std::sync::Arc;

use entities::Instant;
use entities::ids::{AgencyId, ChildId, ProtectionId};
use policies::facts::{Facts, RecordFacts};
use sea_orm::DbErr;

use super::caller::Caller;
use super::sharing::Sharing;
use super::snapshot::Snapshot;
use super::succession::Successions;
pub(crate) use assemble::present_level;
pub(crate) use consent::{ConsentRow, Question, standing_of};
pub use emergency::Emergency;
pub(crate) use review::DecidedRow;
pub(crate) use rows::{FactRows, InvolvementRow};
pub(crate) use wanted::wanted;

/// How a child is named in a request.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ChildKey {
    /// By the hub's id.
    Id(ChildId),
    /// By an NHS number whose check digit is right.
    NhsNumber(String),
    /// By a UPN whose check letter is right.
    Upn(String),
    /// By an agency's own number.
    Local(AgencyId, String),
}

/// What was loaded about one child for one caller.
pub(crate) struct Loaded {
    /// The child, if there is one; whether the caller may know of it is for the verdict.
    pub(crate) child: Option<ChildId>,
    /// Facts about the child's own details; [`Facts::record`] is replaced for other records.
    pub(crate) facts: Facts,
    /// The same facts with the purpose begun without an anchor in this very request (R10); judged only if it matters.
    pub(crate) facts_if_begun: Option<Facts>,
    /// From when on where the child is stays with few, of whom the caller is none, and by whose marking (R7).
    pub(crate) hidden: Option<(Instant, AgencyId)>,
    /// The markings in force that name the caller: whose owners are told of what is read (R7).
    pub(crate) markings: Vec<ProtectionId>,
    /// The emergency that the request is in, or asks for (R31).
    pub(crate) emergency: Option<Emergency>,
    /// The caller bears the child's family name (R38).
    pub(crate) same_family_name: bool,
    /// The second person named has not been asked yet (R21, R31).
    pub(crate) asks: bool,
    /// The sizes of all logs in this snapshot.
    pub(crate) sizes: Vec<(i32, i64)>,
    /// Which agencies others succeed (R39).
    pub(crate) successions: Arc<Successions>,
    pub(crate) rows: FactRows,
    /// Givers whose valid consent covers ADULT, for entries about them (R22).
    pub(crate) adult_givers: Vec<String>,
}

impl Snapshot {
    /// Loads the facts about one child for one caller, in one statement.
    pub(crate) async fn facts(
        &self,
        caller: &Caller,
        sharing: Option<&Sharing>,
        key: &ChildKey,
        record: RecordFacts,
        at: Instant,
    ) -> Result<Loaded, DbErr> {
        let rows = FactRows::load(self, caller, sharing.and_then(|s| s.approved_by), key).await?;
        Ok(assemble::assemble(rows, caller, sharing, record, at, self.measures()))
    }

    /// Loads the facts about several children for one caller, and those of a stranger, in one statement.
    pub(crate) async fn facts_of_many(
        &self,
        caller: &Caller,
        sharing: &Sharing,
        children: &[ChildId],
    ) -> Result<(Loaded, Vec<Loaded>), DbErr> {
        let (stranger, found) = FactRows::load_many(self, caller, sharing.approved_by, children).await?;
        let assembled =
            |rows| assemble::assemble(rows, caller, Some(sharing), RecordFacts::CHILD, caller.at, self.measures());
        Ok((assembled(stranger), found.into_iter().map(assembled).collect()))
    }
}
