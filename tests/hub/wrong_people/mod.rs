//! Every root field of the schema, every argument and every field of a filter, tried by those whom it does not concern: with no
//! token and every kind of bad one, by the wrong role, the wrong agency, and about the wrong child. What is tried is read from
//! the schema, so that nothing new is left out; who is right to be told is listed, with the rule, and a line that no longer
//! tells anything fails.

mod business;
mod coverage;
mod examples;
mod right;
mod schema;
mod strangers;
mod streams;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::Value;
use tests::database::{number, row_counts};
use tests::town::ROLES;
use tests::{Answer, Engine, Hub, on_both};

use super::bad_input::counted;
use super::cases::probe::{Whom, likeness};
use coverage::Sent;
use examples::{Why, example};
use right::{EVERYBODY, Right};
use schema::{Place, Root, Schema};
use strangers::{Stranger, expected, purpose, stranger, strangers};

/// How many requests wait at a time.
const AT_ONCE: usize = 8;

/// One thing that is asked: of whom, about which child, and how.
struct Ask {
    field: String,
    what: String,
    login: &'static str,
    document: String,
    variables: Value,
}

/// Asks all of it, in order, many at a time.
async fn ask_all(hub: &Hub, asks: &[Ask]) -> Vec<Answer> {
    let tokens: BTreeMap<&str, String> = ROLES.iter().map(|seat| (seat.login, hub.token(seat.login))).collect();
    let mut answers = Vec::new();
    for some in asks.chunks(AT_ONCE) {
        let asked = some.iter().map(|ask| hub.ask_with(&tokens[ask.login], &ask.document, ask.variables.clone()));
        answers.extend(join_all(asked).await);
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_field_runs_without_a_good_token() {
    let schema = Schema::read();
    let roots = schema.roots();
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let whom = stranger(&hub).await;
        let why = Why { purpose: "CHILD_IN_NEED_ASSESSMENT", basis: "PUBLIC_TASK" };
        let good = |within: &str, name: &str, kind: &str| example(&hub, &whom, why, within, name, kind);
        let bad = tokens::bad(&hub, "social-worker");
        let before = row_counts(&hub.db).await;
        let mut faults = Vec::new();
        let mut covered = Sent::new(&schema);
        let mut sent = 0;
        for root in &roots {
            for (number, place) in schema.places(root).iter().enumerate() {
                let variables = schema.variables(root, place, &good);
                let document = schema.document(root, &variables);
                covered.note(root, &document, &variables);
                // The least with each of them, and each further place with one of them in turn.
                let some: Vec<_> = if number == 0 {
                    bad.iter().collect()
                } else {
                    bad.iter().skip(number % bad.len()).take(1).collect()
                };
                let tried =
                    some.iter().map(|(_, token, _)| hub.ask_bearing(token.as_deref(), &document, variables.clone()));
                for ((what, _, code), answer) in some.iter().zip(join_all(tried).await) {
                    sent += 1;
                    let data = answer.body.get("data").is_some_and(|data| !data.is_null());
                    if (answer.status, answer.error()) != (401, *code) || data {
                        faults.push(format!("{}, {what}: {} {}", root.field.name, answer.status, answer.text));
                    }
                }
            }
        }
        println!("{engine:?}: {sent} requests with bad tokens");
        assert!(faults.is_empty(), "{} of {sent}:\n{}", faults.len(), faults.join("\n"));
        assert_eq!(covered.missing(&roots), Vec::<String>::new(), "not tried");
        assert_eq!(row_counts(&hub.db).await, before, "nothing ran, and nothing is on record");
        assert!(sent > 2000, "only {sent} were tried");
        hub.end().await;
    })
    .await;
}

/// What is asked of each root field about a stranger. Where `HUB_TEST_WIDE` is set, everything by everybody about each; else the
/// least that can be asked by everybody about one in turn, every further place by some in turn, and on each engine by others.
struct Tried<'a> {
    schema: &'a Schema,
    hub: &'a Hub,
    strangers: &'a [Stranger],
    twins: Vec<Whom>,
    right: Right,
    /// Where the turns begin.
    first: usize,
    wide: bool,
}

impl<'a> Tried<'a> {
    fn new(engine: Engine, schema: &'a Schema, hub: &'a Hub, strangers: &'a [Stranger]) -> Self {
        let twins = strangers.iter().map(|stranger| stranger.twin(hub)).collect();
        let first = if engine == Engine::Sqlite { 0 } else { 30 };
        let wide = std::env::var_os("HUB_TEST_WIDE").is_some();
        Self { schema, hub, strangers, twins, right: Right::read(), first, wide }
    }

    /// Who asks what about whom: the place, the login, and which stranger.
    fn turns(&self, root: &Root) -> Vec<(Place, &'static str, usize)> {
        let field = &root.field.name;
        let people = ROLES.iter().map(|seat| seat.login).filter(|login| !self.right.may_change(field, login));
        let among = self.strangers.len();
        let pairs: Vec<(&'static str, usize)> =
            people.flat_map(|login| (0..among).map(move |nth| (login, nth))).collect();
        let mut turns = Vec::new();
        for (number, place) in self.schema.places(root).into_iter().enumerate() {
            let at = self.first + number + field.len();
            for (index, (login, nth)) in pairs.iter().copied().enumerate() {
                let chosen = match (number, root.operation) {
                    (0, _) => (at + index / among) % among == nth,
                    (_, "mutation") => at % pairs.len() == index,
                    _ => at % 20 == index % 20,
                };
                // Whoever is listed as right to be told is always asked, so that a line that tells nothing is found.
                let listed = || !self.right.told(field, login, self.strangers[nth].why).is_empty();
                if self.wide || chosen || listed() {
                    turns.push((place.clone(), login, nth));
                }
            }
        }
        turns
    }

    fn ask(&self, root: &Root, (place, login, stranger): &(Place, &'static str, usize), whom: &Whom) -> Ask {
        let why = Why { purpose: purpose(login), basis: "PUBLIC_TASK" };
        let good = |within: &str, name: &str, kind: &str| example(self.hub, whom, why, within, name, kind);
        let variables = self.schema.variables(root, place, &good);
        Ask {
            field: root.field.name.clone(),
            what: format!(
                "{} of {}, by {login}, about a child {}",
                if place.is_empty() { "the least".to_owned() } else { place.join(".") },
                root.field.name,
                self.strangers[*stranger].why
            ),
            login,
            document: self.schema.document(root, &variables),
            variables,
        }
    }
}

/// Tries those root fields, and gives what is told to whom it should not be.
async fn try_all(tried: &Tried<'_>, roots: &[Root]) -> (usize, Vec<String>) {
    let Tried { schema, hub, strangers, right, .. } = tried;
    let (mut covered, mut noted) = (Sent::new(schema), BTreeSet::new());
    let (mut there, mut absent, mut turns) = (Vec::new(), Vec::new(), Vec::new());
    for root in roots {
        for turn in tried.turns(root) {
            let ask = tried.ask(root, &turn, &strangers[turn.2].whom);
            if noted.insert((&root.field.name, turn.0.clone())) {
                covered.note(root, &ask.document, &ask.variables);
            }
            there.push(ask);
            absent.push(tried.ask(root, &turn, &tried.twins[turn.2]));
            turns.push(turn);
        }
    }
    let entries = async || number(&hub.db, "SELECT count(*) FROM access_log").await;
    let (began, rows) = (entries().await, counted(hub).await);
    let of_there = ask_all(hub, &there).await;
    let between = entries().await;
    let of_absent = ask_all(hub, &absent).await;
    let ended = entries().await;
    let mut faults: Vec<String> = covered.missing(roots).iter().map(|what| format!("{what} is not tried")).collect();
    if counted(hub).await != rows {
        faults.push("rows were written beside the log".to_owned());
    }
    if between - began != ended - between {
        faults.push(format!("{} entries of the log, and {} about nobody", between - began, ended - between));
    }
    let mut known = vec![false; right.may_know.len()];
    for (number, ask) in there.iter().enumerate() {
        let (place, login, stranger) = &turns[number];
        let (whom, twin) = (&strangers[*stranger].whom, &tried.twins[*stranger]);
        let (answer, other) = (&of_there[number], &of_absent[number]);
        let asked = ask.variables.to_string();
        let about = whom.unnamed(&asked) != asked;
        let alike = !about || likeness(whom, answer) == likeness(twin, other);
        let names = !about && named(hub, whom).iter().any(|name| answer.text.contains(name));
        let wrong = if !alike || names || whom.told(&answer.text) {
            let tells = right.told(&ask.field, login, strangers[*stranger].why);
            tells.iter().for_each(|line| known[*line] = true);
            tells.is_empty().then(|| "is told of it".to_owned())
        } else {
            let code = place.is_empty().then(|| expected(right, &ask.field, login, &ask.variables)).flatten();
            let found = answer.str(&format!("data.{}.refused.code", ask.field));
            let found = if found.is_empty() { answer.str(&format!("data.{}.code", ask.field)) } else { found };
            code.filter(|code| *code != found).map(|code| format!("gets {found:?} and not {code}"))
        };
        let ran = answer.status == 200 && ["", "FORBIDDEN", "BAD_USER_INPUT"].contains(&answer.error());
        let wrong = wrong.or_else(|| (!ran).then(|| "did not run".to_owned()));
        if let Some(wrong) = wrong {
            let short = |text: &str| text.chars().take(700).collect::<String>();
            faults.push(format!("{} {wrong}:\n   {}\n   {}", ask.what, short(&answer.text), short(&other.text)));
        }
    }
    for (line, known) in right.may_know.iter().zip(known) {
        if !known && roots.iter().any(|root| root.field.name == line.field) {
            let right::MayKnow { field, login, child, rule } = line;
            faults.push(format!(
                "{login} is told nothing any more by {field} of {child} ({rule}): take the line out of right.txt"
            ));
        }
    }
    (there.len() * 2, faults)
}

/// The ids and the numbers by which an answer would name the child or what hangs on it.
fn named(hub: &Hub, whom: &Whom) -> Vec<String> {
    let of = |reference: Value| {
        let number = reference.as_object().and_then(|fields| fields.values().next().cloned()).unwrap_or_default();
        number["value"].as_str().or(number.as_str()).unwrap_or_default().to_owned()
    };
    // Who reads the log may see an entry of it whose child they are not told of (R37).
    let parts = whom.parts.iter().filter(|(part, _)| **part != "accessLogEntry").map(|(_, id)| id.clone());
    whom.references(hub).into_iter().map(of).filter(|name| !name.is_empty()).chain(parts).collect()
}

fn settle(what: &str, (sent, faults): (usize, Vec<String>), least: usize) {
    println!("{what}: {sent} requests of the wrong people");
    faults.iter().filter_map(|fault| fault.lines().next()).for_each(|fault| println!("{fault}"));
    let shown: Vec<&str> = faults.iter().take(12).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} of {sent}:\n{}", faults.len(), shown.join("\n"));
    assert!(sent > least, "only {sent} were tried");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_query_no_argument_and_no_filter_tells_the_wrong_people_of_a_child() {
    let schema = Schema::read();
    let roots: Vec<Root> = schema.roots().into_iter().filter(|root| root.operation == "query").collect();
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let strangers = strangers(&hub).await;
        let tried = Tried::new(engine, &schema, &hub, &strangers);
        settle(&format!("{engine:?}, queries"), try_all(&tried, &roots).await, 1000);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mutation_tells_the_wrong_people_of_a_child_or_changes_anything() {
    let schema = Schema::read();
    let roots: Vec<Root> = schema.roots().into_iter().filter(|root| root.operation == "mutation").collect();
    let everybodys: Vec<&str> =
        roots.iter().map(|root| root.field.name.as_str()).filter(|name| EVERYBODY.contains(name)).collect();
    assert_eq!(everybodys, EVERYBODY, "take what is gone out of wrong_people/right.rs");
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let strangers = strangers(&hub).await;
        let guarded: Vec<Root> =
            roots.iter().filter(|root| !EVERYBODY.contains(&root.field.name.as_str())).cloned().collect();
        let tried = Tried::new(engine, &schema, &hub, &strangers);
        settle(&format!("{engine:?}, mutations"), try_all(&tried, &guarded).await, 2000);
        hub.end().await;
    })
    .await;
}
