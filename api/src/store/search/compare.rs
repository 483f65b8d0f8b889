//! How well a child fits the facts of a search. Pure; it looks at cleared fields alone, so that neither the fit nor the order
//! tells anything that is withheld (R5).

use entities::Date;
use entities::Set;
use entities::words::{FieldClass, MatchField, MatchStrength, Sex};
use policies::fields::match_class;
use strsim::jaro_winkler;

use super::{SearchFacts, SearchHit};
use crate::plain::text::{normalise_name, normalise_postcode};

/// Names at least this alike (Jaro-Winkler) may be the same one, heard or typed differently.
const ALIKE: f64 = 0.90;
/// A child may be born so many days from when it was expected.
const DUE_WITHIN_DAYS: i64 = 21;

/// How one fact fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Equal,
    Near,
    Differs,
}

/// How a child fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fits {
    /// How well.
    pub(crate) strength: MatchStrength,
    /// On which facts.
    pub(crate) on: Set<MatchField>,
}

/// Compares a child with the facts, over the fields that are cleared; none where it does not fit.
pub(crate) fn compare(facts: &SearchFacts, child: &SearchHit, cleared: Set<FieldClass>, today: Date) -> Option<Fits> {
    let fits = fits(facts, child, cleared, today);
    let of = |field: MatchField| fits.iter().find(|(f, _)| *f == field).map(|(_, fit)| *fit);
    let count = |wanted: Fit| fits.iter().filter(|(_, fit)| *fit == wanted).count();
    let (equal, near, differs) = (count(Fit::Equal), count(Fit::Near), count(Fit::Differs));
    let identified = [MatchField::NhsNumber, MatchField::Upn].into_iter().any(|f| of(f) == Some(Fit::Equal));
    let telling = [MatchField::GivenName, MatchField::FamilyName, MatchField::Alias, MatchField::Mother];
    let named = telling.into_iter().any(|f| matches!(of(f), Some(Fit::Equal | Fit::Near)));
    let born = of(MatchField::DateOfBirth);
    let other_name = [MatchField::GivenName, MatchField::FamilyName].into_iter().any(|f| of(f) == Some(Fit::Differs));
    // A number alone is enough to be shown, so that a wrong one is noticed; anything else takes two facts.
    if !identified && (!named || equal + near < 2) {
        return None;
    }
    // Another name is forgiven where the birth is the same, another birth never: it is another child.
    if !identified && ((other_name && born != Some(Fit::Equal)) || born == Some(Fit::Differs)) {
        return None;
    }
    if !identified && differs >= equal + near {
        return None;
    }
    let strength = match (differs, near) {
        (0, 0) if equal >= 2 => MatchStrength::Exact,
        (0, _) if equal >= 1 => MatchStrength::Strong,
        _ => MatchStrength::Possible,
    };
    let on = fits.into_iter().filter(|(_, fit)| *fit != Fit::Differs).map(|(field, _)| field).collect();
    Some(Fits { strength, on })
}

/// Each fact that was given, is recorded and is cleared, and how it fits.
fn fits(facts: &SearchFacts, child: &SearchHit, cleared: Set<FieldClass>, today: Date) -> Vec<(MatchField, Fit)> {
    let mut fits = Vec::new();
    let identity = cleared.contains(FieldClass::Identity);
    if identity {
        fits.extend(name(MatchField::GivenName, facts.given_name.as_deref(), &child.given_key, &child.aliases));
        fits.extend(name(MatchField::FamilyName, facts.family_name.as_deref(), &child.family_key, &child.aliases));
        let born = facts.date_of_birth.zip(child.date_of_birth).map(|(a, b)| birth(a, b));
        fits.extend(born.map(|fit| (MatchField::DateOfBirth, fit)));
        let due = facts.expected_date_of_birth.zip(child.expected_date_of_birth.or(child.date_of_birth));
        fits.extend(due.map(|(a, b)| (MatchField::ExpectedDateOfBirth, expected(a, b))));
        fits.extend(child.date_of_birth.and_then(|born| age(facts, born, today)).map(|fit| (MatchField::Age, fit)));
        let sex = facts.sex.zip(child.sex).filter(|(a, b)| *a != Sex::U && *b != Sex::U);
        fits.extend(sex.map(|(a, b)| (MatchField::Sex, same(a == b))));
    }
    let number = |field, class, asked: &Option<String>, recorded: &Option<String>| {
        let both = asked.as_ref().zip(recorded.as_ref()).filter(|_| cleared.contains(class));
        both.map(|(a, b)| (field, same(a == b)))
    };
    fits.extend(number(MatchField::NhsNumber, FieldClass::NhsNumber, &facts.nhs_number, &child.nhs_number));
    fits.extend(number(MatchField::Upn, FieldClass::PupilNumber, &facts.upn, &child.upn));
    let may = |field: MatchField| match_class(field).is_none_or(|class| cleared.contains(class));
    // A postcode is an address: it tells nobody more than the address itself would (R5).
    if may(MatchField::Postcode) && cleared.contains(FieldClass::Contact) {
        let recorded = child.postcode.as_deref().and_then(normalise_postcode);
        let both = facts.postcode.as_ref().zip(recorded);
        // People move: another postcode says nothing against.
        fits.extend(both.filter(|(a, b)| **a == *b).map(|_| (MatchField::Postcode, Fit::Equal)));
    }
    if may(MatchField::Mother)
        && let Some(asked) = facts.mother.as_deref()
        && !child.mother_key.is_empty()
    {
        fits.push((MatchField::Mother, alike(asked, &child.mother_key)));
    }
    fits
}

const fn same(equal: bool) -> Fit {
    if equal { Fit::Equal } else { Fit::Differs }
}

fn alike(a: &str, b: &str) -> Fit {
    if a == b {
        Fit::Equal
    } else if jaro_winkler(a, b) >= ALIKE {
        Fit::Near
    } else {
        Fit::Differs
    }
}

/// A name, or one of the other names.
fn name(field: MatchField, asked: Option<&str>, recorded: &str, aliases: &[String]) -> Option<(MatchField, Fit)> {
    let asked = asked?;
    let fit = if recorded.is_empty() { Fit::Differs } else { alike(asked, recorded) };
    if fit == Fit::Equal {
        return Some((field, fit));
    }
    let known_as = aliases.iter().map(|alias| normalise_name(alias)).any(|alias| {
        alias == asked
            || alias.strip_prefix(asked).is_some_and(|rest| rest.starts_with(' '))
            || alias.strip_suffix(asked).is_some_and(|rest| rest.ends_with(' '))
    });
    match (fit, known_as) {
        (Fit::Near, false) => Some((field, fit)),
        (_, true) => Some((MatchField::Alias, Fit::Near)),
        (_, false) if recorded.is_empty() => None,
        (_, false) => Some((field, Fit::Differs)),
    }
}

/// Day and month the other way round, where that is another date.
pub(super) fn swapped(day: Date) -> Option<Date> {
    use chrono::Datelike;
    Date::new(day.year(), day.0.day(), day.0.month()).filter(|other| *other != day)
}

fn birth(asked: Date, recorded: Date) -> Fit {
    use chrono::Datelike;
    let (a, b) = (asked.0, recorded.0);
    let parts = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    if a == b {
        Fit::Equal
    } else if swapped(asked) == Some(recorded) || parts.into_iter().filter(|same| *same).count() == 2 {
        // One part misheard or mistyped, or the day and the month the other way round.
        Fit::Near
    } else {
        Fit::Differs
    }
}

fn expected(asked: Date, recorded: Date) -> Fit {
    match (asked.0 - recorded.0).num_days().abs() {
        0 => Fit::Equal,
        days if days <= DUE_WITHIN_DAYS => Fit::Near,
        _ => Fit::Differs,
    }
}

fn age(facts: &SearchFacts, born: Date, today: Date) -> Option<Fit> {
    if facts.age_from.is_none() && facts.age_to.is_none() {
        return None;
    }
    let old_enough = facts.age_from.is_none_or(|from| born.plus_years(from) <= today);
    let young_enough = facts.age_to.is_none_or(|to| born.plus_years(to.saturating_add(1)) > today);
    Some(same(old_enough && young_enough))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entities::ids::ChildId;

    fn child() -> SearchHit {
        SearchHit {
            id: ChildId(uuid::Uuid::from_u128(1)),
            given_name: Some("Zoë".into()),
            family_name: Some("O'Brien".into()),
            aliases: vec!["Zoe Marsh".into()],
            date_of_birth: Date::new(2015, 3, 2),
            expected_date_of_birth: None,
            sex: Some(Sex::F),
            nhs_number: Some("9990000018".into()),
            upn: None,
            postcode: Some("N153AB".into()),
            given_key: "zoe".into(),
            family_key: "obrien".into(),
            mother_key: "ann obrien".into(),
            claimed: None,
        }
    }

    fn facts(given: &str, family: &str, born: Option<Date>) -> SearchFacts {
        SearchFacts {
            given_name: Some(given.into()),
            family_name: Some(family.into()),
            date_of_birth: born,
            ..SearchFacts::default()
        }
    }

    fn of(facts: &SearchFacts) -> Option<Fits> {
        compare(facts, &child(), Set::all(), Date::new(2026, 11, 21).unwrap())
    }

    fn strength(facts: &SearchFacts) -> Option<MatchStrength> {
        of(facts).map(|f| f.strength)
    }

    #[test]
    fn equal_alike_and_other_names_have_their_strength() {
        let born = Date::new(2015, 3, 2);
        assert_eq!(strength(&facts("zoe", "obrien", born)), Some(MatchStrength::Exact));
        assert_eq!(strength(&facts("zoe", "obrian", born)), Some(MatchStrength::Strong));
        assert_eq!(strength(&facts("zoe", "marsh", born)), Some(MatchStrength::Strong));
        assert!(of(&facts("zoe", "marsh", born)).unwrap().on.contains(MatchField::Alias));
        assert_eq!(strength(&facts("zoe", "smith", born)), Some(MatchStrength::Possible));
        assert_eq!(strength(&facts("zoe", "smith", None)), None);
        assert_eq!(strength(&facts("mia", "smith", born)), None);
    }

    #[test]
    fn a_mistyped_birth_is_near_and_another_one_is_another_child() {
        assert_eq!(strength(&facts("zoe", "obrien", Date::new(2015, 2, 3))), Some(MatchStrength::Strong));
        assert_eq!(strength(&facts("zoe", "obrien", Date::new(2016, 3, 2))), Some(MatchStrength::Strong));
        assert_eq!(strength(&facts("zoe", "obrien", Date::new(2018, 7, 9))), None);
    }

    #[test]
    fn r5_a_field_that_is_not_cleared_is_not_matched_on() {
        let all = SearchFacts {
            nhs_number: Some("9990000018".into()),
            postcode: Some("N15 3AB".into()),
            mother: Some("ann obrien".into()),
            ..facts("zoe", "obrien", None)
        };
        let on = |cleared: &[FieldClass]| {
            compare(&all, &child(), Set::of(cleared), Date::new(2026, 11, 21).unwrap()).map(|f| f.on)
        };
        let names = Set::of(&[MatchField::GivenName, MatchField::FamilyName]);
        assert_eq!(on(&[FieldClass::Identity]), Some(names));
        assert_eq!(
            on(&[FieldClass::Identity, FieldClass::Whereabouts, FieldClass::Contact]),
            Some(names.with(MatchField::Postcode))
        );
        assert_eq!(on(&[FieldClass::Identity, FieldClass::Adult]), Some(names.with(MatchField::Mother)));
        assert_eq!(on(&[FieldClass::Identity, FieldClass::NhsNumber]), Some(names.with(MatchField::NhsNumber)));
        assert_eq!(on(&[FieldClass::Contact]), None);
    }

    #[test]
    fn an_age_counts_whole_years_and_two_facts_are_needed() {
        let aged = |from, to| SearchFacts {
            given_name: Some("zoe".into()),
            age_from: Some(from),
            age_to: Some(to),
            ..SearchFacts::default()
        };
        assert!(of(&aged(11, 11)).unwrap().on.contains(MatchField::Age));
        assert_eq!(of(&aged(12, 13)), None);
        assert!(!SearchFacts { given_name: Some("zoe".into()), ..SearchFacts::default() }.suffice());
        let birth = SearchFacts { date_of_birth: Date::new(2015, 3, 2), sex: Some(Sex::F), ..SearchFacts::default() };
        assert!(!birth.suffice());
        assert!(aged(11, 11).suffice());
    }
}
