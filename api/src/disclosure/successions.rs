//! Agencies that merge, split or change their code (R39): what governance reads of it before it decides. What is given are ids
//! and kinds of protection, and nothing of a record.

use std::collections::BTreeSet;

use entities::Date;
use entities::ids::{AgencyId, ChildId, PersonId, ProtectionId, SuccessionId};
use entities::words::{AccessAction, ProtectionKind, RefusalCode, Role, SuccessionState};
use serde::Serialize;
use serde_json::json;

use super::view::VIEW_FORMAT;
use super::{ChangeAnswer, Door, Request, entry, refusal};
use crate::access_log::{Draft, Logged, Parent};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::content::AgencyContent;
use crate::store::{AsOf, Caller, MatterCursor, successors};

/// The most successions that are listed, those named last: a partnership has few.
pub(super) const MOST: u32 = 100;

/// A succession as it stands.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct SuccessionView {
    pub id: SuccessionId,
    #[serde(skip)]
    pub agency: Option<AgencyContent>,
    #[serde(skip)]
    pub successors: Vec<AgencyContent>,
    pub from: Date,
    pub state: SuccessionState,
    pub unsettled: i64,
}

/// The successions of the partnership, those named last first.
#[derive(Debug, Serialize)]
pub struct SuccessionsView {
    successions: Vec<SuccessionView>,
}

impl SuccessionsView {
    /// The successions.
    pub fn successions(&self) -> &[SuccessionView] {
        &self.successions
    }
}

/// A bar, conflict or marking that meets a successor.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct MatterView {
    pub protection: ProtectionId,
    pub child: ChildId,
    pub kind: ProtectionKind,
    pub agency: Option<AgencyId>,
    pub practitioner: Option<PersonId>,
    pub settled: bool,
}

/// Those about one child.
#[derive(Debug, Default, Serialize)]
pub struct ChildMatters {
    matters: Vec<MatterView>,
}

/// A page of them, by child, whose entries are on disk.
#[derive(Debug)]
pub struct MatterPage {
    children: Vec<Logged<ChildMatters>>,
    /// The agencies that they name.
    pub agencies: Vec<AgencyContent>,
    /// Whether more follow.
    pub more: bool,
}

impl MatterPage {
    /// What meets a successor, in order.
    pub fn matters(&self) -> impl Iterator<Item = &MatterView> {
        self.children.iter().flat_map(|child| &child.matters)
    }
}

impl Door {
    /// The successions of the partnership, for governance.
    ///
    /// # Errors
    /// FORBIDDEN for everybody else; and where the hub cannot answer.
    pub async fn successions(&self, caller: &Caller) -> Result<Logged<SuccessionsView>, Error> {
        self.governance_alone(caller).await?;
        let today = local_date(caller.at);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut successions = Vec::new();
        for row in snapshot.successions(MOST).await.map_err(Error::unavailable)? {
            let to = successors(&row).map_err(Error::internal)?;
            let agencies = snapshot.agencies(&[vec![row.agency_id], to.clone()].concat()).await;
            let agencies = agencies.map_err(Error::unavailable)?;
            let find = |id: &AgencyId| agencies.iter().find(|agency| agency.id == *id).cloned();
            successions.push(SuccessionView {
                id: row.id,
                agency: find(&row.agency_id),
                successors: to.iter().filter_map(find).collect(),
                from: row.takes_effect_on,
                state: row.state,
                unsettled: snapshot.unsettled(caller, &row, today).await.map_err(Error::unavailable)?,
            });
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let view = SuccessionsView { successions };
        let mut entry = self.entry_of(caller, AccessAction::Approve);
        entry.ask = Some("{\"successions\":true}".to_owned());
        entry.records_disclosed = u32::try_from(view.successions.len()).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }

    /// A page of the bars, conflicts and markings that meet a successor, for governance: one entry for each child.
    ///
    /// # Errors
    /// FORBIDDEN for everybody else, BAD_USER_INPUT where there is no such succession; and where the hub cannot answer.
    pub async fn succession_matters(
        &self,
        caller: &Caller,
        succession: SuccessionId,
        after: Option<MatterCursor>,
        first: u32,
    ) -> Result<MatterPage, Error> {
        self.governance_alone(caller).await?;
        let today = local_date(caller.at);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.succession(succession).await.map_err(Error::unavailable)?;
        let row = found.ok_or_else(|| Error::bad_input(&["succession"], "no succession has this id"))?;
        let mut found = snapshot.matters(caller, &row, today, after, first).await.map_err(Error::unavailable)?;
        let named: BTreeSet<AgencyId> = found.iter().filter_map(|matter| matter.agency).collect();
        let named: Vec<AgencyId> = named.into_iter().collect();
        let agencies = snapshot.agencies(&named).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let more = found.len() > first as usize;
        found.truncate(first as usize);
        let mut of_children: Vec<(Option<ChildId>, ChildMatters)> = Vec::new();
        for matter in found {
            if of_children.last().is_none_or(|(child, _)| *child != Some(matter.child)) {
                of_children.push((Some(matter.child), ChildMatters::default()));
            }
            let Some((_, view)) = of_children.last_mut() else { continue };
            view.matters.push(MatterView {
                protection: matter.protection,
                child: matter.child,
                kind: matter.kind,
                agency: matter.agency,
                practitioner: matter.person,
                settled: matter.settled,
            });
        }
        if of_children.is_empty() {
            of_children.push((None, ChildMatters::default()));
        }
        let ask = json!({"succession": succession, "after": after, "first": first}).to_string();
        let drafts = of_children
            .into_iter()
            .map(|(child, view)| {
                let mut entry = self.entry_of(caller, AccessAction::Approve);
                entry.child = child;
                entry.ask = Some(ask.clone());
                entry.parent = Parent::FirstOfAppend;
                entry.records_disclosed = u32::try_from(view.matters.len()).unwrap_or(u32::MAX);
                entry.view_format = VIEW_FORMAT;
                entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
                Ok(Draft::new(view, entry))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let children = self.log().append_all(drafts).await.map_err(Error::unavailable)?;
        Ok(MatterPage { children, agencies, more })
    }

    /// The refusal of a change that is governance's alone, where the caller does not govern.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn ungoverned<I, T>(
        &self,
        caller: &Caller,
        request: &Request<'_, I>,
    ) -> Result<Option<ChangeAnswer<T>>, Error> {
        if caller.roles.contains(Role::InformationGovernance) {
            return Ok(None);
        }
        let view = refusal::view(RefusalCode::Role, caller, self.contacts());
        let refused = self.refuse_in_words(self.entry_for(caller, request), view).await?;
        Ok(Some(ChangeAnswer::Refused(refused)))
    }

    /// Turns away who does not govern the partnership's information, and says so in the log.
    async fn governance_alone(&self, caller: &Caller) -> Result<(), Error> {
        if caller.roles.contains(Role::InformationGovernance) {
            return Ok(());
        }
        let mut entry = self.entry_of(caller, AccessAction::Approve);
        entry::refuse(&mut entry, RefusalCode::Role);
        self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        Err(Error::forbidden("information governance alone decides on who succeeds an agency"))
    }
}
