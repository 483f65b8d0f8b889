//! How the house is built: which room and module may know which, how long a file may be, and what lies at the top.

use std::collections::{BTreeMap, BTreeSet};

use tests::sources::{code, root, rust_files};

/// The longest a file may be, in lines.
const LONGEST: usize = 400;

/// Files that are longer and wait to be split: this list may only shrink.
const STILL_LONGER: &[&str] = &[];

/// What each module of the hub may use beside itself. Arrows point down. `error` and `plain` are for everybody above them, and
/// `app` for everything.
const MAY_USE: &[(&str, &[&str])] = &[
    ("app", &["http", "graphql", "console", "services", "sessions", "disclosure", "store", "access_log"]),
    ("http", &["graphql", "console", "services", "disclosure"]),
    // `Logged` is the proof that an entry is on disk, and all that `graphql` and `console` know of the log.
    ("graphql", &["services", "disclosure", "access_log"]),
    ("console", &["services", "sessions", "disclosure", "access_log"]),
    ("services", &["disclosure"]),
    ("disclosure", &["store", "access_log"]),
    ("store", &["access_log"]),
    ("access_log", &[]),
    // Who is signed in: a table of its own that no fact and no view reads.
    ("sessions", &[]),
    ("plain", &[]),
    ("error", &[]),
];

/// Third-party names and the places that they stay in.
const STAYS: &[(&str, &[&str])] = &[
    ("cedar_policy", &["policies/"]),
    ("async_graphql", &["api/src/graphql/", "api/src/http/graphql/", "api/src/app/house.rs", "tests/hub/contract.rs"]),
    // The commands that verify the log open its database without a door: they must work where the hub does not start.
    (
        "sea_orm",
        &[
            "entities/",
            "migration/",
            "api/src/store/",
            "api/src/access_log/",
            "api/src/disclosure/",
            "api/src/app/logs/",
            "api/src/sessions/",
            "tests/",
        ],
    ),
    ("sqlx", &["api/src/store/", "api/src/access_log/"]),
    ("openidconnect", &["api/src/console/sign_in/"]),
    ("askama", &["api/src/console/", "api/src/app/issuer/desk.rs"]),
    ("opentelemetry", &["api/src/http/trace.rs", "api/src/app/telemetry.rs"]),
    ("tokio_rustls", &["api/src/http/tls.rs"]),
    ("metrics_exporter_prometheus", &["api/src/app/measures.rs"]),
    ("jsonwebtoken", &["api/src/http/identity/", "api/src/app/issuer.rs"]),
];

fn hub() -> Vec<(String, String)> {
    rust_files("api/src")
}

fn all() -> Vec<(String, String)> {
    ["entities/src", "migration/src", "policies/src", "api/src", "tests"]
        .iter()
        .flat_map(|room| rust_files(room))
        .collect()
}

/// Tests of a module may build what the module may not.
fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.contains("_tests/")
        || path.ends_with("tests.rs")
        || path.starts_with("api/src/testing/")
}

/// The module that a file of the hub belongs to.
fn module(path: &str) -> &str {
    path.trim_start_matches("api/src/").split(['/', '.']).next().unwrap_or_default()
}

/// The top-level modules that a source names with `crate::` or a chain of `super::`.
fn named(source: &str) -> BTreeSet<String> {
    source
        .split("crate::")
        .skip(1)
        .flat_map(|rest| {
            let rest = rest.trim_start();
            if let Some(list) = rest.strip_prefix('{') {
                // use crate::{a::B, c};
                list.split('}').next().unwrap_or_default().split(',').map(first_name).collect::<Vec<_>>()
            } else {
                vec![first_name(rest)]
            }
        })
        .filter(|name| !name.is_empty())
        .collect()
}

fn first_name(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn arrows_point_down() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in hub().iter().filter(|(path, _)| !is_test(path)) {
        let of = module(path);
        if of == "main" || of == "lib" {
            continue;
        }
        let Some(may) = table.get(of) else {
            wrong.push(format!("{path}: the module `{of}` has no place in the house"));
            continue;
        };
        for name in named(&code(text)) {
            let below = name == of
                || may.contains(&name.as_str())
                || name == "plain"
                || (name == "error" && of != "plain" && of != "access_log" && of != "store");
            if table.contains_key(name.as_str()) && !below {
                wrong.push(format!("{path}: `{of}` may not use `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_log_shows_the_schema_and_the_pages_its_proof_and_nothing_else() {
    let shown = |path: &str| ["graphql", "console"].contains(&module(path)) && !is_test(path);
    for (path, text) in hub().iter().filter(|(path, _)| shown(path)) {
        for rest in code(text).split("crate::access_log::").skip(1) {
            let used: Vec<String> = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default().split(',').map(first_name).collect(),
                None => vec![first_name(rest)],
            };
            for name in used {
                assert!(["Logged", "Position", ""].contains(&name.as_str()), "{path} uses access_log::{name}");
            }
        }
    }
}

#[test]
fn rooms_know_only_the_rooms_below() {
    for (room, may) in [("entities", vec![]), ("migration", vec![]), ("policies", vec!["entities"])] {
        for (path, text) in rust_files(&format!("{room}/src")) {
            for other in ["entities", "migration", "policies", "api", "tests"] {
                let uses =
                    code(&text).contains(&format!("{other}::")) && !code(&text).contains(&format!("crate::{other}::"));
                let from_here = code(&text).contains(&format!("mod {other};"));
                assert!(!uses || from_here || other == room || may.contains(&other), "{path} uses {other}");
            }
        }
    }
}

#[test]
fn third_party_names_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (path, text) in all().into_iter().filter(|(path, _)| !path.starts_with("api/src/") || !is_test(path)) {
        let code = code(&text);
        for (name, places) in STAYS {
            // The list of this very test names them all.
            if path != "tests/hub/structure.rs"
                && code.contains(&format!("{name}::"))
                && !places.iter().any(|place| path.starts_with(place))
            {
                wrong.push(format!("{path} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_store_is_named_by_app_and_the_door_alone() {
    let elsewhere = |path: &str| !["app", "disclosure", "store"].contains(&module(path)) && !is_test(path);
    for (path, text) in hub().iter().filter(|(path, _)| elsewhere(path)) {
        let code = code(text);
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        assert!(words.into_iter().all(|word| word != "Store" && word != "Snapshot"), "{path} names the store");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_is_one_idea() {
    let mut wrong = Vec::new();
    let mut longer = BTreeSet::new();
    for (path, text) in all() {
        if path.starts_with("tests/hub/misuse/") {
            continue;
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not begin with what it is for"));
        }
        if text.lines().count() > LONGEST {
            longer.insert(path);
        }
    }
    let still: BTreeSet<String> = STILL_LONGER.iter().map(|path| (*path).to_owned()).collect();
    wrong.extend(longer.difference(&still).map(|path| format!("{path} is longer than {LONGEST} lines: split it")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_panics_on_purpose_outside_tests() {
    let mut wrong = Vec::new();
    for (path, text) in hub().into_iter().chain(rust_files("policies/src")).chain(rust_files("entities/src")) {
        if is_test(&path) {
            continue;
        }
        let code = code(&text);
        let mut lines = code.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if line.trim() == "#[cfg(test)]" {
                // An item for tests alone may.
                let mut depth = 0_usize;
                for (_, line) in lines.by_ref() {
                    depth = depth + line.matches('{').count()
                        - line.matches('}').count().min(depth + line.matches('{').count());
                    if depth == 0 && line.trim_end().ends_with([';', ',', '}']) {
                        break;
                    }
                }
                continue;
            }
            let bad = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];
            if bad.iter().any(|bad| line.contains(bad)) || line.trim_start().starts_with("unsafe ") {
                wrong.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_holds_rooms_and_what_a_visitor_needs() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "api",
        "entities",
        "migration",
        "policies",
        "rust-toolchain.toml",
        "target",
        "tests",
    ];
    let found: Vec<String> = std::fs::read_dir(root())
        .expect("readable")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        // Tool configuration lies in dot-files, the demo in a folder that git does not see.
        .filter(|name| !name.starts_with('.') && name != "hub-demo")
        .collect();
    for name in &found {
        assert!(allowed.contains(&name.as_str()), "{name} lies at the top: it belongs in the room that it describes");
    }
    for needed in ["Cargo.toml", "Cargo.lock", "LICENSE", "rust-toolchain.toml"] {
        assert!(found.iter().any(|name| name == needed), "{needed} is missing");
    }
}

/// What the documents on security say that a test shows, a test of that name shows.
#[test]
fn documents_name_tests_that_are_there() {
    let mut written: BTreeSet<String> = BTreeSet::new();
    for (_, text) in all() {
        written.extend(text.split("fn ").skip(1).map(first_name));
    }
    for document in ["api/docs/asvs.md", "api/docs/threat-model.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(|name| is_name_of_test(name)).collect();
        assert!(!named.is_empty(), "{document} names no test");
        for name in named {
            assert!(written.contains(name), "{document}: there is no test called {name}");
        }
    }
}

/// A sentence in snake case.
fn is_name_of_test(text: &str) -> bool {
    text.matches('_').count() >= 3 && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
