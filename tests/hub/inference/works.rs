//! A piece of work of each author's, whose every text says whose it is, and what these are to the rules: it is read as an
//! ordinary entry of its agency is.

use entities::ids::{OutcomeId, WorkId};
use entities::rows::{case_work, work_outcome};
use entities::words::{FamilyRole, FieldClass, OutcomeState, WorkAction, WorkKind, WorkStatus};
use entities::{Date, Set};
use serde_json::json;
use tests::child::{LONG_AGO, SECRET};
use tests::{ChildFile, Hub};
use uuid::Uuid;

/// What its texts begin with, and the field's own classes (R1).
pub const TEXTS: [(&str, &[&str]); 6] = [
    ("step", &["NARRATIVE"]),
    ("unchecked", &["NARRATIVE"]),
    ("father", &["NARRATIVE", "ADULT"]),
    ("mother", &["NARRATIVE", "ADULT"]),
    ("alone", &["CHILD_VOICE"]),
    ("change", &["NARRATIVE", "WHEREABOUTS"]),
];

/// The fields that are asked for.
pub const FIELDS: [&str; 10] =
    ["kind", "status", "startedOn", "agency", "agencyKind", "noFather", "steps", "seen", "family", "outcomes"];

/// An assessment with what it works towards, which holds nothing beside what its agency implies.
pub fn begun<'a>(hub: &Hub, file: ChildFile<'a>, mark: &str, author: &str, content: Set<FieldClass>) -> ChildFile<'a> {
    let person = hub.town.person(author);
    let text = |what: &str| Some(format!("{SECRET}-{mark} {what} {author}.NONE"));
    let day = Date::new(2026, 1, 5).expect("a date");
    let mother = json!([{
        "name": text("mother"), "role": FamilyRole::Mother, "parental_responsibility": true, "took_part": true, "why_not": null,
    }]);
    file.with(|rows, child| {
        let work = WorkId(Uuid::new_v4());
        rows.add(work_outcome::Model {
            id: OutcomeId(Uuid::new_v4()),
            version: 1,
            work_id: work,
            child_id: child,
            change: text("change").unwrap_or_default(),
            measure: text("change").unwrap_or_default(),
            owner_agency: person.agency,
            owner: text("change"),
            due_on: day,
            state: OutcomeState::Open,
            reviewed_on: Some(day),
            note: text("change"),
            log: 0,
            seq: 0,
        });
        rows.add(case_work::Model {
            id: work,
            version: 1,
            child_id: child,
            kind: WorkKind::Assessment,
            action: WorkAction::Started,
            status: WorkStatus::Open,
            day,
            started_on: day,
            due_on: None,
            ended_on: None,
            follows: None,
            concern_id: None,
            decision: None,
            abuse: Set::EMPTY,
            people: mother.to_string(),
            no_father: text("father"),
            seen_alone: Some(false),
            not_alone_reason: text("alone"),
            text: text("step"),
            without_checks: text("unchecked"),
            entry_id: None,
            classes: content,
            agency_id: person.agency,
            agency_kind: person.kind,
            team: Some(person.seat.team.to_owned()),
            person_id: person.id,
            recorded_at: LONG_AGO,
            log: 0,
            seq: 0,
        });
    })
}
