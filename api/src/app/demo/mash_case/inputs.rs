//! What the steps of the case send, where several send alike.

use serde_json::{Value, json};

use super::Scene;

/// A purpose, on the public task of the asker's agency.
pub(in crate::app::demo) fn sharing(purpose: &str) -> Value {
    json!({ "purpose": purpose, "lawfulBasis": "PUBLIC_TASK" })
}

/// The same for something of a concern.
fn for_the_concern(s: &Scene) -> Value {
    let mut sharing = sharing("REFERRAL_SCREENING");
    set(&mut sharing, "concern", s.kept("concern"));
    sharing
}

/// Puts a field into an object.
fn set(object: &mut Value, field: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(field.to_owned(), value);
    }
}

/// An input with a key of its own, and further fields.
pub(in crate::app::demo) fn input(s: &Scene, fields: Value) -> Value {
    let mut input = fields;
    set(&mut input, "idempotencyKey", json!(s.key()));
    json!({ "input": input })
}

/// A step with the concern, from that version.
pub(in crate::app::demo) fn step(s: &Scene, version: i32, fields: Value) -> Value {
    let mut all = fields;
    set(&mut all, "concern", s.kept("concern"));
    set(&mut all, "expectedVersion", json!(version));
    input(s, all)
}

/// Who lives with the boy, as checks search for them.
fn household() -> Value {
    json!([
        { "name": "Dana Marsh", "relationship": "mother" },
        { "name": "Lee Carver", "dateOfBirth": "1991-05-17", "relationship": "mother's partner" },
    ])
}

/// A round of checks for the screening of the concern, to the agencies of these people.
pub(in crate::app::demo) fn screening_round(s: &Scene, text: &str, whom: &[&str]) -> Value {
    round(s, for_the_concern(s), "REFERRAL_SCREENING", text, (whom, &[]))
}

/// A round of checks of the enquiry: those asked may see what has happened, to answer.
pub(in crate::app::demo) fn enquiry_round(s: &Scene, key_point: &str, text: &str, whom: &[&str]) -> Value {
    round(s, sharing("SECTION_47_ENQUIRY"), key_point, text, (whom, &["SUMMARY", "NARRATIVE"]))
}

fn round(s: &Scene, sharing: Value, key_point: &str, text: &str, (whom, classes): (&[&str], &[&str])) -> Value {
    let request = |who: &&str| match classes {
        [] => json!({ "agency": s.agency(who) }),
        classes => json!({ "agency": s.agency(who), "fieldClasses": classes }),
    };
    let requests: Vec<Value> = whom.iter().map(request).collect();
    input(
        s,
        json!({
            "child": s.child(), "sharing": sharing, "keyPoint": key_point, "text": text, "household": household(),
            "requests": requests,
        }),
    )
}

/// An answer to the check that was put to the agency of that person, with further fields.
pub(in crate::app::demo) fn answer(s: &Scene, who: &str, answer: &str, system: &str, fields: Value) -> Value {
    let mut all = fields;
    set(&mut all, "check", s.check(who));
    // What a manager let go out is the check's second version.
    set(&mut all, "expectedVersion", if s.check(who) == s.kept("dispensed") { json!(2) } else { json!(1) });
    set(&mut all, "answer", json!(answer));
    set(&mut all, "systemsSearched", json!([system]));
    input(s, all)
}

/// An entry that comes with an answer; so many days ago, at eleven.
pub(in crate::app::demo) fn entry(s: &Scene, days: i64, category: &str, summary: &str) -> Value {
    json!({
        "occurredAt": format!("{}T11:00:00Z", s.ago(days)), "occurredPrecision": "DAY", "category": category,
        "significance": "SIGNIFICANT", "summary": summary,
    })
}

/// A step today with the piece of work that is kept by that name, from that version.
pub(in crate::app::demo) fn work(s: &Scene, kept: &str, version: i32, fields: Value) -> Value {
    let mut all = fields;
    set(&mut all, "work", s.kept(kept));
    set(&mut all, "expectedVersion", json!(version));
    set(&mut all, "happenedOn", json!(s.today()));
    input(s, all)
}

/// A read of the boy's pieces of work.
pub(in crate::app::demo) fn works(s: &Scene, purpose: &str) -> Value {
    json!({ "child": s.child(), "sharing": sharing(purpose) })
}
