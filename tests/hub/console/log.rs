//! The access log as pages: searched, as a timeline of one child, as a file. A lead sees what R37 gives and no more.

use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::queries::record;
use tests::{ChildFile, Hub, on_both};

const REASON: &str = "found <alone> & cold";
const READS: &str = "SELECT count(*) FROM access_log WHERE action = 'READ_LOG' AND allowed";

/// A child that a social worker opened in an emergency, and a GP tried to.
async fn seen(hub: &Hub) -> (String, String) {
    let file = ChildFile::new(&hub.town);
    let number = file.nhs_number().to_owned();
    let child = file.put(&hub.door).await;
    let sharing = json!({
        "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true, "justification": REASON,
    });
    let variables = json!({"child": {"id": child.public()}, "sharing": sharing});
    hub.ask("social-worker", &record(), variables).await.ok();
    let asked = json!({"child": {"id": child.public()}, "sharing": tests::queries::sharing("EARLY_HELP")});
    hub.ask("gp", &record(), asked).await.ok();
    (child.public(), number)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_searches_the_log_of_their_own_agency() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        seen(&hub).await;
        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let before = number(&hub.db, READS).await;
        let page = lead.get("/console/log?action=VIEW").await.ok();
        assert_eq!(number(&hub.db, READS).await, before + 1, "reading the log is logged");
        assert!(page.says("Person social-worker") && page.says("Emergency"), "{}", page.text);
        assert!(!page.says("Person gp"), "another agency's people are not named");
        assert!(page.says("What they did: View"), "what is chosen stands above the list");

        // A chip takes away what it names, a name leads to all that the person did, and filters narrow.
        let person = lead.get("/console/log?flag=EMERGENCY").await.ok().link_with("person=practitioner_");
        let theirs = lead.get(&person).await.ok();
        assert!(theirs.says("Person social-worker") && !theirs.says("access by Person lead"), "{}", theirs.text);
        let flagged = lead.get("/console/log?flag=EMERGENCY").await.ok();
        assert_eq!(flagged.text.matches("<tr>").count(), 2, "a head and one access: {}", flagged.text);
        for none in ["outcome=refused&action=VIEW", "agency=T-SURGERY&action=VIEW", "to-day=1&to-month=1&to-year=2020"]
        {
            let page = lead.get(&format!("/console/log?{none}")).await.ok();
            assert!(page.says("Nothing that you can see matches"), "{none}: {}", page.text);
        }
        // Governance sees the partnership's.
        let mut governance = Visitor::signed_in(&hub, "governance").await;
        let all = governance.get("/console/log?action=VIEW&agency=T-SURGERY").await.ok();
        assert!(all.says("Person gp") && !all.says("Person social-worker"), "{}", all.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_looked_for_is_said_beside_its_field() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    for (field, query) in [
        ("person", "person=%3Cscript%3Ealert(1)%3C/script%3E"),
        ("child", "child=9990000018"),
        ("agency", "agency=Nobody"),
        ("from", "from-day=31&from-month=2&from-year=2026"),
        ("action", "action=DELETE"),
        ("flag", "flag=x"),
        ("outcome", "outcome=x"),
    ] {
        let page = lead.get(&format!("/console/log?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.text.contains(&format!("href=\"#{field}\"")), "{query}: {}", page.text);
        assert!(!page.text.contains("<script>alert"), "{query}");
        assert_eq!(lead.get(&format!("/console/log.csv?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(lead.get("/console/log?after=x").await.status, 404);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_who_has_seen_a_child_is_a_timeline_and_no_number_stands_in_an_address() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, nhs_number) = seen(&hub).await;
        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let form = lead.get("/console/seen").await.ok().form("/console/seen");
        let before = number(&hub.db, READS).await;
        let page = lead.send(&form.clone().with("child", &nhs_number)).await.ok();
        assert_eq!(number(&hub.db, READS).await, before + 1, "it is logged");
        assert!(page.says("1 person has seen the record") && page.says("Person social-worker"), "{}", page.text);
        assert!(page.says("Once. Given: "), "{}", page.text);
        assert!(!page.says("Person gp"), "a refusal is no seeing");
        assert!(!page.links().iter().any(|href| href.contains(&nhs_number)), "{:?}", page.links());
        let again = lead.get(&format!("/console/seen?child={child}")).await.ok();
        assert!(again.says("1 person has seen the record"));
        assert!(lead.get(&page.link_with("/console/log?child=")).await.ok().says("Person social-worker"));

        let wrong = lead.send(&form.with("child", "<b>Ann</b>")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("href=\"#child\"") && !wrong.text.contains("<b>Ann"), "{}", wrong.text);
        // A child that is not there is answered like one that nobody has seen.
        let other = lead.get("/console/seen?child=child_00000000-0000-4000-8000-000000000000").await.ok();
        assert!(other.says("Nobody has, so far as you can see"), "{}", other.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_holds_exactly_what_is_on_the_screen() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    seen(&hub).await;
    for _ in 0..30 {
        let asked = json!({"match": {"familyName": "Nobody", "dateOfBirth": "2015-01-01"}, "sharing": tests::queries::sharing("EARLY_HELP")});
        hub.ask("social-worker", SEARCH, asked).await.ok();
    }
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let page = lead.get("/console/log?action=SEARCH").await.ok();
    assert!(page.says("30 accesses"), "{}", page.text);
    let file = lead.get(&page.link_with("log.csv")).await.ok();
    assert!(file.headers["content-type"].starts_with("text/csv"));
    assert!(file.headers["content-disposition"].starts_with("attachment"));
    assert_eq!(file.text.lines().count(), 1 + 25, "the page, and no more");
    let next = lead.get(&page.link_with("after=")).await.ok();
    assert_eq!(lead.get(&next.link_with("log.csv")).await.ok().text.lines().count(), 1 + 5);
    assert!(next.links().iter().any(|href| href == "/console/log?action=SEARCH"), "back to the first page");
    let head = file.text.lines().next().expect("a head");
    for (name, line) in head.trim_start_matches('\u{feff}').split(',').map(|name| name.trim_matches('"')).zip(1..) {
        assert!(page.says(name), "column {line}: {name}");
    }
    hub.end().await;
}

const SEARCH: &str = "query S($match: ChildMatchInput!, $sharing: SharingInput!) { findChildren(match: $match, sharing: $sharing) \
                      { __typename } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_there_for_its_readers_alone() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let (child, _) = seen(&hub).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let form = lead.get("/console/seen").await.ok().form("/console/seen");
    for login in ["social-worker", "gp", "school", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let absent = other.get("/console/nothing").await.canonical();
        let seen = format!("/console/seen?child={child}");
        for path in [
            "/console/log",
            "/console/log?person=x",
            "/console/log.csv",
            "/console/log.csv?flag=x",
            "/console/seen",
            &seen,
        ] {
            assert_eq!(other.get(path).await.canonical(), absent, "{login}: {path}");
        }
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let own = form.clone().with("_token", &token);
        for typed in [child.as_str(), "x", ""] {
            assert_eq!(other.send_once(&own.clone().with("child", typed)).await.status, 404, "{login}: {typed}");
        }
    }
    // The lead of another agency sees nothing of who did what in this one.
    let mut school = Visitor::signed_in(&hub, "school-lead").await;
    let page = school.get("/console/log?action=VIEW").await.ok();
    assert!(!page.says("Person social-worker") && !page.text.contains(&child), "{}", page.text);
    hub.end().await;
}
