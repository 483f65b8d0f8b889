//! A good value for every place of the schema's arguments, about one child: the same table makes what is asked about a child
//! that is there and about one that is not.

use serde_json::{Value, json};
use tests::Hub;

use super::super::cases::probe::Whom;
use super::super::mutations::good::Maker;

/// Why, as the asker states it.
#[derive(Clone, Copy)]
pub struct Why<'a> {
    pub purpose: &'a str,
    pub basis: &'a str,
}

/// A value for the field of that name in that input; none where any word of the type's vocabulary will do.
pub fn example(hub: &Hub, whom: &Whom, why: Why<'_>, within: &str, name: &str, kind: &str) -> Option<Value> {
    let fact = |fact: &str| whom.fact(fact).cloned();
    let found = match (within, name, kind) {
        ("SharingInput", "purpose", _) => json!(why.purpose),
        ("SharingInput", "lawfulBasis", _) => json!(why.basis),
        (_, "idempotencyKey", _) => json!(uuid::Uuid::new_v4().to_string()),
        // The child itself, by each way of naming it.
        ("ChildRef", "id", _) | (_, "matchWith" | "child", "ID") => whom.references(hub)[0]["id"].clone(),
        (_, _, "NhsNumber") => fact("nhsNumber")?,
        (_, _, "Upn") => fact("upn")?,
        ("LocalIdInput", "agency", _) => json!(hub.town.agency("T-COUNCIL").public()),
        ("LocalIdInput", "value", _) => whom.references(hub)[1]["localId"]["value"].clone(),
        (
            "ChildMatchInput" | "ChildDetailsInput" | "UpdateChildInput",
            "givenName" | "familyName" | "dateOfBirth" | "postcode",
            _,
        ) => fact(name).unwrap_or_else(|| json!("made up")),
        // What hangs on it.
        ("ReviewAccessInput", "entry", _) => json!(whom.parts["accessLogEntry"]),
        (_, part, "ID") if whom.parts.contains_key(part) => json!(whom.parts[part]),
        (_, "rating", "ID") => json!(whom.parts["concern"]),
        (_, "evidence", "ID") => json!(whom.parts["entry"]),
        // Agencies and people who have nothing to do with it.
        (_, "agency" | "agencies" | "to" | "tell" | "school" | "generalPractice" | "ownerAgency", "ID") => {
            json!(hub.town.agency("T-NEIGHBOUR").public())
        }
        (_, "custodians", "ID") => json!(["manager", "gp"].map(|login| hub.town.person(login).id.public())),
        (_, "practitionerId" | "practitioner" | "practitioners" | "named" | "approvedBy" | "manager", "ID") => {
            json!(hub.town.person("manager").id.public())
        }
        (_, field, "ID") => json!(Maker::unknown(field)),
        (_, "until" | "dueOn", "Date") => json!("2999-01-01"),
        (_, _, "Date") => json!("2026-01-05"),
        (_, _, "DateTime") => json!("2026-01-05T10:00:00Z"),
        (_, "justification", _) => json!("asked by whom it does not concern"),
        (_, _, "String") => json!("made up for a test"),
        (_, _, "Int") => json!(7),
        (_, _, "Boolean") => json!(true),
        _ => return None,
    };
    Some(found)
}
