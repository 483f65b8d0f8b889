//! What somebody said of a child, as they said it, and in words for themselves.

use entities::Date;
use entities::ids::{AgencyId, ChildId};
use entities::words::Sex;
use serde::{Deserialize, Serialize};

use crate::plain::text::sentence_case;
use crate::plain::{numbers, wall};

/// A child as named by one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KnownChild {
    /// By the hub's id.
    Id(ChildId),
    /// By an NHS number, as typed.
    NhsNumber(String),
    /// By a UPN, as typed.
    Upn(String),
    /// By an agency's own number.
    Local(AgencyId, String),
}

/// A person, as described.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct PersonDetails {
    pub name: Option<String>,
    pub date_of_birth: Option<Date>,
    pub address: Option<String>,
    pub telephone: Option<String>,
}

/// A child, as described.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ChildDetails {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub date_of_birth: Option<Date>,
    pub expected_date_of_birth: Option<Date>,
    pub approximate_age: Option<i32>,
    pub sex: Option<Sex>,
    pub description: Option<String>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub address: Option<String>,
    pub school: Option<String>,
    pub general_practice: Option<String>,
    pub ethnicity: Option<String>,
    pub first_language: Option<String>,
    pub interpreter_needed: Option<bool>,
    pub mother: Option<PersonDetails>,
}

/// Who the child is: by one fact, by a description, or by both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildSaid {
    /// By one fact.
    pub known: Option<KnownChild>,
    /// By a description.
    pub described: Option<ChildDetails>,
}

/// What was said, in words, for whoever said it: nothing else goes into them.
pub(crate) fn words(said: &ChildSaid) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut named = false;
    if let Some(details) = &said.described {
        let names: Vec<&str> =
            [&details.given_name, &details.family_name].into_iter().flatten().map(|n| n.trim()).collect();
        named = !names.is_empty();
        if named {
            parts.push(names.join(" "));
        }
        let mut add = |what: &str, value: Option<String>| {
            if let Some(value) = value {
                parts.push(format!("{what} {}", value.trim()));
            }
        };
        add("born", details.date_of_birth.map(wall::day));
        add("expected", details.expected_date_of_birth.map(wall::day));
        add("aged about", details.approximate_age.map(|a| a.to_string()));
        add("sex:", details.sex.map(|sex| sex_in_words(sex).to_owned()));
        add("NHS number", details.nhs_number.as_deref().map(numbers::grouped));
        add("unique pupil number", details.upn.clone());
        add("of", details.address.clone());
        add("school:", details.school.clone());
        add("general practice:", details.general_practice.clone());
        add("mother:", details.mother.as_ref().and_then(|m| m.name.clone()));
        add("described as", details.description.clone());
    }
    match &said.known {
        Some(KnownChild::Id(id)) => parts.push(named_by(*id, parts.is_empty())),
        Some(KnownChild::NhsNumber(number)) => parts.push(format!("NHS number {}", numbers::grouped(number))),
        Some(KnownChild::Upn(upn)) => parts.push(format!("unique pupil number {}", upn.trim())),
        Some(KnownChild::Local(_, value)) => parts.push(format!("local number {}", value.trim())),
        None => {}
    }
    let text = parts.join(", ");
    // A name is written as it was typed; the hub's own words begin with a capital letter.
    if named { text } else { sentence_case(&text) }
}

/// The hub's id, by its beginning: nobody reads the whole of it, and the beginning still tells two children apart.
fn named_by(id: ChildId, alone: bool) -> String {
    let id = id.public();
    let (beginning, _) = id.split_once('-').unwrap_or((&id, ""));
    format!("{}named by the hub's id {beginning}…", if alone { "a child " } else { "" })
}

const fn sex_in_words(sex: Sex) -> &'static str {
    match sex {
        Sex::F => "female",
        Sex::M => "male",
        Sex::U => "not known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_hold_what_was_said_and_nothing_else() {
        let said = ChildSaid {
            known: Some(KnownChild::NhsNumber(" 999 000 0018 ".to_owned())),
            described: Some(ChildDetails {
                given_name: Some("Jo".to_owned()),
                family_name: Some("Reed".to_owned()),
                date_of_birth: Date::new(2019, 5, 4),
                ..ChildDetails::default()
            }),
        };
        assert_eq!(words(&said), "Jo Reed, born 4 May 2019, NHS number 999 000 0018");
        assert_eq!(words(&ChildSaid::default()), "");
        let described = ChildDetails {
            expected_date_of_birth: Date::new(2026, 12, 1),
            sex: Some(Sex::M),
            nhs_number: Some("9990000018".to_owned()),
            upn: Some("X801200016001".to_owned()),
            ..ChildDetails::default()
        };
        let said = ChildSaid { known: None, described: Some(described) };
        assert_eq!(
            words(&said),
            "Expected 1 December 2026, sex: male, NHS number 999 000 0018, unique pupil number X801200016001"
        );
    }

    #[test]
    fn an_id_of_the_hubs_is_not_written_out() {
        let id = ChildId(uuid::Uuid::from_u128(0x09eb_12c3_2136_456c_aaa8_798d_a9db_c5b7));
        let known = Some(KnownChild::Id(id));
        let alone = ChildSaid { known: known.clone(), described: None };
        assert_eq!(words(&alone), "A child named by the hub's id child_09eb12c3…");
        let aged = Some(ChildDetails { approximate_age: Some(5), ..ChildDetails::default() });
        assert_eq!(words(&ChildSaid { known: None, described: aged }), "Aged about 5");
        // A name stays as it was typed.
        let described = Some(ChildDetails { given_name: Some("jo".to_owned()), ..ChildDetails::default() });
        assert_eq!(words(&ChildSaid { known, described }), "jo, named by the hub's id child_09eb12c3…");
    }
}
