//! Where a young person's objection stands once a person has decided on it (R24). It says what was decided; what follows from
//! it is the rule book's to say.

use entities::ids::AgencyId;
use entities::words::SharingPurpose;
use entities::{Date, Instant};
use policies::facts::Objection;
use serde::Deserialize;

use super::consent::Bits;

/// What a person decided on a request of some agency's, for some purpose.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DecidedRow {
    pub(crate) agency: AgencyId,
    pub(crate) purpose: SharingPurpose,
    /// 1 where anything is allowed.
    pub(crate) allowed: i32,
    pub(crate) classes: Bits,
    pub(crate) until: Option<Date>,
    pub(crate) decided_at: Instant,
}

/// Where an objection that stands on record since then is for an agency, with those whose requests are its own, and a purpose. The newest decision counts, for as long
/// as it says; one that was made before the objection was recorded does not.
pub(super) fn objection(
    since: Option<Instant>,
    decided: &[DecidedRow],
    (ours, purpose): (impl Fn(AgencyId) -> bool, SharingPurpose),
    today: Date,
) -> Objection {
    let Some(since) = since else { return Objection::None };
    let about = |row: &&DecidedRow| ours(row.agency) && row.purpose == purpose && row.decided_at > since;
    match decided.iter().filter(about).max_by_key(|row| row.decided_at) {
        Some(row) if row.allowed == 1 && row.until.is_some_and(|until| until >= today) => {
            Objection::Decided(row.classes.set())
        }
        _ => Objection::Standing,
    }
}

#[cfg(test)]
mod tests {
    use entities::Set;
    use entities::words::FieldClass;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn r24_the_newest_decision_lifts_an_objection_for_its_agency_purpose_and_days() {
        let [here, there] = [1, 2].map(|n| AgencyId(Uuid::from_u128(n)));
        let (help, care) = (SharingPurpose::EarlyHelp, SharingPurpose::DirectCare);
        let day = |d| Date::new(2026, 6, d).unwrap();
        let classes = Set::of(&[FieldClass::Summary]);
        let row = |at: i64, allowed: i32, until| DecidedRow {
            agency: here,
            purpose: help,
            allowed,
            classes: serde_json::from_value(classes.bits().into()).unwrap(),
            until,
            decided_at: Instant(at),
        };
        let yes = row(10, 1, Some(day(4)));
        let lifted = Objection::Decided(classes);
        for (since, rows, about, today, wanted) in [
            (None, vec![yes.clone()], (here, help), day(1), Objection::None),
            (Some(5), vec![], (here, help), day(1), Objection::Standing),
            (Some(5), vec![yes.clone()], (here, help), day(4), lifted),
            (Some(5), vec![yes.clone()], (here, help), day(5), Objection::Standing),
            (Some(5), vec![yes.clone()], (there, help), day(1), Objection::Standing),
            (Some(5), vec![yes.clone()], (here, care), day(1), Objection::Standing),
            (Some(10), vec![yes.clone()], (here, help), day(1), Objection::Standing),
            (Some(5), vec![row(20, 0, None), yes.clone()], (here, help), day(1), Objection::Standing),
            (Some(5), vec![row(6, 0, None), yes.clone()], (here, help), day(1), lifted),
            (Some(15), vec![row(20, 1, Some(day(9))), yes], (here, help), day(9), lifted),
        ] {
            assert_eq!(
                objection(since.map(Instant), &rows, (|agency| agency == about.0, about.1), today),
                wanted,
                "{since:?} {rows:?} {today}"
            );
        }
    }
}
