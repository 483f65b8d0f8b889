//! The query page: the same answer, guards and log as `POST /graphql`, and beside the answer why.

use serde_json::{Value, json};
use tests::console::{Form, Page, Visitor};
use tests::database::number;
use tests::hub::limits;
use tests::queries::record;
use tests::{ChildFile, Hub, on_both};

const HERE: &str = "/console/query";

async fn form(visitor: &mut Visitor) -> Form {
    visitor.get(HERE).await.ok().form(HERE)
}

/// What stands on the page as the answer of the person in that place.
fn answer(page: &Page, place: usize) -> Value {
    let mut parts = page.text.split("aria-label=\"The answer for ").skip(1 + place);
    let text = parts.next().and_then(|rest| rest.split_once("<code>")?.1.split("</code>").next()).expect("an answer");
    let plain = text
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&");
    serde_json::from_str(&plain).unwrap_or_else(|e| panic!("{e}: {plain}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_of_the_page_is_answered_judged_and_logged_as_one_of_the_api() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let child = ChildFile::new(&hub.town).entry_of_every_class().put(&hub.door).await;
        let variables = tests::queries::about(child, "CHILD_IN_NEED_ASSESSMENT");
        let views = "SELECT count(*) FROM access_log WHERE action = 'VIEW'";
        for login in ["social-worker", "gp", "lead"] {
            let by_api = hub.ask(login, &record(), variables.clone()).await.ok();
            let mut visitor = Visitor::signed_in(&hub, login).await;
            let form = form(&mut visitor).await.with("document", &record()).with("variables", &variables.to_string());
            let before = number(&hub.db, views).await;
            let page = visitor.send(&form).await.ok();
            assert_eq!(number(&hub.db, views).await, before + 1, "{login}: it is logged");
            let shown = answer(&page, 0);
            let entry = shown
                .pointer("/data/sharedRecord/sharing/accessLogEntryId")
                .or(shown.pointer("/data/sharedRecord/accessLogEntryId"));
            let entry = entry.and_then(Value::as_str).expect("an entry").to_owned();
            assert!(page.says(&entry) && page.says("Cost"), "{login}: {}", page.text);
            // But for the entry of its own it is the answer of the API, to the letter.
            let theirs: Value = serde_json::from_str(&by_api.text).expect("JSON");
            let without = |answer: &Value| without_entry(answer.clone());
            assert_eq!(without(&shown), without(&theirs), "{login}");
        }
        hub.end().await;
    })
    .await;
}

/// The answer without the log entry that is each answer's own.
fn without_entry(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(fields) => {
            fields.remove("accessLogEntryId");
            fields.values_mut().for_each(|value| *value = without_entry(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_entry(item.take())),
        _ => {}
    }
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_people_get_four_answers_side_by_side() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "social-worker").await;
    let form =
        form(&mut visitor).await.with("document", "{ viewer { name roles } }").with("variables", "").with("as", "four");
    let page = visitor.send(&form).await.ok();
    for (place, login) in ["social-worker", "gp", "school", "housing"].into_iter().enumerate() {
        assert_eq!(answer(&page, place)["data"]["viewer"]["name"], json!(format!("Person {login}")));
    }
    assert!(!page.text.contains("eyJ"), "no token is on the page");
    // The answers are further down: the buttons lead to them.
    assert_eq!(page.text.matches("formaction=\"/console/query#answers\"").count(), 2, "{}", page.text);
    assert!(page.text.contains("id=\"answers\""), "{}", page.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_runs_as_the_person_chosen_and_as_nobody_who_is_not_offered() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "lead").await;
    let form =
        form(&mut visitor).await.with("document", "{ viewer { name } }").with("variables", "{}").with("as", "one");
    assert_eq!(form.value("person"), Some("me"), "oneself, where nobody says");
    for (person, login) in [("me", "lead"), ("1", "gp"), ("4", "police")] {
        let page = visitor.send(&form.clone().with("person", person)).await.ok();
        assert_eq!(answer(&page, 0)["data"]["viewer"]["name"], json!(format!("Person {login}")));
        assert_eq!(page.form(HERE).value("person"), Some(person), "the choice stays");
        assert!(!page.text.contains("eyJ"), "no token is on the page");
    }
    for person in ["5", "-1", "gp", "town-gp"] {
        assert_eq!(visitor.send(&form.clone().with("person", person)).await.status, 404, "{person}");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choosing_an_example_keeps_what_was_written_before_it() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "gp").await;
    let form = form(&mut visitor).await;
    // An example as it stands is nobody's writing.
    let viewer = visitor.send(&form.clone().with("example", "viewer").with("as", "example")).await.ok();
    assert!(
        viewer.form(HERE).value("document").is_some_and(|text| text.starts_with("query Viewer")),
        "{}",
        viewer.text
    );
    assert!(viewer.form(HERE).value("beforeDocument").is_none());
    let mine = "{ viewer { name } } # <mine>\r\n# and more";
    let kept = viewer.form(HERE).with("document", mine).with("variables", "{\"x\": 1}").with("as", "example");
    let page = visitor.send(&kept.with("example", "summary")).await.ok();
    let form = page.form(HERE);
    assert!(form.value("document").is_some_and(|text| text.contains("chronology")), "{}", page.text);
    // It goes on with what is run in between, and comes back when asked for.
    let run = visitor.send(&form.with("as", "one")).await.ok();
    let back = visitor.send(&run.form(HERE).with("as", "back")).await.ok();
    let form = back.form(HERE);
    assert_eq!((form.value("document"), form.value("variables")), (Some(mine), Some("{\"x\": 1}")));
    assert_eq!(visitor.send(&form.with("example", "none").with("as", "example")).await.status, 404);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_api_refuses_the_page_refuses() {
    let limits = api::http::Limits { complexity: 150, ..limits() };
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits).await;
    let mut visitor = Visitor::signed_in(&hub, "gp").await;
    let form = form(&mut visitor).await;
    for (document, said) in [
        ("{ viewer { name ", "Graphql parse failed"),
        ("{ nothing }", "Graphql validation failed"),
        ("{ agencies(first: 100) { nodes { id name } } }", "Query too complex"),
        ("{ accessLog(filter: {}) { totalCount } }", "Forbidden"),
    ] {
        let page = visitor.send(&form.clone().with("document", document).with("variables", "{}")).await.ok();
        assert!(page.says(said), "{document}: {}", page.text);
    }
    for (field, value) in [("variables", "[1]"), ("variables", "<script>alert(1)</script>"), ("document", " ")] {
        let page = visitor
            .send(&form.clone().with("document", "{ viewer { name } }").with("variables", "{}").with(field, value))
            .await;
        assert_eq!(page.status, 422, "{field}: {value}");
        assert!(
            page.text.contains(&format!("href=\"#{field}\"")) && !page.text.contains("<script>alert"),
            "{}",
            page.text
        );
    }
    assert_eq!(visitor.get("/console/query?example=none").await.status, 404);
    let forged = visitor.send_once(&form.with("_token", "x")).await;
    assert_eq!(forged.status, 403);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn examples_are_queries_of_the_schema_and_curl_says_the_same_without_a_token() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "lead").await;
    let first = visitor.get(HERE).await.ok();
    let examples = first.text.split("id=\"example\"").nth(1).and_then(|rest| rest.split("</select>").next());
    let options = examples.expect("examples").split("<option value=\"").skip(1);
    let names: Vec<&str> = options.filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let page = visitor.get(&format!("{HERE}?example={name}")).await.ok();
        assert!(page.text.len() < 90_000);
        let answered = visitor.send(&page.form(HERE)).await.ok();
        assert!(!answered.says("Graphql"), "{name}: {}", answered.text);
    }
    let quoted =
        first.form(HERE).with("document", "{ viewer { name } } # it's").with("variables", "{\"x\": \"'; rm -rf\"}");
    let page = visitor.send(&quoted).await.ok();
    assert!(
        page.says("Authorization: Bearer $TOKEN") && page.says(&format!("curl {}/graphql", hub.url)),
        "{}",
        page.text
    );
    assert!(page.says("it'\\''s") && page.says("'\\''; rm -rf"), "a quote does not end the text: {}", page.text);
    hub.end().await;
}
