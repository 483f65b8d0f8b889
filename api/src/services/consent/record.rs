//! A practitioner records what somebody decided about sharing, or why nobody was asked.

use entities::ids::{ConsentId, GiverId};
use entities::rows::consent;
use entities::words::{AccessAction, AgencyKind, ConsentDecision, ConsentGiver, FieldClass, SharingPurpose};
use entities::{Date, Instant, Set};
use policies::Gate;
use policies::facts::{Owner, RecordFacts, RecordKind};
use serde::Serialize;

use super::super::problems::Problems;
use super::{recall, view};
use crate::disclosure::made::ConsentView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// A decision on consent as it was made.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewConsent {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub decision: ConsentDecision,
    pub given_by: Option<ConsentGiver>,
    pub giver_name: Option<String>,
    pub giver: Option<GiverId>,
    pub purposes: Vec<SharingPurpose>,
    pub agency_kinds: Vec<AgencyKind>,
    pub field_classes: Vec<FieldClass>,
    pub obtained_at: Option<Instant>,
    pub expires_on: Option<Date>,
    pub evidence: Option<String>,
}

/// Records a decision on consent.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn record(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewConsent,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ConsentView>, Error> {
    let ask = ChangeAsk {
        gate: Gate::Consent,
        child: new.child.clone(),
        sharing: Some(&new.sharing),
        record: RecordFacts { kind: RecordKind::Consent, owner: Owner::Own, by_caller: true, ..RecordFacts::CHILD },
        approver: None,
    };
    let request = Request { action: AccessAction::RecordConsent, mutation: "recordConsent", key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, made, 1)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewConsent) -> Result<Plan<ConsentView>, PlanError> {
    let caller = planning.caller;
    let mut problems = Problems::of(planning);
    // Without a time it was decided when it is written down.
    let obtained_at = new.obtained_at.unwrap_or(caller.at);
    problems.past("obtainedAt", obtained_at, caller.at);
    if new.expires_on.is_some_and(|on| on < local_date(obtained_at)) {
        problems.add("expiresOn", "BEFORE_START", "it would end before it was given: check both dates");
    }
    problems.filled("purposes", &new.purposes);
    problems.filled("agencyKinds", &new.agency_kinds);
    problems.filled("fieldClasses", &new.field_classes);
    let decided = matches!(new.decision, ConsentDecision::Given | ConsentDecision::Refused);
    if decided && new.given_by.is_none() {
        problems.add("givenBy", "REQUIRED", "say in what capacity it was given or refused");
    }
    if let Some(giver) = new.giver
        && !planning.snapshot.has_giver(planning.opening, giver).await?
    {
        problems.add(
            "giver",
            "UNKNOWN_ID",
            "nobody with this id decided about this child: leave it out for somebody new",
        );
    }
    let giver_name = problems.optional("giverName", new.giver_name.as_deref());
    let evidence = problems.optional("evidence", new.evidence.as_deref());
    problems.check()?;
    let giver_id = match new.giver {
        Some(giver) => giver,
        None => GiverId(planning.uuid()?),
    };
    let row = consent::Model {
        id: ConsentId(planning.uuid()?),
        version: 1,
        child_id: planning.opening.child(),
        giver_id,
        decision: new.decision,
        given_by: new.given_by,
        giver_name,
        purposes: Set::of(&new.purposes),
        agency_kinds: Set::of(&new.agency_kinds),
        classes: Set::of(&new.field_classes),
        obtained_at,
        expires_on: new.expires_on,
        evidence,
        withdrawn_at: None,
        withdrawal_reason: None,
        agency_id: caller.agency.id,
        agency_kind: caller.agency.kind,
        person_id: caller.person,
        recorded_by: caller.name.clone(),
        recorded_at: caller.at,
        log: 0,
        seq: 0,
    };
    let (view, made) = (view(caller, &row), row.id.to_string());
    let mut rows = Rows::new();
    planning.tell(&mut rows, [Event::consent_changed(&row)]);
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}
