//! Plays the case: sends each step as its person, holds the answer against the script, and lets others look.

use std::collections::BTreeMap;

use entities::Date;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::sight::{self, Part, WATCHERS, Watcher};
use super::{Act, Change, Fact, Is, PARTS, Scene, Sees, at};

/// Who is asked after each step what they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Those whose sight is told.
    Shown,
    /// Everybody, in every part.
    All,
}

/// A step as it was played.
pub struct Played {
    /// The heading of the part that it begins; none elsewhere.
    pub heading: Option<&'static str>,
    /// The step.
    pub act: &'static Act,
    /// On which day.
    pub day: Date,
    /// What the hub answered: the one field below `data`, or the whole answer where there is none.
    pub answer: Value,
    /// What somebody saw after it.
    pub seen: Vec<(&'static str, Part, String)>,
    /// What is not as the script has it.
    pub wrong: Vec<String>,
}

/// How many look at one time.
const AT_ONCE: usize = 4;
const WHO: &str = include_str!("documents/who.graphql");

/// Plays the case. `ask` sends a document as a person; `pass` lets so many days go by, where it can, and says which day it is.
/// The case ends early where a step is not answered as it should be: those after it need what it makes.
///
/// # Errors
/// Where `ask` has none to give.
pub async fn play<E>(
    run: &str,
    watch: Watch,
    ask: impl AsyncFn(&'static str, &'static str, Value) -> Result<Value, E>,
    pass: impl Fn(i64) -> Date,
) -> Result<(Scene, Vec<Played>), E> {
    let mut scene = Scene::new(run, pass(0));
    let people = WATCHERS.iter().map(|watcher| ask(watcher.who, WHO, json!({})));
    for (watcher, answer) in WATCHERS.iter().zip(futures_util::future::try_join_all(people).await?) {
        scene.keep(&format!("agency/{}", watcher.who), at(&answer, "/data/viewer/agency/id").clone());
        scene.keep(&format!("name/{}", watcher.who), at(&answer, "/data/viewer/name").clone());
    }
    let mut expected: BTreeMap<(&str, Part), Sees> = WATCHERS.iter().flat_map(sight::at_first).collect();
    let mut all = Vec::new();
    for (heading, act, first) in
        PARTS.iter().flat_map(|(heading, acts)| acts.iter().enumerate().map(move |(n, act)| (*heading, act, n == 0)))
    {
        let day = pass(act.after);
        scene.turn(all.len(), day);
        let answer = payload(ask(act.who, act.document, (act.variables)(&scene)).await?);
        scene.keep_all(act.keeps, &answer);
        let mut wrong = unlike(act, &answer);
        let stop = !wrong.is_empty();
        for change in act.changes {
            let Change(people, parts, sees) = change;
            expected.extend(people.iter().flat_map(|who| parts.iter().map(|part| ((*who, *part), *sees))));
        }
        let wanted: Vec<&Watcher> = match watch {
            _ if stop => Vec::new(),
            Watch::All => WATCHERS.iter().collect(),
            Watch::Shown => WATCHERS.iter().filter(|w| act.shown.iter().any(|(who, _)| *who == w.who)).collect(),
        };
        let looks = wanted.iter().map(|watcher| ask(watcher.who, sight::SIGHT, sight::variables(&scene, watcher)));
        let looks: Vec<Value> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        let mut seen = Vec::new();
        for (watcher, answer) in wanted.iter().zip(looks) {
            for part in Part::ALL {
                if watch == Watch::Shown && !act.shown.contains(&(watcher.who, *part)) {
                    continue;
                }
                let sees = sight::read(&scene, *part, &answer);
                let should = expected.get(&(watcher.who, *part)).map(|sees| sees.text()).unwrap_or_default();
                if sees != should {
                    wrong.push(format!("{} sees of {}: {sees}; it should be: {should}", watcher.who, part.words()));
                }
                seen.push((watcher.who, *part, sees));
            }
        }
        all.push(Played { heading: first.then_some(heading), act, day, answer, seen, wrong });
        if stop {
            break;
        }
    }
    Ok((scene, all))
}

/// The one field below `data`; the whole answer where there are errors.
pub(in crate::app::demo) fn payload(answer: Value) -> Value {
    if answer.get("errors").is_some() {
        return answer;
    }
    let data = answer.get("data").and_then(Value::as_object);
    data.and_then(|data| data.values().next()).cloned().unwrap_or(answer)
}

/// What of an answer is not as it should be.
fn unlike(act: &Act, answer: &Value) -> Vec<String> {
    let mut wrong: Vec<String> =
        act.facts.iter().filter(|fact| !holds(fact, answer)).map(|f| missed(f, answer)).collect();
    let expected = |of: &str| act.facts.iter().any(|fact| fact.at.starts_with(of));
    let problems = at(answer, "/problems");
    if problems.as_array().is_some_and(|all| !all.is_empty()) && !expected("/problems") {
        wrong.push(format!("problems: {problems}"));
    }
    for refused in ["/refused", "/errors"] {
        if !at(answer, refused).is_null() && !expected(refused) {
            wrong.push(at(answer, refused).to_string());
        }
    }
    wrong
}

fn holds(fact: &Fact, answer: &Value) -> bool {
    let found = at(answer, fact.at);
    match fact.is {
        Is::Text(text) => found.as_str() == Some(text),
        Is::Flag(so) => found.as_bool() == Some(so),
        Is::Something => !found.is_null(),
        Is::Nothing => found.is_null(),
    }
}

fn missed(fact: &Fact, answer: &Value) -> String {
    format!("{} ({}): {}", fact.words, fact.at, at(answer, fact.at))
}
