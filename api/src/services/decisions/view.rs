//! An agency that was asked gives its view, and may correct it until it is decided: each version stays. The entry that makes it
//! says as of what its person saw the record, by which rule book, and why they were there.

use entities::Set;
use entities::ids::{AgencyId, EntryId, JointDecisionId};
use entities::rows::{joint_partner, partner_view};
use entities::words::{
    AccessAction, ChronologyCategory, ConcernDecision, FieldClass, JointDecisionStatus, LevelOfNeed,
};
use policies::{Gate, content_classes};
use serde::Serialize;

use super::super::problems::Problems;
use super::{lost, matter};
use crate::disclosure::decision::RecordedView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, OWN_VIEW, PartnerViewContent, Plan, PlanError, Planning, Problem, Request,
    Rows, Sharing,
};
use crate::error::Error;

/// The most entries that bear out one view.
const MOST_ENTRIES: usize = 50;

/// A view, as its person gives it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewView {
    pub decision: JointDecisionId,
    pub expected_version: Option<i32>,
    pub sharing: Sharing,
    pub level: LevelOfNeed,
    pub outcome: ConcernDecision,
    pub reason: String,
    pub dissent: bool,
    pub evidence: Vec<EntryId>,
}

/// Gives the view of the caller's agency, or corrects it.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn give(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewView,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RecordedView>, Error> {
    let child = door.child_of_view(caller, new.decision).await?;
    let ask =
        ChangeAsk { gate: Gate::Contribute, child, sharing: Some(&new.sharing), record: OWN_VIEW, approver: None };
    let (action, mutation) = (AccessAction::Decide, "recordView");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, new, made| Box::pin(recall(planning, new, made)),
    )
    .await
}

/// The agency that was asked: the caller's, or one whose work passed on to it.
async fn asked(planning: &Planning<'_>, id: JointDecisionId) -> Result<joint_partner::Model, PlanError> {
    let partners = planning.snapshot.joint_partners(id).await?;
    partners.into_iter().find(|partner| planning.caller.agency.owns(partner.agency_id)).ok_or_else(lost)
}

async fn plan(planning: &Planning<'_>, new: &NewView) -> Result<Plan<RecordedView>, PlanError> {
    let (caller, snapshot, opening) = (planning.caller, planning.snapshot, planning.opening);
    let decision = snapshot.joint_decision(opening, new.decision, None).await?.ok_or_else(lost)?;
    let partner = asked(planning, new.decision).await?;
    let before = snapshot.partner_view(opening, new.decision, partner.agency_id, None).await?;
    let mut problems = Problems::of(planning);
    if decision.status == JointDecisionStatus::Decided {
        problems.add("jointDecision", "DECIDED", "it is decided: if you disagree, raise an escalation");
    }
    match (&before, new.expected_version) {
        (None, None) => {}
        (Some(_), None) => problems.add(
            "expectedVersion",
            "VIEW_GIVEN",
            "your agency gave its view before: read it, and name its version to correct it",
        ),
        // No version stands where no view was given.
        (stands, Some(expected)) => problems.version(expected, stands.as_ref().map_or(-1, |row| row.version)),
    }
    let reason = problems.text("reason", &new.reason);
    let evidence = evidence(planning, &new.evidence, &mut problems).await?;
    problems.check()?;
    let row = partner_view::Model {
        decision_id: new.decision,
        agency_id: partner.agency_id,
        version: before.map_or(1, |row| row.version + 1),
        child_id: opening.child(),
        level: new.level,
        outcome: new.outcome,
        reason,
        dissent: new.dissent,
        evidence: serde_json::to_string(&evidence).map_err(|e| PlanError::Failed(Error::internal(e)))?,
        purpose: new.sharing.purpose,
        lawful_basis: new.sharing.basis,
        policy_version: opening.policy_version().to_owned(),
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
    };
    let classes = content_classes(ChronologyCategory::Other, partner.agency_kind)
        .union(Set::of(&[FieldClass::Summary, FieldClass::Narrative]));
    let made = format!("{}:{}", row.agency_id, row.version);
    let view = RecordedView::of(new.decision, PartnerViewContent::own(row.clone(), partner.agency_kind)?);
    let mut rows = Rows::new();
    rows.add(row);
    rows.add(snapshot.turn(matter(&decision)).await?);
    Ok(Plan { view, rows, made, classes })
}

/// The entries that bear a view out, each once: those that its person may see for that purpose.
async fn evidence(
    planning: &Planning<'_>,
    named: &[EntryId],
    problems: &mut Problems,
) -> Result<Vec<EntryId>, PlanError> {
    problems.at_most("evidence", named, MOST_ENTRIES);
    let mut named: Vec<EntryId> = named.iter().copied().take(MOST_ENTRIES).collect();
    named.sort();
    named.dedup();
    let known = planning.snapshot.evidence(planning.opening, planning.caller, &named).await?;
    if named.iter().any(|entry| !known.contains(entry)) {
        problems.add(
            "evidence",
            "UNKNOWN_ID",
            "you may see no entry of this child with one of these ids for that purpose: name those that the record shows you",
        );
    }
    Ok(named)
}

async fn recall(planning: &Planning<'_>, new: &NewView, made: String) -> Result<RecordedView, PlanError> {
    let (agency, version) = made.split_once(':').ok_or_else(lost)?;
    let agency: AgencyId = agency.parse().map_err(|_| lost())?;
    let version = version.parse().map_err(|_| lost())?;
    let row = planning.snapshot.partner_view(planning.opening, new.decision, agency, Some(version)).await?;
    let partner = asked(planning, new.decision).await?;
    Ok(RecordedView::of(new.decision, PartnerViewContent::own(row.ok_or_else(lost)?, partner.agency_kind)?))
}
