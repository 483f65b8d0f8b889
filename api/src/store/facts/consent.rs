//! What stands of consent for one purpose and kind of agency: the precedence of R22, without judging what follows from it.

use std::collections::BTreeMap;

use entities::ids::{ConsentId, GiverId};
use entities::words::{AgencyKind, ConsentDecision, ConsentGiver, FieldClass, SharingPurpose};
use entities::{Date, Instant, Set};
use policies::facts::{ConsentStanding, Objection};
use serde::Deserialize;

/// One decision on sharing, as it stands.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ConsentRow {
    pub(crate) id: ConsentId,
    pub(crate) version: i32,
    pub(crate) giver: GiverId,
    pub(crate) decision: ConsentDecision,
    pub(crate) given_by: Option<ConsentGiver>,
    pub(crate) purposes: Bits,
    pub(crate) agency_kinds: Bits,
    pub(crate) classes: Bits,
    pub(crate) obtained_at: Instant,
    pub(crate) expires_on: Option<Date>,
    pub(crate) withdrawn_at: Option<Instant>,
}

/// A mask as it stands in a column.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Bits(u64);

impl Bits {
    pub(crate) fn set<W: entities::Word>(self) -> Set<W> {
        Set::from_bits(self.0)
    }
}

/// For whom, and when, the question is asked.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    pub(crate) purpose: SharingPurpose,
    pub(crate) kind: AgencyKind,
    pub(crate) at: Instant,
    pub(crate) today: Date,
    pub(crate) adult_now: bool,
    pub(crate) sixteen_or_seventeen: bool,
}

/// What stands of consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) standing: ConsentStanding,
    pub(crate) classes: Set<FieldClass>,
    pub(crate) by_person_concerned: bool,
    pub(crate) objection: Objection,
    /// The consent that opens, where one is given.
    pub(crate) consent: Option<ConsentId>,
    /// Givers whose valid consent covers ADULT.
    pub(crate) adult_givers: Vec<GiverId>,
}

/// Consent ends after 12 months unless it says otherwise (R22).
const VALID_YEARS: i32 = 1;

/// How one giver's newest decision in scope stands.
fn one(row: &ConsentRow, question: Question) -> ConsentStanding {
    match row.decision {
        ConsentDecision::Refused => ConsentStanding::Refused,
        ConsentDecision::NotSafeToSeek | ConsentDecision::NotPossible => ConsentStanding::None,
        ConsentDecision::Given => {
            let ends = row.expires_on.unwrap_or_else(|| row.obtained_at.date_utc().plus_years(VALID_YEARS));
            if row.withdrawn_at.is_some_and(|from| from <= question.at) {
                ConsentStanding::Withdrawn
            } else if ends < question.today {
                ConsentStanding::Expired
            } else {
                ConsentStanding::Given
            }
        }
    }
}

/// Whose decision beats whose: a court's, an authority's with parental responsibility and the competent child's own beat a
/// parent's. An adult decides about themselves alone and counts for the child's record not at all.
const fn rank(giver: Option<ConsentGiver>) -> u8 {
    match giver {
        Some(
            ConsentGiver::Court
            | ConsentGiver::LocalAuthorityWithParentalResponsibility
            | ConsentGiver::GillickCompetentChild
            | ConsentGiver::YoungPerson16OrOver,
        ) => 2,
        Some(ConsentGiver::PersonWithParentalResponsibility | ConsentGiver::ExpectantMother) | None => 1,
        Some(ConsentGiver::AdultAboutThemselves) => 0,
    }
}

const fn own(giver: Option<ConsentGiver>) -> bool {
    matches!(giver, Some(ConsentGiver::GillickCompetentChild | ConsentGiver::YoungPerson16OrOver))
}

/// What stands, of all decisions on record about a child.
pub(crate) fn standing_of(rows: &[ConsentRow], question: Question) -> Standing {
    let counted = |row: &&ConsentRow| !question.adult_now || own(row.given_by);
    // A refusal binds for every purpose (R20), so that none is had by naming another; the objection of a 16 or 17 year old for
    // the purposes that it names (R24).
    let binds = |row: &ConsentRow| {
        let refuses = matches!(one(row, question), ConsentStanding::Refused | ConsentStanding::Withdrawn);
        let objects = question.sixteen_or_seventeen && own(row.given_by);
        (refuses && !objects) || row.purposes.set().contains(question.purpose)
    };
    let in_scope = |row: &&ConsentRow| binds(row) && row.agency_kinds.set().contains(question.kind);
    let mut newest: BTreeMap<GiverId, &ConsentRow> = BTreeMap::new();
    for row in rows.iter().filter(counted).filter(in_scope) {
        let kept = newest.entry(row.giver).or_insert(row);
        if (row.obtained_at, row.version, row.id) > (kept.obtained_at, kept.version, kept.id) {
            *kept = row;
        }
    }
    let adult_givers = newest
        .values()
        .filter(|r| one(r, question) == ConsentStanding::Given && r.classes.set().contains(FieldClass::Adult))
        .map(|r| r.giver)
        .collect();
    let decided: Vec<(&ConsentRow, ConsentStanding)> = newest
        .values()
        .map(|r| (*r, one(r, question)))
        .filter(|(r, s)| rank(r.given_by) > 0 && *s != ConsentStanding::None)
        .collect();
    let highest = decided.iter().map(|(r, _)| rank(r.given_by)).max().unwrap_or(0);
    let deciding: Vec<_> = decided.into_iter().filter(|(r, _)| rank(r.given_by) == highest).collect();
    let first = |wanted: ConsentStanding| deciding.iter().find(|(_, s)| *s == wanted).map(|(r, _)| *r);
    let (standing, decider) =
        [ConsentStanding::Refused, ConsentStanding::Withdrawn, ConsentStanding::Given, ConsentStanding::Expired]
            .into_iter()
            .find_map(|s| first(s).map(|row| (s, Some(row))))
            .unwrap_or_else(|| {
                let elsewhere = rows
                    .iter()
                    .filter(counted)
                    .any(|r| rank(r.given_by) > 0 && one(r, question) == ConsentStanding::Given);
                (if elsewhere { ConsentStanding::OutOfScope } else { ConsentStanding::None }, None)
            });
    let given: Vec<&ConsentRow> =
        deciding.iter().filter(|(_, s)| *s == ConsentStanding::Given).map(|(r, _)| *r).collect();
    let classes = if standing == ConsentStanding::Given {
        given.iter().fold(Set::EMPTY, |all: Set<FieldClass>, r| all.union(r.classes.set()))
    } else {
        Set::EMPTY
    };
    let objects = question.sixteen_or_seventeen
        && deciding
            .iter()
            .any(|(r, s)| own(r.given_by) && matches!(s, ConsentStanding::Refused | ConsentStanding::Withdrawn));
    Standing {
        // An objection is no refusal: a person decides (R20, R24).
        standing: if objects { ConsentStanding::None } else { standing },
        classes,
        by_person_concerned: standing == ConsentStanding::Given && given.iter().any(|r| own(r.given_by)),
        objection: if objects { Objection::Standing } else { Objection::None },
        consent: decider.filter(|_| standing == ConsentStanding::Given).map(|r| r.id),
        adult_givers,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOON: Instant = Instant(1_800_000_000_000_000);

    fn decision(n: u128, decision: ConsentDecision, by: ConsentGiver, purposes: &[SharingPurpose]) -> ConsentRow {
        ConsentRow {
            id: ConsentId(Uuid::from_u128(n)),
            version: 1,
            giver: GiverId(Uuid::from_u128(1)),
            decision,
            given_by: Some(by),
            purposes: Bits(Set::of(purposes).bits()),
            agency_kinds: Bits(Set::<AgencyKind>::all().bits()),
            classes: Bits(Set::<FieldClass>::all().bits()),
            obtained_at: Instant(NOON.0 - 1_000_000_000 + i64::try_from(n).unwrap()),
            expires_on: None,
            withdrawn_at: None,
        }
    }

    fn standing(rows: &[ConsentRow], purpose: SharingPurpose, sixteen_or_seventeen: bool) -> ConsentStanding {
        let question = Question {
            purpose,
            kind: AgencyKind::HealthProvider,
            at: NOON,
            today: NOON.date_utc(),
            adult_now: false,
            sixteen_or_seventeen,
        };
        standing_of(rows, question).standing
    }

    #[test]
    fn r20_a_refusal_binds_for_every_purpose_and_a_later_consent_for_its_own() {
        use ConsentGiver::PersonWithParentalResponsibility as Parent;
        use SharingPurpose::{ChildInNeedAssessment, EarlyHelp, Section47Enquiry};
        let refused = decision(1, ConsentDecision::Refused, Parent, &[ChildInNeedAssessment]);
        for purpose in [ChildInNeedAssessment, EarlyHelp, Section47Enquiry] {
            assert_eq!(
                standing(std::slice::from_ref(&refused), purpose, false),
                ConsentStanding::Refused,
                "{purpose:?}"
            );
        }
        let given = decision(2, ConsentDecision::Given, Parent, &[EarlyHelp]);
        assert_eq!(standing(&[refused.clone(), given.clone()], EarlyHelp, false), ConsentStanding::Given);
        assert_eq!(standing(&[refused, given], ChildInNeedAssessment, false), ConsentStanding::Refused);
        let withdrawn = ConsentRow {
            withdrawn_at: Some(NOON),
            ..decision(3, ConsentDecision::Given, Parent, &[ChildInNeedAssessment])
        };
        assert_eq!(standing(&[withdrawn], EarlyHelp, false), ConsentStanding::Withdrawn);
    }

    #[test]
    fn r24_an_objection_of_a_16_or_17_year_old_binds_for_the_purposes_that_it_names() {
        use SharingPurpose::{ChildInNeedAssessment, EarlyHelp};
        let own = ConsentGiver::YoungPerson16OrOver;
        let refused = decision(1, ConsentDecision::Refused, own, &[ChildInNeedAssessment]);
        let question = |purpose| Question {
            purpose,
            kind: AgencyKind::HealthProvider,
            at: NOON,
            today: NOON.date_utc(),
            adult_now: false,
            sixteen_or_seventeen: true,
        };
        for (purpose, objection) in [(ChildInNeedAssessment, Objection::Standing), (EarlyHelp, Objection::None)] {
            let stands = standing_of(std::slice::from_ref(&refused), question(purpose));
            assert_eq!((stands.standing, stands.objection), (ConsentStanding::None, objection), "{purpose:?}");
        }
    }
}
