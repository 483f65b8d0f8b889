//! Whom a round of checks asks where the caller names nobody: local, so a partnership sets it area by area. Where it sets nothing
//! the kinds of the key point say who is asked.

use std::collections::BTreeSet;

use entities::words::KeyPoint;
use serde::{Deserialize, Serialize};

/// The agencies of one area that are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultAgencies {
    /// The code of the local authority whose area it is.
    pub area: String,
    /// At that key point exactly these; at any other those of them that are of its kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_point: Option<KeyPoint>,
    /// The codes of the agencies.
    pub agencies: BTreeSet<String>,
}

impl DefaultAgencies {
    /// What is set for a key point in an area: the codes, and whether they are exactly who is asked.
    pub fn of<'a>(set: &'a [Self], area: &str, key_point: KeyPoint) -> Option<(&'a BTreeSet<String>, bool)> {
        let find = |wanted: Option<KeyPoint>| set.iter().find(|one| one.area == area && one.key_point == wanted);
        let exact = find(Some(key_point)).map(|one| (&one.agencies, true));
        exact.or_else(|| find(None).map(|one| (&one.agencies, false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_for_a_key_point_counts_before_what_is_set_for_the_area() {
        let one = |key_point, code: &str| DefaultAgencies {
            area: "N".to_owned(),
            key_point,
            agencies: BTreeSet::from([code.to_owned()]),
        };
        let set = [one(None, "any"), one(Some(KeyPoint::Closure), "closing")];
        let codes = |area, key_point| {
            DefaultAgencies::of(&set, area, key_point)
                .map(|(codes, exact)| (codes.iter().cloned().collect::<String>(), exact))
        };
        assert_eq!(codes("N", KeyPoint::Closure), Some(("closing".to_owned(), true)));
        assert_eq!(codes("N", KeyPoint::StepDown), Some(("any".to_owned(), false)));
        assert_eq!(codes("S", KeyPoint::Closure), None);
    }
}
