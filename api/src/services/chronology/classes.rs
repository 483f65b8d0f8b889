//! Which content classes an entry carries after a correction (R2): what its category and its agency imply stays, also where
//! the category changes; only what a contributor added can be taken back.

use entities::Set;
use entities::words::{AgencyKind, ChronologyCategory, FieldClass};
use policies::content_classes;

/// All classes of an entry, and those of them that were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Classes {
    pub(super) all: Set<FieldClass>,
    pub(super) added: Set<FieldClass>,
}

/// The classes after a correction: to that category, with these added in place of those that were (none: the same ones).
pub(super) fn corrected(
    before: Classes,
    (from, to): (ChronologyCategory, ChronologyCategory),
    kind: AgencyKind,
    added: Option<Set<FieldClass>>,
) -> Classes {
    let implied = before.all.minus(before.added).union(content_classes(from, kind)).union(content_classes(to, kind));
    let added = added.unwrap_or(before.added).minus(implied);
    Classes { all: implied.union(added), added }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entities::words::ChronologyCategory::{Other, Placement, Visit};
    use entities::words::FieldClass::{Adult, Health, Legal, ThirdParty, Whereabouts};

    fn of(all: &[FieldClass], added: &[FieldClass]) -> Classes {
        Classes { all: Set::of(all), added: Set::of(added) }
    }

    #[test]
    fn what_was_added_can_be_taken_back() {
        let before = of(&[Adult, ThirdParty], &[Adult, ThirdParty]);
        let after = corrected(before, (Visit, Visit), AgencyKind::LocalAuthority, Some(Set::of(&[Adult])));
        assert_eq!(after, of(&[Adult], &[Adult]));
        assert_eq!(corrected(before, (Visit, Visit), AgencyKind::LocalAuthority, None), before);
    }

    #[test]
    fn what_category_and_agency_imply_stays() {
        let before = of(&[Legal, Whereabouts], &[]);
        let after = corrected(before, (Placement, Other), AgencyKind::LocalAuthority, Some(Set::EMPTY));
        assert_eq!(after, before);
        let health = of(&[Health], &[]);
        assert_eq!(corrected(health, (Visit, Visit), AgencyKind::HealthProvider, Some(Set::EMPTY)), health);
    }

    #[test]
    fn what_was_added_and_then_implied_is_no_longer_taken_back() {
        let added = of(&[Legal], &[Legal]);
        let placed = corrected(added, (Other, Placement), AgencyKind::LocalAuthority, None);
        assert_eq!(placed, of(&[Legal, Whereabouts], &[]));
        let after = corrected(placed, (Placement, Other), AgencyKind::LocalAuthority, Some(Set::EMPTY));
        assert_eq!(after.all, Set::of(&[Legal, Whereabouts]));
    }
}
