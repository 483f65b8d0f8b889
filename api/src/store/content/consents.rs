//! Decisions on consent about the opened child; which of them are seen is the rule book's to say (R26).

use entities::ids::{ConsentId, GiverId};
use entities::words::{
    AgencyKind, ConsentDecision, ConsentGiver, ConsentStatus, FieldClass, Sensitivity, SharingPurpose, WithheldReason,
};
use entities::{Date, Instant, Set, Word};
use policies::facts::{Owner, RecordFacts, RecordKind};
use sea_orm::DbErr;
use serde::Serialize;

use super::super::caller::Caller;
use super::super::opening::Opening;
use super::super::snapshot::Snapshot;

/// One decision, so far as it is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ConsentContent {
    pub id: ConsentId,
    pub giver: Option<GiverId>,
    pub status: ConsentStatus,
    pub given_by: Option<ConsentGiver>,
    pub giver_name: Option<String>,
    pub purposes: Set<SharingPurpose>,
    pub agency_kinds: Set<AgencyKind>,
    pub field_classes: Set<FieldClass>,
    pub obtained_at: Option<Instant>,
    pub expires_on: Option<Date>,
    pub withdrawn_at: Option<Instant>,
    pub recorded_by: Option<String>,
    /// Why each class is withheld, by the class's index.
    pub(crate) reasons: Vec<Option<WithheldReason>>,
    /// Whether the giver is the child, so that the giver's fields are IDENTITY and not ADULT.
    pub(crate) own: bool,
}

impl ConsentContent {
    /// A decision as its recorder's own change writes or wrote it, less what is withheld for those reasons.
    pub(crate) fn own(
        row: &entities::rows::consent::Model,
        at: Instant,
        today: Date,
        reasons: Vec<Option<WithheldReason>>,
    ) -> Self {
        let own = is_own(row.given_by);
        let cleared = |class: FieldClass| reasons.get(class.index()).is_some_and(Option::is_none);
        let giver = cleared(if own { FieldClass::Identity } else { FieldClass::Adult });
        Self {
            id: row.id,
            giver: giver.then_some(row.giver_id),
            status: status(row, at, today),
            given_by: row.given_by.filter(|_| giver),
            giver_name: row.giver_name.clone().filter(|_| giver),
            purposes: row.purposes,
            agency_kinds: row.agency_kinds,
            field_classes: row.classes,
            obtained_at: Some(row.obtained_at),
            expires_on: row.expires_on,
            withdrawn_at: row.withdrawn_at,
            recorded_by: cleared(FieldClass::Source).then(|| row.recorded_by.clone()),
            reasons,
            own,
        }
    }
}

/// Whether the giver is the child.
const fn is_own(giver: Option<ConsentGiver>) -> bool {
    matches!(giver, Some(ConsentGiver::GillickCompetentChild | ConsentGiver::YoungPerson16OrOver))
}

impl Snapshot {
    /// The opened child's decisions on consent that the viewer may see, newest first, in one statement.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn consents(
        &self,
        opening: &Opening,
        caller: &Caller,
        today: Date,
    ) -> Result<Vec<ConsentContent>, DbErr> {
        let sql = format!(
            "SELECT t.* FROM consent AS t WHERE t.child_id = $1 AND $2 <> '' AND {} ORDER BY t.obtained_at DESC, t.id",
            opening.shown(self, "consent", "t", (&caller.agency, "$2"))
        );
        let mut seen = Vec::new();
        for row in self.all(sql, vec![opening.child().into(), caller.agency.id.into()]).await? {
            let row = <entities::rows::consent::Model as sea_orm::FromQueryResult>::from_query_result(&row, "")?;
            let by_caller = row.person_id == caller.person;
            let own = is_own(row.given_by);
            let few = row.decision == ConsentDecision::NotSafeToSeek
                || row.given_by == Some(ConsentGiver::GillickCompetentChild);
            let verdict = opening.of_record(RecordFacts {
                kind: RecordKind::Consent,
                owner: if caller.agency.owns(row.agency_id) { Owner::Own } else { Owner::Other },
                by_caller,
                sensitivity: if few { Sensitivity::Sensitive } else { Sensitivity::Standard },
                for_agency_kind: row.agency_kinds.contains(caller.agency.kind),
                ..RecordFacts::CHILD
            });
            if !verdict.listed() {
                continue;
            }
            let giver_class = if own { FieldClass::Identity } else { FieldClass::Adult };
            let cleared = |classes: &[FieldClass]| verdict.field(Set::of(classes)).is_ok();
            let giver = cleared(&[giver_class]);
            seen.push(ConsentContent {
                id: row.id,
                giver: giver.then_some(row.giver_id),
                status: status(&row, caller.at, today),
                given_by: row.given_by.filter(|_| giver),
                giver_name: row.giver_name.filter(|_| giver),
                purposes: row.purposes,
                agency_kinds: row.agency_kinds,
                field_classes: row.classes,
                obtained_at: Some(row.obtained_at),
                expires_on: row.expires_on,
                withdrawn_at: row.withdrawn_at,
                recorded_by: Some(row.recorded_by).filter(|_| cleared(&[FieldClass::Source, FieldClass::Whereabouts])),
                reasons: FieldClass::ALL.iter().map(|c| verdict.field(Set::of(&[*c])).err()).collect(),
                own,
            });
        }
        Ok(seen)
    }
}

/// What stands of one decision now.
pub(crate) fn status(row: &entities::rows::consent::Model, at: Instant, today: Date) -> ConsentStatus {
    let withdrawn = row.withdrawn_at.is_some_and(|from| from <= at);
    standing(row.decision, withdrawn, row.expires_on, row.obtained_at.date_utc(), today)
}

/// The same of what it is made of: whether it is withdrawn, its last day, and the day on which it was decided (R22).
pub(crate) fn standing(
    decision: ConsentDecision,
    withdrawn: bool,
    expires_on: Option<Date>,
    obtained_on: Date,
    today: Date,
) -> ConsentStatus {
    match decision {
        ConsentDecision::Refused => ConsentStatus::Refused,
        ConsentDecision::NotSafeToSeek => ConsentStatus::NotSafeToSeek,
        ConsentDecision::NotPossible => ConsentStatus::NotPossible,
        ConsentDecision::Given if withdrawn => ConsentStatus::Withdrawn,
        ConsentDecision::Given if expires_on.unwrap_or_else(|| obtained_on.plus_years(1)) < today => {
            ConsentStatus::Expired
        }
        ConsentDecision::Given => ConsentStatus::Given,
    }
}
