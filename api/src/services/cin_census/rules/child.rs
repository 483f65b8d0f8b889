//! Rules about who the child is.

use entities::words::Sex;

use super::Findings;
use crate::services::cin_census::record::{CensusChild, Repeat, value};

/// Weeks before birth of which a pregnancy is known at most, in days.
const PREGNANCY: i64 = 40 * 7;

pub(super) fn check(child: &CensusChild, found: &mut Findings<'_>) {
    let ids = "ChildIdentifiers";
    if child.la_child_id.is_none() {
        found.add(format!("{ids}/LAchildID"), "", "8500", "the authority's number for the child is missing");
    }
    match child.repeat {
        Repeat::No => {}
        Repeat::SameChild(_) => {
            found.flag(
                format!("{ids}/LAchildID"),
                &child.la_child_id,
                "8510",
                "the number came before, for the same child",
            );
        }
        Repeat::OtherChild(_) => {
            found.flag(
                format!("{ids}/LAchildID"),
                &child.la_child_id,
                "8510",
                "the number came before, for another child",
            );
        }
    }
    if child.birth.is_some() && child.expected_birth.is_some() {
        let message = "both a date of birth and an expected one";
        found.flag(format!("{ids}/ExpectedPersonBirthDate"), &child.expected_birth, "8525Q", message);
    }
    if child.birth.is_none() && child.expected_birth.is_none() {
        found.add(
            format!("{ids}/PersonBirthDate"),
            "",
            "NO_DATE_OF_BIRTH",
            "neither a date of birth nor an expected one",
        );
    }
    if child.expected_birth.is_some() && child.birth.is_none() && value(&child.sex).is_some_and(|sex| sex != Sex::U) {
        found.flag(format!("{ids}/Sex"), &child.sex, "8750", "an unborn child has no other sex than unknown");
    }
    let born = value(&child.birth).or_else(|| value(&child.expected_birth));
    for (n, episode) in (1..).zip(&child.episodes) {
        let field = format!("CINdetails[{n}]/CINreferralDate");
        let earliest = born.map(|born| born.plus_days(-PREGNANCY));
        found.order(field, &episode.referral, earliest, "8606", "more than forty weeks before the birth");
    }
    let field = format!("{ids}/PersonDeathDate");
    found.order(field, &child.death, value(&child.birth), "DATES_OUT_OF_ORDER", "death before birth");
    if let (Some(birth), Some(last)) = (value(&child.birth), child.reference_date)
        && birth.plus_years(26) <= last
    {
        found.flag(format!("{ids}/PersonBirthDate"), &child.birth, "8775Q", "older than twenty-five");
    }
    if child.disabilities.len() > 1 && child.disabilities.iter().any(|one| one.raw == "NONE") {
        let field = "ChildCharacteristics/Disabilities/Disability";
        found.add(field, "NONE", "8790", "no disability together with one");
    }
    if let Some(reason) = value(&child.upn_unknown)
        && reason.code == "UN7"
        && child.episodes.iter().any(|episode| value(&episode.no_further_action) != Some(true))
    {
        let message = "a referral with further action asks for a number or another reason";
        found.flag(format!("{ids}/UPNunknown"), &child.upn_unknown, "8772", message);
    }
}
