//! What the examples send: which child, why, and the longer inputs.

use serde_json::{Value, json};

use crate::app::demo::folder::{Contents, ListedChild};

fn listed<'a>(demo: &'a Contents, key: &str) -> Option<&'a ListedChild> {
    demo.children.iter().find(|c| c.key == key)
}

/// How an example names a child of the demo: by NHS number where there is one, else by the hub's id.
pub fn child(demo: &Contents, key: &str) -> Value {
    match listed(demo, key) {
        Some(c) => c.nhs_number.as_ref().map_or_else(|| json!({ "id": c.id }), |n| json!({ "nhsNumber": n })),
        None => Value::Null,
    }
}

/// A purpose, on the public task of the asker's agency.
pub fn sharing(purpose: &str) -> Value {
    json!({ "purpose": purpose, "lawfulBasis": "PUBLIC_TASK" })
}

/// The variables of a read: the whole of the newest entries, as many as that.
pub fn newest(demo: &Contents, key: &str, sharing: Value, entries: u8) -> Value {
    json!({ "child": child(demo, key), "sharing": sharing, "entries": entries })
}

/// What an earlier step's answer holds there.
pub fn earlier(answers: &[Value], step: usize, path: &str) -> Value {
    answers.get(step).and_then(|answer| answer.pointer(path)).cloned().unwrap_or_default()
}

/// The GP's concern: about a child whom nobody else knows.
pub fn rowan() -> Value {
    json!({
        "idempotencyKey": "demo-concern-1",
        "child": { "described": {
            "givenName": "Rowan", "familyName": "Pike", "approximateAge": 4, "sex": "M",
            "address": "the caravan site by the old ferry, Northmere", "mother": { "name": "Jess Pike" },
        } },
        "whatHappened": "Rowan came with a burn on his hand that was three days old and had not been seen by anybody. \
            His mother said that he had touched the stove. She was kind with him and frightened of being asked.",
        "impactOnChild": "In pain, and very quiet.",
        "childVoice": "“It was hot. Mummy cried too.”",
        "immediateDanger": false,
        "familyInformed": "INFORMED_AND_AGREES",
        "actionsTaken": "The burn was dressed; they come back tomorrow at nine.",
        "suggestedLevelOfNeed": "CHILD_IN_NEED",
        "callBack": "020 7946 0105",
        "classes": ["HEALTH"],
    })
}

/// A toddler group's concern about Ellie, with the number from the red book that her mother carries.
pub fn ellie(demo: &Contents) -> Value {
    json!({
        "idempotencyKey": "demo-concern-2",
        "child": {
            "known": child(demo, "ellie"),
            "described": {
                "givenName": "Ellie", "familyName": "Rourke", "approximateAge": 3, "sex": "F",
                "address": "Harbour View, 3 Quay Street, Northmere", "mother": { "name": "Shannon Rourke" },
            },
        },
        "whatHappened": "Ellie came to the toddler group for the second time. She ate four bananas and put two in her \
            pocket. Her clothes were wet and too small. Her mother fell asleep on the chair and was hard to wake.",
        "impactOnChild": "Hungry and cold; she held on to the helper's hand all morning.",
        "childVoice": "“One for later.”",
        "immediateDanger": false,
        "familyInformed": "INFORMED_AND_AGREES",
        "actionsTaken": "Lunch, dry clothes, and a walk home with them.",
        "suggestedLevelOfNeed": "CHILD_IN_NEED",
        "callBack": "020 7946 0109",
    })
}

/// The school's claim: Ida is a pupil since six days before the demo was made.
pub fn pupil(demo: &Contents) -> Value {
    let ida = listed(demo, "ida");
    let born = ida.and_then(|c| c.date_of_birth.as_deref());
    json!({
        "idempotencyKey": "demo-claim-1",
        "child": {
            "known": { "upn": ida.and_then(|c| c.upn.as_deref()) },
            "described": { "givenName": "Ida", "familyName": "Brandt", "dateOfBirth": born },
        },
        "service": "School",
        "startedOn": demo.made_on.map(|day| day.plus_days(-6)),
    })
}

/// A sharing that breaks the glass.
pub fn at_three_in_the_morning() -> Value {
    json!({
        "purpose": "EMERGENCY_PROTECTION",
        "lawfulBasis": "VITAL_INTERESTS",
        "emergency": true,
        "justification": "Brought in by taxi at ten to three with a stab wound to the thigh. Alone, will not say who did it, \
            and wants to leave. We must know who may fetch him and who may not.",
    })
}

/// A deputy's concern about a colleague, about a child whom nobody else knows.
pub fn conduct() -> Value {
    json!({
        "idempotencyKey": "demo-concern-3",
        "child": { "described": { "givenName": "Noah", "familyName": "Finch", "approximateAge": 8, "sex": "M" } },
        "people": [{
            "name": "Carl Denton", "relation": "teaching assistant", "allegedToHaveCausedHarm": true,
            "worksWithChildren": true, "worksFor": "Hilltop Primary School",
        }],
        "whatHappened": "A parent saw Mr Denton pull Noah by the arm across the yard and shut him in the store room. He has \
            Noah's telephone number and writes to him in the evening.",
        "childVoice": "“He said it is our secret.”",
        "immediateDanger": false,
        "familyInformed": "NOT_KNOWN",
        "actionsTaken": "He is not with children today. The head is away until Monday.",
        "callBack": "020 7946 0106",
        "onlyMeInMyAgency": true,
    })
}

/// A report of the police from a night at a flat.
pub fn night() -> Value {
    json!({
        "idempotencyKey": "demo-report-1",
        "reportNumber": "01MV/4711/26",
        "rating": "AMBER",
        "unit": "Response team B",
        "attendedBecause": "a neighbour rang 999 about shouting",
        "attendedWhere": "17 Canal Row, Northmere",
        "children": [
            {
                "child": { "described": {
                    "givenName": "Jade", "familyName": "Alder", "approximateAge": 10, "sex": "F",
                    "address": "17 Canal Row, Northmere",
                } },
                "childVoice": "“I put the music on so that Finn would not hear it.”",
            },
            {
                "child": { "described": {
                    "givenName": "Finn", "familyName": "Alder", "approximateAge": 4, "sex": "M",
                    "address": "17 Canal Row, Northmere",
                } },
            },
        ],
        "adults": [
            { "name": "Lou Alder", "relation": "mother", "ofHousehold": true },
            { "name": "Ray Voss", "relation": "a friend of the mother's", "ofHousehold": false, "allegedToHaveCausedHarm": true },
        ],
        "whatHappened": "The front door was broken. Ms Alder had a cut lip and said that she fell. Mr Voss left before the \
            officers came. Both children were awake and dressed at two in the morning.",
        "familyInformed": "INFORMED_AND_AGREES",
        "actionsTaken": "Door made safe; a call to the emergency duty team.",
        "callBack": "101",
    })
}
