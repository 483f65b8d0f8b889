//! What is withheld, in words: which things, for what reason, and whom to ask. The hub lists every field that it withholds,
//! asked for or not; a page speaks of those that were asked for.

use serde_json::Value;

use super::page::{Page, items, text};

/// Adds a line for each reason and whom to ask, in the order of the answer; each thing is named once in it.
pub fn told(objects: &[Value], indent: &str, page: &mut Page) {
    let mut groups: Vec<(&str, &str, &str, Vec<&str>)> = Vec::new();
    let all = objects.iter().flat_map(|object| {
        items(object, "/withheld").iter().filter(move |one| object.get(text(one, "/field")).is_some())
    });
    for one in all {
        let reason = text(one, "/reason");
        let agency = text(one, "/askAgency/name");
        let thing = thing(text(one, "/field"));
        match groups.iter_mut().find(|(r, a, ..)| (*r, *a) == (reason, agency)) {
            Some((.., things)) if things.contains(&thing) => {}
            Some((.., things)) => things.push(thing),
            None => groups.push((reason, agency, text(one, "/askAgency/contact/safeguardingPhone"), vec![thing])),
        }
    }
    for (reason, agency, phone, things) in groups {
        let ask = match (agency, phone) {
            ("", _) => String::new(),
            (agency, "") => format!("; ask {agency}"),
            (agency, phone) => format!("; ask {agency}, {phone}"),
        };
        page.line(format!("{indent}withheld: {} ({reason}: {}){ask}", things.join(", "), meaning(reason)));
    }
}

/// Why, in a few words: what the contract says of the reason.
fn meaning(reason: &str) -> &str {
    match reason {
        "ROLE" => "this role is never given it",
        "PURPOSE" => "not opened by this purpose",
        "SENSITIVITY" => "kept to fewer eyes",
        "REVIEW" => "the young person objected: a person must decide",
        "LEVEL_OF_NEED" => "not shared at this level of need",
        "CONSENT" => "no consent covers it",
        other => other,
    }
}

/// What a field holds, as one would say it; several fields may be one thing.
fn thing(field: &str) -> &str {
    match field {
        "category" | "significance" | "sensitivity" | "classes" | "handling" => "what kind of event it was",
        "summary" | "narrative" | "impactOnChild" | "impactDirection" | "action" | "outcome" | "correctionReason" => {
            "what happened"
        }
        "childVoice" => "the child's words",
        "recordedBy" => "who recorded it",
        "nhsNumber" => "NHS number",
        "upn" => "UPN",
        "identifiers" => "agencies' own numbers",
        "generalPractice" => "general practice",
        "responsibleAuthority" => "responsible authority",
        "firstLanguage" | "interpreterNeeded" => "language",
        "dateOfBirth" | "expectedDateOfBirth" => "birth",
        "levelOfNeed" => "level of need",
        "chronology" => "other agencies' entries",
        "involvements" => "other agencies' work with the child",
        "consents" => "decisions on consent",
        other => other,
    }
}
