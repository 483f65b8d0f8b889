//! One child that a search shows: only what tells candidates apart, and of that what is cleared.

use entities::Date;
use entities::Set;
use entities::ids::ChildId;
use entities::words::{FieldClass, MatchField, MatchStrength, WithheldReason};
use policies::fields::CHILD_CANDIDATE;
use serde::Serialize;

use super::super::opening::{Attempt, Sighting};
use super::super::search::{Fits, SearchFacts, SearchHit, compare};
use super::rule;

/// A candidate, so far as it is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct CandidateContent {
    pub id: ChildId,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub year_of_birth: Option<i32>,
    pub strength: MatchStrength,
    pub matched_on: Set<MatchField>,
    /// Why each class is withheld, by the class's index.
    pub(crate) reasons: Vec<Option<WithheldReason>>,
}

impl Attempt {
    /// Whether the facts given fit the restricted record, so that it was looked for.
    pub(crate) fn is_meant(&self, row: SearchHit, facts: &SearchFacts, today: Date) -> bool {
        CandidateContent::of(&self.0, row, facts, today).is_some()
    }
}

impl CandidateContent {
    /// The candidate as it may be shown; none where it does not fit, or is not the child that was sighted.
    pub(crate) fn of(sighting: &Sighting, row: SearchHit, facts: &SearchFacts, today: Date) -> Option<Self> {
        if row.id != sighting.child() {
            return None;
        }
        let row = if sighting.claimed() { row.into_claimed() } else { row };
        let Fits { strength, on } = compare(facts, &row, sighting.cleared(), today)?;
        let cleared =
            |field: &str| rule(CHILD_CANDIDATE, field).is_some_and(|r| sighting.field(Set::of(r.classes)).is_ok());
        Some(Self {
            id: row.id,
            given_name: row.given_name.filter(|_| cleared("givenName")),
            family_name: row.family_name.filter(|_| cleared("familyName")),
            year_of_birth: row.date_of_birth.filter(|_| cleared("yearOfBirth")).map(Date::year),
            strength,
            matched_on: on,
            reasons: <FieldClass as entities::Word>::ALL.iter().map(|c| sighting.field(Set::of(&[*c])).err()).collect(),
        })
    }
}
