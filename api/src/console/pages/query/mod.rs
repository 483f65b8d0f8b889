//! The query page: a query, its answer, and beside it why. It runs as who is signed in, by the same way as `POST /graphql`; in
//! the demo also as four people side by side, each with a token of their own.

mod examples;
mod why;

use axum::Extension;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use self::examples::{EXAMPLES, Example};
use crate::console::api::{ApiWay, Asker, Player};
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::frame::Frame;
use crate::console::parts::SummaryList;
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::{Trouble, answer};

const HERE: &str = "/console/query";
/// What the buttons do beside running it: show an example, or what was written before it.
const EXAMPLE: &str = "example";
const BACK: &str = "back";
/// The choice of who is signed in.
const MYSELF: &str = "me";

#[derive(askama::Template)]
#[template(path = "console/query.html")]
struct QueryPage {
    frame: Frame,
    action: &'static str,
    errors: ErrorSummary,
    choose: Field,
    fields: Vec<Field>,
    /// Whom it is run as, where there is anybody but who is signed in.
    person: Option<Field>,
    /// What was written before an example took its place: query and variables.
    before: Option<(String, String)>,
    answers: Vec<Answered>,
    curl: Option<String>,
}

/// An answer, for whom, and why it is so.
struct Answered {
    who: String,
    text: String,
    why: SummaryList,
    /// By which policies, and field by field.
    more: SummaryList,
}

pub(super) async fn show(visit: Visit, Extension(way): Extension<ApiWay>, wanted: Wanted) -> Answer {
    let example = match wanted.given("example") {
        Some(name) => EXAMPLES.iter().find(|example| example.name == name).ok_or(Trouble::NotFound)?,
        None => EXAMPLES.first().ok_or(Trouble::Internal)?,
    };
    let Example { name, document, variables, .. } = example;
    let posted = Posted::default();
    visit.page(&page(&visit, &way, (name, &posted), (document, variables), ErrorSummary::default()))
}

/// Another example, or what was written before it, in place of what is written now, which is kept beside it.
fn changed(visit: &Visit, way: &ApiWay, posted: &Posted) -> Answer {
    let example = posted.text("example");
    let wanted = match posted.text("as") {
        BACK => (posted.text("beforeDocument"), posted.text("beforeVariables")),
        _ => EXAMPLES
            .iter()
            .find(|known| known.name == example)
            .map(|known| (known.document, known.variables))
            .ok_or(Trouble::NotFound)?,
    };
    let written = (posted.text("document"), posted.text("variables"));
    let template = page(visit, way, (example, posted), wanted, ErrorSummary::default());
    let kept = is_their_own(written).then(|| (written.0.to_owned(), written.1.to_owned()));
    let earlier = template.before.clone().filter(|_| posted.text("as") == EXAMPLE);
    visit.page(&QueryPage { before: kept.or(earlier), ..template })
}

/// Whether somebody wrote that themselves: it is no example as it stands.
fn is_their_own((document, variables): (&str, &str)) -> bool {
    // Browsers end lines in their own way.
    let same = |typed: &str, known: &str| typed.replace("\r\n", "\n").trim() == known.trim();
    let known = EXAMPLES.iter().any(|example| same(document, example.document) && same(variables, example.variables));
    !known && !document.trim().is_empty()
}

pub(super) async fn run(visit: Visit, Extension(way): Extension<ApiWay>, posted: Posted) -> Answer {
    if [EXAMPLE, BACK].contains(&posted.text("as")) {
        return changed(&visit, &way, &posted);
    }
    // Browsers end the lines of a form with two signs; a query has one.
    let document = posted.text("document").replace("\r\n", "\n");
    let (document, variables) = (document.as_str(), posted.text("variables"));
    let mut errors = ErrorSummary::default();
    if document.trim().is_empty() {
        errors.add("document", "Write a query");
    }
    let variables_read = match variables.trim() {
        "" => Some(Map::new()),
        text => serde_json::from_str::<Map<String, Value>>(text).ok(),
    };
    if variables_read.is_none() {
        errors.add("variables", "Write the variables as one JSON object");
    }
    let mut template = page(&visit, &way, (posted.text("example"), &posted), (document, variables), errors);
    let (Some(variables), true) = (variables_read, template.errors.is_empty()) else {
        return answer::page(StatusCode::UNPROCESSABLE_ENTITY, &template);
    };
    let body = json!({ "query": document, "variables": variables }).to_string();
    template.curl = Some(curl(&visit, &body));
    template.answers = match posted.text("as") {
        "four" => {
            let four = way.0.players().iter().filter(|player| player.side_by_side);
            let mut answers = Vec::new();
            for player in four {
                answers.push(played(&visit, &way, player, body.clone()).await?);
            }
            if answers.is_empty() {
                return Err(Trouble::NotFound);
            }
            answers
        }
        _ => match posted.text("person") {
            "" | MYSELF => vec![asked(&visit, &way, &visit.caller().name, visit.asker(), body).await],
            place => {
                let player = place.parse::<usize>().ok().and_then(|place| way.0.players().get(place));
                vec![played(&visit, &way, player.ok_or(Trouble::NotFound)?, body).await?]
            }
        },
    };
    visit.page(&template)
}

/// The answer to one of the demo's people, with a token of their own.
async fn played(visit: &Visit, way: &ApiWay, player: &Player, body: String) -> Result<Answered, Trouble> {
    let token = (player.token)().ok_or(Trouble::Unavailable)?;
    Ok(asked(visit, way, &player.name, Asker::Bearer(token), body).await)
}

async fn asked(visit: &Visit, way: &ApiWay, who: &str, asker: Asker, body: String) -> Answered {
    let reply = way.0.ask(asker, body, visit.request().to_owned()).await;
    let (text, why, more) = why::why(&reply, &visit.door().book());
    Answered { who: who.to_owned(), text, why, more }
}

fn page(
    visit: &Visit,
    way: &ApiWay,
    (example, posted): (&str, &Posted),
    (document, variables): (&str, &str),
    errors: ErrorSummary,
) -> QueryPage {
    let before = [posted.text("beforeDocument"), posted.text("beforeVariables")].map(str::to_owned);
    let choices = EXAMPLES.iter().map(|example| Choice::new(example.name, example.shows)).collect();
    let text = |name: &str, label: &str, value: &str| {
        Field::new(name, label, Kind::Text).typed(value).wrong(errors.about(name))
    };
    QueryPage {
        frame: visit.frame("Query the hub").with_errors(!errors.is_empty()),
        action: HERE,
        choose: Field::new("example", "Begin with an example", Kind::Select(choices)).typed(example),
        fields: vec![text("document", "Query", document), text("variables", "Variables, as JSON", variables)],
        person: person(visit, way.0.players(), posted.text("person")),
        before: Some(before.into()).filter(|(document, _): &(String, String)| !document.is_empty()),
        answers: Vec::new(),
        curl: None,
        errors,
    }
}

/// Whom the query is run as: oneself, and in the demo whomever one chooses.
fn person(visit: &Visit, players: &[Player], chosen: &str) -> Option<Field> {
    let myself = Choice::new(MYSELF, format!("Yourself: {}", visit.caller().name));
    let others = players.iter().enumerate().map(|(place, player)| Choice::new(place.to_string(), player.name.clone()));
    let choices = std::iter::once(myself).chain(others).collect();
    (!players.is_empty()).then(|| Field::new("person", "Run it as", Kind::Select(choices)).typed(chosen))
}

/// The same request for a terminal. It names a token and holds none.
fn curl(visit: &Visit, body: &str) -> String {
    // The body is one line of JSON: within single quotes the shell reads all but a single quote as it stands.
    let quoted = body.replace('\'', "'\\''");
    format!(
        "curl {}/graphql \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  -H 'Content-Type: application/json' \\\n  \
         --data '{quoted}'",
        visit.origin()
    )
}
