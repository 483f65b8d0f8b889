//! A piece of work of each author's, whose every text says whose it is, and what these are to the rules: it is read as an
//! ordinary entry of its agency is.

use entities::ids::WorkId;
use entities::rows::case_work;
use entities::words::{FieldClass, WorkAction, WorkKind, WorkStatus};
use entities::{Date, Set};
use tests::child::{LONG_AGO, SECRET};
use tests::{ChildFile, Hub};
use uuid::Uuid;

/// What its texts begin with, and the field's own classes (R1).
pub const TEXTS: [(&str, &[&str]); 3] =
    [("step", &["NARRATIVE"]), ("father", &["NARRATIVE", "ADULT"]), ("alone", &["CHILD_VOICE"])];

/// The fields that are asked for.
pub const FIELDS: [&str; 8] = ["kind", "status", "startedOn", "agency", "agencyKind", "noFather", "steps", "seen"];

/// An assessment, which holds nothing beside what its agency implies.
pub fn begun<'a>(hub: &Hub, file: ChildFile<'a>, mark: &str, author: &str, content: Set<FieldClass>) -> ChildFile<'a> {
    let person = hub.town.person(author);
    let text = |what: &str| Some(format!("{SECRET}-{mark} {what} {author}.NONE"));
    let day = Date::new(2026, 1, 5).expect("a date");
    file.with(|rows, child| {
        rows.add(case_work::Model {
            id: WorkId(Uuid::new_v4()),
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
            people: "[]".to_owned(),
            no_father: text("father"),
            seen_alone: Some(false),
            not_alone_reason: text("alone"),
            text: text("step"),
            without_checks: None,
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
