//! Every address of the console with who has it and who has not, compared with the router: a new page cannot be forgotten.

use std::collections::BTreeSet;

use tests::console::{HOME, Visitor};
use tests::sources::{code, rust_files};

/// One address that is asked for with GET.
pub(super) struct Place {
    /// As the router has it.
    pub(super) route: &'static str,
    /// Who has it.
    pub(super) right: &'static str,
    /// Who is told that there is nothing.
    pub(super) wrong: &'static [&'static str],
    /// What stands there.
    pub(super) is: Is,
}

/// What stands at an address, and how one gets there.
pub(super) enum Is {
    /// A page.
    Page,
    /// A page with what is asked for.
    With(&'static str),
    /// A page to which a link of that one leads.
    OneOf(&'static str),
    /// No page: a file, a stream, or a step on the way to another address.
    NoPage,
}

const fn page(route: &'static str, right: &'static str, wrong: &'static [&'static str]) -> Place {
    Place { route, right, wrong, is: Is::Page }
}

const fn one_of(list: &'static str, route: &'static str, right: &'static str, wrong: &'static [&'static str]) -> Place {
    Place { route, right, wrong, is: Is::OneOf(list) }
}

const fn with(query: &'static str, route: &'static str, right: &'static str, wrong: &'static [&'static str]) -> Place {
    Place { route, right, wrong, is: Is::With(query) }
}

const fn no_page(route: &'static str, right: &'static str, wrong: &'static [&'static str]) -> Place {
    Place { route, right, wrong, is: Is::NoPage }
}

/// Who only runs the hub (R34).
const RUNS_IT: &[&str] = &["administrator"];
/// Who screens no concern.
const NO_MASH: &[&str] = &["gp", "lead", "administrator"];
/// Who reviews nobody.
const NO_LEAD: &[&str] = &["social-worker", "gp", "administrator"];
/// Who does not govern.
const NO_GOVERNOR: &[&str] = &["lead", "mash", "administrator"];

/// Every address, in the router's order.
pub(super) const PLACES: &[Place] = &[
    no_page("/", "gp", &[]),
    page("/console", "mash", &[]),
    page("/console", "lead", &[]),
    page("/console/acting", "gp", &[]),
    page("/console/session", "gp", &[]),
    page("/console/child", "gp", RUNS_IT),
    page("/console/raise", "school", RUNS_IT),
    page("/console/concerns", "mash", RUNS_IT),
    one_of("/console/concerns", "/console/concerns/{concern}", "mash", &["police", "lead", "administrator"]),
    page("/console/board", "mash", NO_MASH),
    with("?still=yes", "/console/board", "social-worker", NO_MASH),
    page("/console/board/again", "mash", NO_MASH),
    no_page("/console/board/events", "mash", NO_MASH),
    page("/console/checks", "mash", RUNS_IT),
    one_of("/console/checks", "/console/checks/{check}", "mash", &["housing", "lead", "administrator"]),
    page("/console/decisions", "gp", RUNS_IT),
    one_of("/console/decisions", "/console/decisions/{decision}", "gp", &["school", "lead", "administrator"]),
    page("/console/escalations", "mash", RUNS_IT),
    one_of("/console/escalations", "/console/escalations/{escalation}", "police", &["gp", "lead", "administrator"]),
    page("/console/approvals", "manager", RUNS_IT),
    page("/console/approvals/ask", "gp", RUNS_IT),
    one_of("/console/approvals", "/console/approvals/{approval}", "manager", &["social-worker", "gp", "administrator"]),
    one_of(
        "/console/approvals",
        "/console/approvals/{approval}",
        "governance",
        &["social-worker", "lead", "administrator"],
    ),
    page("/console/reviews", "lead", NO_LEAD),
    one_of("/console/reviews", "/console/reviews/{entry}", "lead", NO_LEAD),
    no_page("/console/reviews.csv", "lead", NO_LEAD),
    page("/console/log", "lead", NO_LEAD),
    with("?flag=OUT_OF_HOURS&from-day=1&from-month=2&from-year=2026", "/console/log", "governance", NO_LEAD),
    no_page("/console/log.csv", "lead", NO_LEAD),
    no_page("/console/seen.csv", "lead", NO_LEAD),
    page("/console/seen", "lead", NO_LEAD),
    page("/console/work", "social-worker", RUNS_IT),
    page("/console/disagree", "gp", RUNS_IT),
    one_of("/console/work", "/console/work/{work}", "social-worker", &["mash", "police", "lead", "administrator"]),
    page("/console/query", "gp", &[]),
    with("?example=who-looked", "/console/query", "lead", &[]),
    page("/console/governance", "governance", NO_GOVERNOR),
    page("/console/governance/policies", "governance", NO_GOVERNOR),
    one_of("/console/governance/policies", "/console/governance/policies/{id}", "governance", NO_GOVERNOR),
    page("/console/governance/matrix", "governance", NO_GOVERNOR),
    one_of("/console/governance/matrix", "/console/governance/matrix/{role}", "governance", NO_GOVERNOR),
    page("/console/governance/what-if", "governance", NO_GOVERNOR),
    page("/console/governance/consents", "governance", NO_GOVERNOR),
    page("/console/governance/log", "governance", NO_GOVERNOR),
    page("/console/sign-in", "", &[]),
    no_page("/console/sign-in/start", "", &[]),
    no_page("/console/sign-in/return", "", &[]),
    page("/console/cookies", "", &[]),
    no_page("/console/static/{name}", "", &[]),
];

impl Place {
    /// The address, of which there is one where the demo has been worked in.
    pub(super) async fn address(&self, who: &mut Visitor) -> String {
        match self.is {
            Is::Page | Is::NoPage => self.route.to_owned(),
            Is::With(query) => format!("{}{query}", self.route),
            Is::OneOf(list) => {
                let begin = self.route.split('{').next().unwrap_or_default();
                let links = who.get(list).await.ok().links();
                let is_another = |href: &str| PLACES.iter().any(|place| place.route == href);
                let found = links.into_iter().find(|href| href.starts_with(begin) && !is_another(href));
                found.unwrap_or_else(|| panic!("{} sees no {} to open", self.right, self.route))
            }
        }
    }
}

/// Where each file of routes is nested.
const ROUTERS: &[(&str, &str)] = &[
    ("api/src/console/assets.rs", HOME),
    ("api/src/console/mod.rs", ""),
    ("api/src/console/pages/governance/mod.rs", "/console/governance"),
    ("api/src/console/pages/mod.rs", HOME),
    ("api/src/console/sign_in/mod.rs", HOME),
];

/// Every address that the router answers with GET.
fn routes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (file, text) in rust_files("api/src/console") {
        for rest in code(&text).split(".route(").skip(1) {
            let (path, handlers) = rest.split_once("\",").expect("a path, and what answers");
            if !handlers.split('(').next().is_some_and(|method| method.trim().ends_with("get")) {
                continue;
            }
            let under = ROUTERS.iter().find(|(router, _)| *router == file).map(|(_, under)| *under);
            let under = under.unwrap_or_else(|| panic!("{file} has routes: say above where they are nested"));
            let path = path.trim().trim_start_matches('"');
            found.insert(if under.is_empty() {
                path.to_owned()
            } else {
                format!("{under}{}", path.trim_end_matches('/'))
            });
        }
    }
    found
}

#[test]
fn every_address_of_the_router_is_walked() {
    let walked: BTreeSet<String> = PLACES.iter().map(|place| place.route.to_owned()).collect();
    assert!(walked.len() > 30, "{walked:?}");
    assert_eq!(walked, routes(), "PLACES above lacks an address, or has one too many");
}
