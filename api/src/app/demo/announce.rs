//! What the demo says when it is ready: a page for people, one object for scripts.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::folder::Contents;
use super::invocation::Invocation;
use super::people::PEOPLE;
use super::tries::TOUR;
use crate::http::Limits;

/// Where the demo is.
pub struct Place<'a> {
    /// Its address.
    pub url: &'a str,
    /// Who signs its tokens.
    pub issuer: &'a str,
    /// For whom they are.
    pub audience: &'a str,
    /// Its folder.
    pub dir: &'a Path,
    /// What it lets one ask for.
    pub limits: &'a Limits,
}

/// Where subscriptions are answered.
fn socket(url: &str) -> String {
    format!("ws{}/graphql/ws", url.trim_start_matches("http"))
}

/// One object, for scripts.
pub fn object(place: &Place<'_>, contents: &Contents) -> Value {
    json!({
        "url": place.url, "graphql": format!("{}/graphql", place.url), "ws": socket(place.url),
        "console": format!("{}{}", place.url, crate::console::HOME),
        "issuer": place.issuer, "audience": place.audience,
        "limits": {
            "personRequests": place.limits.person_requests, "personCost": place.limits.person_cost,
            "clientRequests": place.limits.client_requests, "clientCost": place.limits.client_cost,
        },
        "people": contents.people, "children": contents.children,
    })
}

/// The page, for people: at most forty lines.
pub fn page(place: &Place<'_>) -> String {
    let hub = Invocation::present(place.dir);
    let mut page = String::new();
    // Writing to a string cannot fail.
    let mut line = |text: String| {
        let _ = writeln!(page, "{text}");
    };
    line(format!("Hub demo at {}: made-up families, this machine only; Ctrl-C ends it.", place.url));
    line(format!(
        "For trying out, each may ask {} times a minute; `hub serve` allows {}.",
        place.limits.person_requests,
        Limits::default().person_requests
    ));
    line(String::new());
    line(format!("Open {}{} in a browser, and be one of these people:", place.url, crate::console::HOME));
    for person in PEOPLE {
        line(format!("  {:<27} {}, {}", person.login, person.name, person.about()));
    }
    line(String::new());
    line("In another terminal, from this folder:".to_owned());
    for example in TOUR {
        line(format!("  {}  # {}", hub.aligned(&format!("try {}", example.name)), example.shows));
    }
    line(format!("  {}  # nothing in the access log was changed", hub.aligned("log verify")));
    line(format!("  {}  # the stories, and all other examples", hub.aligned("try")));
    line(format!("  {}  # a token of one of these people, for {}/graphql", hub.aligned("token --as gp"), place.url));
    page
}
