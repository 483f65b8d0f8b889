//! Concerns that may be about a restricted record, and what its custodians answer (R34): [`Door::possible_matches`] and
//! [`Door::answer_possible_match`]. For everybody else there is nothing here, and the concern shows to those addressed as any
//! other does.

use entities::Set;
use entities::ids::{ChildId, ConcernId};
use entities::rows::custody_answer;
use entities::words::{AccessAction, FieldClass, RefusalCode};
use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::writing::{ATTEMPTS, Key, Outcome};
use super::{ChangeAnswer, Door, Plan, PlanError, Problem, Request, entry, refusal};
use crate::access_log::{Draft, Logged, Parent};
use crate::error::Error;
use crate::store::content::PossibleMatchContent;
use crate::store::{AsOf, Caller, Rows};

/// A concern that may be about a record whose custodian the viewer is; none stands for there being none.
pub type PossibleMatchView = Option<PossibleMatchContent>;

/// A custodian's answer.
#[derive(Clone, Debug, Serialize)]
pub struct CustodyAnswer {
    /// The concern.
    pub concern: ConcernId,
    /// The restricted record.
    pub child: ChildId,
    /// Whether it is the child whom the concern is about.
    pub same: bool,
    /// Why, and what the custodians do; 1 to 20,000 characters.
    pub reason: String,
}

/// That it was answered.
#[derive(Debug, Serialize)]
pub struct CustodyAnsweredView {
    concern: ConcernId,
}

impl CustodyAnsweredView {
    /// The concern.
    pub const fn concern(&self) -> ConcernId {
        self.concern
    }
}

impl Door {
    /// What waits for the caller as a custodian, one entry for each record.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn possible_matches(&self, caller: &Caller) -> Result<Vec<Logged<PossibleMatchView>>, Error> {
        self.turn_away_administrators(caller, AccessAction::View).await?;
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.possible_matches(caller).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let mut views: Vec<PossibleMatchView> = found.into_iter().map(Some).collect();
        if views.is_empty() {
            views.push(None);
        }
        let drafts = views.into_iter().map(|view| {
            let mut entry = self.entry_of(caller, AccessAction::View);
            entry.ask = Some("{\"possibleMatches\":{}}".to_owned());
            entry.child = view.as_ref().map(|found| found.child);
            entry.parent = Parent::FirstOfAppend;
            entry.records_disclosed = u32::from(view.is_some());
            if view.is_some() {
                entry.disclosed = Set::of(&[FieldClass::Identity, FieldClass::Summary, FieldClass::Narrative]);
            }
            entry.view_format = VIEW_FORMAT;
            entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
            Ok(Draft::new(view, entry))
        });
        let drafts = drafts.collect::<Result<Vec<_>, Error>>()?;
        self.log().append_all(drafts).await.map_err(Error::unavailable)
    }

    /// Records a custodian's answer.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
    pub async fn answer_possible_match(
        &self,
        caller: &Caller,
        request: Request<'_, CustodyAnswer>,
    ) -> Result<ChangeAnswer<CustodyAnsweredView>, Error> {
        self.turn_away_administrators(caller, request.action).await?;
        let said = request.said;
        for _ in 0..ATTEMPTS {
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let mut entry = self.entry_for(caller, &request);
            let found = snapshot.possible_match(caller, said.concern, said.child).await.map_err(Error::unavailable)?;
            let Some(found) = found else {
                snapshot.close().await.map_err(Error::unavailable)?;
                let view = refusal::view(RefusalCode::NotFound, caller, self.contacts());
                return Ok(ChangeAnswer::Refused(self.refuse_in_words(entry, view).await?));
            };
            entry.child = Some(found.child);
            let view = CustodyAnsweredView { concern: said.concern };
            let outcome = match self.key(&snapshot, caller, &request).await? {
                Key::Bad(problem) | Key::Used(problem) => {
                    Err(PlanError::Problems(request.form.iter().cloned().chain([problem]).collect()))
                }
                _ if !request.form.is_empty() => Err(PlanError::Problems(request.form.clone())),
                Key::Same(_) => Ok(Outcome::Again(view)),
                Key::New if found.answered => Err(PlanError::Problems(vec![Problem::at(
                    &["input", "concern"],
                    "ANSWERED",
                    "a custodian answered this before, and an answer is not taken back",
                )])),
                Key::New => Ok(Outcome::New(plan(caller, said, view))),
            };
            snapshot.close().await.map_err(Error::unavailable)?;
            if let Some(answer) = self.answer(caller, &request, entry, outcome).await? {
                return Ok(answer);
            }
        }
        self.overtaken(caller, &request).await
    }
}

fn plan(caller: &Caller, said: &CustodyAnswer, view: CustodyAnsweredView) -> Plan<CustodyAnsweredView> {
    let mut rows = Rows::new();
    rows.add(custody_answer::Model {
        concern_id: said.concern,
        child_id: said.child,
        same: said.same,
        reason: said.reason.clone(),
        agency_id: caller.agency.id,
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
    });
    Plan { view, rows, made: said.concern.to_string(), classes: Set::EMPTY }
}
