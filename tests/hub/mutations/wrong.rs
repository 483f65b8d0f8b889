//! How a field of an input can be wrong, and which problem that is.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::good::Maker;
use super::schema::{Leaf, Mutation};

/// An input with one thing wrong in it: the problem that it gets, or none where it is refused as about nothing that is there.
pub struct Try {
    pub what: String,
    pub input: Value,
    pub expected: Option<(String, String)>,
}

/// What a wrong value gets.
enum Gets {
    Problem(&'static str),
    NotFound,
}

/// The ways to name a child, of which exactly one is given.
const ONE_OF: &[&str] =
    &["id", "nhsNumber", "upn", "localId", "concern", "check", "round", "jointDecision", "rating", "accessLogEntry"];

/// Ids that say which record is meant: one that is not there is refused, whatever else is wrong.
const RECORDS: &[&str] = &[
    "approval",
    "check",
    "concern",
    "entry",
    "involvement",
    "jointDecision",
    "round",
    "rating",
    "escalation",
    "consent",
    "matchWith",
    "protection",
    "review",
    "accessLogEntry",
    "work",
];

/// Lists that may be empty: a correction clears by them.
const CLEARED_BY_EMPTY: &[(&str, &[&str])] = &[
    ("correctChronologyEntry", &["handling", "classes", "aboutAdults", "tell", "named"]),
    ("updateChild", &["aliases", "disabilities"]),
];

/// Whether the field names the child whose record is meant, or says why the caller is there: what is wrong with these is told
/// before anything is judged.
fn of_form(leaf: &Leaf) -> bool {
    leaf.path[0] == "sharing" || (leaf.path[0] == "child" && ONE_OF.contains(&leaf.path[1].as_str()))
}

/// Puts a value in its place, with the objects around it where they are not there.
fn set(maker: &Maker<'_>, value: &mut Value, path: &[String], to: Value) {
    let [first, rest @ ..] = path else { return };
    let Some(next) = rest.first() else {
        value[first] = to;
        return;
    };
    let inner = &mut value[first];
    if next == "0" && rest.len() > 1 {
        if !inner.is_array() {
            *inner = json!([maker.beside(first)]);
        }
        return set(maker, &mut inner[0], &rest[1..], to);
    }
    if ONE_OF.contains(&next.as_str()) && ["child", "known", "on"].contains(&first.as_str()) {
        *inner = json!({});
    } else if inner.is_null() {
        *inner = maker.beside(first);
    }
    set(maker, inner, rest, to);
}

/// The wrong values of a field, each with what it gets.
fn wrong_values(mutation: &str, leaf: &Leaf) -> Vec<(Value, Gets)> {
    let field = leaf.path.last().map(String::as_str).unwrap_or_default();
    let problem = |value: Value, code: &'static str| {
        let code = if of_form(leaf) { "BAD_FORM" } else { code };
        (value, Gets::Problem(code))
    };
    match (leaf.kind.as_str(), field) {
        ("String", "idempotencyKey") => {
            ["", " ", "a\nb", "a\u{0}b", &"k".repeat(256)].map(|key| problem(json!(key), "BAD_IDEMPOTENCY_KEY")).into()
        }
        // A blank justification is none: where one is needed, that is a refusal of its own.
        ("String", "justification") => {
            vec![problem(json!("x".repeat(20_001)), "TOO_LONG"), problem(json!("bell \u{7}"), "CONTROL_CHARACTER")]
        }
        ("String", _) => vec![
            problem(json!(""), "EMPTY"),
            problem(json!("x".repeat(20_001)), "TOO_LONG"),
            problem(json!("bell \u{7}"), "CONTROL_CHARACTER"),
            problem(json!(" \n\t"), "EMPTY"),
            problem(json!("a\u{0}b"), "CONTROL_CHARACTER"),
            problem(json!("escape \u{1b}[31m"), "CONTROL_CHARACTER"),
        ],
        // What is offered may begin later.
        ("Date", "expectedDateOfBirth" | "on") => Vec::new(),
        ("Date", "dueOn") => vec![problem(json!("2020-01-01"), "IN_THE_PAST")],
        ("Date", "until") => vec![problem(json!("2020-01-01"), "IN_THE_PAST")],
        ("Date", "expiresOn") => vec![problem(json!("2020-01-01"), "BEFORE_START")],
        ("Date", _) => vec![problem(json!("2999-01-01"), "IN_THE_FUTURE")],
        ("DateTime", _) => vec![problem(json!("2999-01-01T00:00:00Z"), "IN_THE_FUTURE")],
        ("NhsNumber", _) => {
            vec![
                problem(json!("9990000001"), "CHECK_DIGIT"),
                problem(json!("123"), "SHAPE"),
                problem(json!(""), "EMPTY"),
            ]
        }
        ("Upn", _) => {
            vec![
                problem(json!("A000000000001"), "CHECK_DIGIT"),
                problem(json!("A1"), "SHAPE"),
                problem(json!(""), "EMPTY"),
            ]
        }
        ("Int", "expectedVersion") => [0, 98, 99].map(|n| problem(json!(n), "STALE_VERSION")).into(),
        ("Int", "approximateAge") => [-1, 26].map(|n| problem(json!(n), "OUT_OF_RANGE")).into(),
        // What is allowed against an objection is more than content, and not who the child is.
        ("FieldClass", "classes") if mutation == "decideSharingReview" => {
            vec![problem(json!("IDENTITY"), "NOT_HELD_BACK"), problem(json!("WHEREABOUTS"), "NOT_HELD_BACK")]
        }
        ("FieldClass", "classes") => vec![problem(json!("IDENTITY"), "NOT_A_CONTENT_CLASS")],
        ("ID", _) => {
            let other =
                if ["id", "matchWith"].contains(&field) { Maker::unknown("agency") } else { Maker::unknown("id") };
            let mut values = vec![problem(json!("x"), "BAD_ID"), problem(json!(other), "BAD_ID")];
            values.extend(unknown(mutation, leaf, field));
            values
        }
        _ => Vec::new(),
    }
}

/// An id of the right kind that names nothing: none where that is no fault of the input.
fn unknown(mutation: &str, leaf: &Leaf, field: &str) -> Option<(Value, Gets)> {
    let gets = match (mutation, field) {
        // What supports a purpose must have been put to the caller; who approves is asked where it counts.
        (_, "concern") if leaf.path[0] == "sharing" => Gets::Problem("UNKNOWN_ID"),
        _ if leaf.path[0] == "sharing" => return None,
        // Whether the hub knows the child makes no difference (R34).
        _ if leaf.path.iter().any(|step| step == "known") => return None,
        ("addToConcern", "concern") => Gets::Problem("NOT_YOUR_CONCERN"),
        ("reviewAccess", "entry") | (_, "accessLogEntry") => return Some((json!("access_0_999999"), Gets::NotFound)),
        ("settleSuccession", "protection") => Gets::Problem("UNKNOWN_ID"),
        _ if of_form(leaf) || RECORDS.contains(&field) => Gets::NotFound,
        ("declareConflict", "practitioner") => Gets::Problem("NOT_YOUR_PRACTITIONER"),
        ("recordInvolvement", "practitioners") => Gets::Problem("NOT_OF_YOUR_AGENCY"),
        (_, "approvedBy") => Gets::Problem("NOT_AN_APPROVER"),
        _ => Gets::Problem("UNKNOWN_ID"),
    };
    Some((json!(Maker::unknown(field)), gets))
}

/// Where the problem of a field stands: a list of texts or objects is told apart by its items.
fn place(leaf: &Leaf) -> String {
    let item = if leaf.list && leaf.kind == "String" { ".0" } else { "" };
    format!("input.{}{item}", leaf.at())
}

/// What an empty list gets; none where it may be empty.
fn of_empty(mutation: &str, list: &str) -> Option<&'static str> {
    let cleared = CLEARED_BY_EMPTY.iter().any(|(name, lists)| *name == mutation && lists.contains(&list));
    match list {
        _ if cleared => None,
        "custodians" => Some("TOO_FEW"),
        _ => Some("EMPTY_LIST"),
    }
}

/// The same under a key of its own, so that no answer is that of another try.
fn fresh(good: &Value) -> Value {
    let mut input = good.clone();
    input["idempotencyKey"] = json!(uuid::Uuid::new_v4().to_string());
    input
}

/// The good form with an id in each list of ids that is no id, under the same key: it is not the same request.
pub fn not_the_same(mutation: &Mutation, good: &Value) -> Vec<Value> {
    let lists = mutation.leaves.iter().filter(|leaf| leaf.list && leaf.kind == "ID" && leaf.path.len() == 1);
    lists
        .map(|leaf| {
            let mut input = good.clone();
            let list = &mut input[&leaf.path[0]];
            let mut ids = list.as_array().cloned().unwrap_or_default();
            ids.push(json!("x"));
            *list = Value::Array(ids);
            input
        })
        .collect()
}

/// Every way in which one thing of the input is wrong.
pub fn tries(maker: &Maker<'_>, mutation: &Mutation, good: &Value) -> Vec<Try> {
    let mut all = Vec::new();
    for leaf in &mutation.leaves {
        for (value, gets) in wrong_values(&mutation.name, leaf) {
            let shown: String = value.to_string().chars().take(30).collect();
            let what = format!("{} = {shown}", leaf.at());
            let mut input = fresh(good);
            set(maker, &mut input, &leaf.path, if leaf.list { json!([value]) } else { value });
            let expected = match gets {
                Gets::Problem(code) => Some((place(leaf), code.to_owned())),
                Gets::NotFound => None,
            };
            all.push(Try { what, input, expected });
        }
    }
    for list in &mutation.lists {
        let Some(code) = of_empty(&mutation.name, list) else { continue };
        let path: Vec<String> = list.split('.').map(str::to_owned).collect();
        let mut input = fresh(good);
        set(maker, &mut input, &path, json!([]));
        let expected = Some((format!("input.{list}"), code.to_owned()));
        all.push(Try { what: format!("{list} = []"), input, expected });
    }
    all
}

/// An input with everything wrong that does not keep the rest from being looked at, and every problem that it gets.
pub fn all_at_once(maker: &Maker<'_>, mutation: &Mutation, good: &Value) -> (Value, BTreeSet<(String, String)>) {
    let mut input = good.clone();
    let mut expected = BTreeSet::new();
    let aside = |leaf: &&Leaf| {
        let known = leaf.path.iter().any(|step| step == "known");
        !of_form(leaf) && !known && leaf.path[0] != "on" && !RECORDS.contains(&leaf.at().as_str())
    };
    for (number, leaf) in mutation.leaves.iter().filter(aside).enumerate() {
        let mut values = wrong_values(&mutation.name, leaf);
        if leaf.kind == "ID" {
            // An id of another kind is told before anything is judged.
            values.retain(|(_, gets)| !matches!(gets, Gets::Problem("BAD_ID")));
        }
        if values.is_empty() {
            continue;
        }
        let (value, gets) = values.swap_remove(number % values.len());
        let Gets::Problem(code) = gets else { continue };
        set(maker, &mut input, &leaf.path, if leaf.list { json!([value]) } else { value });
        expected.insert((place(leaf), code.to_owned()));
    }
    for list in &mutation.lists {
        // Of the enums: those of ids and objects have something wrong in them by now.
        let empty = ["purposes", "agencyKinds", "fieldClasses"].contains(&list.as_str());
        let Some(code) = of_empty(&mutation.name, list).filter(|_| empty) else { continue };
        input[list] = json!([]);
        expected.insert((format!("input.{list}"), code.to_owned()));
    }
    (input, expected)
}
