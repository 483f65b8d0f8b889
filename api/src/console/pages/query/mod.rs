//! The query page: a query, its answer, and beside it why. It runs as who is signed in, by the same way as `POST /graphql`; in
//! the demo also as four people side by side, each with a token of their own.

mod examples;
mod why;

use axum::Extension;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use self::examples::{EXAMPLES, Example};
use crate::console::api::{ApiWay, Asker};
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::frame::Frame;
use crate::console::parts::SummaryList;
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::{Trouble, answer};

const HERE: &str = "/console/query";

#[derive(askama::Template)]
#[template(path = "console/query.html")]
struct QueryPage {
    frame: Frame,
    action: &'static str,
    errors: ErrorSummary,
    choose: Field,
    fields: Vec<Field>,
    /// Whether there are people to run it as, side by side.
    may_compare: bool,
    answers: Vec<Answered>,
    curl: Option<String>,
}

/// An answer, for whom, and why it is so.
struct Answered {
    who: String,
    text: String,
    why: SummaryList,
}

pub(super) async fn show(visit: Visit, Extension(way): Extension<ApiWay>, wanted: Wanted) -> Answer {
    let example = match wanted.given("example") {
        Some(name) => EXAMPLES.iter().find(|example| example.name == name).ok_or(Trouble::NotFound)?,
        None => EXAMPLES.first().ok_or(Trouble::Internal)?,
    };
    let Example { name, document, variables, .. } = example;
    visit.page(&page(&visit, &way, name, (document, variables), ErrorSummary::default()))
}

pub(super) async fn run(visit: Visit, Extension(way): Extension<ApiWay>, posted: Posted) -> Answer {
    let (document, variables) = (posted.text("document"), posted.text("variables"));
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
    let mut template = page(&visit, &way, posted.text("example"), (document, variables), errors);
    let (Some(variables), true) = (variables_read, template.errors.is_empty()) else {
        return answer::page(StatusCode::UNPROCESSABLE_ENTITY, &template);
    };
    let body = json!({ "query": document, "variables": variables }).to_string();
    template.curl = Some(curl(&visit, &body));
    template.answers = match posted.text("as") {
        "four" => {
            let players = way.0.players();
            if players.is_empty() {
                return Err(Trouble::NotFound);
            }
            let mut answers = Vec::new();
            for player in players {
                let token = (player.token)().ok_or(Trouble::Unavailable)?;
                answers.push(asked(&visit, &way, &player.name, Asker::Bearer(token), body.clone()).await);
            }
            answers
        }
        _ => vec![asked(&visit, &way, &visit.caller().name, visit.asker(), body).await],
    };
    visit.page(&template)
}

async fn asked(visit: &Visit, way: &ApiWay, who: &str, asker: Asker, body: String) -> Answered {
    let reply = way.0.ask(asker, body, visit.request().to_owned()).await;
    let (text, why) = why::why(&reply, &visit.door().book());
    Answered { who: who.to_owned(), text, why }
}

fn page(
    visit: &Visit,
    way: &ApiWay,
    example: &str,
    (document, variables): (&str, &str),
    errors: ErrorSummary,
) -> QueryPage {
    let choices = EXAMPLES.iter().map(|example| Choice::new(example.name, example.shows)).collect();
    let text = |name: &str, label: &str, value: &str| {
        Field::new(name, label, Kind::Text).typed(value).wrong(errors.about(name))
    };
    QueryPage {
        frame: visit.frame("Query the hub").with_errors(!errors.is_empty()),
        action: HERE,
        choose: Field::new("example", "Begin with an example", Kind::Select(choices)).typed(example),
        fields: vec![text("document", "Query", document), text("variables", "Variables, as JSON", variables)],
        may_compare: !way.0.players().is_empty(),
        answers: Vec::new(),
        curl: None,
        errors,
    }
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
